"""ESM505: values that no record of DynamoDB has where the filter looks for them."""

from collections.abc import Iterator

from mappinglint.edit import Fix, unsafe
from mappinglint.filters import FilterPattern
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.holds import Scalar, holds
from mappinglint.pattern.mistake import quoted
from mappinglint.pattern.model import (
    Condition,
    EqualsIgnoreCase,
    Exact,
    Exactly,
    Exists,
    Figure,
    Key,
    Leaf,
    Numeric,
    Prefix,
    Suffix,
    Wildcard,
)
from mappinglint.pattern.show import show
from mappinglint.record import dataclass
from mappinglint.rule import Evidence, Level, rule
from mappinglint.span import Span
from mappinglint_rules.filters.operator_as_key import is_operator
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import (
    ATTRIBUTE_TYPES,
    EVENT_NAMES,
    IMAGES,
    NESTING_TYPES,
    TEXT_TYPES,
    needs_field,
)
from mappinglint_rules.shape.words import closest

_EVENT_NAMES_MEANT = {"DELETE": "REMOVE", "UPDATE": "MODIFY", "CREATE": "INSERT", "PUT": "INSERT"}
_TYPES_MEANT = {str: "S", Figure: "N", bool: "BOOL"}
# The values that a record has below a type, where there are few.
_VALUES: dict[str, tuple[Scalar, ...]] = {"BOOL": (True, False), "NULL": (True,)}


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
            # An operator outside a list is a finding of its own.
            if not leaf.key.is_known or is_operator(leaf):
                continue
            for flaw in _flaws(pattern, leaf):
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
    match leaf.key.fields:
        case ["eventName"]:
            yield from _unknown_events(pattern, leaf)
        case ["dynamodb"]:
            yield from _whole(leaf)
        case ["dynamodb", image] if image in IMAGES:
            yield from _whole(leaf)
        case ["dynamodb", image, _, *_] if image in IMAGES:
            yield from _flaws_of_attribute(pattern, leaf, _attribute(leaf.key))


def _unknown_events(pattern: FilterPattern, leaf: Leaf) -> Iterator[_Flaw]:
    for condition in leaf.conditions:
        may_hold = any(holds(condition, name) is not False for name in EVENT_NAMES)
        if may_hold or isinstance(condition, Exists):
            continue
        meant = _meant_event(condition)
        edit = pattern.edit(condition.span, f'"{meant}"')
        yield _Flaw(
            f"eventName is never {show(condition)}: it is {listing(list(EVENT_NAMES), 'or')}",
            condition.span,
            f"write {meant}" if meant else "",
            unsafe(f"write {meant}", edit) if meant else None,
        )


def _meant_event(condition: Condition) -> str | None:
    match condition:
        case Exact(data=str() as text) | Exactly(text=text):
            names = {name: name for name in EVENT_NAMES}
            return _EVENT_NAMES_MEANT.get(text.upper()) or closest(text, names)
    return None


def _whole(leaf: Leaf) -> Iterator[_Flaw]:
    """Judge what is wanted of something that is no value but has others below it."""
    if needs_field(leaf):
        yield _Flaw(
            f"{quoted(leaf.key.name)} has no value of its own: no condition holds for it",
            leaf.span,
            "write the conditions at the attributes below it",
        )


# -- attributes -----------------------------------------------------------------------------------


def _attribute(key: Key) -> list[Key]:
    """Return the keys from the name of an attribute on.

    There are none where it cannot be told where the name ends: it may have dots of its own.
    """
    keys = key.steps()
    outer = 0
    while outer < 2:
        outer += keys.pop(0).name.count(".") + 1
    return keys if outer == 2 and not any("." in one.name for one in keys) else []


def _flaws_of_attribute(pattern: FilterPattern, leaf: Leaf, keys: list[Key]) -> Iterator[_Flaw]:
    if not keys:
        return
    name, *rest = keys
    while len(rest) > 1 and rest[0].name in NESTING_TYPES:
        # Within a map comes a name and then a type; within a list a type at once.
        name, rest = (rest[1], rest[2:]) if rest[0].name == "M" else (rest[0], rest[1:])
    if not rest:
        if needs_field(leaf):
            yield _untyped(pattern, leaf, name)
    elif rest[0].name not in ATTRIBUTE_TYPES:
        if needs_field(leaf):
            yield _no_type(pattern, name, rest)
    elif rest[0].name not in NESTING_TYPES:
        yield from _flaws_of_values(pattern, leaf, rest)
    elif len(rest) == 1:
        yield from _whole(leaf)


