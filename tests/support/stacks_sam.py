"""Stacks as SAM has them: mappings are events of their function."""

import copy
from typing import Any

import yaml
from forms import Inexpressible

_MAPPING = "AWS::Lambda::EventSourceMapping"
_EVENTS = {
    "AWS::SQS::Queue": ("SQS", "Queue"),
    "AWS::Kinesis::Stream": ("Kinesis", "Stream"),
    "AWS::Kinesis::StreamConsumer": ("Kinesis", "Stream"),
    "AWS::DynamoDB::Table": ("DynamoDB", "Stream"),
    "AWS::DynamoDB::GlobalTable": ("DynamoDB", "Stream"),
    "AWS::MSK::Cluster": ("MSK", "Stream"),
}
_DESTINATIONS = {"AWS::SQS::Queue": "SQS", "AWS::SNS::Topic": "SNS", "AWS::S3::Bucket": "S3"}


def write(stack: dict[str, Any]) -> dict[str, str]:
    resources = copy.deepcopy(stack)
    for name, resource in stack.items():
        if resource["Type"] == _MAPPING:
            _into_event(resources, name)
    for resource in resources.values():
        if resource["Type"] == "AWS::Lambda::Function":
            resource["Type"] = "AWS::Serverless::Function"
            properties = resource.setdefault("Properties", {})
            if "DeadLetterConfig" in properties:
                target = properties.pop("DeadLetterConfig")
                properties["DeadLetterQueue"] = {"Type": "SQS", **target}
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
    return {"template.yaml": yaml.safe_dump(template, sort_keys=False)}


def _into_event(resources: dict[str, Any], name: str) -> None:
    settings = resources.pop(name)["Properties"]
    function = resources.get(_target(settings.pop("FunctionName", None)), {})
    source = resources.get(_target(settings.get("EventSourceArn")), {})
    type_, key = _EVENTS.get(source.get("Type", ""), ("", ""))
    if function.get("Type") not in ("AWS::Lambda::Function", "AWS::Serverless::Function"):
        raise Inexpressible("an event is of a function of the same template")
    if not type_:
        raise Inexpressible("an event of this type needs a source of the same template")
    _say_type(settings, resources)
    settings = {key: settings.pop("EventSourceArn"), **settings}
    events = function.setdefault("Properties", {}).setdefault("Events", {})
    events[name] = {"Type": type_, "Properties": settings}


def _say_type(settings: dict[str, Any], resources: dict[str, Any]) -> None:
    """Say of what type a destination is, by which SAM writes the policy of a role it makes."""
    match settings:
        case {"DestinationConfig": {"OnFailure": {"Destination": arn} as on_failure}}:
            type_ = resources.get(_target(arn), {}).get("Type", "")
            if type_ in _DESTINATIONS:
                on_failure["Type"] = _DESTINATIONS[type_]


def _target(value: Any) -> str:
    """Return the logical id that a value refers to."""
    match value:
        case {"Ref": str() as name} | {"Fn::GetAtt": [str() as name, *_]}:
            return name
    return ""
