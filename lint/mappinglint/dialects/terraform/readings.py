"""Properties that Terraform says otherwise than CloudFormation: more than another name."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform import known_calls
from mappinglint.dialects.terraform.described import MODULE_MAPPING, place_of
from mappinglint.dialects.terraform.flat_arguments import (
    REPLICA,
    REPLICAS,
    encryption,
    reservation,
    stream,
)
from mappinglint.dialects.terraform.known_modules import LAMBDA
from mappinglint.dialects.terraform.module import Resource as Written
from mappinglint.dialects.terraform.scope import Scope
from mappinglint.value import Items, Unknown, Value

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.surroundings import ModuleResources

# Reads a property of a resource, or of a call, in an instance of it.
Read = Callable[["ModuleResources", Written, Scope], Value | None]

_STREAM: Final = ("stream_enabled", "stream_view_type")
_KEY: Final = "kms_key_id"
# What terraform-aws-modules/dynamodb-table has for them, of one version and another.
_REPLICAS_OF_MODULE: Final = ("replicas", "replica_regions")


def _concurrency(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    return reservation(around.argument(written, "reserved_concurrent_executions", scope))


def _stream(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    flag, view = (around.argument(written, name, scope) for name in _STREAM)
    has_replicas = _has_replicas(around, written)
    return stream(place_of(written), flag, view, _STREAM, has_replicas=has_replicas)


def _has_replicas(around: "ModuleResources", written: Written) -> bool:
    names = (*REPLICAS, *_REPLICAS_OF_MODULE)
    is_here = any(name in written.body or not written.tells(name) for name in names)
    return is_here or around.has_user(written, REPLICA)


def _encryption(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    """Return the encryption of a stream: a key alone, without the type, does nothing."""
    type_ = around.argument(written, "encryption_type", scope)
    return encryption(type_, around.argument(written, _KEY, scope), _KEY)


def _one_role(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    """Return the role of an attachment; of several, it is not known which one is meant."""
    roles = around.argument(written, "roles", scope)
    if isinstance(roles, Items) and len(roles.items) == 1:
        return roles.items[0]
    return None if roles is None else Unknown(roles.place)


def _queues(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    value = around.argument(written, "queue_url", scope)
    return None if value is None else Items((value,), value.place)


def _inline_policies(around: "ModuleResources", role: Written, scope: Scope) -> Value | None:
    return around.inline_policies(role, scope)


def _part(name: str) -> Read:
    return lambda around, written, scope: around.part(written, name, scope)


def _function_of_mapping(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    del scope
    call = around.call_of(written)
    return Unknown(place_of(written), refers_to=around.absolute(call.address) if call else "")


READERS: Final[dict[tuple[str, str], Read]] = {
    ("aws_dynamodb_table", "stream_enabled"): _stream,
    ("aws_iam_policy_attachment", "roles"): _one_role,
    ("aws_iam_role", "inline_policy"): _inline_policies,
    ("aws_kinesis_stream", "encryption_type"): _encryption,
    ("aws_kms_key", "policy"): _part("policy"),
    ("aws_lambda_function", "reserved_concurrent_executions"): _concurrency,
    ("aws_sqs_queue", "redrive_allow_policy"): _part("redrive_allow_policy"),
    ("aws_sqs_queue", "redrive_policy"): _part("redrive_policy"),
    ("aws_sqs_queue_policy", "queue_url"): _queues,
    ("dynamodb-table", "stream_enabled"): _stream,
    (LAMBDA, "create_async_event_config"): known_calls.invoke_config,
    (LAMBDA, "dead_letter_target_arn"): known_calls.dead_letters,
    (LAMBDA, "lambda_role"): known_calls.role,
    (LAMBDA, "reserved_concurrent_executions"): _concurrency,
    (LAMBDA, "timeout"): known_calls.timeout,
    ("sqs", "redrive_allow_policy"): known_calls.allow_redrive,
    ("sqs", "redrive_policy"): known_calls.redrive,
    (MODULE_MAPPING, "function_name"): _function_of_mapping,
}
