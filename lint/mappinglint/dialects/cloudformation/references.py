"""What `Ref` and `GetAtt` of a resource say: as much of an ARN as the template tells.

The forms are CloudFormation's return values, resource by resource, in its reference.
"""

from typing import TYPE_CHECKING, Final

from mappinglint.dialects.cloudformation.template import Resource
from mappinglint.kind import BROKERS, FIFO, FIFO_ENDING, KIND_OF_ENGINE, QUEUES, Kinds, SourceKind
from mappinglint.parts import Parts, joined
from mappinglint.place import Label, Place
from mappinglint.value import Form, Known, Reference, Unknown, Value, boolean, parts_of

if TYPE_CHECKING:
    from mappinglint.dialects.cloudformation.intrinsics import Evaluator

# None is `Ref`. What follows a tail is made up by AWS.
_ARNS: Final[dict[tuple[str, str | None], tuple[str, str, str | None, str]]] = {
    # (type, attribute): (service, head of the resource, property with the name, tail)
    ("AWS::SQS::Queue", "Arn"): ("sqs", "", "QueueName", ""),
    ("AWS::Kinesis::Stream", "Arn"): ("kinesis", "stream/", "Name", ""),
    ("AWS::Kinesis::StreamConsumer", "ConsumerARN"): ("kinesis", "stream/", None, ""),
    ("AWS::Kinesis::StreamConsumer", None): ("kinesis", "stream/", None, ""),
    ("AWS::DynamoDB::Table", "StreamArn"): ("dynamodb", "table/", "TableName", "/stream/"),
    ("AWS::DynamoDB::GlobalTable", "StreamArn"): ("dynamodb", "table/", "TableName", "/stream/"),
    ("AWS::DynamoDB::Table", "Arn"): ("dynamodb", "table/", "TableName", ""),
    ("AWS::DynamoDB::GlobalTable", "Arn"): ("dynamodb", "table/", "TableName", ""),
    ("AWS::Serverless::SimpleTable", "Arn"): ("dynamodb", "table/", "TableName", ""),
    ("AWS::Serverless::SimpleTable", "StreamArn"): ("dynamodb", "table/", "TableName", "/stream/"),
    ("AWS::MSK::Cluster", None): ("kafka", "cluster/", "ClusterName", "/"),
    ("AWS::MSK::Cluster", "Arn"): ("kafka", "cluster/", "ClusterName", "/"),
    ("AWS::MSK::ServerlessCluster", None): ("kafka", "cluster/", "ClusterName", "/"),
    ("AWS::MSK::ServerlessCluster", "Arn"): ("kafka", "cluster/", "ClusterName", "/"),
    ("AWS::MSK::VpcConnection", None): ("kafka", "vpc-connection/", None, ""),
    ("AWS::MSK::VpcConnection", "Arn"): ("kafka", "vpc-connection/", None, ""),
    ("AWS::AmazonMQ::Broker", "Arn"): ("mq", "broker:", "BrokerName", ":"),
    # No sources, but people take them for some, or send records there.
    ("AWS::SNS::Topic", None): ("sns", "", "TopicName", ""),
    ("AWS::SNS::Topic", "TopicArn"): ("sns", "", "TopicName", ""),
    ("AWS::S3::Bucket", "Arn"): ("s3", "", "BucketName", ""),
    ("AWS::Events::EventBus", "Arn"): ("events", "event-bus/", "Name", ""),
    ("AWS::KinesisFirehose::DeliveryStream", "Arn"): ("firehose", "deliverystream/", None, ""),
    ("AWS::Lambda::Function", "Arn"): ("lambda", "function:", "FunctionName", ""),
    ("AWS::Serverless::Function", "Arn"): ("lambda", "function:", "FunctionName", ""),
}

# Plain names: what stands for them in `!Sub`.
_NAMES: Final[dict[tuple[str, str | None], str]] = {
    ("AWS::SQS::Queue", "QueueName"): "QueueName",
    ("AWS::Kinesis::Stream", None): "Name",
    ("AWS::DynamoDB::Table", None): "TableName",
    ("AWS::DynamoDB::GlobalTable", None): "TableName",
    ("AWS::Serverless::SimpleTable", None): "TableName",
    ("AWS::DocDB::DBCluster", None): "DBClusterIdentifier",
    ("AWS::S3::Bucket", None): "BucketName",
    ("AWS::Lambda::Function", None): "FunctionName",
    ("AWS::Serverless::Function", None): "FunctionName",
}

# What is no ARN of a source, and the attribute that is one.
_MISTAKEN: Final[dict[tuple[str, str | None], tuple[Form, str]]] = {
    ("AWS::SQS::Queue", None): (Form.QUEUE_URL, "Arn"),
    ("AWS::SQS::Queue", "QueueUrl"): (Form.QUEUE_URL, "Arn"),
    ("AWS::SQS::Queue", "QueueName"): (Form.NAME, "Arn"),
    ("AWS::Kinesis::Stream", None): (Form.NAME, "Arn"),
    ("AWS::DynamoDB::Table", None): (Form.NAME, "StreamArn"),
    ("AWS::DynamoDB::GlobalTable", None): (Form.NAME, "StreamArn"),
    ("AWS::DynamoDB::Table", "Arn"): (Form.TABLE_ARN, "StreamArn"),
    ("AWS::DynamoDB::GlobalTable", "Arn"): (Form.TABLE_ARN, "StreamArn"),
    # It has no stream: a table that has one is another resource.
    ("AWS::Serverless::SimpleTable", None): (Form.NAME, ""),
    ("AWS::Serverless::SimpleTable", "Arn"): (Form.TABLE_ARN, ""),
    ("AWS::S3::Bucket", None): (Form.NAME, "Arn"),
    ("AWS::AmazonMQ::Broker", None): (Form.NAME, "Arn"),
    ("AWS::KMS::Key", None): (Form.NAME, "Arn"),
    ("AWS::DocDB::DBCluster", None): (Form.NAME, ""),
}
_INSTEAD: Final = {
    "AWS::Serverless::SimpleTable": (
        "make it an AWS::DynamoDB::Table with a StreamSpecification: a simple table has no stream"
    )
}
# Of those, what is no source, and its service.
_NO_SOURCES: Final = {"AWS::S3::Bucket": "s3", "AWS::KMS::Key": "kms"}
# Of these, `Ref` and the ARN name the same thing.
_SAME = frozenset({None, "Arn", "StreamArn", "TopicArn"})

