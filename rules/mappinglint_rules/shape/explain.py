"""Says what does not fit the schema: jsonschema finds it, the words are ours."""

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from mappinglint.path import Path
from mappinglint.record import dataclass
from mappinglint_rules.schema import Schema
from mappinglint_rules.shape.plain import UNKNOWN, OpenDict

Keyword = Callable[[Any, Any, Any, Schema], Iterator[ValidationError] | None]

# With these, an object that may have more keys than it shows is let off.
_NEED_ALL_KEYS = frozenset({"required", "minProperties", "maxProperties"})


@dataclass(frozen=True)
class Misfit:
    """One thing that does not fit: the keyword of the schema that says so, and where.

    `path` is the setting; for a missing or unknown one it ends in its name. `data` is what stands
    there, or the name itself if the misfit `is_name`. `wanted` is what the keyword asks for, and
    `schema` what the keyword belongs to.
    """

    keyword: str
    path: Path
    data: Any
    wanted: Any
    schema: Schema
    is_name: bool


def misfits(data: Any, schema: Schema) -> Iterator[Misfit]:
    """Yield what does not fit, one for each mistake."""
    validator = extend(Draft202012Validator, _KEYWORDS)(schema)  # type: ignore[no-untyped-call]
    for error in validator.iter_errors(data):
        yield from _misfits(error)


def _misfits(error: ValidationError) -> Iterator[Misfit]:
    # These may be unset in an error that is made by hand, never in one of a validator.
    keyword, wanted, schema = str(error.validator), error.validator_value, error.schema
    assert isinstance(schema, dict)
    data: Any = error.instance
    is_name = "propertyNames" in error.absolute_schema_path
    for end in [(data,)] if is_name else _ends(error, wanted, schema):
        yield Misfit(keyword, (*error.absolute_path, *end), data, wanted, schema, is_name)


def _ends(error: ValidationError, wanted: Any, schema: Schema) -> list[Path]:
    """Return what an error is about below its path: names that are missing or too many."""
    data: Any = error.instance
    match error.validator:
        case "additionalProperties":
            known = schema.get("properties", {})
            return [(name,) for name in data if name not in known]
        case "required":
            # jsonschema reports each missing name by itself, the name in its message alone.
            return [(name,) for name in wanted if error.message.startswith(repr(name))]
        case "maxItems":
            return [(wanted,)]
    return [()]


def _lenient(name: str, check: Keyword) -> Keyword:
    def lenient(
        validator: Any, wanted: Any, data: Any, schema: Schema
    ) -> Iterator[ValidationError]:
        if data is UNKNOWN or (name in _NEED_ALL_KEYS and isinstance(data, OpenDict)):
            return
        if name == "pattern" and not _is_sized(data, schema):
            # Its length is wrong already, and some of AWS's patterns take long over long texts.
            return
        if name == "enum" and not _is_typed(validator, data, schema):
            return
        yield from check(validator, wanted, data, schema) or ()

    return lenient


def _is_sized(data: Any, schema: Schema) -> bool:
    size = len(data) if isinstance(data, str) else 0
    return bool(schema.get("minLength", 0) <= size <= schema.get("maxLength", size))


def _is_typed(validator: Any, data: Any, schema: Schema) -> bool:
    wanted = schema.get("type")
    return wanted is None or bool(validator.is_type(data, wanted))


_KEYWORDS = {name: _lenient(name, check) for name, check in Draft202012Validator.VALIDATORS.items()}
