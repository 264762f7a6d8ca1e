"""ESM025: SAM and Serverless read the events of a function in one place."""

from collections.abc import Iterator

from mappinglint.edit import Edit, Fix, safe, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Field, Known
from mappinglint_rules.tools.sam import answers, is_sam

_OUTSIDE = "beside Properties"
_MISSPELLED = "misspelled"
_INVALID = answers("Type of property 'Events' is invalid.")
_NOT_DEFINED = answers("property {key} not defined for resource of type AWS::Serverless::Function")

# What is wrong, what SAM says, and what to do, by the way in which an event is lost.
_WAYS = {
    "in Globals": (
        "the event {key} stands in Globals, where no function has events",
        answers("'Events' is not a supported property of 'Function'."),
        "move it into Events of the function",
    ),
    "beside Events": (
        "the event {key} stands beside Events, not in it",
        _NOT_DEFINED,
        "move it into Events",
    ),
    _MISSPELLED: (
        "{key} is not Events: the events in it are not read",
        _NOT_DEFINED,
        "write Events",
    ),
    _OUTSIDE: (
        "{key} stands beside Properties of the function, not in it",
        "SAM leaves the events out, without a word",
        "move it into Properties",
    ),
    "in a list": (
        "{key} is a list: each event needs a name of its own",
        _INVALID,
        "write the name of each event before it, and no dash",
    ),
    "without a name": (
        "{key} is an event itself: an event needs a name of its own",
        _INVALID,
        "write the name of the event below Events, and Type and Properties below that",
    ),
}


_IN_SERVERLESS = {
    "as an object": (
        "{key} is an object: the events of a function are a list",
        "never sees it: Serverless takes a list only",
        "write a dash before each event",
    ),
    _MISSPELLED: (
        "{key} is not events: the events in it are not read",
        "never sees it: Serverless refuses it, or warns and leaves it out (configValidationMode)",
        "write events",
    ),
}


@rule("ESM025", "event-outside-events", Level.ERROR, Evidence.DOCUMENTED)
def event_outside_events(mapping: EventSourceMapping) -> Iterator[Finding]:
    ways = _WAYS if is_sam(mapping) else _IN_SERVERLESS
    for field in mapping.misplaced if mapping.format.name in ("sam", "serverless") else ():
        if field.name != "Events" or not isinstance(field.value, Known):
            continue
        way = field.value.text
        message, aws, remedy = (text.format(key=field.spelling) for text in ways[way])
        is_indented = way == "beside Events" and field.key.text == field.spelling
        yield event_outside_events.finding(
            mapping,
            "",
            message,
            level=Level.WARNING if way == _OUTSIDE else Level.ERROR,
            at=field.key,
            label="indented too little" if is_indented else "",
            aws=aws,
            remedy=remedy,
            fix=_fix(field, remedy) if way == _MISSPELLED else None,
        )


def _fix(field: Field, title: str) -> Fix | None:
    make = safe if field.spelling.lower() == "events" else unsafe
    name = title.removeprefix("write ")
    return make(title, Edit(field.key, field.key.text.replace(field.spelling, name)))
