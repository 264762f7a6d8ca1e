"""The nine kinds of event source, and how an ARN tells them apart."""

from collections.abc import Iterable
from enum import Enum

from mappinglint.arn import arn_of
from mappinglint.parts import HOLE, Parts


class SourceKind(Enum):
    """A kind of event source. `one` names a single source, `every` names them in general."""

    KINESIS = ("a Kinesis stream", "Kinesis streams")
    DYNAMODB = ("a DynamoDB stream", "DynamoDB streams")
    SQS = ("a standard queue", "standard queues")
    SQS_FIFO = ("a FIFO queue", "FIFO queues")
    MSK = ("an Amazon MSK cluster", "Amazon MSK")
    KAFKA = ("a self-managed Kafka cluster", "self-managed Kafka")
    ACTIVEMQ = ("an ActiveMQ broker", "ActiveMQ")
    RABBITMQ = ("a RabbitMQ broker", "RabbitMQ")
    DOCUMENTDB = ("a DocumentDB cluster", "DocumentDB")

    def __init__(self, one: str, every: str) -> None:
        self.one = one
        self.every = every


Kinds = frozenset[SourceKind]

ALL_KINDS: Kinds = frozenset(SourceKind)
# Self-managed Kafka has no ARN.
KINDS_WITH_ARN: Kinds = ALL_KINDS - {SourceKind.KAFKA}
QUEUES: Kinds = frozenset({SourceKind.SQS, SourceKind.SQS_FIFO})
FIFO: Kinds = frozenset({SourceKind.SQS_FIFO})
STREAMS: Kinds = frozenset({SourceKind.KINESIS, SourceKind.DYNAMODB})
BROKERS: Kinds = frozenset({SourceKind.ACTIVEMQ, SourceKind.RABBITMQ})

# By the service's name in an ARN.
KINDS_OF_SERVICE: dict[str, Kinds] = {
    "kinesis": frozenset({SourceKind.KINESIS}),
    "dynamodb": frozenset({SourceKind.DYNAMODB}),
    "sqs": QUEUES,
    "kafka": frozenset({SourceKind.MSK}),
    "mq": BROKERS,
    "rds": frozenset({SourceKind.DOCUMENTDB}),
}
# By the name of its engine, in capital letters, which resources of brokers have.
KIND_OF_ENGINE = {"ACTIVEMQ": SourceKind.ACTIVEMQ, "RABBITMQ": SourceKind.RABBITMQ}

# What the name of every FIFO queue, and of no other, ends in.
FIFO_ENDING = ".fifo"


def kinds_of_arn(parts: Parts) -> Kinds:
    """Return the kinds that an ARN, known in part, may belong to.

    What is no ARN, or an ARN of another service, says nothing: every kind with an ARN is possible.
    """
    arn = arn_of(parts)
    kinds = KINDS_WITH_ARN if arn is None else KINDS_OF_SERVICE.get(arn.service, KINDS_WITH_ARN)
    return kinds_of_queue_name(arn.resource) if arn and kinds == QUEUES else kinds


def kinds_of_queue_name(text: str) -> Kinds:
    """Return the kinds of queue that a name, with HOLEs for what is not known, may belong to."""
    ending = text.rpartition(HOLE)[2] if HOLE in text else text
    if ending.endswith(FIFO_ENDING):
        return FIFO
    if HOLE in text and FIFO_ENDING.endswith(ending):
        return QUEUES
    return frozenset({SourceKind.SQS})


def name_kinds(kinds: Iterable[SourceKind], *, one: bool = False) -> str:
    """Return the kinds in words, in a fixed order: "Kinesis streams and Amazon MSK"."""
    wanted = frozenset(kinds)
    words = [_words(kind, one) for kind in SourceKind if kind in wanted]
    if wanted >= QUEUES:
        words[words.index(_words(SourceKind.SQS, one))] = "an SQS queue" if one else "SQS queues"
        words.remove(_words(SourceKind.SQS_FIFO, one))
    return listing(words, "or" if one else "and")


def listing(words: list[str], conjunction: str) -> str:
    """Return "a", "a or b", "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def _words(kind: SourceKind, one: bool) -> str:  # noqa: FBT001 - private twin of `one` above
    return kind.one if one else kind.every
