"""The schema: it is fresh, and the quick judge and jsonschema agree about everything."""

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappinglint_rules.schema import load
from mappinglint_rules.schema.generate import generate, merge
from mappinglint_rules.shape.explain import misfits
from mappinglint_rules.shape.fits import ANNOTATIONS, KEYWORDS, fits
from mappinglint_rules.shape.plain import UNKNOWN, OpenDict
from mappinglint_rules.shape.rules import _EXPLANATIONS


def test_schema_is_what_botocore_and_the_overlay_make() -> None:
    stored = files("mappinglint_rules.schema").joinpath("mapping.json").read_text(encoding="utf-8")
    assert stored == generate(), "run: python -m mappinglint_rules.schema.generate"


def test_schema_uses_only_keywords_that_are_judged_and_explained() -> None:
    used = {key for schema in _schemas(load()) for key in schema}
    assert used <= KEYWORDS | ANNOTATIONS
    assert used & KEYWORDS - {"items", "properties", "propertyNames"} <= _EXPLANATIONS.keys()


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


_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 20_000),
    st.floats(allow_nan=False),
    st.sampled_from(
        ["", "x", "LATEST", "latest", "BASIC_AUTH", "a:1", "ReportBatchItemFailures", "topic\n"]
    ),
    st.just(UNKNOWN),
)


def _values(schema: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Return data that is near what a schema describes, right or wrong."""
    kinds = [_SCALARS]
    if "enum" in schema:
        kinds.append(st.sampled_from(schema["enum"]))
    if depth < 4 and schema.get("type") == "array":
        kinds.append(st.lists(_values(schema["items"], depth + 1), max_size=3))
    if depth < 4 and schema.get("type") == "object":
        names = {
            name: _values(inner, depth + 1) for name, inner in schema.get("properties", {}).items()
        }
        objects = st.fixed_dictionaries({}, optional={**names, "Nonsense": _SCALARS})
        kinds += [objects, objects.map(OpenDict)]
    return st.one_of(*kinds)


@settings(max_examples=300)
@given(_values(load()))
def test_quick_judge_agrees_with_jsonschema(data: Any) -> None:
    assert fits(data, load()) == (not list(misfits(data, load())))


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
