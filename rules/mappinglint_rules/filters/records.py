"""What a record of each source has, as a filter sees it.

The keys are those of the events in the Lambda developer guide. A filter of Kinesis, Kafka and MQ
does not see the event as the function gets it: it finds the record's data under one of these keys.
"""

from collections.abc import Mapping

from mappinglint.filters import SENDERS
from mappinglint.kind import Kinds, SourceKind
from mappinglint.pattern.model import Exists, Leaf, Unknown

_K = SourceKind
_KAFKA = frozenset({"headers", "key", "offset", "partition", "timestamp", "timestampType", "topic"})
_KAFKA_KEYS = _KAFKA | {"value", "keySchemaMetadata", "valueSchemaMetadata", "eventSource"}
_STREAM_RECORD = frozenset({"awsRegion", "eventID", "eventName", "eventSource", "eventSourceARN"})
_QUEUE_KEYS = frozenset(
    {
        "attributes",
        "awsRegion",
        "body",
        "eventSource",
        "eventSourceARN",
        "md5OfBody",
        "md5OfMessageAttributes",
        "messageAttributes",
        "messageId",
        "receiptHandle",
    }
)

# The first keys of a record.
RECORD_KEYS: Mapping[SourceKind, frozenset[str]] = {
    _K.SQS: _QUEUE_KEYS,
    _K.SQS_FIFO: _QUEUE_KEYS,
    _K.KINESIS: _STREAM_RECORD
    | {
        "approximateArrivalTimestamp",
        "data",
        "eventVersion",
        "invokeIdentityArn",
        "kinesisSchemaVersion",
        "partitionKey",
        "sequenceNumber",
    },
    _K.DYNAMODB: _STREAM_RECORD | {"dynamodb", "eventVersion", "userIdentity"},
    _K.MSK: _KAFKA_KEYS,
    _K.KAFKA: _KAFKA_KEYS,
    _K.ACTIVEMQ: frozenset(
        {
            "brokerInTime",
            "brokerOutTime",
            "correlationId",
            "data",
            "deliveryMode",
            "destination",
            "expiration",
            "messageID",
            "messageType",
            "priority",
            "properties",
            "redelivered",
            "replyTo",
            "timestamp",
            "type",
        }
    ),
    _K.RABBITMQ: frozenset({"basicProperties", "data", "redelivered"}),
}

# First keys that every record has, by what their value is.
_QUEUE_TEXTS = frozenset(
    {"awsRegion", "eventSource", "eventSourceARN", "md5OfBody", "messageId", "receiptHandle"}
)
TEXT_KEYS: Mapping[SourceKind, frozenset[str]] = {
    _K.SQS: _QUEUE_TEXTS,
    _K.SQS_FIFO: _QUEUE_TEXTS,
    _K.KINESIS: frozenset({"partitionKey", "sequenceNumber"}),
    # Of eventName we know more: what the texts are.
    _K.DYNAMODB: _STREAM_RECORD - {"eventName"},
    _K.MSK: frozenset({"topic"}),
    _K.KAFKA: frozenset({"topic"}),
}
NUMBER_KEYS: Mapping[SourceKind, frozenset[str]] = {
    _K.KINESIS: frozenset({"approximateArrivalTimestamp"}),
    _K.MSK: frozenset({"offset", "partition", "timestamp"}),
    _K.KAFKA: frozenset({"offset", "partition", "timestamp"}),
}

# The key that holds what the sender wrote.
DATA_KEY: Mapping[SourceKind, str] = {
    **{kind: sender.data_keys[0] for kind, sender in SENDERS.items() if sender.data_keys},
    _K.DYNAMODB: "dynamodb",
}

# What is in eventSource, where a filter sees one.
EVENT_SOURCES: Mapping[SourceKind, str] = {
    _K.SQS: "aws:sqs",
    _K.SQS_FIFO: "aws:sqs",
    _K.KINESIS: "aws:kinesis",
    _K.DYNAMODB: "aws:dynamodb",
    _K.MSK: "aws:kafka",
    _K.KAFKA: "SelfManagedKafka",
}
# What DynamoDB writes into eventName.
EVENT_NAMES = ("INSERT", "MODIFY", "REMOVE")
# What a change of an item shows of it, by key, and the types that its attributes are given with.
IMAGES = frozenset({"Keys", "NewImage", "OldImage"})
CHANGE_KEYS = IMAGES | {
    "ApproximateCreationDateTime",
    "SequenceNumber",
    "SizeBytes",
    "StreamViewType",
}
ATTRIBUTE_TYPES = frozenset({"S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"})
# The types of which a record has the value as a text: a number, too, loses nothing that way.
TEXT_TYPES = frozenset({"S", "N", "B", "SS", "NS", "BS"})
# The types that have further attributes.
NESTING_TYPES = frozenset({"M", "L"})


def have_key(kinds: Kinds, name: str) -> bool:
    """Say whether a record of a possible source has a first key of this name."""
    return any(name in RECORD_KEYS.get(kind, ()) for kind in kinds)


def needs_field(leaf: Leaf) -> bool:
    """Say whether a leaf surely holds for no record in which its field is absent."""
    for condition in leaf.conditions:
        match condition:
            case Exists(wanted=False) | Unknown(needs_value=False):
                return False
    return leaf.complete
