"""Stacks as modules of Terraform: mappings and functions in main.tf, all else in other files.

What can be written in several ways is, in turn: JSON, policies and what belongs to a queue.
"""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from forms import Expression, Inexpressible, hcl_body, hcl_value, snake, terraform_name

from mappinglint.dialects.terraform.mapping_words import BLOCKS

Properties = dict[str, Any]

_TYPES = {
    "AWS::CloudWatch::Alarm": "aws_cloudwatch_metric_alarm",
    "AWS::DynamoDB::Table": "aws_dynamodb_table",
    "AWS::EC2::Subnet": "aws_subnet",
    "AWS::EC2::VPC": "aws_vpc",
    "AWS::Events::Rule": "aws_cloudwatch_event_rule",
    "AWS::IAM::ManagedPolicy": "aws_iam_policy",
    "AWS::IAM::Policy": "aws_iam_role_policy",
    "AWS::IAM::Role": "aws_iam_role",
    "AWS::KMS::Key": "aws_kms_key",
    "AWS::Kinesis::Stream": "aws_kinesis_stream",
    "AWS::Kinesis::StreamConsumer": "aws_kinesis_stream_consumer",
    "AWS::Lambda::Alias": "aws_lambda_alias",
    "AWS::Lambda::EventInvokeConfig": "aws_lambda_function_event_invoke_config",
    "AWS::Lambda::EventSourceMapping": "aws_lambda_event_source_mapping",
    "AWS::Lambda::Function": "aws_lambda_function",
    "AWS::Lambda::Permission": "aws_lambda_permission",
    "AWS::Logs::LogGroup": "aws_cloudwatch_log_group",
    "AWS::MSK::Cluster": "aws_msk_cluster",
    "AWS::S3::Bucket": "aws_s3_bucket",
    "AWS::S3::BucketPolicy": "aws_s3_bucket_policy",
    "AWS::SNS::Subscription": "aws_sns_topic_subscription",
    "AWS::SNS::Topic": "aws_sns_topic",
    "AWS::SQS::Queue": "aws_sqs_queue",
    "AWS::SQS::QueuePolicy": "aws_sqs_queue_policy",
    "AWS::SecretsManager::Secret": "aws_secretsmanager_secret",
}
# What Ref and GetAtt are; what is not here is an ARN.
_REFS = {
    "aws_cloudwatch_event_rule": "name",
    "aws_iam_role": "name",
    "aws_kms_key": "key_id",
    "aws_kinesis_stream": "name",
    "aws_dynamodb_table": "name",
    "aws_s3_bucket": "bucket",
    "aws_sqs_queue": "id",
    "aws_subnet": "id",
    "aws_vpc": "id",
}
_ATTRIBUTES = {"StreamArn": "stream_arn", "Version": "version"}
_PSEUDO = {
    "AWS::AccountId": "data.aws_caller_identity.current.account_id",
    "AWS::Partition": "data.aws_partition.current.partition",
    "AWS::Region": "data.aws_region.current.name",
    "AWS::StackName": "var.stack_name",
}
_FILES = {
    "aws_dynamodb": "tables.tf",
    "aws_iam": "iam.tf",
    "aws_kinesis": "streams.tf",
    "aws_lambda": "main.tf",
    "aws_sqs": "queues.tf",
}
_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def write(stack: dict[str, Any]) -> dict[str, str]:
    return _Module(stack).files()


