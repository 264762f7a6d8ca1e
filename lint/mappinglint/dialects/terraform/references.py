"""What an attribute of a resource says: as much of an ARN as the module tells.

The attributes are those of the AWS provider's reference, resource by resource.
"""

import re
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform.module import Resource
from mappinglint.dialects.terraform.scope import Instance
from mappinglint.dialects.terraform.source_kinds import kinds_of, kinds_of_type
from mappinglint.kind import FIFO, FIFO_ENDING, Kinds
from mappinglint.parts import Parts, joined
from mappinglint.place import Label, Place
from mappinglint.value import Form, Known, Reference, Unknown, Value, boolean, parts_of

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.expressions import Evaluator

# What follows a tail is made up by AWS. The id of some resources is their ARN.
ARNS: Final[dict[tuple[str, str], tuple[str, str, str | None, str]]] = {
    # (type, attribute): (service, head of the resource, argument with the name, tail)
    ("aws_sqs_queue", "arn"): ("sqs", "", "name", ""),
    ("aws_kinesis_stream", "arn"): ("kinesis", "stream/", "name", ""),
    ("aws_kinesis_stream", "id"): ("kinesis", "stream/", "name", ""),
    ("aws_kinesis_stream_consumer", "arn"): ("kinesis", "stream/", None, ""),
    ("aws_kinesis_stream_consumer", "id"): ("kinesis", "stream/", None, ""),
    ("aws_dynamodb_table", "stream_arn"): ("dynamodb", "table/", "name", "/stream/"),
    ("aws_dynamodb_table", "arn"): ("dynamodb", "table/", "name", ""),
    ("aws_msk_cluster", "arn"): ("kafka", "cluster/", "cluster_name", "/"),
    ("aws_msk_cluster", "id"): ("kafka", "cluster/", "cluster_name", "/"),
    ("aws_msk_serverless_cluster", "arn"): ("kafka", "cluster/", "cluster_name", "/"),
    ("aws_msk_serverless_cluster", "id"): ("kafka", "cluster/", "cluster_name", "/"),
    ("aws_msk_vpc_connection", "arn"): ("kafka", "vpc-connection/", None, ""),
    ("aws_msk_vpc_connection", "id"): ("kafka", "vpc-connection/", None, ""),
    ("aws_mq_broker", "arn"): ("mq", "broker:", "broker_name", ":"),
    ("aws_docdb_cluster", "arn"): ("rds", "cluster:", "cluster_identifier", ""),
    # No sources, but people take them for some, or send records there.
    ("aws_sns_topic", "arn"): ("sns", "", "name", ""),
    ("aws_sns_topic", "id"): ("sns", "", "name", ""),
    ("aws_s3_bucket", "arn"): ("s3", "", "bucket", ""),
    ("aws_cloudwatch_event_bus", "arn"): ("events", "event-bus/", "name", ""),
    ("aws_kinesis_firehose_delivery_stream", "arn"): ("firehose", "deliverystream/", "name", ""),
    ("aws_kms_key", "arn"): ("kms", "key/", None, ""),
    ("aws_secretsmanager_secret", "arn"): ("secretsmanager", "secret:", "name", "-"),
    ("aws_secretsmanager_secret", "id"): ("secretsmanager", "secret:", "name", "-"),
    ("aws_lambda_function", "arn"): ("lambda", "function:", "function_name", ""),
    ("aws_lambda_alias", "arn"): ("lambda", "function:", None, ""),
}

# Plain names: what stands for them in a template.
_NAMES: Final[dict[tuple[str, str], str]] = {
    ("aws_sqs_queue", "name"): "name",
    ("aws_kinesis_stream", "name"): "name",
    ("aws_dynamodb_table", "name"): "name",
    ("aws_dynamodb_table", "id"): "name",
    ("aws_docdb_cluster", "cluster_identifier"): "cluster_identifier",
    ("aws_docdb_cluster", "id"): "cluster_identifier",
    ("aws_s3_bucket", "id"): "bucket",
    ("aws_s3_bucket", "bucket"): "bucket",
    ("aws_lambda_function", "function_name"): "function_name",
    ("aws_lambda_function", "id"): "function_name",
    ("aws_lambda_alias", "name"): "name",
}

