"""What a filter sees of a record as Lambda delivers it to the function.

Lambda decodes the data of a record and, where the pattern looks inside it, reads it as JSON. Data
and pattern must agree: of a JSON object a pattern for plain text lets nothing through, and of plain
text a pattern for JSON neither. This is the guide's table; it leaves open whether a lone number or
text is JSON, and here it is plain text.
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from mappinglint.pattern.event import Json
from mappinglint.pattern.match import Outcome, explain
from mappinglint.pattern.model import Pattern

Object = dict[str, Json]


class Sender(Enum):
    """What puts records into the event of a function."""

    SQS = "SQS"
    KINESIS = "Kinesis"
    DYNAMODB = "DynamoDB"
    KAFKA = "Kafka"
    MQ = "Amazon MQ"

    @property
    def data_keys(self) -> tuple[str, ...]:
        """The keys of a record, as a filter sees it, that hold its data as text."""
        return _DATA_KEYS.get(self, ())


_DATA_KEYS: Mapping[Sender, tuple[str, ...]] = {
    Sender.SQS: ("body",),
    Sender.KINESIS: ("data",),
    Sender.KAFKA: ("value", "key"),
    Sender.MQ: ("data",),
}
# What `eventSource` is in an event or a record; Kinesis and DynamoDB have it in each record.
_EVENT_SOURCES = {
    "aws:sqs": Sender.SQS,
    "aws:kinesis": Sender.KINESIS,
    "aws:dynamodb": Sender.DYNAMODB,
    "aws:kafka": Sender.KAFKA,
    "SelfManagedKafka": Sender.KAFKA,
    "aws:mq": Sender.MQ,
    "aws:rmq": Sender.MQ,
}
# A key that only records of one sender have, for a record without `eventSource`.
_TELLING_KEYS = {
    "body": Sender.SQS,
    "kinesis": Sender.KINESIS,
    "partitionKey": Sender.KINESIS,
    "dynamodb": Sender.DYNAMODB,
    "topic": Sender.KAFKA,
    "value": Sender.KAFKA,
    "messageID": Sender.MQ,
    "basicProperties": Sender.MQ,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record with its data decoded, as a filter sees it; `sender` is None if unknown."""

    sender: Sender | None
    data: Object


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a record: the outcome, and what the filter saw of it.

    `mismatches` says where pattern and data are of different formats; Lambda drops such a record
    whatever the pattern says.
    """

    outcome: Outcome
    seen: Object
    mismatches: tuple[str, ...] = ()


def records_of(event: Json, sender: Sender | None = None) -> list[Record]:
    """Return the records of an event, or the one record that it is.

    `sender` is told where nothing in the event says it.
    """
    return [_record(data, hint or sender) for data, hint in _delivered(event)]


def try_record(pattern: Pattern, record: Record) -> Trial:
    """Try a pattern on a record, as Lambda does."""
    seen = dict(record.data)
    mismatches = []
    wanted = formats(pattern)
    for key in record.sender.data_keys if record.sender else ():
        inside = wanted.get(key)
        if inside is None or key not in seen:
            continue
        read = _json(seen[key])
        if inside and read is None:
            mismatches.append(f"`{key}` is no JSON object, and the pattern looks inside it")
        elif not inside and read is not None:
            mismatches.append(f"`{key}` is JSON, and the pattern takes it for plain text")
        elif read is not None:
            seen[key] = read
    outcome = Outcome(passes=False) if mismatches else explain(pattern, seen)
    return Trial(outcome, seen, tuple(mismatches))


# -- the records of an event ----------------------------------------------------------------------


def _delivered(event: Json) -> Iterator[tuple[Object, Sender | None]]:
    """Yield each record with what the event around it says of its sender."""
    if isinstance(event, list):
        for item in event:
            yield from _delivered(item)
        return
    if not isinstance(event, dict):
        return
    hint = _EVENT_SOURCES.get(str(event.get("eventSource")))
    groups = [event[key] for key in _RECORD_KEYS if isinstance(event.get(key), list | dict)]
    for group in groups:
        yield from ((data, hint) for data in _flat(group))
    if not groups:
        yield event, hint


# Kafka and RabbitMQ have a list for each partition or queue below these.
_RECORD_KEYS = ("Records", "records", "messages", "rmqMessagesByQueue")


def _flat(group: Json) -> Iterator[Object]:
    lists = list(group.values()) if isinstance(group, dict) else [group]
    for items in lists:
        if isinstance(items, list):
            yield from (item for item in items if isinstance(item, dict))


def _record(data: Object, hint: Sender | None) -> Record:
    sender = _EVENT_SOURCES.get(str(data.get("eventSource")), hint)
    if sender is None:
        sender = next((_TELLING_KEYS[key] for key in _TELLING_KEYS if key in data), None)
    inner = data.get("kinesis")
    if sender is Sender.KINESIS and isinstance(inner, dict):
        # A filter sees what is inside: `data` and `partitionKey`, not `kinesis`.
        data = inner
    if sender is None or sender is Sender.SQS:
        return Record(sender, data)
    decoded = {key: _decoded(data[key]) for key in sender.data_keys if key in data}
    return Record(sender, data | decoded)


def _decoded(value: Json) -> Json:
    """Return the text behind base64, or the value itself if it is something else."""
    if not isinstance(value, str):
        return value
    try:
        return b64decode(value, validate=True).decode()
    except ValueError:
        return value


# -- formats --------------------------------------------------------------------------------------


def formats(pattern: Pattern) -> dict[str, bool]:
    """Return for each key of data that a pattern is about whether it looks inside, as JSON.

    Lambda drops a record whose data is of the other format, whatever the pattern says.
    """
    keys = {key for sender in Sender for key in sender.data_keys}
    found = {key: _looks_inside(pattern, key) for key in sorted(keys)}
    return {key: inside for key, inside in found.items() if inside is not None}


def _looks_inside(pattern: Pattern, key: str) -> bool | None:
    """Say whether a pattern is about fields inside a key, or about its text; None for neither."""
    paths = [leaf.key.fields for leaf in pattern.all_leaves()]
    lengths = {len(path) for path in paths if path[0] == key}
    return max(lengths) > 1 if lengths else None


def _json(value: Json) -> Json:
    """Return the object or list that a text is as JSON, or None."""
    if isinstance(value, str):
        try:
            value = json.loads(value, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict | list) else None


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which are Python's, not JSON's."""
    raise ValueError(constant)
