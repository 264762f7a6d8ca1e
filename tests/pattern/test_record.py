"""A filter sees of a record what the guide says, in the formats in which Lambda delivers it."""

import json
from base64 import b64encode
from typing import Any

import pytest

from mappinglint.pattern.model import Pattern
from mappinglint.pattern.parse import parse
from mappinglint.pattern.record import Sender, records_of, try_record


def _pattern(text: str) -> Pattern:
    parsed = parse(text)
    assert parsed.mistakes == ()
    assert parsed.pattern is not None
    return parsed.pattern


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


_PAID = json.dumps({"status": "paid"})
_SQS: Any = {"messageId": "1", "body": _PAID, "attributes": {}, "eventSource": "aws:sqs"}
_KINESIS: Any = {
    "eventSource": "aws:kinesis",
    "kinesis": {"partitionKey": "p", "data": _encoded(_PAID)},
}
_DYNAMODB: Any = {"eventSource": "aws:dynamodb", "eventName": "INSERT", "dynamodb": {"Keys": {}}}
_KAFKA: Any = {"topic": "orders", "key": _encoded("k"), "value": _encoded(_PAID)}
_MQ: Any = {"messageID": "1", "data": _encoded(_PAID)}
_RABBIT: Any = {"basicProperties": {"type": "t"}, "data": _encoded(_PAID)}


@pytest.mark.parametrize(
    ("event", "sender", "pattern"),
    [
        ({"Records": [_SQS]}, Sender.SQS, '{"body": {"status": ["paid"]}}'),
        (_SQS, Sender.SQS, '{"body": {"status": ["paid"]}, "messageId": ["1"]}'),
        ({"Records": [_KINESIS]}, Sender.KINESIS, '{"data": {"status": ["paid"]}}'),
        (_KINESIS, Sender.KINESIS, '{"partitionKey": ["p"]}'),
        (_KINESIS["kinesis"], Sender.KINESIS, '{"data": {"status": ["paid"]}}'),
        (_DYNAMODB, Sender.DYNAMODB, '{"eventName": ["INSERT"]}'),
        (
            {"eventSource": "aws:kafka", "records": {"orders-0": [_KAFKA]}},
            Sender.KAFKA,
            '{"value": {"status": ["paid"]}, "key": ["k"], "topic": ["orders"]}',
        ),
        (_KAFKA, Sender.KAFKA, '{"value": {"status": ["paid"]}}'),
        ({"eventSource": "aws:mq", "messages": [_MQ]}, Sender.MQ, '{"data": {"status": ["paid"]}}'),
        (
            {"eventSource": "aws:rmq", "rmqMessagesByQueue": {"q::/": [_RABBIT]}},
            Sender.MQ,
            '{"data": {"status": ["paid"]}, "basicProperties": {"type": ["t"]}}',
        ),
    ],
)
def test_record_passes(event: Any, sender: Sender, pattern: str) -> None:
    (record,) = records_of(event)
    assert record.sender is sender
    assert try_record(_pattern(pattern), record).outcome.passes


def test_all_records_are_found() -> None:
    assert len(records_of({"Records": [_SQS, _SQS, "odd"]})) == 2
    assert len(records_of([_SQS, {"Records": [_SQS]}])) == 2
    assert len(records_of({"records": {"a-0": [_KAFKA], "a-1": [_KAFKA, _KAFKA], "b": 1}})) == 3
    assert records_of({"Records": []}) == []
    assert records_of("x") == []


@pytest.mark.parametrize(
    ("body", "pattern", "passes"),
    [
        ("plain", '{"body": ["plain"]}', True),
        ("plain", '{"body": ["other"]}', False),
        ("plain", '{"messageId": ["1"]}', True),
        ("plain", '{"body": {"a": [1]}}', None),
        ("plain", '{"body.a": [1]}', None),
        ('{"a": 1}', '{"body": ["plain"]}', None),
        ('{"a": 1}', '{"body": [{"prefix": ""}]}', None),
        ('{"a": 1}', '{"messageId": ["1"]}', True),
        ('{"a": 1}', '{"body": {"a": [1]}}', True),
        ('{"a": 1}', '{"body": {"a": [2]}}', False),
        ('{"a": 1}', '{"$or": [{"body": {"a": [1]}}, {"x": [1]}]}', True),
        ('[{"a": 1}]', '{"body": {"a": [1]}}', True),
        ("12", '{"body": ["12"]}', True),
        ('{"a": NaN}', '{"body": {"a": [1]}}', None),
        ("[" * 100_000, '{"body": ["x"]}', False),
        ({"a": 1}, '{"body": {"a": [1]}}', True),
    ],
)
def test_formats_must_agree(body: Any, pattern: str, passes: bool | None) -> None:
    """None stands for a record that is dropped because they do not."""
    (record,) = records_of({"messageId": "1", "body": body})
    trial = try_record(_pattern(pattern), record)
    assert bool(trial.mismatches) is (passes is None)
    assert trial.outcome.passes is bool(passes)


def test_data_that_is_not_encoded_is_taken_as_it_is() -> None:
    (record,) = records_of({"topic": "t", "value": "not base64!"})
    assert record.data["value"] == "not base64!"
    (record,) = records_of({"topic": "t", "value": b64encode(b"\xff").decode(), "key": None})
    assert try_record(_pattern('{"value": ["/w=="]}'), record).outcome.passes


def test_sender_can_be_told() -> None:
    (record,) = records_of({"data": _encoded(_PAID)}, Sender.MQ)
    assert try_record(_pattern('{"data": {"status": ["paid"]}}'), record).outcome.passes
    (record,) = records_of({"detail": {"a": 1}})
    assert record.sender is None
    trial = try_record(_pattern('{"detail": {"a": [2]}}'), record)
    assert [str(failure) for failure in trial.outcome.failures] == [
        "`detail.a`: none of [2] matches 1"
    ]
