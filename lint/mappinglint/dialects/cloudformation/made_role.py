"""The role that SAM makes for a function which has none, as far as mappings may need it.

By aws-sam-translator 1.115.0: sam_resources.py, role_constructor.py and eventsources/pull.py.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from mappinglint.dialects.cloudformation.policy_templates import POLICY_TEMPLATES
from mappinglint.dialects.cloudformation.sam_words import PUSHING
from mappinglint.place import Place
from mappinglint.resource import ROLE, Resource, each
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

# What SAM calls the role comes behind the logical id of the function.
SUFFIX: Final = "Role"
# By the type of an event, the policy that lets its source be read.
_READING: Final = {
    "DynamoDB": "AWSLambdaDynamoDBExecutionRole",
    "Kinesis": "AWSLambdaKinesisExecutionRole",
    "SNS": "AWSLambdaSQSQueueExecutionRole",
    "SQS": "AWSLambdaSQSQueueExecutionRole",
}
_ARN: Final = "arn:aws:iam::aws:policy/"
_DESTINATION: Final = "DestinationConfig.OnFailure"
_SENDING: Final = ("sqs:SendMessage", "sns:Publish", "s3:PutObject", "s3:ListBucket")
# SAM says by these what is in them, or of something unlike them.
_WITHIN: Final = frozenset({"S3", "Kafka"})
_DOCUMENT, _STATEMENT = "PolicyDocument", "Statement"

# An event, and the type that it has in the file.
Event = tuple[str, Resource]


def made_role(function: Resource, events: list[Event]) -> Resource | None:
    """Return the role that SAM makes for a function; None if that is more than is told here."""
    if not all(type_ in _READING or type_ in PUSHING for type_, _ in events):
        return None
    return Resource(
        function.name + SUFFIX,
        ROLE,
        function.place,
        partial(_read, function, events),
        function.around,
        made_by="SAM",
    )


def _read(function: Resource, events: list[Event], name: str) -> Value | None:
    place = function.place
    match name:
        case "ManagedPolicyArns":
            return Items(tuple(_managed(function, events)), place)
        case "Policies":
            return Items(tuple(_inline(function, events)), place)
        case "RoleName":
            return None
    return Unknown(place)


def _managed(function: Resource, events: list[Event]) -> Iterator[Value]:
    place = function.place
    for type_ in sorted({_READING[type_] for type_, _ in events if type_ in _READING}):
        yield _text(_ARN + type_, place)
    if not function.lacks("VpcConfig"):
        yield _text(f"{_ARN}AWSLambdaVPCAccessExecutionRole", place)
    for policy in each(function.get("Policies")):
        if isinstance(policy, Known) and policy.data is not None:
            # SAM takes the name of a policy for its ARN.
            is_arn = policy.text.startswith("arn:")
            yield policy if is_arn else _text(_ARN + policy.text, policy.place)


def _inline(function: Resource, events: list[Event]) -> Iterator[Value]:
    for policy in each(function.get("Policies")):
        if not isinstance(policy, Known):
            yield _written(policy)
    if not (function.lacks("DeadLetterConfig") and function.lacks("EventInvokeConfig")):
        # What is sent to these may be sent to the same place by a mapping.
        yield _policy(_SENDING, None, function.place)
    for _, event in events:
        type_ = event.get(f"{_DESTINATION}.Type")
        if type_ is not None:
            # Whether it fits the ARN is for another rule to say.
            is_within = not isinstance(type_, Known) or type_.text in _WITHIN
            resource = None if is_within else event.get(f"{_DESTINATION}.Destination")
            yield _policy(_SENDING, resource, type_.place)


def _written(policy: Value) -> Value:
    """Return a policy that is written out, or called by the name of one of SAM's templates."""
    if not isinstance(policy, Fields) or not policy.complete:
        return Unknown(policy.place)
    names = [field.spelling for field in policy.fields]
    if _STATEMENT in names:
        return _object({_DOCUMENT: policy}, policy.place)
    actions = POLICY_TEMPLATES.get(names[0]) if len(names) == 1 else None
    return Unknown(policy.place) if actions is None else _policy(actions, None, policy.place)


def _policy(actions: Iterable[str], resource: Value | None, place: Place) -> Fields:
    allowed = Items(tuple(_text(one, place) for one in actions), place)
    statement: dict[str, Value] = {"Effect": _text("Allow", place), "Action": allowed}
    if resource is not None:
        statement["Resource"] = resource
    document = _object({_STATEMENT: _object(statement, place)}, place)
    return _object({_DOCUMENT: document}, place)


def _object(values: dict[str, Value], place: Place) -> Fields:
    return Fields(tuple(Field(None, key, place, value) for key, value in values.items()), place)


def _text(text: str, place: Place) -> Known:
    return Known(text, place, text)
