"""Properties that Terraform says otherwise than CloudFormation: more than another name."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform import known_calls
from mappinglint.dialects.terraform.described import MODULE_MAPPING, place_of
from mappinglint.dialects.terraform.known_modules import LAMBDA
from mappinglint.dialects.terraform.module import Resource as Written
from mappinglint.dialects.terraform.scope import Scope
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, boolean

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.surroundings import ModuleResources

# Reads a property of a resource, or of a call, in an instance of it.
Read = Callable[["ModuleResources", Written, Scope], Value | None]

_UNLIMITED: Final = "-1"


def _concurrency(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    value = around.argument(written, "reserved_concurrent_executions", scope)
    return None if isinstance(value, Known) and value.text == _UNLIMITED else value


def _stream(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    """Return what a table says of its stream; with replicas, AWS gives it one by itself."""
    enabled = around.argument(written, "stream_enabled", scope)
    view = around.argument(written, "stream_view_type", scope)
    if boolean(enabled, converts=True) is not True and _has_replicas(around, written):
        return Unknown(place_of(written))
    fields = []
    if enabled is not None:
        fields.append(Field("StreamEnabled", "stream_enabled", enabled.place, enabled))
    if view is not None:
        if enabled is None:
            off = Known(data=False, place=place_of(written), text="false")
            fields.append(Field("StreamEnabled", "stream_enabled", off.place, off))
        fields.append(Field("StreamViewType", "stream_view_type", view.place, view))
    return Fields(tuple(fields), fields[0].value.place) if fields else None


def _has_replicas(around: "ModuleResources", written: Written) -> bool:
    names = ("replica", "replicas", "global_table_witness")
    is_here = any(name in written.body or not written.tells(name) for name in names)
    return is_here or around.has_user(written, "aws_dynamodb_table_replica")


def _encryption(around: "ModuleResources", written: Written, scope: Scope) -> Value | None:
    """Return the encryption of a stream: a key alone, without the type, does nothing."""
    type_ = around.argument(written, "encryption_type", scope)
    if type_ is None or (isinstance(type_, Known) and type_.text != "KMS"):
        return None
    key = around.argument(written, "kms_key_id", scope)
    if isinstance(type_, Unknown):
        return Unknown(type_.place)
    fields = [Field("EncryptionType", "encryption_type", type_.place, type_)]
    if key is not None:
        fields.append(Field("KeyId", "kms_key_id", key.place, key))
    return Fields(tuple(fields), type_.place)


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
    return Unknown(place_of(written), refers_to=call.address if call else "")


READERS: Final[dict[tuple[str, str], Read]] = {
    ("aws_dynamodb_table", "stream_enabled"): _stream,
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
