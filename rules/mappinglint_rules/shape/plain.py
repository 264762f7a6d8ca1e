"""Values as plain data, for a schema to judge."""

from typing import Any, Final

from mappinglint.mapping import EventSourceMapping
from mappinglint.record import dataclass
from mappinglint.value import Fields, Items, Known, Unknown, Value, boolean, integer, number, string
from mappinglint_rules.schema import Schema


class OpenDict(dict[str, Any]):
    """An object that may have more keys than it shows."""


@dataclass(frozen=True)
class _Unknown:
    """Stands for a value that cannot be known: it fits everything."""


UNKNOWN: Final = _Unknown()

_NO_TEXTS: Final = ("array", "object")

# Marks a key that the format spells otherwise: no setting has such a name.
FOREIGN = "\0"


def plain(mapping: EventSourceMapping, schema: Schema) -> Any:
    """Return the settings as dicts, lists and scalars, UNKNOWN where nothing is known.

    A null is left out. In a format that converts, "10" is a number where the schema wants one.
    """
    return _plain(mapping.settings, schema, converts=mapping.format.converts)


def _plain(value: Value, schema: Schema, *, converts: bool) -> Any:
    match value:
        case Unknown() if schema.get("type") in _NO_TEXTS and _makes_text(value):
            return value.place.text
        case Unknown():
            return UNKNOWN
        case Known():
            return _scalar(value, schema.get("type"), converts=converts)
        case Items(items=items):
            inner = schema.get("items", {})
            return [_plain(item, inner, converts=converts) for item in items]
        case Fields(complete=False) if schema.get("type", "object") != "object":
            # What is missing of it may make it a function.
            return UNKNOWN
        case Fields():
            return _object(value, schema, converts=converts)


def _makes_text(value: Unknown) -> bool:
    """Say whether a value is a function of CloudFormation that surely makes a text."""
    return any(value.parts) and value.node is None and value.place.text.startswith(("!", "{"))


def _object(value: Fields, schema: Schema, *, converts: bool) -> dict[str, Any]:
    properties = schema.get("properties", {})
    other = schema.get("additionalProperties") or {}
    found: dict[str, Any] = {} if value.complete else OpenDict()
    for field in value.fields:
        if isinstance(field.value, Known) and field.value.data is None:
            continue
        name = field.name if field.name is not None else FOREIGN + field.spelling
        inner = properties.get(name, other)
        is_foreign = field.name is None
        found[name] = UNKNOWN if is_foreign else _plain(field.value, inner, converts=converts)
    return found


def _scalar(value: Known, wanted: str | None, *, converts: bool) -> Any:
    converted: Any = None
    match wanted:
        case "integer":
            converted = integer(value, converts=converts)
        case "number":
            converted = number(value, converts=converts)
        case "boolean":
            converted = boolean(value, converts=converts)
        case "string":
            converted = string(value, converts=converts)
    return value.data if converted is None else converted
