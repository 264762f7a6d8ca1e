"""Stacks as Terraform plans them: with a configuration, and with what is known after the apply."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from forms import Inexpressible, snake, terraform_name

_MAPPING = "AWS::Lambda::EventSourceMapping"
# By CloudFormation's type: the provider's, the attributes that are objects in CloudFormation and
# texts of JSON here, and what an ARN is called.
_TYPES = {
    "AWS::DynamoDB::Table": "aws_dynamodb_table",
    "AWS::IAM::ManagedPolicy": "aws_iam_policy",
    "AWS::IAM::Role": "aws_iam_role",
    "AWS::IAM::RolePolicy": "aws_iam_role_policy",
    "AWS::KMS::Key": "aws_kms_key",
    "AWS::Kinesis::Stream": "aws_kinesis_stream",
    "AWS::Kinesis::StreamConsumer": "aws_kinesis_stream_consumer",
    "AWS::Lambda::Alias": "aws_lambda_alias",
    "AWS::Lambda::EventInvokeConfig": "aws_lambda_function_event_invoke_config",
    "AWS::Lambda::Function": "aws_lambda_function",
    "AWS::Lambda::Permission": "aws_lambda_permission",
    "AWS::Events::Rule": "aws_cloudwatch_event_rule",
    "AWS::Logs::LogGroup": "aws_cloudwatch_log_group",
    "AWS::S3::Bucket": "aws_s3_bucket",
    "AWS::SNS::Topic": "aws_sns_topic",
    "AWS::SNS::Subscription": "aws_sns_topic_subscription",
    "AWS::SQS::Queue": "aws_sqs_queue",
    "AWS::SQS::QueuePolicy": "aws_sqs_queue_policy",
    _MAPPING: "aws_lambda_event_source_mapping",
}
_OWN = {
    "aws_cloudwatch_log_group": {"LogGroupName": "name", "RetentionInDays": "retention_in_days"},
    "aws_dynamodb_table": {"TableName": "name"},
    "aws_iam_policy": {"ManagedPolicyName": "name", "PolicyDocument": "policy"},
    "aws_iam_role": {
        "AssumeRolePolicyDocument": "assume_role_policy",
        "ManagedPolicyArns": "managed_policy_arns",
        "RoleName": "name",
    },
    "aws_iam_role_policy": {
        "PolicyDocument": "policy",
        "PolicyName": "name",
        "RoleName": "role",
    },
    "aws_kinesis_stream": {"Name": "name", "RetentionPeriodHours": "retention_period"},
    "aws_kinesis_stream_consumer": {"ConsumerName": "name", "StreamARN": "stream_arn"},
    "aws_kms_key": {"KeyPolicy": "policy"},
    "aws_lambda_event_source_mapping": {},
    "aws_s3_bucket": {"BucketName": "bucket"},
    "aws_sns_topic": {"TopicName": "name"},
    "aws_sqs_queue": {
        "MessageRetentionPeriod": "message_retention_seconds",
        "QueueName": "name",
        "VisibilityTimeout": "visibility_timeout_seconds",
    },
    "aws_sqs_queue_policy": {"PolicyDocument": "policy"},
}
_OBJECTS = {"KeyPolicy", "Policies", "PolicyDocument", "RedriveAllowPolicy", "RedrivePolicy"}
_JSON = {"assume_role_policy", "policy", "redrive_allow_policy", "redrive_policy"}
# What a `Ref` returns, where that is no name.
_REF = {
    "aws_sqs_queue": "url",
    "aws_sns_topic": "arn",
    "aws_lambda_alias": "arn",
    "aws_iam_policy": "arn",
    "aws_kinesis_stream_consumer": "arn",
    "aws_lambda_function": "function_name",
    "aws_kms_key": "key_id",
}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "aws_lambda_function": {"timeout": 3, "reserved_concurrent_executions": -1},
    "aws_sqs_queue": {"fifo_queue": False, "visibility_timeout_seconds": 30},
    "aws_kinesis_stream": {"retention_period": 24, "encryption_type": "NONE"},
    "aws_dynamodb_table": {"stream_enabled": None},
}
_NAMES = ("BucketName", "Name", "QueueName", "TableName", "TopicName")
_NAMED = (
    "aws_s3_bucket",
    "aws_dynamodb_table",
    "aws_kinesis_stream",
    "aws_sns_topic",
    "aws_sqs_queue",
)
# What AWS fills in.
_COMPUTED = {
    "aws_dynamodb_table": ["arn", "stream_arn", "stream_view_type"],
    "aws_iam_role": ["arn", "inline_policy", "managed_policy_arns", "name"],
    "aws_lambda_event_source_mapping": ["arn", "function_arn", "parallelization_factor", "uuid"],
    "aws_sqs_queue": ["arn", "name", "policy", "redrive_allow_policy", "redrive_policy", "url"],
}


def write(stack: dict[str, Any]) -> dict[str, str]:
    resources = list(_resources(stack))
    content = {
        "format_version": "1.2",
        "terraform_version": "1.12.2",
        "planned_values": {"root_module": {"resources": [one.planned for one in resources]}},
        "resource_changes": [one.change for one in resources],
        "configuration": {"root_module": {"resources": [one.configured for one in resources]}},
    }
    return {"plan.json": json.dumps(content, indent=2)}


def addresses(stack: dict[str, Any]) -> dict[str, str]:
    """Return the provider's address of each logical id."""
    found = {}
    for name, resource in stack.items():
        type_ = _TYPES.get(resource["Type"])
        if type_ is None or resource.keys() - {"Type", "Properties", "DependsOn"}:
            raise Inexpressible(f"a {resource['Type']} with {[*resource]} is no resource of one")
        found[name] = f"{type_}.{snake(name)}"
    return found


