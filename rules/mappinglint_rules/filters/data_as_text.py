"""ESM513: what the sender wrote is compared as a text only if it is no JSON."""

import json
from collections.abc import Iterator
from typing import NoReturn

from mappinglint.filters import FilterPattern
from mappinglint.finding import Finding
from mappinglint.kind import QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Condition, Exact, Exactly, Exists, Leaf
from mappinglint.pattern.show import show
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import DATA_KEY

_KINDS = DATA_KEY.keys() - {SourceKind.DYNAMODB}


@rule(
    "ESM513",
    "data-as-text",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FilterCriteria",),
    kinds=frozenset(_KINDS),
)
def data_as_text(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not mapping.kinds <= _KINDS:
        return
    keys = {DATA_KEY[kind] for kind in mapping.kinds}
    for pattern, content in sound_patterns(mapping):
        for leaf in content.all_leaves():
            name = leaf.key.dotted
            if name not in keys:
                continue
            if mapping.is_only(SourceKind.KINESIS) and _wants_text(leaf):
                yield _refused(mapping, pattern, leaf)
                continue
            for condition in leaf.conditions:
                if why := _never(mapping, condition):
                    yield data_as_text.finding(
                        mapping,
                        pattern.path,
                        f'"{name}" is never {show(condition)} as a text: {why}',
                        at=pattern.place(condition.span),
                        aws="drops a record whose data is JSON when the filter wants a text",
                        remedy=_remedy(name, condition),
                    )


def _wants_text(leaf: Leaf) -> bool:
    """Say whether a leaf compares all of the data with something."""
    return leaf.is_known and not any(isinstance(one, Exists) for one in leaf.conditions)


def _refused(mapping: EventSourceMapping, pattern: FilterPattern, leaf: Leaf) -> Finding:
    name = leaf.key.dotted
    return data_as_text.finding(
        mapping,
        pattern.path,
        f'"{name}" of {SourceKind.KINESIS.every} has to be JSON, and so has the filter for it',
        at=pattern.place(leaf.span),
        aws="says that it throws an exception when such a mapping is made",
        remedy=f'write an object below "{name}", with a list of values at its ends',
    )


def _text(condition: Condition) -> str | None:
    match condition:
        case Exact(data=str() as text) | Exactly(text=text):
            return text
    return None


def _never(mapping: EventSourceMapping, condition: Condition) -> str:
    """Return why no record has this as its data in a text; empty if one may."""
    text = _text(condition)
    if text is None:
        return ""
    if not text:
        # Elsewhere a record may well have no data.
        return "no message is empty" if mapping.kinds <= QUEUES else ""
    return "JSON is looked into instead" if _is_json(text) else ""


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text, parse_constant=_refuse), dict | list)
    except (ValueError, RecursionError):
        return False


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which are Python's, not JSON's."""
    raise ValueError(constant)


def _remedy(name: str, condition: Condition) -> str:
    if not _text(condition):
        return "look for something that a message can be"
    return f'write an object below "{name}", with a list of values at its ends'