class _Module:
    """The files of a stack, while they are written."""

    def __init__(self, stack: dict[str, Any]) -> None:
        self._stack = stack
        self._files: dict[str, list[str]] = {"main.tf": []}
        self._variables: set[str] = set()
        # Each way of writing a thing has its turn.
        self._turns = {"json": count(), "policy": count(), "part": count(), "attachment": count()}

    def files(self) -> dict[str, str]:
        for name, resource in self._stack.items():
            type_ = resource["Type"]
            if type_ == "AWS::Lambda::Version":
                # The function itself has its versions.
                continue
            if type_ not in _TYPES:
                raise Inexpressible(f"nobody needed {type_} as yet")
            writer = _WRITERS.get(type_, _Module.plain)
            writer(self, _TYPES[type_], snake(name), dict(resource.get("Properties", {})))
        if self._variables:
            self._files["variables.tf"] = [f'variable "{one}" {{}}\n' for one in self._variables]
        return {path: "\n".join(blocks) for path, blocks in self._files.items()}

    # -- blocks -----------------------------------------------------------------------------------

    def _block(
        self, type_: str, name: str, arguments: Properties, *, is_data: bool = False
    ) -> None:
        path = next((path for head, path in _FILES.items() if type_.startswith(head)), "others.tf")
        lines = "\n".join(self._lines(arguments, "  "))
        kind = "data" if is_data else "resource"
        self._files.setdefault(path, []).append(f'{kind} "{type_}" "{name}" {{\n{lines}\n}}\n')

    def _lines(self, arguments: Properties, indent: str) -> Iterator[str]:
        for name, value in arguments.items():
            blocks = value if isinstance(value, _Blocks) else None
            if blocks is None:
                yield f"{indent}{name} = {hcl_value(self._expression(value))}"
            for block in blocks or ():
                yield f"{indent}{name} {{"
                yield from self._lines(block, indent + "  ")
                yield f"{indent}}}"

    def plain(self, type_: str, name: str, properties: Properties) -> None:
        self._block(type_, name, {snake(key): value for key, value in properties.items()})

    def mapping(self, type_: str, name: str, properties: Properties) -> None:
        settings = self._expression(properties)
        endpoints = settings.get("SelfManagedEventSource", {}).get("Endpoints", {})
        if "KafkaBootstrapServers" in endpoints:
            endpoints["KAFKA_BOOTSTRAP_SERVERS"] = endpoints.pop("KafkaBootstrapServers")
        _refuse_open_blocks(settings)
        lines = "\n".join(hcl_body(settings, "  "))
        self._files["main.tf"].append(f'resource "{type_}" "{name}" {{\n{lines}\n}}\n')

    def function(self, type_: str, name: str, properties: Properties) -> None:
        arguments = {"function_name": properties.pop("FunctionName", name)}
        letters = properties.pop("DeadLetterConfig", None)
        environment = properties.pop("Environment", None)
        network = properties.pop("VpcConfig", None)
        arguments |= {snake(key): value for key, value in properties.items()}
        if letters is not None:
            arguments["dead_letter_config"] = _block_of(letters)
        if environment is not None:
            arguments["environment"] = _Blocks([{"variables": environment["Variables"]}])
        if network is not None:
            arguments["vpc_config"] = _block_of(network)
        self._block(type_, name, arguments)

    def invoke_config(self, type_: str, name: str, properties: Properties) -> None:
        destinations = properties.pop("DestinationConfig", {})
        arguments: Properties = {snake(key): value for key, value in properties.items()}
        if isinstance(destinations, dict) and destinations:
            inner = {snake(key): _block_of(value) for key, value in destinations.items()}
            arguments["destination_config"] = _Blocks([inner])
        self._block(type_, name, arguments)

    def queue(self, type_: str, name: str, properties: Properties) -> None:
        names = {"QueueName": "name", "VisibilityTimeout": "visibility_timeout_seconds"}
        arguments = {}
        for key, value in properties.items():
            here = names.get(key, snake(key))
            if not here.startswith("redrive"):
                arguments[here] = value
            elif next(self._turns["part"]) % 3 == 2:
                url = Expression(f"aws_sqs_queue.{name}.id")
                part = {"queue_url": url, here: self._json(value)}
                self._block(f"aws_sqs_queue_{here}", name, part)
            else:
                arguments[here] = self._json(value)
        self._block(type_, name, arguments)

    def stream(self, type_: str, name: str, properties: Properties) -> None:
        names = {"RetentionPeriodHours": "retention_period", "ShardCount": "shard_count"}
        encryption = properties.pop("StreamEncryption", None)
        arguments = {names.get(key, snake(key)): value for key, value in properties.items()}
        if encryption is not None:
            arguments["encryption_type"] = encryption["EncryptionType"]
            arguments["kms_key_id"] = encryption["KeyId"]
        self._block(type_, name, arguments)

    def consumer(self, type_: str, name: str, properties: Properties) -> None:
        arguments = {"name": properties["ConsumerName"], "stream_arn": properties["StreamARN"]}
        self._block(type_, name, arguments)

    def table(self, type_: str, name: str, properties: Properties) -> None:
        arguments = {"name": properties.pop("TableName", name)}
        stream = properties.pop("StreamSpecification", None)
        if properties:
            raise Inexpressible(f"nobody needed {sorted(properties)} of a table as yet")
        if stream is not None:
            is_known = set(stream) == {"StreamViewType"}
            arguments["stream_enabled"] = True if is_known else stream
            arguments |= {"stream_view_type": stream["StreamViewType"]} if is_known else {}
        self._block(type_, name, arguments)

    def key(self, type_: str, name: str, properties: Properties) -> None:
        policy = properties.get("KeyPolicy")
        arguments = {} if policy is None else {"policy": self._policy(policy, name)}
        self._block(type_, name, arguments)

    def with_policy(self, type_: str, name: str, properties: Properties) -> None:
        queues = properties.pop("Queues", None)
        arguments = {"bucket": properties["Bucket"]} if "Bucket" in properties else {}
        policy = self._policy(properties["PolicyDocument"], name)
        for index, queue in enumerate([None] if queues is None else queues):
            url = {} if queue is None else {"queue_url": queue}
            self._block(type_, f"{name}_{index}", {**arguments, **url, "policy": policy})

    def rule(self, type_: str, name: str, properties: Properties) -> None:
        targets = properties.pop("Targets", [])
        self.plain(type_, name, properties)
        rule = Expression(f"{type_}.{name}.name")
        for index, target in enumerate(targets):
            arguments = {"rule": rule, "arn": target["Arn"]}
            self._block("aws_cloudwatch_event_target", f"{name}_{index}", arguments)

    # -- roles ------------------------------------------------------------------------------------

    def role(self, type_: str, name: str, properties: Properties) -> None:
        trust = properties.get("AssumeRolePolicyDocument", {})
        arguments: Properties = {"assume_role_policy": self._policy(trust, f"{name}_trust")}
        if "RoleName" in properties:
            arguments["name"] = properties["RoleName"]
        inline, attached = properties.get("Policies", []), properties.get("ManagedPolicyArns", [])
        if not isinstance(inline, list):
            arguments["inline_policy"] = Expression("var.policies")
            inline = []
        for index, one in enumerate(inline):
            if set(one) != {"PolicyName", "PolicyDocument"}:
                raise Inexpressible("a policy is a block with its document")
            label = f"{name}_{index}"
            policy = {"name": one["PolicyName"], "policy": one["PolicyDocument"]}
            policy["policy"] = self._policy(one["PolicyDocument"], label)
            if next(self._turns["attachment"]) % 2:
                arguments.setdefault("inline_policy", _Blocks()).append(policy)
            else:
                self._block("aws_iam_role_policy", label, {**policy, "role": _role_name(name)})
        if not isinstance(attached, list) or next(self._turns["attachment"]) % 2:
            if attached:
                arguments["managed_policy_arns"] = attached
        else:
            for index, arn in enumerate(attached):
                attachment = {"role": _role_name(name), "policy_arn": arn}
                self._block("aws_iam_role_policy_attachment", f"{name}_{index}", attachment)
        self._block(type_, name, arguments)

    def policy_of_roles(self, type_: str, name: str, properties: Properties) -> None:
        policy = self._policy(properties["PolicyDocument"], name)
        for index, role in enumerate(properties.get("Roles", [])):
            arguments = {"name": properties["PolicyName"], "role": role, "policy": policy}
            self._block(type_, f"{name}_{index}", arguments)

    def managed_policy(self, type_: str, name: str, properties: Properties) -> None:
        policy = self._policy(properties["PolicyDocument"], name)
        self._block(type_, name, {"name": name, "policy": policy})
        for index, role in enumerate(properties.get("Roles", [])):
            arn = Expression(f"{type_}.{name}.arn")
            attachment = {"role": role, "policy_arn": arn}
            self._block("aws_iam_role_policy_attachment", f"{name}_{index}", attachment)

    def _policy(self, document: Any, name: str) -> Any:
        """Return a policy as an expression, maybe of a data source that is written for it."""
        if next(self._turns["policy"]) % 2 == 0 or not _is_plain(document):
            return self._json(document)
        statements = document["Statement"]
        listed = statements if isinstance(statements, list) else [statements]
        blocks = _Blocks(map(_statement, listed))
        self._block("aws_iam_policy_document", name, {"statement": blocks}, is_data=True)
        return Expression(f"data.aws_iam_policy_document.{name}.json")

    # -- values -----------------------------------------------------------------------------------

    def _json(self, value: Any) -> Any:
        """Return the text of JSON of a value, written in one of three ways."""
        value = self._expression(value)
        if isinstance(value, Expression):
            return value
        way = next(self._turns["json"]) % 3
        if way == 0:
            return Expression(f"jsonencode({hcl_value(value)})")
        text = _interpolated(value)
        if way == 1:
            return Expression(f"<<EOF\n{text}\nEOF")
        # The quotes of an expression in it stay what they are.
        escaped = re.sub(r"\$\{[^}]*\}|\"", lambda one: '\\"' if one[0] == '"' else one[0], text)
        return Expression(f'"{escaped}"')

    def _expression(self, value: Any) -> Any:  # noqa: PLR0911 - one for each function
        """Return a value in which functions of CloudFormation are expressions."""
        match value:
            case Expression():
                return value
            case {"Ref": str() as name}:
                return Expression(self._referred(name, ""))
            case {"Fn::GetAtt": [str() as name, str() as attribute]}:
                return Expression(self._referred(name, attribute))
            case {"Fn::ImportValue": str() as name}:
                self._variables.add(name)
                return Expression(f"var.{name}")
            case {"Fn::Sub": str() as text}:
                return Expression('"' + _VARIABLE.sub(self._substituted, text) + '"')
            case {"Fn::Join": [str() as separator, list() as items]}:
                listed = hcl_value(self._expression(items))
                return Expression(f"join({json.dumps(separator)}, {listed})")
            case dict():
                if any(key.startswith("Fn::") for key in value):
                    raise Inexpressible(f"there is no {next(iter(value))}")
                return {key: self._expression(one) for key, one in value.items()}
            case list():
                return [self._expression(one) for one in value]
        return value

    def _substituted(self, variable: re.Match[str]) -> str:
        name, _, attribute = variable[1].partition(".")
        return f"${{{self._referred(name, attribute)}}}"

    def _referred(self, name: str, attribute: str) -> str:
        if name in _PSEUDO:
            if name == "AWS::StackName":
                self._variables.add("stack_name")
            return _PSEUDO[name]
        resource = self._stack[name]
        if resource["Type"] == "AWS::Lambda::Version":
            function = resource["Properties"]["FunctionName"]
            known = "version" if attribute == "Version" else "qualified_arn"
            return re.sub(r"\w+$", known, str(self._expression(function)))
        type_ = _TYPES.get(resource["Type"])
        if type_ is None:
            raise Inexpressible(f"nobody needed {resource['Type']} as yet")
        known = _ATTRIBUTES.get(attribute) or ("arn" if attribute else _REFS.get(type_, "arn"))
        return f"{type_}.{snake(name)}.{known}"


