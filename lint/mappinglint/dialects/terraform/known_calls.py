"""What calls of terraform-aws-modules say of the queue or the function that they make.

The names and defaults are those of the modules' variables.tf and main.tf.
"""

from collections.abc import Mapping as Dict
from typing import TYPE_CHECKING, Final

from mappinglint.dialects.terraform.known_modules import LAMBDA, LAMBDA_ALIAS
from mappinglint.dialects.terraform.module import Resource
from mappinglint.dialects.terraform.resource_words import SPELLINGS
from mappinglint.dialects.terraform.scope import Scope
from mappinglint.place import Place
from mappinglint.resource import ALIAS, FUNCTION, QUEUE, TABLE
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, boolean

if TYPE_CHECKING:
    from mappinglint.dialects.terraform.surroundings import ModuleResources

# What CloudFormation calls that which a module makes.
CALL_TYPES: Final[Dict[str, str]] = {
    "dynamodb-table": TABLE,
    LAMBDA: FUNCTION,
    LAMBDA_ALIAS: ALIAS,
    "sqs": QUEUE,
}
# Most arguments go by the names of the provider's.
CALL_SPELLINGS: Final[Dict[str, Dict[str, str]]] = {
    "dynamodb-table": SPELLINGS["aws_dynamodb_table"],
    LAMBDA: {
        **SPELLINGS["aws_lambda_function"],
        **SPELLINGS["aws_lambda_function_event_invoke_config"],
        "DeadLetterConfig": "dead_letter_target_arn",
        "DestinationConfig": "destination_on_failure",
        "EventInvokeConfig": "create_async_event_config",
        "Role": "lambda_role",
    },
    LAMBDA_ALIAS: {"FunctionName": "function_name", "Name": "name"},
    "sqs": SPELLINGS["aws_sqs_queue"],
}
# The argument with the name that stands in an ARN.
CALL_NAMES: Final[Dict[str, str]] = {
    "dynamodb-table": "name",
    LAMBDA: "function_name",
    "sqs": "name",
}


def timeout(around: "ModuleResources", call: Resource, scope: Scope) -> Value | None:
    """Return the timeout of a function; at the edge the module makes it less."""
    at_edge = around.argument(call, "lambda_at_edge", scope)
    if at_edge is not None and boolean(at_edge, converts=True) is not False:
        return Unknown(at_edge.place)
    return around.argument(call, "timeout", scope)


def role(around: "ModuleResources", call: Resource, scope: Scope) -> Value | None:
    """Return the role of a function, which the module makes unless it is told not to."""
    makes_one = around.argument(call, "create_role", scope)
    if boolean(makes_one, converts=True) is False:
        return around.argument(call, "lambda_role", scope)
    return Unknown(Place(call.source, call.name.span))


def dead_letters(around: "ModuleResources", call: Resource, scope: Scope) -> Value | None:
    target = around.argument(call, "dead_letter_target_arn", scope)
    if target is None:
        return None
    return Fields((Field("TargetArn", "target_arn", target.place, target),), target.place)


def invoke_config(around: "ModuleResources", call: Resource, scope: Scope) -> Value | None:
    """Return what becomes of asynchronous invocations, if the module is to say that."""
    made = around.argument(call, "create_async_event_config", scope)
    if made is None:
        return None
    is_made = boolean(made, converts=True)
    if is_made is None:
        return Unknown(made.place)
    fields = []
    for name, spelling in (
        ("MaximumEventAgeInSeconds", "maximum_event_age_in_seconds"),
        ("MaximumRetryAttempts", "maximum_retry_attempts"),
    ):
        value = around.argument(call, spelling, scope)
        if value is not None:
            fields.append(Field(name, spelling, value.place, value))
    outcomes = []
    for name, spelling in (("OnFailure", "on_failure"), ("OnSuccess", "on_success")):
        value = around.argument(call, f"destination_{spelling}", scope)
        if value is not None:
            inner = Fields((Field("Destination", "destination", value.place, value),), value.place)
            outcomes.append(Field(name, spelling, value.place, inner))
    if outcomes:
        place = outcomes[0].value.place
        both = Fields(tuple(outcomes), place)
        fields.append(Field("DestinationConfig", "destination_on_failure", place, both))
    return Fields(tuple(fields), made.place) if is_made else None


def redrive(around: "ModuleResources", call: Resource, scope: Scope) -> Value | None:
    """Return where a queue gives up messages to: the module may make that queue, too."""
    own = around.argument(call, "redrive_policy", scope)
    made = around.argument(call, "create_dlq", scope)
    is_made = False if made is None else boolean(made, converts=True)
    if is_made is None or isinstance(own, Known | Unknown | Items):
        return Unknown(Place(call.source, call.name.span))
    told = own.fields if own is not None else ()
    if not is_made or made is None:
        return own if told else None
    unknown = Unknown(made.place)
    # How often a message is received at the most is the module's affair, version by version.
    found = {
        name: Field(name, name, made.place, unknown)
        for name in ("deadLetterTargetArn", "maxReceiveCount")
    }
    found |= {one.spelling: one for one in told}
    return Fields(tuple(found.values()), made.place, own is None or own.complete)


def allow_redrive(around: "ModuleResources", call: Resource, scope: Scope) -> Value | None:
    value = around.argument(call, "redrive_allow_policy", scope)
    return None if isinstance(value, Fields) and not value.fields and value.complete else value