@dataclass
class _Resource:
    address: str
    values: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, Any] = field(default_factory=dict)
    expressions: dict[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return self.address.partition(".")[0]

    @property
    def _head(self) -> dict[str, Any]:
        name = self.address.partition(".")[2]
        return {"address": self.address, "mode": "managed", "type": self.type, "name": name}

    @property
    def planned(self) -> dict[str, Any]:
        return {**self._head, "values": self.values, "sensitive_values": {}}

    @property
    def change(self) -> dict[str, Any]:
        change = {"actions": ["create"], "after": self.values, "after_unknown": self.unknown}
        return {**self._head, "change": change}

    @property
    def configured(self) -> dict[str, Any]:
        return {**self._head, "expressions": self.expressions}


def _resources(stack: dict[str, Any]) -> Iterator[_Resource]:
    known = addresses(stack)
    there = _there(stack, known)
    for name, resource in stack.items():
        properties = dict(resource.get("Properties") or {})
        made = _Resource(known[name])
        queues = properties.pop("Queues", None)
        if made.type == "aws_sqs_queue_policy":
            [properties["QueueUrl"]] = queues
        elif queues is not None:
            properties["Queues"] = queues
        roles = properties.pop("Roles", [])
        policies = properties.pop("Policies", [])
        _fill(made, _flat(made.type, properties), known, stack)
        arn = _arn(name, "Arn", stack, known)
        if name in there and arn is not None:
            made.values["arn"] = arn
        yield made
        for index, role in enumerate(roles):
            attached = _Resource(f"aws_iam_role_policy_attachment.{snake(name)}_{index}")
            policy = {"Ref": name}
            _fill(attached, {"Role": role, "PolicyArn": policy}, known, stack)
            yield attached
        for index, document in enumerate(policies):
            inline = _Resource(f"aws_iam_role_policy.{snake(name)}_{index}")
            _fill(inline, {"RoleName": {"Ref": name}, **document}, known, stack)
            yield inline


def _flat(type_: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Return properties with what is an object in CloudFormation, and none here."""
    found = dict(properties)
    stream = found.pop("StreamSpecification", None)
    if stream is not None:
        found |= {"StreamEnabled": True, **stream}
    encryption = found.pop("StreamEncryption", None)
    if encryption is not None:
        found |= {"EncryptionType": "KMS", "KmsKeyId": encryption["KeyId"]}
    if type_ == "aws_lambda_function":
        found.pop("Code", None)
    if type_ == "aws_lambda_event_source_mapping" and "StartingPositionTimestamp" in found:
        raise Inexpressible("a time is a text")
    return found


def _fill(
    made: _Resource, properties: dict[str, Any], known: dict[str, str], stack: dict[str, Any]
) -> None:
    made.values.update(_DEFAULTS.get(made.type, {}))
    if made.type == "aws_lambda_function":
        made.values["function_name"] = made.address.partition(".")[2]
    if made.type in _NAMED:
        # Without one, the provider makes one up, which hardly anybody wants.
        is_fifo = properties.get("FifoQueue") in (True, "true")
        name = "bucket" if made.type == "aws_s3_bucket" else "name"
        made.values[name] = made.address.partition(".")[2] + (".fifo" if is_fifo else "")
    own = _OWN.get(made.type, {})
    for key, value in properties.items():
        name = own.get(key) or (
            terraform_name(key) if made.type == _TYPES[_MAPPING] else _snake(key)
        )
        _argument(made, name, value, known, stack)
    for name in _COMPUTED.get(made.type, ["arn", "id"]):
        if name not in made.values and name not in made.unknown:
            made.unknown[name] = True


def _snake(name: str) -> str:
    return snake(name).replace("a_r_n", "arn")


def _argument(
    made: Any, name: str, value: Any, known: dict[str, str], stack: dict[str, Any]
) -> None:
    """Write an argument into the values, or the unknown ones, and into the expressions."""
    references = list(_references(value, known))
    if made.address in references:
        raise Inexpressible("Terraform refuses a block that refers to itself")
    if name in _JSON and not isinstance(value, str):
        value = _with_arns(value, stack, known)
        made.values[name] = json.dumps(value)
        made.expressions[name] = {"references": references}
        if list(_references(value, known)):
            del made.values[name]
            made.unknown[name] = True
        return
    if (isinstance(value, dict) and not _is_intrinsic(value)) or _is_list_of_blocks(value):
        _block(made, name, value if isinstance(value, list) else [value], known, stack)
    elif references:
        made.expressions[name] = {"references": references}
        made.values.pop(name, None)
        plain = _name_of(value, known, stack)
        if plain is None:
            made.unknown[name] = True
        else:
            made.values[name] = plain
    else:
        made.values[name] = value
        made.expressions[name] = {"constant_value": value}


def _there(stack: dict[str, Any], known: dict[str, str]) -> set[str]:
    """Return the resources whose ARNs stand in texts: these are there already."""
    found = set()
    for resource in stack.values():
        for key, value in (resource.get("Properties") or {}).items():
            if key in _OBJECTS:
                found |= {one.partition(".")[2] for one in _references(value, known)}
    return {name for name, address in known.items() if address.partition(".")[2] in found}


def _with_arns(value: Any, stack: dict[str, Any], known: dict[str, str]) -> Any:
    """Return an object with the ARNs of what is there already."""
    match value:
        case {"Fn::GetAtt": [str() as name, str() as attribute]} if name in stack:
            return _arn(name, attribute, stack, known) or value
        case {"Fn::Sub": str() as text} if not list(_references(value, known)):
            return text.replace("${AWS::AccountId}", "123456789012")
        case dict():
            return {key: _with_arns(inner, stack, known) for key, inner in value.items()}
        case list():
            return [_with_arns(inner, stack, known) for inner in value]
    return value


_ARNS = {
    "aws_dynamodb_table": "arn:aws:dynamodb:eu-west-1:123456789012:table/",
    "aws_kinesis_stream": "arn:aws:kinesis:eu-west-1:123456789012:stream/",
    "aws_kms_key": "arn:aws:kms:eu-west-1:123456789012:key/",
    "aws_s3_bucket": "arn:aws:s3:::",
    "aws_sns_topic": "arn:aws:sns:eu-west-1:123456789012:",
    "aws_sqs_queue": "arn:aws:sqs:eu-west-1:123456789012:",
}


def _arn(name: str, attribute: str, stack: dict[str, Any], known: dict[str, str]) -> str | None:
    properties = stack[name].get("Properties") or {}
    type_, _, own = known[name].partition(".")
    if type_ not in _ARNS:
        return None
    written = next((properties[key] for key in _NAMES if key in properties), None)
    is_fifo = properties.get("FifoQueue") in (True, "true")
    full = _plain(written) or own + (".fifo" if is_fifo else "")
    stream = "/stream/2025-01-31T10:00:00.000" if attribute == "StreamArn" else ""
    return f"{_ARNS[type_]}{full}{stream}"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _block(
    made: Any, name: str, blocks: list[Any], known: dict[str, str], stack: dict[str, Any]
) -> None:
    inner = []
    for block in blocks:
        one = _Resource(made.address)
        for key, value in block.items():
            is_invoke_config = "event_invoke" in made.address
            here = key.lower() if is_invoke_config and key == "Destination" else terraform_name(key)
            _argument(one, here, value, known, stack)
        inner.append(one)
    made.values[name] = [one.values for one in inner]
    made.unknown[name] = [one.unknown for one in inner]
    made.expressions[name] = [one.expressions for one in inner]


def _is_list_of_blocks(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and not _is_intrinsic(one) for one in value)
    )


def _is_intrinsic(value: Any) -> bool:
    return isinstance(value, dict) and any(
        key == "Ref" or key.startswith(("Fn::", "!")) for key in value
    )


def _references(value: Any, known: dict[str, str]) -> Iterator[str]:
    """Yield the references in a value, at any depth, as a configuration lists them."""
    if isinstance(value, list):
        for inner in value:
            yield from _references(inner, known)
    elif _is_intrinsic(value):
        yield from _of_intrinsic(value, known)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _references(inner, known)


def _of_intrinsic(value: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    match value:
        case {"Ref": str() as name} if name in known:
            address = known[name]
            yield from (f"{address}.{_REF.get(address.partition('.')[0], 'name')}", address)
        case {"Fn::GetAtt": [str() as name, str() as attribute]} if name in known:
            yield from (f"{known[name]}.{snake(attribute)}", known[name])
        case {"Fn::Sub": str() as text}:
            for name, address in known.items():
                if f"${{{name}" in text:
                    yield from (f"{address}.arn", address)
        case {"Fn::ImportValue": _} | {"Ref": _}:
            yield from ("data.terraform_remote_state.o.outputs", "data.terraform_remote_state.o")
        case _:
            raise Inexpressible("nothing in a plan is open")


def _name_of(value: Any, known: dict[str, str], stack: dict[str, Any]) -> str | None:
    """Return the name that a function surely has, which a plan shows."""
    match value:
        case {"Ref": str() as name} if known.get(name, "").startswith("aws_lambda_function."):
            properties = stack[name].get("Properties") or {}
            given = properties.get("FunctionName")
            return given if isinstance(given, str) else known[name].partition(".")[2]
    return None