class _Blocks(list[Properties]):
    """Blocks of one name, where a list would be the value of an argument."""


def _block_of(properties: Any) -> Any:
    if not isinstance(properties, dict) or any(key.startswith("Fn::") for key in properties):
        raise Inexpressible("a block is there or is not")
    return _Blocks([{snake(key): value for key, value in properties.items()}])


def _refuse_open_blocks(settings: Any) -> None:
    for name, value in settings.items() if isinstance(settings, dict) else ():
        if isinstance(value, Expression) and terraform_name(name) in BLOCKS:
            raise Inexpressible(f"{name} is a block, and is there or is not")
        _refuse_open_blocks(value)


def _role_name(name: str) -> Expression:
    return Expression(f"aws_iam_role.{name}.name")


def _is_plain(document: Any) -> bool:
    """Say whether a policy has only what the data source has words for."""
    statements = document.get("Statement") if isinstance(document, dict) else None
    listed = statements if isinstance(statements, list) else [statements]
    return all(isinstance(one, dict) and "Effect" in one for one in listed)


def _statement(statement: Properties) -> Properties:
    words = {
        "Action": "actions",
        "NotAction": "not_actions",
        "Resource": "resources",
        "NotResource": "not_resources",
    }
    found: Properties = {}
    for key, value in statement.items():
        if key in words:
            found[words[key]] = value if isinstance(value, list) else [value]
        elif key == "Principal":
            known = {"*": "*"} if value == "*" else value
            found["principals"] = _Blocks(
                {"type": type_, "identifiers": one if isinstance(one, list) else [one]}
                for type_, one in known.items()
            )
        elif key == "Condition":
            found["condition"] = _Blocks(
                {
                    "test": test,
                    "variable": variable,
                    "values": one if isinstance(one, list) else [one],
                }
                for test, variables in value.items()
                for variable, one in variables.items()
            )
        else:
            found[snake(key)] = value
    return found


