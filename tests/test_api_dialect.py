"""Which JSON and YAML is the Lambda API's, and what it is for."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mappinglint.dialects.api import NAMES, RETURNED, ApiDialect
from mappinglint.document import read
from mappinglint.engine import Result
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.source import Source
from mappinglint_rules.schema import load

_ARN = "arn:aws:sqs:us-east-1:123456789012:q"
_FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"
_STORED = {"UUID": "u", "EventSourceArn": _ARN, "FunctionArn": _FUNCTION, "State": "Enabled"}


def _mappings(text: str, name: str = "x.json") -> list[EventSourceMapping]:
    found = ApiDialect().mappings(read(Source(name, text)))
    return [mapping for alternatives in found for mapping in alternatives]


@pytest.mark.parametrize(
    ("content", "operation"),
    [
        ({"FunctionName": "f", "EventSourceArn": _ARN}, Operation.CREATE),
        ({"EventSourceArn": _ARN, "BatchSize": 1}, Operation.CREATE),
        ({"FunctionName": "f", "SelfManagedEventSource": {}}, Operation.CREATE),
        ({"FunctionName": "f", "BatchSize": 1}, Operation.CREATE),
        ({"UUID": "u", "BatchSize": 1}, Operation.UPDATE),
        ({"UUID": "u", "EventSourceArn": _ARN}, Operation.UPDATE),
        (_STORED, Operation.STORED),
        ({**_STORED, "BatchSize": 1}, Operation.STORED),
        ({"UUID": "u", "State": "Enabled", "BatchSize": 1}, Operation.STORED),
    ],
)
def test_operations(content: dict[str, Any], operation: Operation) -> None:
    (mapping,) = _mappings(json.dumps(content))
    assert mapping.operation is operation


@pytest.mark.parametrize(
    "content",
    [
        {"FunctionName": "f"},
        {"FunctionName": "f", "Payload": "x"},
        {"FunctionName": "f", "BatchSize": 1, "Region": "somewhere"},
        {"EventSourceArn": _ARN},
        {"UUID": "u"},
        {"UUID": "u", "Enabled": True},
        {"UUID": "u", "Tags": ["a"]},
        {"FunctionName": "f", "MaximumRetryAttempts": 1, "DestinationConfig": {"OnFailure": {}}},
        {"UUID": "u", "State": "Enabled"},
        {"eventSourceARN": _ARN, "body": "x"},
        {"Source": _ARN, "Target": "x", "SourceParameters": {"FilterCriteria": {}}},
        [],
        [1, None, "x", []],
        "EventSourceArn",
        {"EventSourceMappings": {}},
    ],
)
def test_other_things_are_not_mappings(content: object) -> None:
    assert _mappings(json.dumps(content)) == []


def test_lists_lines_and_documents() -> None:
    request = {"FunctionName": "f", "EventSourceArn": _ARN}
    line = json.dumps(request)
    assert len(_mappings(json.dumps([request, request, 5]))) == 2
    assert len(_mappings(json.dumps({"EventSourceMappings": [_STORED], "NextMarker": "x"}))) == 1
    pages = [{"EventSourceMappings": [_STORED]}, {"EventSourceMappings": [_STORED, 5]}]
    assert len(_mappings(json.dumps(pages))) == 2
    assert len(_mappings(f"{line}\n{line}\n")) == 2
    assert len(_mappings(f"{line}\n---\n{line}\n", "x.yaml")) == 2


def test_update_is_merged_with_what_is_stored() -> None:
    stored = {**_STORED, "BatchSize": 10, "MaximumBatchingWindowInSeconds": 0}
    update = {"UUID": "u", "BatchSize": 11}
    _, mapping = _mappings(json.dumps([stored, update]))
    assert mapping.integer("BatchSize") == 11
    assert mapping.integer("MaximumBatchingWindowInSeconds") == 0
    assert not mapping.lacks("FilterCriteria")


def test_update_alone_leaves_the_rest_unknown() -> None:
    (mapping,) = _mappings(json.dumps({"UUID": "u", "BatchSize": 11}))
    assert not mapping.lacks("MaximumBatchingWindowInSeconds")
    assert mapping.integer("MaximumBatchingWindowInSeconds") is None


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        (1700000000, 1700000000),
        ("2023-11-14T22:13:20Z", 1700000000),
        ("2023-11-14T22:13:20", 1700000000),
        ("1700000000", 1700000000),
        ("Tue, 14 Nov 2023 22:13:20 GMT", None),
    ],
)
def test_times_are_seconds(time: object, seconds: int | None, lint: Callable[..., Result]) -> None:
    arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s"
    request = {"FunctionName": "f", "EventSourceArn": arn, "StartingPosition": "AT_TIMESTAMP"}
    text = json.dumps({**request, "StartingPositionTimestamp": time})
    (mapping,) = _mappings(text)
    assert mapping.integer("StartingPositionTimestamp") == seconds
    assert lint(text, "x.json").findings == []


def test_names_are_those_of_the_schema() -> None:
    properties = load()["properties"]
    writable = {name for name, schema in properties.items() if not schema.get("readOnly")}
    assert writable == NAMES
    assert properties.keys() - writable > RETURNED


def test_numbers_are_not_taken_from_texts(lint: Callable[..., Result]) -> None:
    text = json.dumps({"FunctionName": "f", "EventSourceArn": _ARN, "BatchSize": "10"})
    (found,) = lint(text, "x.json").findings
    assert found.rule.code == "ESM011"
    assert found.remedy == "write 10 without quotes"