# What is no ARN of a source, and the attribute that is one.
_MISTAKEN: Final[dict[tuple[str, str], tuple[Form, str]]] = {
    ("aws_sqs_queue", "id"): (Form.QUEUE_URL, "arn"),
    ("aws_sqs_queue", "url"): (Form.QUEUE_URL, "arn"),
    ("aws_sqs_queue", "name"): (Form.NAME, "arn"),
    ("aws_kinesis_stream", "name"): (Form.NAME, "arn"),
    ("aws_dynamodb_table", "id"): (Form.NAME, "stream_arn"),
    ("aws_dynamodb_table", "name"): (Form.NAME, "stream_arn"),
    ("aws_dynamodb_table", "stream_label"): (Form.LABEL, "stream_arn"),
    ("aws_dynamodb_table", "arn"): (Form.TABLE_ARN, "stream_arn"),
    ("aws_msk_cluster", "cluster_name"): (Form.NAME, "arn"),
    ("aws_mq_broker", "id"): (Form.NAME, "arn"),
    ("aws_mq_broker", "broker_name"): (Form.NAME, "arn"),
    ("aws_s3_bucket", "id"): (Form.NAME, "arn"),
    ("aws_s3_bucket", "bucket"): (Form.NAME, "arn"),
    ("aws_sns_topic", "name"): (Form.NAME, "arn"),
    ("aws_kms_key", "id"): (Form.NAME, "arn"),
    ("aws_kms_key", "key_id"): (Form.NAME, "arn"),
    ("aws_docdb_cluster", "id"): (Form.NAME, "arn"),
    ("aws_docdb_cluster", "cluster_identifier"): (Form.NAME, "arn"),
}
# Of those, what is no source, and its service.
_NO_SOURCES: Final = {"aws_s3_bucket": "s3", "aws_sns_topic": "sns", "aws_kms_key": "kms"}
# What a data source is told; its other attributes are what it finds.
_GIVEN = frozenset({"name"})
# Of these, all name the same thing.
_SAME = frozenset({"arn", "id", "stream_arn", "function_name"})
# What a resource may be called by; `json` is what a policy document is there for.
_CALLED_BY = _SAME | {
    "bucket",
    "invoke_arn",
    "json",
    "key_id",
    "minified_json",
    "name",
    "qualified_arn",
    "qualified_invoke_arn",
    "url",
}
# The policies of AWS's own for execution roles; they stand under a path of their own.
_EXECUTION_POLICY = re.compile(r"AWSLambda\w*ExecutionRole")

_FUNCTION_NAME = re.compile(r"(?:arn:[^:]*:lambda:[^:]*:[0-9]*:function:)?([\w-]+)")


def reference(
    evaluator: "Evaluator", place: Place, address: str, instance: Instance, attribute: str
) -> Value:
    """Return what an attribute of the resource at an address is known to be.

    `instance` is the one that is meant. A resource that is not among the files has a type all the
    same.
    """
    index = instance.index
    resource = evaluator.resource_at(address)
    type_ = address.removeprefix("data.").partition(".")[0]
    kinds, cause = _kinds(evaluator, type_, resource)
    is_fifo = kinds == FIFO or _is_fifo_topic(evaluator, resource)
    known = _text(evaluator, type_, resource, attribute, is_fifo=is_fifo)
    mistaken = _mistaken(place, f"{address}{index}", type_, attribute)
    is_called_so = resource is not None and attribute in _CALLED_BY
    refers_to = evaluator.absolute(instance.address) if is_called_so else ""
    if len(known) == 1 and known[0] is not None and mistaken is None:
        return Known(known[0], place, known[0], cause, refers_to=refers_to)
    identity = address if attribute in _SAME else f"{address}.{attribute}"
    if len(evaluator.module.resources.named(address)) > 1:
        # Each file has its own.
        identity += f" of {place.source.path}"
    # The instance stands behind, so that the address is easily told.
    identity_here = evaluator.identity(f"{identity}{index}")
    if resource is None and kinds is None and known == (None,):
        return Unknown(place, identity=identity_here)
    return Unknown(place, known, kinds, cause, identity_here, mistaken, refers_to=refers_to)


