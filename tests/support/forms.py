"""One request to Lambda, written in every format in which people write mappings.

Each writer gets the kind of source and the request in the API's words, and returns a file's name
and text. It raises Inexpressible with the reason when its format has no words for the request.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import yaml

from mappinglint.dialects.aws_cli.options import option_of
from mappinglint.dialects.terraform.mapping_words import FORMAT

Request = dict[str, Any]
Writer = Callable[[str, Request], tuple[str, str]]


class Inexpressible(Exception):  # noqa: N818 - no error, but an answer
    """A format has no words for what a request says."""


class Expression(str):
    """An expression of a format that has some, as it is written there."""

    __slots__ = ()


# What has keys of the writer's own.
_MAPS = ("Tags",)


def _words(name: str) -> list[str]:
    """Return the words of a name of the API: KMSKeyArn is KMS, Key, Arn."""
    return re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+|[A-Z]+|[a-z]+", name)


def snake(name: str) -> str:
    return "_".join(_words(name)).lower()


def camel(name: str) -> str:
    first, *others = _words(name)
    return first.lower() + "".join(others)


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            rename(key): child if key in _MAPS else _renamed(child, rename)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [_renamed(item, rename) for item in value]
    return value


def _yaml(data: Any) -> str:
    return yaml.safe_dump(data, sort_keys=False, width=10_000)


# -- the API, and CloudFormation ----------------------------------------------------------------


def api(kind: str, request: Request) -> tuple[str, str]:
    del kind
    return "request.json", json.dumps(request, indent=2)


def cloudformation(kind: str, request: Request) -> tuple[str, str]:
    del kind
    names = {"KMSKeyArn": "KmsKeyArn", "KAFKA_BOOTSTRAP_SERVERS": "KafkaBootstrapServers"}
    properties = _renamed(request, lambda name: names.get(name, name))
    if isinstance(properties.get("Tags"), dict):
        tags = properties["Tags"].items()
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in tags]
    resource = {"Type": "AWS::Lambda::EventSourceMapping", "Properties": properties}
    return "template.yaml", _yaml({"Resources": {"Mapping": resource}})


# -- SAM ----------------------------------------------------------------------------------------

_SAM = {
    "sqs": ("SQS", "Queue"),
    "fifo": ("SQS", "Queue"),
    "kinesis": ("Kinesis", "Stream"),
    "dynamodb": ("DynamoDB", "Stream"),
    "msk": ("MSK", "Stream"),
    "kafka": ("SelfManagedKafka", ""),
    "activemq": ("MQ", "Broker"),
    "rabbitmq": ("MQ", "Broker"),
    "documentdb": ("DocumentDB", "Cluster"),
}
_FLAT_OF = {
    "msk": "AmazonManagedKafkaEventSourceConfig",
    "kafka": "SelfManagedKafkaEventSourceConfig",
    "documentdb": "DocumentDBEventSourceConfig",
}
_FLAT = tuple(_FLAT_OF.values())


def _only_function(request: Request) -> Request:
    """Return the request without its function, which the format names by itself."""
    if request.get("FunctionName") != "handler":
        raise Inexpressible("the function is where the event stands")
    return {name: value for name, value in request.items() if name != "FunctionName"}


def _servers(request: Request) -> Any:
    source = request.get("SelfManagedEventSource")
    if source is None:
        raise Inexpressible("the type of the event says what the source is")
    if "KAFKA_BOOTSTRAP_SERVERS" not in source.get("Endpoints", {}):
        raise Inexpressible("the servers stand without a key of their own")
    return source["Endpoints"]["KAFKA_BOOTSTRAP_SERVERS"]


def sam(kind: str, request: Request) -> tuple[str, str]:
    type_, source = _SAM[kind]
    properties: Request = {}
    for name, value in _only_function(request).items():
        if name == "EventSourceArn" and not source:
            raise Inexpressible("self-managed Kafka has no key for an ARN")
        if name == "SelfManagedEventSource" and source:
            raise Inexpressible("there is no key for servers here")
        if name == "Tags":
            raise Inexpressible("events have no tags")
        if name in _FLAT:
            if name != _FLAT_OF.get(kind) or not isinstance(value, dict):
                raise Inexpressible("what is flat has no name of its own")
            properties |= value
        elif name == "SelfManagedEventSource":
            properties["KafkaBootstrapServers"] = _servers(request)
        else:
            properties[{"EventSourceArn": source, "KMSKeyArn": "KmsKeyArn"}.get(name, name)] = value
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            # What its role may do is not what these forms are about.
            "Policies": ["AdministratorAccess"],
            "Runtime": "python3.13",
            "Handler": "app.handler",
            "CodeUri": "src/",
            "Events": {"Source": {"Type": type_, "Properties": properties}},
        },
    }
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Handler": function}}
    return "template.yaml", _yaml(template)


# -- Serverless Framework -----------------------------------------------------------------------

_SERVERLESS_EVENT = {
    "sqs": "sqs",
    "fifo": "sqs",
    "kinesis": "stream",
    "dynamodb": "stream",
    "msk": "msk",
    "kafka": "kafka",
    "activemq": "activemq",
    "rabbitmq": "rabbitmq",
}
_SERVERLESS = {
    "EventSourceArn": "arn",
    "MaximumBatchingWindowInSeconds": "maximumBatchingWindow",
}
_SERVERLESS_STREAM = {**_SERVERLESS, "MaximumBatchingWindowInSeconds": "batchWindow"}
_SERVERLESS_STARTING = ("stream", "msk", "kafka")
# What Serverless has for streams alone.
_OF_STREAMS = (
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "FunctionResponseTypes",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
)
# What has another shape, or no name at all.
_NOT_SERVERLESS = (
    "FunctionName",
    "KMSKeyArn",
    "LoggingConfig",
    "MetricsConfig",
    "ProvisionedPollerConfig",
    "Tags",
)


def serverless(kind: str, request: Request) -> tuple[str, str]:
    event, settings = serverless_event(kind, _only_function(request))
    function = {"handler": "app.handler", "events": [{event: settings}]}
    service = {
        "service": "orders",
        "provider": {"name": "aws", "runtime": "python3.13"},
        "functions": {"handler": function},
    }
    return "serverless.yml", _yaml(service)


def serverless_event(kind: str, request: Request) -> tuple[str, Request]:
    """Return the key of an event of Serverless', and its settings; the request has no function."""
    if kind not in _SERVERLESS_EVENT:
        raise Inexpressible("there is no event for DocumentDB")
    event = _SERVERLESS_EVENT[kind]
    if event in _SERVERLESS_STARTING and "StartingPosition" not in request:
        raise Inexpressible("what is not written is TRIM_HORIZON")
    names = _SERVERLESS_STREAM if event == "stream" else _SERVERLESS
    settings: Request = {"type": kind} if event == "stream" else {}
    for name, value in request.items():
        if name in _NOT_SERVERLESS or (event == "msk" and name in _OF_STREAMS):
            raise Inexpressible(f"there is no {name}")
        if name in _FLAT and name != _FLAT_OF.get(kind):
            raise Inexpressible(f"there is no {name} here")
        for key, written in _in_serverless(kind, name, value):
            settings[key or names.get(name) or camel(name)] = written
    return event, settings


