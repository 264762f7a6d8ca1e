"""ESM512: nobody looks into the text of a pattern for references."""

import re
from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Exact, Leaf
from mappinglint.rule import Evidence, Level, rule
from mappinglint.span import Span
from mappinglint.value import Known
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.shape.words import shown

_REFERENCE = re.compile(
    r"!(?:Ref|Sub|GetAtt|ImportValue|FindInMap|Join|If|Select)\s+\S.*|\$\{[\w:.]+\}"
)


@rule(
    "ESM512",
    "unresolved-reference",
    Level.WARNING,
    Evidence.ADVISED,
    settings=("FilterCriteria",),
)
def unresolved_reference(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        if not isinstance(pattern.value, Known) or pattern.value.changes:
            continue
        for leaf in content.all_leaves():
            for text, span in _texts(leaf):
                if _REFERENCE.search(text):
                    yield unresolved_reference.finding(
                        mapping,
                        pattern.path,
                        f"{shown(text)} is no reference here: a pattern is text",
                        at=pattern.place(span),
                        aws="looks for these very characters in the record",
                        remedy="write the whole pattern with !Sub, and ${Name} in it",
                    )


def _texts(leaf: Leaf) -> Iterator[tuple[str, Span]]:
    for condition in leaf.conditions:
        if isinstance(condition, Exact) and isinstance(condition.data, str):
            yield condition.data, condition.span
