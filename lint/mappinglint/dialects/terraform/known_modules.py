"""What the outputs of well-known modules are: those that make sources, of terraform-aws-modules."""

import re
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform.module import Resource
from mappinglint.dialects.terraform.scope import Instance
from mappinglint.document.node import ScalarNode
from mappinglint.kind import FIFO, QUEUES, Kinds, SourceKind
from mappinglint.place import Label, Place
from mappinglint.value import Unknown, Value, boolean

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

_SOURCE = re.compile(
    r"(?:[\w.-]+/)?terraform-aws-modules/([\w-]+)/aws"
    r"|.*terraform-aws-modules/terraform-aws-([\w-]+?)(?:\.git)?(?:\?.*)?"
)
_ALIAS = re.compile(
    r"(?:[\w.-]+/)?terraform-aws-modules/lambda/aws//modules/alias"
    r"|.*terraform-aws-modules/terraform-aws-lambda(?:\.git)?//modules/alias(?:\?.*)?"
)
LAMBDA: Final = "lambda"
LAMBDA_ALIAS: Final = "lambda//modules/alias"

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
# The outputs that are a name or an ARN of what the module is about.
_CALLED_BY: Final[dict[str, frozenset[str]]] = {
    "dynamodb-table": frozenset(
        {"dynamodb_table_arn", "dynamodb_table_id", "dynamodb_table_stream_arn"}
    ),
    LAMBDA_ALIAS: frozenset({"lambda_alias_arn", "lambda_alias_invoke_arn", "lambda_alias_name"}),
    LAMBDA: frozenset(
        {
            "lambda_function_arn",
            "lambda_function_invoke_arn",
            "lambda_function_name",
            "lambda_function_qualified_arn",
            "lambda_function_qualified_invoke_arn",
        }
    ),
    "sqs": frozenset(
        {
            "queue_arn",
            "queue_arn_static",
            "queue_id",
            "queue_name",
            "queue_url",
            "sqs_queue_arn",
            "sqs_queue_id",
            "sqs_queue_name",
            "this_sqs_queue_arn",
            "this_sqs_queue_id",
            "this_sqs_queue_name",
        }
    ),
}


def output(
    evaluator: "Evaluator", place: Place, name: str, instance: Instance, attribute: str
) -> Value | None:
    """Return what an output of the module of a name is known to be; None if it is not.

    `instance` is the call that is meant, of several.
    """
    call = evaluator.module.call(name)
    module = known_module(call) if call else ""
    kinds = _ARNS.get((module, attribute))
    is_called_so = attribute in _CALLED_BY.get(module, ())
    refers_to = evaluator.absolute(instance.address) if is_called_so else ""
    identity = evaluator.identity(f"module.{name}{instance.index}.{attribute}")
    if call is None or (kinds is None and not refers_to):
        return None
    if kinds is None:
        return Unknown(place, identity=identity, refers_to=refers_to)
    cause = Label(Place(call.source, call.name.span))
    if kinds == QUEUES:
        is_fifo = evaluator.argument(call, "fifo_queue")
        if boolean(is_fifo, converts=True):
            assert is_fifo is not None
            kinds, cause = FIFO, Label(is_fifo.place)
        elif not isinstance(is_fifo, Unknown):
            kinds = frozenset({SourceKind.SQS})
    return Unknown(place, kinds=kinds, cause=cause, identity=identity, refers_to=refers_to)


def known_module(call: Resource) -> str:
    """Return which of terraform-aws-modules a call is of, `sqs` say; empty for any other."""
    source = call.body.get("source")
    if not isinstance(source, ScalarNode) or "source" in call.hidden:
        return ""
    if _ALIAS.fullmatch(source.text):
        return LAMBDA_ALIAS
    found = _SOURCE.fullmatch(source.text)
    return (found[1] or found[2]) if found else ""
