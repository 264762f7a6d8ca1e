"""ESM032: functions of CloudFormation that Serverless cannot read where it needs to."""

from collections.abc import Iterator
from typing import Final

from mappinglint.finding import Finding
from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Field, Fields, Unknown
from mappinglint_rules.tools.events import event_of, function_of

_ARN: Final = "EventSourceArn"
_ON_FAILURE: Final = "DestinationConfig.OnFailure.Destination"
# By event: Serverless makes a name from the ARN, and knows how to of these.
_READ: Final = {
    "sqs": ("GetAtt", "ImportValue", "Join"),
    "stream": ("GetAtt", "ImportValue", "Ref", "Join"),
    "msk": ("ImportValue", "Ref"),
}


@rule(
    "ESM032", "unsupported-function", Level.ERROR, Evidence.DOCUMENTED, settings=(_ARN, _ON_FAILURE)
)
def unsupported_function(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.format.name != "serverless":
        return
    field = mapping.settings.field(_ARN)
    if field is not None and function_of(field.value) and not is_supported(mapping, field):
        yield _unsupported(mapping, field)
    destination = mapping.field(_ON_FAILURE)
    function = function_of(destination.value) if destination else None
    if destination is None or function is None:
        return
    if destination.spelling == "onFailure":
        yield _not_below_arn(mapping, function)
    elif destination.spelling == "arn" and _lacks_type(mapping):
        yield _without_type(mapping, function)


def is_supported(mapping: EventSourceMapping, arn: Field) -> bool:
    """Say whether Serverless can read the function that an ARN is written as."""
    functions = _READ.get(event_of(mapping))
    if functions is None or (isinstance(arn.value, Unknown) and arn.value.reference):
        # Of what is no ARN at all there is something better to say.
        return True
    return function_of(arn.value) in functions and not _is_short(mapping, arn)


def _is_short(mapping: EventSourceMapping, arn: Field) -> bool:
    return arn.key == mapping.place


def _unsupported(mapping: EventSourceMapping, arn: Field) -> Finding:
    event, function = event_of(mapping), function_of(arn.value)
    if _is_short(mapping, arn):
        message = f"the short form of {event} takes an ARN, not !{function}"
        remedy = f"write !{function} below arn"
    else:
        takes = listing(["an ARN", *(f"!{name}" for name in _READ[event])], "or")
        message = f"Serverless cannot read !{function} as the arn of {event}"
        remedy = f"write {takes}"
    return unsupported_function.finding(
        mapping,
        _ARN,
        message,
        aws="never sees it: Serverless stops with a TypeError when it packages the service",
        remedy=remedy,
    )


def _not_below_arn(mapping: EventSourceMapping, function: str) -> Finding:
    return unsupported_function.finding(
        mapping,
        _ON_FAILURE,
        f"onFailure takes an ARN, or a function below arn: not !{function}",
        aws="never sees it: Serverless stops with a TypeError when it packages the service",
        remedy=f"write onFailure: {{arn: !{function} …, type: sqs}} (or sns)",
    )


def _lacks_type(mapping: EventSourceMapping) -> bool:
    owner = mapping.get("DestinationConfig.OnFailure")
    if not isinstance(owner, Fields) or owner.node is None or not owner.complete:
        return False
    return "type" not in owner.node


def _without_type(mapping: EventSourceMapping, function: str) -> Finding:
    return unsupported_function.finding(
        mapping,
        _ON_FAILURE,
        f"type is missing beside arn: Serverless cannot tell it from !{function}",
        aws="never sees it: Serverless stops with a TypeError when it packages the service",
        remedy="add type: sqs (or sns) beside arn",
    )