_KINDS: Final[dict[str, Kinds]] = {
    "AWS::Kinesis::Stream": frozenset({SourceKind.KINESIS}),
    "AWS::Kinesis::StreamConsumer": frozenset({SourceKind.KINESIS}),
    "AWS::DynamoDB::Table": frozenset({SourceKind.DYNAMODB}),
    "AWS::DynamoDB::GlobalTable": frozenset({SourceKind.DYNAMODB}),
    "AWS::Serverless::SimpleTable": frozenset({SourceKind.DYNAMODB}),
    "AWS::MSK::Cluster": frozenset({SourceKind.MSK}),
    "AWS::MSK::ServerlessCluster": frozenset({SourceKind.MSK}),
    "AWS::MSK::VpcConnection": frozenset({SourceKind.MSK}),
    "AWS::DocDB::DBCluster": frozenset({SourceKind.DOCUMENTDB}),
}


def reference(
    evaluator: "Evaluator", place: Place, resource: Resource, attribute: str | None
) -> Value:
    """Return what a `Ref` (attribute None) or `GetAtt` of a resource is known to be."""
    kinds, cause = _kinds(evaluator, resource)
    known = _text(evaluator, resource, attribute, is_fifo=_is_fifo(evaluator, resource, kinds))
    mistaken = _mistaken(place, resource, attribute)
    name = resource.key.text
    if len(known) == 1 and known[0] is not None and mistaken is None:
        return Known(known[0], place, known[0], cause, refers_to=name)
    identity = name if attribute in _SAME else f"{name}.{attribute}"
    return Unknown(place, known, kinds, cause, identity, mistaken, refers_to=name)


def _mistaken(place: Place, resource: Resource, attribute: str | None) -> Reference | None:
    form, wanted = _MISTAKEN.get((resource.type, attribute), (None, ""))
    if form is None:
        return None
    name, written = resource.key.text, place.text
    if not wanted:
        return Reference(form, "", _INSTEAD.get(resource.type, ""))
    arn = ""
    if written.startswith("!"):
        arn = f"!GetAtt {name}.{wanted}"
    elif written.startswith("{"):
        arn = f'{{"Fn::GetAtt": ["{name}", "{wanted}"]}}'
    return Reference(form, arn, service=_NO_SOURCES.get(resource.type, ""))


def _is_fifo(evaluator: "Evaluator", resource: Resource, kinds: Kinds | None) -> bool:
    if resource.type == "AWS::SNS::Topic":
        return boolean(evaluator.property(resource, "FifoTopic"), converts=True) is True
    return kinds == FIFO


def _kinds(evaluator: "Evaluator", resource: Resource) -> tuple[Kinds | None, Label]:
    """Return the kinds of source that a resource is, with the place that decides it."""
    here = Label(Place(resource.source, resource.key.span))
    if resource.type == "AWS::SQS::Queue":
        return _kinds_of_queue(evaluator, resource, here)
    if resource.type == "AWS::AmazonMQ::Broker":
        engine = evaluator.property(resource, "EngineType")
        if isinstance(engine, Known) and engine.text.upper() in KIND_OF_ENGINE:
            return frozenset({KIND_OF_ENGINE[engine.text.upper()]}), Label(engine.place)
        return BROKERS, here
    return _KINDS.get(resource.type), here


def _kinds_of_queue(evaluator: "Evaluator", resource: Resource, here: Label) -> tuple[Kinds, Label]:
    declared = evaluator.property(resource, "FifoQueue")
    if isinstance(declared, Unknown):
        return QUEUES, here
    is_fifo = boolean(declared, converts=True)
    if isinstance(declared, Known) and is_fifo:
        return FIFO, Label(declared.place)
    name = evaluator.property(resource, "QueueName")
    if declared is None and isinstance(name, Known) and name.text.endswith(FIFO_ENDING):
        return FIFO, Label(name.place)
    return frozenset({SourceKind.SQS}), here


def _text(
    evaluator: "Evaluator", resource: Resource, attribute: str | None, *, is_fifo: bool
) -> Parts:
    asked = resource.type, attribute
    if asked in _NAMES:
        return _named(evaluator, resource, _NAMES[asked], is_fifo=is_fifo)
    if asked not in _ARNS:
        return (None,)
    service, head, name, tail = _ARNS[asked]
    pieces: list[Parts] = [("arn:", None, f":{service}:", None, ":", None, f":{head}")]
    pieces.append((None,) if name is None else _named(evaluator, resource, name, is_fifo=is_fifo))
    if tail:
        pieces.append((tail, None))
    return joined(pieces)


def _named(evaluator: "Evaluator", resource: Resource, name: str, *, is_fifo: bool) -> Parts:
    value = evaluator.property(resource, name)
    if value is None or (isinstance(value, Unknown) and value.parts == (None,)):
        return (None, FIFO_ENDING) if is_fifo else (None,)
    return parts_of(value)
