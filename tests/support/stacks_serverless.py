"""Stacks as services of the Serverless Framework: mappings are events, resources other files."""

import copy
from typing import Any

import yaml
from forms import Inexpressible, serverless_event

_FUNCTION = "AWS::Lambda::Function"
_MAPPING = "AWS::Lambda::EventSourceMapping"
_INVOKE_CONFIG = "AWS::Lambda::EventInvokeConfig"
_KINDS = {
    "AWS::SQS::Queue": "sqs",
    "AWS::Kinesis::Stream": "kinesis",
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::DynamoDB::GlobalTable": "dynamodb",
    "AWS::MSK::Cluster": "msk",
    "AWS::AmazonMQ::Broker": "activemq",
}
_KIND_OF_SERVICE = {"sqs": "sqs", "kinesis": "kinesis", "dynamodb": "dynamodb", "kafka": "msk"}
_PROPERTIES = {
    "Timeout": "timeout",
    "ReservedConcurrentExecutions": "reservedConcurrency",
    "Role": "role",
    "FunctionName": "name",
    "KmsKeyArn": "kmsKeyArn",
    "VpcConfig": "vpc",
}
_ASYNCHRONOUS = {
    "MaximumEventAgeInSeconds": "maximumEventAge",
    "MaximumRetryAttempts": "maximumRetryAttempts",
}
# Where people put resources, by the service that is in their type.
_FILES = {"SQS": "queues", "Kinesis": "streams", "DynamoDB": "tables", "IAM": "roles"}


def write(stack: dict[str, Any]) -> dict[str, str]:
    names = {name: _key(name) for name, one in stack.items() if one["Type"] == _FUNCTION}
    resources = _renamed(copy.deepcopy(stack), names)
    functions = {key: _function(resources.pop(name)) for name, key in names.items()}
    for name, resource in stack.items():
        if resource["Type"] == _MAPPING:
            key = _function_of(resource, names)
            event = _event(resources, resources.pop(name)["Properties"])
            functions[key].setdefault("events", []).append(event)
        elif resource["Type"] == _INVOKE_CONFIG and _target(_function_name(resource)) in names:
            key = _function_of(resource, names)
            functions[key] |= _asynchronous(resources.pop(name)["Properties"])
    files = _files(resources)
    service = {
        "service": "orders",
        "provider": {"name": "aws", "runtime": "python3.13", "stage": "${opt:stage, 'dev'}"},
        "functions": functions,
        "resources": [f"${{file({path})}}" for path in files],
    }
    return {"serverless.yml": _yaml(service), **{path: _yaml(files[path]) for path in files}}


def _key(name: str) -> str:
    return name[:1].lower() + name[1:]


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """Return a part of a stack in which functions are called what Serverless calls them."""
    match value:
        case {"Ref": str() as name} if name in names:
            return {"Ref": _logical_id(name)}
        case {"Fn::GetAtt": [str() as name, *attribute]} if name in names:
            return {"Fn::GetAtt": [_logical_id(name), *attribute]}
        case dict():
            return {key: _renamed(child, names) for key, child in value.items()}
        case list():
            return [_renamed(child, names) for child in value]
    if isinstance(value, str) and any(f"${{{name}" in value for name in names):
        raise Inexpressible("a text of Fn::Sub has the name of a function")
    return value


def _logical_id(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}LambdaFunction"


def _function(resource: dict[str, Any]) -> dict[str, Any]:
    if resource.keys() - {"Type", "Properties", "Condition"}:
        raise Inexpressible("a function has no attributes but its condition")
    made: dict[str, Any] = {"handler": "app.handler"}
    if "Condition" in resource:
        made["condition"] = resource["Condition"]
    for name, value in resource.get("Properties", {}).items():
        match name, value:
            case "Role", {"Fn::GetAtt": [role, "Arn"]}:
                # The logical id alone says the same.
                made["role"] = role
            case "DeadLetterConfig", {"TargetArn": target} if len(value) == 1:
                made["onError"] = target
            case "Environment", {"Variables": variables} if len(value) == 1:
                made["environment"] = variables
            case "VpcConfig", dict():
                made["vpc"] = {_key(key): child for key, child in value.items()}
            case _ if name in _PROPERTIES:
                made[_PROPERTIES[name]] = value
            case _ if name not in ("Code", "Handler", "Runtime"):
                raise Inexpressible(f"a function has no {name}")
    return made


def _function_name(resource: dict[str, Any]) -> Any:
    return resource["Properties"].get("FunctionName")


def _function_of(resource: dict[str, Any], names: dict[str, str]) -> str:
    key = names.get(_target(_function_name(resource)))
    if key is None:
        raise Inexpressible("an event is of a function of the same service")
    return key


def _event(resources: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    settings = {name: value for name, value in settings.items() if name != "FunctionName"}
    source = resources.get(_target(settings.get("EventSourceArn")), {})
    consumer = None
    if source.get("Type") == "AWS::Kinesis::StreamConsumer":
        consumer = settings["EventSourceArn"]
        settings["EventSourceArn"] = source["Properties"]["StreamARN"]
        source = resources.get(_target(settings["EventSourceArn"]), {})
    kind = _KINDS.get(source.get("Type", "")) or _kind_of(settings)
    if source.get("Properties", {}).get("EngineType") == "RABBITMQ":
        kind = "rabbitmq"
    event, written = serverless_event(kind, settings)
    if consumer is not None:
        written["consumer"] = consumer
    return {event: written}


def _kind_of(settings: dict[str, Any]) -> str:
    """Return the kind of a source that is no resource of the stack."""
    if "SelfManagedEventSource" in settings:
        return "kafka"
    arn = settings.get("EventSourceArn")
    service = arn.split(":")[2] if isinstance(arn, str) and arn.startswith("arn:") else ""
    if service not in _KIND_OF_SERVICE:
        raise Inexpressible("nothing tells the event")
    return _KIND_OF_SERVICE[service]


def _asynchronous(properties: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in properties.items():
        if name == "DestinationConfig":
            made["destinations"] = {
                _key(outcome): {"type": "sqs", "arn": one["Destination"]}
                for outcome, one in value.items()
            }
        elif name in _ASYNCHRONOUS:
            made[_ASYNCHRONOUS[name]] = value
    if not made:
        raise Inexpressible("there is nothing to say of asynchronous invocation")
    return made


def _files(resources: dict[str, Any]) -> dict[str, Any]:
    """Return the resources as files, by path."""
    files: dict[str, Any] = {}
    for name, resource in resources.items():
        service = resource["Type"].split("::")[1]
        path = f"resources/{_FILES.get(service, 'others')}.yml"
        files.setdefault(path, {"Resources": {}})["Resources"][name] = resource
    return files


def _yaml(data: Any) -> str:
    return yaml.safe_dump(data, sort_keys=False, width=10_000)


def _target(value: Any) -> str:
    """Return the logical id that a value refers to."""
    match value:
        case {"Ref": str() as name} | {"Fn::GetAtt": [str() as name, *_]}:
            return name
    return ""
