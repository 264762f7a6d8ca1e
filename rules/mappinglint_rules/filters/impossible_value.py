"""ESM505: values that no record of DynamoDB has where the filter looks for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from mappinglint.edit import Fix, unsafe
from mappinglint.filters import FilterPattern
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.holds import holds
from mappinglint.pattern.model import Exact, Exists, Figure, Leaf, Numeric
from mappinglint.pattern.show import show
from mappinglint.rule import Evidence, Level, rule
from mappinglint.span import Span
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import (
    ATTRIBUTE_TYPES,
    EVENT_NAMES,
    IMAGES,
    TYPES_OF_NUMBERS,
    steps,
)

_MEANT = {"DELETE": "REMOVE", "UPDATE": "MODIFY", "CREATE": "INSERT", "PUT": "INSERT"}
_TYPES_MEANT = {str: "S", Figure: "N", bool: "BOOL"}


@dataclass(frozen=True)
class _Flaw:
    message: str
    span: Span
    remedy: str
    fix: Fix | None = None


@rule(
    "ESM505",
    "impossible-value",
    Level.WARNING,
    Evidence.RECORDED,
    settings=("FilterCriteria",),
    kinds=frozenset({SourceKind.DYNAMODB}),
)
def impossible_value(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not mapping.is_only(SourceKind.DYNAMODB):
        return
    for pattern, content in sound_patterns(mapping):
        for leaf in content.all_leaves():
            for flaw in _flaws(pattern, leaf) if leaf.is_known else ():
                yield impossible_value.finding(
                    mapping,
                    pattern.path,
                    flaw.message,
                    at=pattern.place(flaw.span),
                    aws="takes the filter, and drops every record for which it does not match",
                    remedy=flaw.remedy,
                    fix=flaw.fix,
                )


def _flaws(pattern: FilterPattern, leaf: Leaf) -> Iterator[_Flaw]:
    match steps(leaf.key):
        case ["eventName"]:
            yield from _unknown_events(pattern, leaf)
        case ["dynamodb", image, _, *rest] if image in IMAGES:
            yield from _flaws_of_attribute(pattern, leaf, rest)


def _unknown_events(pattern: FilterPattern, leaf: Leaf) -> Iterator[_Flaw]:
    names = listing(list(EVENT_NAMES), "or")
    for condition in leaf.conditions:
        if isinstance(condition, Exists) or any(holds(condition, name) for name in EVENT_NAMES):
            continue
        text = condition.data if isinstance(condition, Exact) else None
        if not isinstance(text, str):
            message = f"eventName is {names}: {show(condition)} matches none of them"
            yield _Flaw(message, condition.span, "write one of them")
            continue
        meant = text.upper() if text.upper() in EVENT_NAMES else _MEANT.get(text.upper())
        title = f"write {meant}"
        fix = unsafe(title, pattern.edit(condition.span, f'"{meant}"')) if meant else None
        message = f"eventName is never {text}: it is {names}"
        yield _Flaw(message, condition.span, title if meant else "write one of them", fix)


def _flaws_of_attribute(pattern: FilterPattern, leaf: Leaf, rest: list[str]) -> Iterator[_Flaw]:
    """Judge what is wanted of an attribute; `rest` is the path within it."""
    while len(rest) > 1 and rest[0] in ("M", "L"):
        # Within a map comes a name and then a type; within a list a type at once.
        rest = rest[2:] if rest[0] == "M" else rest[1:]
    name = leaf.key.name.rpartition(".")[2]
    if not rest or rest[0] not in ATTRIBUTE_TYPES:
        if not any(isinstance(one, Exists) for one in leaf.conditions):
            yield _untyped(pattern, leaf, name)
    elif len(rest) == 1 and rest[0] in TYPES_OF_NUMBERS:
        yield from _numbers(pattern, leaf, rest[0])


def _untyped(pattern: FilterPattern, leaf: Leaf, name: str) -> _Flaw:
    data = [one.data for one in leaf.conditions if isinstance(one, Exact)]
    kinds = {_TYPES_MEANT.get(type(one)) for one in data} if data else {"S"}
    meant = kinds.pop() if len(kinds) == 1 else None
    start = pattern.text[leaf.span.start : leaf.span.end]
    edit = pattern.edit(leaf.span, f'{{"{meant}": {start}}}') if meant and meant != "N" else None
    return _Flaw(
        f'"{name}" has its values below their type: {{"{meant or "S"}": […]}}',
        leaf.span,
        "name the type that the attribute has: S, N, BOOL …",
        unsafe(f'put the values below "{meant}"', edit) if edit else None,
    )


def _numbers(pattern: FilterPattern, leaf: Leaf, name: str) -> Iterator[_Flaw]:
    for condition in leaf.conditions:
        if isinstance(condition, Numeric):
            yield _Flaw(
                f'"{name}" is a text in the record: numeric never matches it',
                condition.span,
                "compare texts, or let the function compare",
            )
        elif isinstance(condition, Exact) and isinstance(condition.data, Figure):
            quoted = f'"{condition.data.spelling}"'
            yield _Flaw(
                f'"{name}" is a text in the record: a number never matches it',
                condition.span,
                f"write {quoted}",
                unsafe(f"write {quoted}", pattern.edit(condition.span, quoted)),
            )
