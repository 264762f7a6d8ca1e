"""What a text for people shows in place of an ARN: its reader puts in his own."""

import re
from dataclasses import replace

from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE, without_holes
from mappinglint.value import Fields, Items, Known, Unknown, Value

# `arn:aws:sqs:REGION:account-id:orders`, `arn:aws:sqs:…`.
_ARN = re.compile(r"arn:[^:]*:[^:]*:([^:]*):([^:]*)")
_REGION = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d+|")
_ACCOUNT = re.compile(r"\d*")
_LEFT_OUT = re.compile(r"\.\.\.|…")
# `YOUR_QUEUE_ARN`, `stream-arn`.
_NAMED = re.compile(r"(?:[\w-]+[_-])?arn", re.IGNORECASE)


def as_example(mapping: EventSourceMapping) -> EventSourceMapping:
    """Return the mapping without what only stands for an ARN."""
    return replace(mapping, settings=_fields(mapping.settings))


def _fields(value: Fields) -> Fields:
    fields = tuple(replace(field, value=_shown(field.value)) for field in value.fields)
    return replace(value, fields=fields)


def _shown(value: Value) -> Value:
    match value:
        case Fields():
            return _fields(value)
        case Items(items=items):
            return replace(value, items=tuple(map(_shown, items)))
        case Known(data=str() as text) if _NAMED.fullmatch(text):
            return Unknown(value.place)
        case Known(data=str() as text) if text.startswith("arn:"):
            shown = _with_holes(text)
            return Unknown(value.place, without_holes(shown)) if shown != text else value
    return value


def _with_holes(arn: str) -> str:
    """Return an ARN with a hole for each part that is no real one."""
    found = _ARN.match(arn)
    if found is not None:
        for group, form in ((2, _ACCOUNT), (1, _REGION)):
            if not form.fullmatch(found[group]):
                arn = arn[: found.start(group)] + HOLE + arn[found.end(group) :]
    return _LEFT_OUT.sub(HOLE, arn)
