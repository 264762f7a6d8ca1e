"""ESM502: a filter pattern is objects within objects, with lists of values at the ends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from mappinglint.embedded import JsonMistake
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Place
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Field, Fields, Items, Known, Value
from mappinglint_rules.filters.patterns import ANSWER, patterns

_OR = "$or"


@dataclass(frozen=True)
class _Flaw:
    message: str
    place: Place
    remedy: str = ""


@rule(
    "ESM502",
    "filter-pattern-structure",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("FilterCriteria",),
)
def filter_pattern_structure(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern in patterns(mapping):
        if isinstance(pattern.content, JsonMistake):
            continue
        for flaw in _flaws_of_pattern(pattern.content):
            yield filter_pattern_structure.finding(
                mapping,
                pattern.path,
                flaw.message,
                at=flaw.place,
                aws=ANSWER,
                remedy=flaw.remedy,
            )


def _flaws_of_pattern(content: Value) -> Iterator[_Flaw]:
    if isinstance(content, Fields):
        yield from _flaws_of_object(content, "a filter pattern")
    else:
        message = f"a filter pattern is a JSON object, not {_shown(content)}"
        yield _Flaw(
            message, content.place, 'write an object such as {"body": {"status": ["paid"]}}'
        )


def _flaws_of_object(content: Fields, name: str) -> Iterator[_Flaw]:
    if not content.fields:
        yield _Flaw(f"{name} is an empty object: it needs a key", content.place)
    for field in content.fields:
        yield from _flaws_of_field(field)


def _flaws_of_field(field: Field) -> Iterator[_Flaw]:
    name = json.dumps(field.spelling, ensure_ascii=False)
    match field.value:
        case Fields() as inner:
            yield from _flaws_of_object(inner, name)
        case Items(items=()):
            message = f"{name} has an empty list: it needs a value to look for"
            yield _Flaw(message, field.value.place)
        case Items(items=items) if field.spelling == _OR and _are_alternatives(items):
            for item in items:
                assert isinstance(item, Fields)
                yield from _flaws_of_object(item, "an alternative")
        case Items(items=items):
            for item in items:
                yield from _flaws_of_item(item, name)
        case Known() as scalar:
            listed = f"[{_shown(scalar)}]"
            message = f"{name} needs a list of values: {listed}"
            yield _Flaw(message, scalar.place, f"write {listed}")


def _are_alternatives(items: tuple[Value, ...]) -> bool:
    """Say whether a list under $or is one of alternatives; otherwise $or is a plain key."""
    return len(items) > 1 and all(isinstance(item, Fields) for item in items)


def _flaws_of_item(item: Value, name: str) -> Iterator[_Flaw]:
    match item:
        case Items():
            yield _Flaw(f"a value of {name} is a list: it needs a text or a number", item.place)
        case Fields(fields=fields) if len(fields) != 1:
            count = "no" if not fields else "more than one"
            message = f"a condition of {name} has {count} operator: it needs one"
            yield _Flaw(message, item.place, "write each condition as an object of its own")


def _shown(value: Value) -> str:
    match value:
        case Known(data=data):
            return json.dumps(data, ensure_ascii=False)
        case Items():
            return "a list"
    return "an object"
