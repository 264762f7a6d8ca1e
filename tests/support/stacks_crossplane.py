"""Stacks as objects of Crossplane's, in one file."""

import json
from typing import Any

import yaml
from forms import Inexpressible, terraform_name
from stacks_ack import arn_of, object_name, target_of, with_arns, with_plain_names

_MAPPING = "AWS::Lambda::EventSourceMapping"
_KINDS = {
    "AWS::DynamoDB::Table": ("dynamodb", "Table"),
    "AWS::IAM::ManagedPolicy": ("iam", "Policy"),
    "AWS::IAM::Role": ("iam", "Role"),
    "AWS::KMS::Key": ("kms", "Key"),
    "AWS::Kinesis::Stream": ("kinesis", "Stream"),
    "AWS::Lambda::Alias": ("lambda", "Alias"),
    "AWS::Lambda::EventInvokeConfig": ("lambda", "FunctionEventInvokeConfig"),
    "AWS::Lambda::Function": ("lambda", "Function"),
    "AWS::Lambda::Permission": ("lambda", "Permission"),
    "AWS::SNS::Topic": ("sns", "Topic"),
    "AWS::SQS::Queue": ("sqs", "Queue"),
    _MAPPING: ("lambda", "EventSourceMapping"),
}
_FIELDS = {
    "KeyPolicy": "policy",
    "ManagedPolicyName": "name",
    "PolicyDocument": "policy",
    "QueueName": "name",
    "RetentionPeriodHours": "retentionPeriod",
    "VisibilityTimeout": "visibilityTimeoutSeconds",
}
# Names that Crossplane takes from the object.
_NAMES = {"TableName", "Name", "RoleName", "TopicName"}
_REFERENCES = {"functionName", "kmsMasterKeyId", "role", "targetArn"}


def write(stack: dict[str, Any]) -> dict[str, str]:
    stack = with_plain_names(stack)
    objects: list[dict[str, Any]] = []
    for name, resource in stack.items():
        objects += _objects(name, resource, stack)
    objects.sort(key=lambda one: one["kind"] != "EventSourceMapping")
    return {"manifest.yaml": yaml.safe_dump_all(objects, sort_keys=False, width=10_000)}


def _objects(name: str, resource: dict[str, Any], stack: dict[str, Any]) -> list[dict[str, Any]]:
    type_ = resource["Type"]
    if type_ not in _KINDS:
        raise Inexpressible(f"no {type_} is written here")
    service, kind = _KINDS[type_]
    properties = {
        key: value for key, value in resource["Properties"].items() if key not in _NAMES | {"Code"}
    }
    if "StreamEncryption" in properties or "Roles" in properties:
        raise Inexpressible("it is spread over several fields")
    if kind == "Function" and "FunctionName" in properties:
        raise Inexpressible("a function is called as its object is")
    stream = properties.pop("StreamSpecification", None)
    if stream is not None:
        properties |= {"StreamEnabled": True, **stream}
    policies = properties.pop("Policies", [])
    spec = _spec(properties, stack)
    if kind == "FunctionEventInvokeConfig":
        # What is `destinationArn` in a mapping.
        spec = json.loads(json.dumps(spec).replace('"destinationArn"', '"destination"'))
    found = [_object(service, kind, object_name(name), spec)]
    for index, policy in enumerate(policies):
        inline = {"PolicyDocument": policy["PolicyDocument"], "Role": {"Ref": name}}
        inline_name = f"{object_name(name)}-{index}"
        found.append(_object("iam", "RolePolicy", inline_name, _spec(inline, stack)))
    return found


def _object(service: str, kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    versions = {"EventSourceMapping": "v1beta2"}
    return {
        "apiVersion": f"{service}.aws.upbound.io/{versions.get(kind, 'v1beta1')}",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {"forProvider": {"region": "eu-west-1", **spec}},
    }


def _spec(properties: dict[str, Any], stack: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in properties.items():
        here = _FIELDS.get(key) or _camel(key)
        target = target_of(value, stack)
        if target is not None and here in _REFERENCES:
            found[f"{here}Ref"] = {"name": object_name(target[0])}
        elif target is not None:
            found[here] = arn_of(*target, stack)
        elif key in ("RedrivePolicy", "RedriveAllowPolicy", "PolicyDocument", "KeyPolicy"):
            plain = with_arns(value, stack)
            found[here] = plain if isinstance(plain, str) else json.dumps(plain)
        elif isinstance(value, dict) and value.keys() & {"Ref", "Fn::ImportValue"}:
            found[here] = "${SOMETHING}"
        elif isinstance(value, dict):
            found[here] = _spec(value, stack)
        elif isinstance(value, list):
            found[here] = [
                _spec(one, stack) if isinstance(one, dict) else with_arns(one, stack)
                for one in value
            ]
        else:
            found[here] = value
    return found


def _camel(name: str) -> str:
    first, *others = terraform_name(name).split("_")
    return first + "".join(word.capitalize() for word in others)
