"""The schema: it is fresh, and the quick judge and jsonschema agree about everything."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from mappinglint.path import Path, join
from mappinglint_rules.schema import load, writable
from mappinglint_rules.schema.generate import generate, merge
from mappinglint_rules.shape.explain import misfits
from mappinglint_rules.shape.fits import ANNOTATIONS, KEYWORDS, fits
from mappinglint_rules.shape.misfits import EXPLANATIONS
from mappinglint_rules.shape.plain import UNKNOWN, OpenDict


def test_schema_is_what_botocore_and_the_overlay_make() -> None:
    stored = files("mappinglint_rules.schema").joinpath("mapping.json").read_text(encoding="utf-8")
    assert stored == generate(), "run: python -m mappinglint_rules.schema.generate"


def test_schema_uses_only_keywords_that_are_judged_and_explained() -> None:
    used = {key for schema in _schemas(load()) for key in schema}
    assert used <= KEYWORDS | ANNOTATIONS
    assert used & KEYWORDS - {"items", "properties", "propertyNames"} <= EXPLANATIONS.keys()


def _schemas(schema: dict[str, Any]) -> list[dict[str, Any]]:
    found = [schema]
    children = [*schema.get("properties", {}).values()]
    children += [schema[key] for key in ("items", "propertyNames") if key in schema]
    if isinstance(schema.get("additionalProperties"), dict):
        children.append(schema["additionalProperties"])
    return found + [inner for child in children for inner in _schemas(child)]


def test_merge_patch() -> None:
    target = {"a": {"b": 1, "c": 2}, "d": 3}
    assert merge(target, {"a": {"b": None, "e": 4}, "d": {"f": 5}}) == {
        "a": {"c": 2, "e": 4},
        "d": {"f": 5},
    }


# Texts of which one at least has each form that the schema knows.
_TEXTS = (
    "name",
    "arn:aws:sqs:us-east-1:123456789012:q",
    "arn:aws:lambda:us-east-1:123456789012:event-source-mapping:x",
    "kafka.example.com:9092",
)


def _fitting(schema: dict[str, Any]) -> Any:
    """Return data that fits a schema, with everything that may be there."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object" if "propertyNames" in schema:
            data: Any = {
                _fitting(schema["propertyNames"]): _fitting(schema["additionalProperties"])
            }
        case "object":
            data = {name: _fitting(inner) for name, inner in schema["properties"].items()}
        case "array":
            data = [_fitting(schema["items"])]
        case "string":
            data = next(one for one in _TEXTS if re.search(schema.get("pattern", ""), one))
        case kind:
            data = True if kind == "boolean" else schema.get("minimum", 1)
    return data


def _leaves(schema: dict[str, Any], data: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Yield every value of fitting data with its path and its schema."""
    yield path, schema, data
    if isinstance(data, dict):
        for name, value in data.items():
            inner = schema.get("properties", {}).get(name) or schema["additionalProperties"]
            yield from _leaves(inner, value, (*path, name))
    elif isinstance(data, list):
        yield from _leaves(schema["items"], data[0], (*path, 0))


def _near(schema: dict[str, Any], fitting: Any) -> list[Any]:
    """Return values of every type, and those on both sides of every bound of a schema."""
    values: list[Any] = [None, True, False, 0, 1, 1.0, 1.5, -7, "", "x", "ü#\n", [], {}, UNKNOWN]
    for bound in ("minimum", "maximum"):
        if bound in schema:
            values += [schema[bound] - 1, schema[bound], schema[bound] + 1]
    for bound in ("minLength", "maxLength"):
        if bound in schema:
            values += ["a" * max(schema[bound] + step, 0) for step in (-1, 0, 1)]
    if isinstance(fitting, list):
        values += [fitting * size for size in range(1, schema.get("maxItems", 1) + 2)]
        values += [[*fitting, UNKNOWN], [None]]
    if isinstance(fitting, dict):
        values += [{**fitting, "Nonsense": 1}, {**fitting, "": 1}, OpenDict(), OpenDict(Nonsense=1)]
        values += [{name: value} for name, value in fitting.items()]
        values += [dict.fromkeys(f"key{n}" for n in range(size)) for size in (1, 2, 3)]
    return [*values, *schema.get("enum", ()), fitting]


def _with(data: Any, path: Path, value: Any) -> Any:
    """Return data with another value at a path."""
    if not path:
        return value
    copy: Any = list(data) if isinstance(data, list) else dict(data)
    copy[path[0]] = _with(data[path[0]], path[1:], value)
    return copy


_WHOLE = _fitting(writable())
_VARIED = [
    pytest.param(
        path, [_with(_WHOLE, path, value) for value in _near(schema, fitting)], id=join(path)
    )
    for path, schema, fitting in _leaves(writable(), _WHOLE)
]


def test_fitting_data_fits() -> None:
    assert fits(_WHOLE, writable())
    assert list(misfits(_WHOLE, writable())) == []


@pytest.mark.parametrize(("path", "variants"), _VARIED)
def test_quick_judge_agrees_with_jsonschema(path: Path, variants: list[Any]) -> None:
    """One value is changed in data that fits, so that the outcome hangs on it alone."""
    outcomes = set()
    for data in variants:
        found = list(misfits(data, writable()))
        assert fits(data, writable()) == (not found), (path, data)
        outcomes.add(not found)
    assert outcomes == {True, False}


def test_every_keyword_decides_somewhere() -> None:
    """Without any one keyword the two would disagree with the schema on some variant."""
    variants = [data for param in _VARIED for data in param.values[1]]  # type: ignore[union-attr]
    blamed = {found.keyword for data in variants for found in misfits(data, writable())}
    assert blamed == KEYWORDS - {"items", "properties", "propertyNames"}


@pytest.mark.parametrize(
    ("data", "fitting"),
    [
        ({"FunctionName": "f"}, True),
        ({}, False),
        (OpenDict(), True),
        ({"FunctionName": "f", "Topics": []}, False),
        ({"FunctionName": "f", "Topics": ["ab"]}, True),
        ({"FunctionName": "f", "Topics": ["ab\n"]}, False),
        ({"FunctionName": "f", "Topics": UNKNOWN}, True),
        ({"FunctionName": "f", "Tags": {"größe": "L x_.:/=+-@"}}, True),
        ({"FunctionName": "f", "Tags": {"a": "#"}}, False),
        ({"FunctionName": "f", "Tags": {"": "x"}}, False),
        ({"FunctionName": "f", "KMSKeyArn": ""}, True),
        ({"FunctionName": "f", "StartingPositionTimestamp": 1.5}, True),
        ({"FunctionName": True}, False),
    ],
)
def test_known_data(data: Any, fitting: bool) -> None:
    assert fits(data, load()) == fitting
    assert (list(misfits(data, load())) == []) == fitting


def test_long_texts_meet_no_slow_pattern() -> None:
    servers = {"KAFKA_BOOTSTRAP_SERVERS": ["a" * 1_000_000 + "!"]}
    data = {"FunctionName": "f", "SelfManagedEventSource": {"Endpoints": servers}}
    assert not fits(data, load())
    (misfit,) = misfits(data, load())
    assert misfit.keyword == "maxLength"


def test_every_field_of_the_service_model_is_there() -> None:
    from botocore.session import Session

    model = Session().get_service_model("lambda")
    for operation in ("CreateEventSourceMapping", "UpdateEventSourceMapping"):
        members = model.operation_model(operation).input_shape.members
        assert members.keys() <= load()["properties"].keys()


def test_json_is_readable_by_any_draft_2020_validator() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(json.loads(json.dumps(load())))