def _untyped(pattern: FilterPattern, leaf: Leaf, name: Key) -> _Flaw:
    types = {_type_meant(one) for one in leaf.conditions}
    meant = types.pop() if len(types) == 1 else None
    written = pattern.text[leaf.span.start : leaf.span.end]
    edits = pattern.edits(leaf.span, f'{{"{meant}": {written}}}')
    return _Flaw(
        f'{quoted(name.name)} has its values below their type: {{"{meant or "S"}": […]}}',
        leaf.span,
        "name the type that the attribute has: S, N, BOOL …",
        unsafe(f'put the values below "{meant}"', *edits) if meant and meant != "N" else None,
    )


def _type_meant(condition: Condition) -> str | None:
    """Return the type that a condition is for, or None if it may be for several."""
    match condition:
        case Exact(data=data):
            return _TYPES_MEANT.get(type(data))
        case Exactly() | EqualsIgnoreCase() | Prefix() | Suffix() | Wildcard():
            return "S"
    return None


def _no_type(pattern: FilterPattern, name: Key, keys: list[Key]) -> _Flaw:
    key, *rest = keys
    meant = key.name.upper()
    is_meant = meant in ATTRIBUTE_TYPES
    edit = pattern.edit(key.span, f'"{meant}"')
    remedy = "name the type that the attribute has: S, N, BOOL …"
    if is_meant:
        remedy = f'did you mean "{meant}"?'
    elif rest and rest[0].name in ATTRIBUTE_TYPES:
        remedy = f'of a map, the attributes stand below "M": {{"M": {{{quoted(key.name)}: …}}}}'
    return _Flaw(
        f"{quoted(key.name)} is no type: what {quoted(name.name)} has stands below its type",
        key.span,
        remedy,
        unsafe(f'write "{meant}"', edit) if is_meant else None,
    )


def _flaws_of_values(pattern: FilterPattern, leaf: Leaf, keys: list[Key]) -> Iterator[_Flaw]:
    """Judge what is wanted of a value of a type that has no attributes."""
    kind = keys[0].name
    if len(keys) > 1:
        if needs_field(leaf):
            message = f'"{kind}" has a value: no key stands below it'
            yield _Flaw(message, keys[1].span, f'write the values below "{kind}"')
        return
    for condition in leaf.conditions:
        if isinstance(condition, Exists):
            continue
        if kind not in TEXT_TYPES:
            if all(holds(condition, value) is False for value in _VALUES[kind]):
                yield _no_flag(pattern, kind, condition)
        elif isinstance(condition, Numeric):
            yield _Flaw(
                f'"{kind}" is a text in the record: numeric never matches it',
                condition.span,
                "compare texts, or let the function compare",
            )
        elif isinstance(condition, Exact) and not isinstance(condition.data, str):
            yield _no_text(pattern, kind, condition)


def _no_text(pattern: FilterPattern, kind: str, condition: Exact) -> _Flaw:
    text = _as_text(condition.data)
    edit = pattern.edit(condition.span, f'"{text}"')
    return _Flaw(
        f'"{kind}" is a text in the record: {show(condition)} never matches it',
        condition.span,
        f'write "{text}"' if text else "",
        unsafe(f'write "{text}"', edit) if text else None,
    )


def _as_text(data: Scalar) -> str:
    """Return how DynamoDB writes a value as a text; nothing for null."""
    match data:
        case Figure(spelling=spelling, value=value):
            is_whole = value is not None and value.is_integer() and abs(value) < 1e15
            return str(int(value)) if value is not None and is_whole else spelling
        case bool():
            return "true" if data else "false"
    return ""


def _no_flag(pattern: FilterPattern, kind: str, condition: Condition) -> _Flaw:
    values = _VALUES[kind]
    text = condition.data if isinstance(condition, Exact) else None
    meant = "true" if len(values) == 1 or text == "true" else "false" if text == "false" else ""
    edit = pattern.edit(condition.span, meant)
    return _Flaw(
        f'"{kind}" is {"true or false" if len(values) > 1 else "true"} in the record:'
        f" {show(condition)} never matches it",
        condition.span,
        f"write {meant}" if meant else "write true or false",
        unsafe(f"write {meant}", edit) if meant else None,
    )