def whole(evaluator: "Evaluator", place: Place, address: str, index: str) -> Value | None:
    """Return what a resource without an attribute is: no ARN, though people forget the `.arn`."""
    type_ = address.removeprefix("data.").partition(".")[0]
    kinds, cause = _kinds(evaluator, type_, evaluator.resource_at(address))
    if (type_, "arn") not in ARNS:
        return None
    attribute = "stream_arn" if (type_, "stream_arn") in ARNS else "arn"
    if address == f"data.{type_}":
        wanted = f"write the name of the data source, too: {address}.NAME.{attribute}"
        meant = Reference(Form.RESOURCE, "", wanted)
    else:
        arn = _spelled(place, f"{address}{index}.{attribute}")
        meant = Reference(Form.RESOURCE, arn, service=_NO_SOURCES.get(type_, ""))
    return Unknown(place, kinds=kinds, cause=cause, reference=meant)


def _mistaken(place: Place, base: str, type_: str, attribute: str) -> Reference | None:
    form, wanted = _MISTAKEN.get((type_, attribute), (None, ""))
    if form is None:
        return None
    arn = _spelled(place, f"{base}.{wanted}")
    return Reference(form, arn, service=_NO_SOURCES.get(type_, ""))


def _spelled(place: Place, expression: str) -> str:
    """Return an expression as it stands at a place: in JSON, in a string."""
    return f'"${{{expression}}}"' if place.text.startswith('"') else expression


def _kinds(
    evaluator: "Evaluator", type_: str, resource: Resource | None
) -> tuple[Kinds | None, Label | None]:
    """Return the kinds of source that a resource is, with the place that decides it."""
    if resource is None:
        return kinds_of_type(type_), None

    def attribute(name: str) -> str | bool | None:
        if resource.is_data and name not in _GIVEN:
            return None
        value = evaluator.argument(resource, name)
        match value:
            case None | Known(data=None):
                return False
            case Known(data=bool() as flag):
                return flag
        return parts_of(value)[-1]

    kinds, deciding = kinds_of(type_, attribute)
    found = evaluator.argument(resource, deciding) if deciding else None
    return kinds, Label(found.place if found else Place(resource.source, resource.name.span))


def _is_fifo_topic(evaluator: "Evaluator", resource: Resource | None) -> bool:
    if resource is None or resource.type != "aws_sns_topic":
        return False
    return boolean(evaluator.argument(resource, "fifo_topic"), converts=True) is True


def _text(
    evaluator: "Evaluator", type_: str, resource: Resource | None, attribute: str, *, is_fifo: bool
) -> Parts:
    asked = type_, attribute
    if resource is not None and resource.is_data and asked == ("aws_iam_policy", "arn"):
        return _policy(evaluator, resource)
    if asked in _NAMES:
        return _named(evaluator, resource, _NAMES[asked], is_fifo=is_fifo)
    if asked not in ARNS:
        return (None,)
    service, head, name, tail = ARNS[asked]
    pieces: list[Parts] = [("arn:", None, f":{service}:", None, ":", None, f":{head}")]
    if type_ == "aws_lambda_alias":
        pieces.append(_alias(evaluator, resource))
    else:
        pieces.append(
            (None,) if name is None else _named(evaluator, resource, name, is_fifo=is_fifo)
        )
    if tail:
        pieces.append((tail, None))
    return joined(pieces)


def _policy(evaluator: "Evaluator", policy: Resource) -> Parts:
    """Return the ARN of a policy that a data source finds: by that, or by the name."""
    arn, name = evaluator.argument(policy, "arn"), evaluator.argument(policy, "name")
    if arn is not None:
        return parts_of(arn)
    if isinstance(name, Known) and _EXECUTION_POLICY.fullmatch(name.text):
        return (f"arn:aws:iam::aws:policy/service-role/{name.text}",)
    return (None,)


def _alias(evaluator: "Evaluator", resource: Resource | None) -> Parts:
    """Return the function of an alias and the alias, as they stand in its ARN."""
    if resource is None:
        return (None,)
    function = evaluator.argument(resource, "function_name")
    name = evaluator.argument(resource, "name")
    found = _FUNCTION_NAME.fullmatch(function.text) if isinstance(function, Known) else None
    alias: Parts = (None,) if name is None else parts_of(name)
    return joined([(found[1] if found else None,), (":",), alias])


def _named(evaluator: "Evaluator", resource: Resource | None, name: str, *, is_fifo: bool) -> Parts:
    value = None if resource is None else evaluator.argument(resource, name)
    if value is None or (isinstance(value, Unknown) and value.parts == (None,)):
        return (None, FIFO_ENDING) if is_fifo else (None,)
    return parts_of(value)