def _interpolated(value: Any) -> str:
    """Return JSON with expressions put into its texts."""
    match value:
        case Expression():
            inner = str(value)
            return inner if inner.startswith('"') else f'"${{{inner}}}"'
        case dict():
            members = (f"{json.dumps(key)}:{_interpolated(one)}" for key, one in value.items())
            return "{" + ",".join(members) + "}"
        case list():
            return "[" + ",".join(map(_interpolated, value)) + "]"
    return json.dumps(value)


_WRITERS: dict[str, Callable[[_Module, str, str, Properties], None]] = {
    "AWS::DynamoDB::Table": _Module.table,
    "AWS::Events::Rule": _Module.rule,
    "AWS::IAM::ManagedPolicy": _Module.managed_policy,
    "AWS::IAM::Policy": _Module.policy_of_roles,
    "AWS::IAM::Role": _Module.role,
    "AWS::KMS::Key": _Module.key,
    "AWS::Kinesis::Stream": _Module.stream,
    "AWS::Kinesis::StreamConsumer": _Module.consumer,
    "AWS::Lambda::EventInvokeConfig": _Module.invoke_config,
    "AWS::Lambda::EventSourceMapping": _Module.mapping,
    "AWS::Lambda::Function": _Module.function,
    "AWS::S3::BucketPolicy": _Module.with_policy,
    "AWS::SQS::Queue": _Module.queue,
    "AWS::SQS::QueuePolicy": _Module.with_policy,
}