def _in_serverless(  # noqa: C901, PLR0912 - one case for each setting of another shape
    kind: str, name: str, value: Any
) -> Iterator[tuple[str, Any]]:
    """Yield keys and values for a setting; an empty key is the setting's own name."""
    match name, value:
        case "FilterCriteria", {"Filters": filters} if len(value) == 1:
            try:
                yield "filterPatterns", [json.loads(one["Pattern"]) for one in filters]
            except (TypeError, ValueError):
                raise Inexpressible("patterns are objects, and always good JSON") from None
        case "FunctionResponseTypes", [one]:
            yield "functionResponseType", one
        case "ScalingConfig", {"MaximumConcurrency": one}:
            yield "maximumConcurrency", one
        case "DestinationConfig", {"OnFailure": {"Destination": one}}:
            # Of a reference, Serverless cannot tell the type.
            typed = one if isinstance(one, str) else {"arn": one, "type": "sqs"}
            yield "destinations", {"onFailure": typed}
        case "Topics", [one]:
            yield "topic", one
        case "Queues", [one]:
            yield "queue", one
        case "SelfManagedEventSource", _ if kind == "kafka":
            yield "bootstrapServers", _servers({name: value})
        case "SourceAccessConfigurations", [{"Type": "BASIC_AUTH", "URI": uri}] if kind != "msk":
            if kind == "kafka":
                yield "accessConfigurations", {"saslPlainAuth": uri}
            else:
                yield "basicAuthArn", uri
        case (
            "AmazonManagedKafkaEventSourceConfig" | "SelfManagedKafkaEventSourceConfig",
            {"ConsumerGroupId": one},
        ) if len(value) == 1:
            yield "consumerGroupId", one
        case "EventSourceArn", dict():
            yield "", value
        case _, dict() | list():
            raise Inexpressible(f"{name} has another shape")
        case (
            (
                "FilterCriteria"
                | "FunctionResponseTypes"
                | "Topics"
                | "Queues"
                | "DestinationConfig"
                | "SourceAccessConfigurations"
            ),
            _,
        ):
            raise Inexpressible(f"{name} has another shape")
        case _:
            yield "", value


