"""ESM513: what the sender wrote is compared as a text only if it is no JSON."""

import json
from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Condition, Exact, Exactly, Leaf
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import DATA_KEY, steps
from mappinglint_rules.shape.words import shown

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
        for leaf in content.leaves:
            if len(steps(leaf.key)) != 1 or leaf.key.name not in keys or not leaf.is_known:
                continue
            for condition in leaf.conditions:
                if why := _never(condition):
                    yield data_as_text.finding(
                        mapping,
                        pattern.path,
                        f'"{leaf.key.name}" is never {shown(_text(condition))} as a text: {why}',
                        at=pattern.place(condition.span),
                        aws="drops a record whose data is JSON when the filter wants a text",
                        remedy=_remedy(leaf, condition),
                    )


def _text(condition: Condition) -> str | None:
    match condition:
        case Exact(data=str() as text):
            return text
        case Exactly(text=text):
            return text
    return None


def _never(condition: Condition) -> str:
    """Return why no record has this as its data in a text; empty if one may."""
    text = _text(condition)
    if text is None:
        return ""
    if not text:
        return "no message is empty"
    return "JSON is looked into instead" if _is_json(text) else ""


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _remedy(leaf: Leaf, condition: Condition) -> str:
    if not _text(condition):
        return "look for something that a message can be"
    return f'write an object below "{leaf.key.name}", with a list of values at its ends'
