"""Which of the AWS provider's resources are event sources, and of which kind."""

from collections.abc import Callable
from typing import Final

from mappinglint.kind import BROKERS, FIFO, QUEUES, Kinds, SourceKind

# Of these, the type says all.
_KINDS: Final[dict[str, Kinds]] = {
    "aws_docdb_cluster": frozenset({SourceKind.DOCUMENTDB}),
    "aws_dynamodb_table": frozenset({SourceKind.DYNAMODB}),
    "aws_kinesis_stream": frozenset({SourceKind.KINESIS}),
    "aws_kinesis_stream_consumer": frozenset({SourceKind.KINESIS}),
    "aws_msk_cluster": frozenset({SourceKind.MSK}),
    "aws_msk_serverless_cluster": frozenset({SourceKind.MSK}),
    "aws_msk_vpc_connection": frozenset({SourceKind.MSK}),
}
_QUEUE: Final = "aws_sqs_queue"
_BROKER: Final = "aws_mq_broker"
_ENGINES: Final = {"ACTIVEMQ": SourceKind.ACTIVEMQ, "RABBITMQ": SourceKind.RABBITMQ}

# The attribute that says how much of an item the stream of a table shows.
STREAM_VIEW: Final = "stream_view_type"


def may_be_source(type_: str) -> bool:
    """Say whether resources of a type can be polled."""
    return type_ in _KINDS or type_ in (_QUEUE, _BROKER)


def kinds_of(
    type_: str, attribute: Callable[[str], str | bool | None]
) -> tuple[Kinds, tuple[str, ...]]:
    """Return the kinds of source that a resource may be, and the attributes that decide it.

    `attribute` returns the value of an attribute, False if it is surely not set, and None if that
    is not known.
    """
    if type_ == _BROKER:
        engine = _ENGINES.get(str(attribute("engine_type")).upper())
        return (frozenset({engine}), ("engine_type",)) if engine else (BROKERS, ())
    if type_ != _QUEUE:
        return _KINDS[type_], ()
    is_fifo, name = attribute("fifo_queue"), attribute("name")
    if is_fifo is True or is_fifo == "true":
        return FIFO, ("fifo_queue",)
    if isinstance(name, str) and name.endswith(".fifo"):
        return FIFO, ("name",)
    return (QUEUES if is_fifo is None else frozenset({SourceKind.SQS})), ()
