"""What the outputs of well-known modules are: those that make sources, of terraform-aws-modules."""

import re
from typing import TYPE_CHECKING, Final

from mappinglint.kind import FIFO, QUEUES, Kinds, SourceKind
from mappinglint.place import Label, Place
from mappinglint.value import Unknown, Value, boolean

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

_SOURCE = re.compile(
    r"(?:[\w.-]+/)?terraform-aws-modules/([\w-]+)/aws"
    r"|.*terraform-aws-modules/terraform-aws-([\w-]+?)(?:\.git)?(?:\?.*)?"
)
# (module, output): the kinds that it may be.
_ARNS: Final[dict[tuple[str, str], Kinds]] = {
    ("dynamodb-table", "dynamodb_table_stream_arn"): frozenset({SourceKind.DYNAMODB}),
    ("kinesis", "stream_arn"): frozenset({SourceKind.KINESIS}),
    ("msk-kafka-cluster", "arn"): frozenset({SourceKind.MSK}),
    ("msk-kafka-cluster", "serverless_arn"): frozenset({SourceKind.MSK}),
    ("sqs", "queue_arn"): QUEUES,
    # The names of versions before 4.
    ("sqs", "sqs_queue_arn"): QUEUES,
    ("sqs", "this_sqs_queue_arn"): QUEUES,
}


def output(
    evaluator: "Evaluator", place: Place, name: str, index: str, attribute: str
) -> Value | None:
    """Return what an output of the module of a name is known to be; None if it is not."""
    call = evaluator.module.call(name)
    source = evaluator.argument(call, "source") if call else None
    found = _SOURCE.fullmatch(getattr(source, "text", ""))
    kinds = _ARNS.get((found[1] or found[2], attribute)) if found else None
    if call is None or kinds is None:
        return None
    cause = Label(Place(call.source, call.name.span))
    if kinds == QUEUES:
        is_fifo = evaluator.argument(call, "fifo_queue")
        if boolean(is_fifo, converts=True):
            assert is_fifo is not None
            kinds, cause = FIFO, Label(is_fifo.place)
        elif not isinstance(is_fifo, Unknown):
            kinds = frozenset({SourceKind.SQS})
    identity = evaluator.identity(f"module.{name}{index}.{attribute}")
    return Unknown(place, kinds=kinds, cause=cause, identity=identity)
