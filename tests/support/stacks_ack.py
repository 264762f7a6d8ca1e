"""Stacks as objects of ACK, AWS's own controllers for Kubernetes, in one file."""

import json
from typing import Any

import forms
import yaml
from forms import Inexpressible, camel

_MAPPING = "AWS::Lambda::EventSourceMapping"
_KINDS = {
    "AWS::DynamoDB::Table": ("dynamodb", "Table"),
    "AWS::IAM::ManagedPolicy": ("iam", "Policy"),
    "AWS::IAM::Role": ("iam", "Role"),
    "AWS::KMS::Key": ("kms", "Key"),
    "AWS::Kinesis::Stream": ("kinesis", "Stream"),
    "AWS::Kinesis::StreamConsumer": ("kinesis", "StreamConsumer"),
    "AWS::Lambda::Alias": ("lambda", "Alias"),
    "AWS::Lambda::Function": ("lambda", "Function"),
    "AWS::SNS::Topic": ("sns", "Topic"),
    "AWS::SQS::Queue": ("sqs", "Queue"),
    _MAPPING: ("lambda", "EventSourceMapping"),
}
# The fields that camel case alone does not tell.
_FIELDS = {
    "ConsumerGroupId": "consumerGroupID",
    "EventSourceArn": "eventSourceARN",
    "FunctionName": "functionName",
    "KMSKeyArn": "kmsKeyARN",
    "KmsKeyArn": "kmsKeyARN",
    "KmsMasterKeyId": "kmsMasterKeyID",
    "KeyPolicy": "policy",
    "ManagedPolicyArns": "policies",
    "ManagedPolicyName": "name",
    "RetentionPeriodHours": "desiredRetentionPeriodHours",
    "RoleName": "name",
    "StreamARN": "streamARN",
    "TargetArn": "targetARN",
    "TopicName": "name",
    "Type": "type_",
    "URI": "uRI",
}
_REFERENCES = {
    "functionName": "functionRef",
    "kmsMasterKeyID": "kmsMasterKeyRef",
    "role": "roleRef",
    "streamARN": "streamRef",
}
_AS_TEXT = {"AWS::SQS::Queue"}
_ACCOUNT = "eu-west-1:123456789012"


def write(stack: dict[str, Any]) -> dict[str, str]:
    stack = with_plain_names(stack)
    objects = {name: _object(name, resource, stack) for name, resource in stack.items()}
    ordered = sorted(objects.values(), key=lambda one: one["kind"] != "EventSourceMapping")
    text = yaml.safe_dump_all(ordered, sort_keys=False, width=10_000)
    return {"manifest.yaml": text}


def with_plain_names(stack: dict[str, Any]) -> dict[str, Any]:
    """Return a stack whose resources all have the names that objects need."""
    found = {}
    for name, resource in stack.items():
        if resource.keys() - {"Type", "Properties", "DependsOn"}:
            raise Inexpressible("an object has no conditions")
        properties = dict(resource.get("Properties") or {})
        if resource["Type"] == "AWS::SQS::Queue":
            ending = ".fifo" if properties.get("FifoQueue") in (True, "true") else ""
            properties.setdefault("QueueName", object_name(name) + ending)
        found[name] = {"Type": resource["Type"], "Properties": properties}
    return found


def object_name(name: str) -> str:
    return forms.snake(name).replace("_", "-")


def arn_of(name: str, attribute: str, stack: dict[str, Any]) -> str:
    """Return the ARN that a resource will have, by its name."""
    resource = stack[name]
    properties = resource["Properties"]
    match resource["Type"]:
        case "AWS::SQS::Queue":
            return f"arn:aws:sqs:{_ACCOUNT}:{properties['QueueName']}"
        case "AWS::Kinesis::Stream":
            return f"arn:aws:kinesis:{_ACCOUNT}:stream/{properties.get('Name', object_name(name))}"
        case "AWS::DynamoDB::Table":
            table = properties.get("TableName", object_name(name))
            stream = "/stream/2025-01-31T10:00:00.000" if attribute == "StreamArn" else ""
            return f"arn:aws:dynamodb:{_ACCOUNT}:table/{table}{stream}"
        case "AWS::Lambda::Function":
            function = properties.get("FunctionName", object_name(name))
            return f"arn:aws:lambda:{_ACCOUNT}:function:{function}"
        case "AWS::SNS::Topic":
            return f"arn:aws:sns:{_ACCOUNT}:{properties.get('TopicName', object_name(name))}"
    raise Inexpressible(f"the ARN of a {resource['Type']} is not known before it is there")