# -- Terraform ----------------------------------------------------------------------------------

_BLOCKS = {
    "Filters": "filter",
    "SourceAccessConfigurations": "source_access_configuration",
    "AccessConfigs": "access_config",
    "SchemaValidationConfigs": "schema_validation_config",
}
_TERRAFORM = {
    **_BLOCKS,
    "Destination": "destination_arn",
    "KAFKA_BOOTSTRAP_SERVERS": "KAFKA_BOOTSTRAP_SERVERS",
    "DocumentDBEventSourceConfig": "document_db_event_source_config",
    "KMSKeyArn": "kms_key_arn",
    "SchemaRegistryURI": "schema_registry_uri",
}
_ATTRIBUTES = (*_MAPS, "Endpoints")


def terraform_name(name: str) -> str:
    return _TERRAFORM.get(name) or snake(name)


def _with_time(request: Request) -> Request:
    """Return the request with its time as a text, which is all that Go's tools take."""
    seconds = request.get("StartingPositionTimestamp")
    if seconds is None:
        return request
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**request, "StartingPositionTimestamp": text}


def _joined_servers(value: Any) -> Any:
    """Return Kafka's servers as Terraform has them: one text with commas."""
    servers = value.get("KAFKA_BOOTSTRAP_SERVERS") if isinstance(value, dict) else None
    if servers is None:
        return value
    if not isinstance(servers, list):
        raise Inexpressible("the servers are a text with commas")
    return {**value, "KAFKA_BOOTSTRAP_SERVERS": ",".join(servers)}


def terraform(kind: str, request: Request) -> tuple[str, str]:
    del kind
    lines = "\n".join(hcl_body(_with_time(request), "  "))
    return "main.tf", f'resource "aws_lambda_event_source_mapping" "orders" {{\n{lines}\n}}\n'


def hcl_body(settings: Request, indent: str) -> Iterator[str]:
    """Yield the lines of a mapping's settings."""
    for name, value in settings.items():
        here = terraform_name(name)
        if name == "OnSuccess":
            raise Inexpressible("there is no such block")
        if name == "BatchSize" and value == 0:
            raise Inexpressible("the provider does not send a batch_size of 0")
        if name in _BLOCKS:
            if not isinstance(value, list) or not value:
                raise Inexpressible(f"{here} is a block, and is there or is not")
            blocks = value
        elif isinstance(value, dict) and name not in _ATTRIBUTES:
            blocks = [value]
        else:
            yield f"{indent}{here} = {hcl_value(_joined_servers(value))}"
            continue
        for block in blocks:
            if not isinstance(block, dict):
                raise Inexpressible(f"{here} is a block")
            yield f"{indent}{here} {{"
            yield from hcl_body(block, indent + "  ")
            yield f"{indent}}}"


def hcl_value(value: Any) -> str:
    """Return a value as an expression of HCL."""
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {hcl_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(hcl_value, value)) + "]"
    return json.dumps(value)


