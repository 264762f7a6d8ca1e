"""Which of the AWS provider's resources are event sources, and of which kind."""

from collections.abc import Callable
from typing import Final

from mappinglint.kind import BROKERS, FIFO, FIFO_ENDING, KIND_OF_ENGINE, QUEUES, Kinds, SourceKind

# What the type alone says. Of the last two, an attribute says more.
_KINDS: Final[dict[str, Kinds]] = {
    "aws_docdb_cluster": frozenset({SourceKind.DOCUMENTDB}),
    "aws_dynamodb_table": frozenset({SourceKind.DYNAMODB}),
    "aws_kinesis_stream": frozenset({SourceKind.KINESIS}),
    "aws_kinesis_stream_consumer": frozenset({SourceKind.KINESIS}),
    "aws_msk_cluster": frozenset({SourceKind.MSK}),
    "aws_msk_serverless_cluster": frozenset({SourceKind.MSK}),
    "aws_msk_vpc_connection": frozenset({SourceKind.MSK}),
    "aws_mq_broker": BROKERS,
    "aws_sqs_queue": QUEUES,
}

# Returns an attribute: False if it is surely not set, None if it is not known. A text may be its
# end alone.
Attribute = Callable[[str], str | bool | None]


def kinds_of_type(type_: str) -> Kinds | None:
    """Return the kinds of source that resources of a type may be; None if they are none."""
    return _KINDS.get(type_)


def kinds_of(type_: str, attribute: Attribute) -> tuple[Kinds | None, str]:
    """Return the kinds of source that a resource may be, and the attribute that decides it."""
    if type_ == "aws_mq_broker":
        engine = KIND_OF_ENGINE.get(str(attribute("engine_type")).upper())
        return (frozenset({engine}), "engine_type") if engine else (BROKERS, "")
    if type_ == "aws_sqs_queue":
        return _kinds_of_queue(attribute)
    return kinds_of_type(type_), ""


def _kinds_of_queue(attribute: Attribute) -> tuple[Kinds, str]:
    is_fifo, name = attribute("fifo_queue"), attribute("name")
    if is_fifo is True or is_fifo == "true":
        return FIFO, "fifo_queue"
    if isinstance(name, str) and name.endswith(FIFO_ENDING):
        return FIFO, "name"
    # A FIFO queue of another name there is not.
    is_open = is_fifo is None and not isinstance(name, str)
    return (QUEUES if is_open else frozenset({SourceKind.SQS})), ""
