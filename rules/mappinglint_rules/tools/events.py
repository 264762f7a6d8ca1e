"""Events as Serverless reads them: before CloudFormation has called its functions."""

import re

from mappinglint.mapping import EventSourceMapping
from mappinglint.value import Known, Unknown, Value

_FUNCTION = re.compile(r"!([A-Za-z0-9]+)|\{?\s*[\"']?(?:Fn::([A-Za-z0-9]+)|(Ref))[\"']?\s*:")


def function_of(value: Value | None) -> str | None:
    """Return the name of the function that a value is written as; None if it is none."""
    if not isinstance(value, Known | Unknown):
        return None
    found = _FUNCTION.match(value.place.text)
    return found and next(name for name in found.groups() if name)


def event_of(mapping: EventSourceMapping) -> str:
    """Return the key that makes a mapping in Serverless: "sqs"."""
    return mapping.place.text.strip("'\"")