def plan(kind: str, request: Request) -> tuple[str, str]:
    del kind
    resource = {
        "address": "aws_lambda_event_source_mapping.orders",
        "mode": "managed",
        "type": "aws_lambda_event_source_mapping",
        "name": "orders",
        "values": _planned(_with_time(request)),
    }
    content = {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": {"resources": [resource]}},
    }
    return "plan.json", json.dumps(content)


def _planned(settings: Request) -> Request:
    """Return the settings as a plan has them: every block is a list."""
    found: Request = {}
    for name, value in settings.items():
        here = terraform_name(name)
        if value == 0 and value is not False:
            raise Inexpressible("0 is what a plan has for nothing")
        if name == "OnSuccess":
            raise Inexpressible("there is no such block")
        if here not in FORMAT.spellings.values():
            raise Inexpressible("Terraform has refused it before it plans: unknown argument")
        if name in _BLOCKS:
            if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
                raise Inexpressible(f"Terraform has refused it before it plans: {here} is a block")
            found[here] = [_planned(one) for one in value]
        elif isinstance(value, dict) and name not in _ATTRIBUTES:
            found[here] = [_planned(value)]
        else:
            found[here] = _joined_servers(value)
    return found


# -- Kubernetes ---------------------------------------------------------------------------------

_ACK = {
    "EventSourceArn": "eventSourceARN",
    "KMSKeyArn": "kmsKeyARN",
    "Destination": "destination",
    "ConsumerGroupId": "consumerGroupID",
    "Type": "type_",
    "URI": "uRI",
    "DocumentDBEventSourceConfig": "documentDBEventSourceConfig",
    "KAFKA_BOOTSTRAP_SERVERS": "KAFKA_BOOTSTRAP_SERVERS",
}


def kubernetes(kind: str, request: Request) -> tuple[str, str]:
    del kind
    if "AccessConfigs" in json.dumps(request):
        raise Inexpressible("ACK has no login for a schema registry yet")
    resource = {
        "apiVersion": "lambda.services.k8s.aws/v1alpha1",
        "kind": "EventSourceMapping",
        "metadata": {"name": "orders"},
        "spec": _renamed(_with_time(request), lambda name: _ACK.get(name) or camel(name)),
    }
    return "mapping.yaml", _yaml(resource)


# -- the AWS CLI --------------------------------------------------------------------------------


_FLAGS = ("BisectBatchOnFunctionError", "Enabled")


def in_double_quotes(text: str) -> str:
    return '"' + re.sub(r'([\\"$`])', r"\\\1", text) + '"'


def command(request: Request, quote: Callable[[str], str]) -> str:
    """Return the command that sends a request, with every value in quotes."""
    words = ["aws lambda create-event-source-mapping"]
    for name, value in request.items():
        option = option_of(name)
        if name in _FLAGS and not isinstance(value, bool):
            raise Inexpressible("a flag has no value")
        if isinstance(value, bool):
            words.append(option if value else option.replace("--", "--no-", 1))
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            words.append(" ".join([option, *map(quote, value)]))
        else:
            words.append(
                f"{option} {quote(value if isinstance(value, str) else json.dumps(value))}"
            )
    return " \\\n  ".join(words)


def shell(kind: str, request: Request) -> tuple[str, str]:
    del kind
    return "deploy.sh", f"#!/bin/bash\nset -eu\n\nID=$({command(request, shlex.quote)})\n"


def markdown(kind: str, request: Request) -> tuple[str, str]:
    """Return what was typed, with its prompts, in a list."""
    del kind
    typed = command(request, in_double_quotes).replace("\n  ", "\n   >   ")
    return "guide.md", f"# Guide\n\n1. Type\n\n   ```console\n   $ {typed}\n   ```\n"


WRITERS: dict[str, Writer] = {
    "api": api,
    "cloudformation": cloudformation,
    "sam": sam,
    "serverless": serverless,
    "terraform": terraform,
    "plan": plan,
    "kubernetes": kubernetes,
    "shell": shell,
    "markdown": markdown,
}