def target_of(value: Any, stack: dict[str, Any]) -> tuple[str, str] | None:
    """Return the resource that a value refers to, and the attribute of it."""
    match value:
        case {"Ref": str() as name} if name in stack:
            return name, ""
        case {"Fn::GetAtt": [str() as name, str() as attribute]} if name in stack:
            return name, attribute
        case {"Fn::Sub": _} | {"Fn::If": _} | {"Fn::GetAtt": _} | {"Fn::Join": _}:
            raise Inexpressible("objects have no functions")
    return None


def with_arns(value: Any, stack: dict[str, Any]) -> Any:
    """Return a value with ARNs for references, and with a placeholder for what is unknown."""
    target = target_of(value, stack)
    if target is not None:
        return arn_of(*target, stack)
    if isinstance(value, dict):
        if value.keys() & {"Ref", "Fn::ImportValue"}:
            return "${SOMETHING}"
        return {key: with_arns(inner, stack) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_arns(inner, stack) for inner in value]
    return value


def _object(name: str, resource: dict[str, Any], stack: dict[str, Any]) -> dict[str, Any]:
    type_ = resource["Type"]
    if type_ not in _KINDS:
        raise Inexpressible(f"ACK has no {type_} of its own")
    service, kind = _KINDS[type_]
    properties = dict(resource["Properties"])
    for key in ("Code", "StreamEncryption", "Roles"):
        if properties.pop(key, None) is not None and key != "Code":
            raise Inexpressible(f"ACK has no {key}")
    spec: dict[str, Any] = {}
    if kind in ("Stream", "Role", "Table", "Topic", "Function"):
        own = "tableName" if kind == "Table" else "name"
        spec[own] = properties.pop("FunctionName", object_name(name))
    policies = properties.pop("Policies", None)
    if policies is not None:
        spec["inlinePolicies"] = {
            one["PolicyName"]: json.dumps(with_arns(one["PolicyDocument"], stack))
            for one in policies
        }
    for key, value in properties.items():
        spec.update(_field(key, value, type_, stack))
    return {
        "apiVersion": f"{service}.services.k8s.aws/v1alpha1",
        "kind": kind,
        "metadata": {"name": object_name(name)},
        "spec": spec,
    }


def _field(key: str, value: Any, type_: str, stack: dict[str, Any]) -> dict[str, Any]:
    here = _FIELDS.get(key) or camel(key)
    target = target_of(value, stack)
    # A reference to an event source means a cluster of MSK.
    if target is not None and here in _REFERENCES:
        return {_REFERENCES[here]: {"from": {"name": object_name(target[0])}}}
    if key == "ManagedPolicyArns" and any(target_of(one, stack) for one in value):
        names = [target_of(one, stack) for one in value]
        if None in names:
            raise Inexpressible("either references or ARNs")
        return {"policyRefs": [{"from": {"name": object_name(one[0])}} for one in names if one]}
    value = with_arns(value, stack)
    if key in ("RedrivePolicy", "RedriveAllowPolicy") or key.endswith(("Document", "KeyPolicy")):
        return {here: value if isinstance(value, str) else json.dumps(value)}
    if type_ in _AS_TEXT and not isinstance(value, str | dict):
        return {here: str(value).lower()}
    return {here: _renamed(value)}


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {_FIELDS.get(key) or camel(key): _renamed(inner) for key, inner in value.items()}
    return [_renamed(inner) for inner in value] if isinstance(value, list) else value
