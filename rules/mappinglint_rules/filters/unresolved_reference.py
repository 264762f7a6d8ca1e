"""ESM512: nobody looks into the text of a pattern for references."""

import re
from collections.abc import Iterable, Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.mistake import quoted
from mappinglint.pattern.model import (
    AnythingBut,
    Condition,
    EqualsIgnoreCase,
    Exact,
    Exactly,
    Prefix,
    Suffix,
)
from mappinglint.rule import Evidence, Level, rule
from mappinglint.span import Span
from mappinglint.value import Known
from mappinglint_rules.filters.patterns import WITH_SUB, sound_patterns

_TAG = re.compile(r"!(?:Ref|Sub|GetAtt|ImportValue|FindInMap|Join|If|Select)\s+\S.*", re.DOTALL)
_VARIABLE = re.compile(r"\$\{[\w:.]+\}")


@rule(
    "ESM512",
    "unresolved-reference",
    Level.WARNING,
    Evidence.ADVISED,
    settings=("FilterCriteria",),
)
def unresolved_reference(mapping: EventSourceMapping) -> Iterator[Finding]:
    # HCL has such text only as `$${Name}`, which is there on purpose.
    is_literal = mapping.format.name.startswith("terraform")
    for pattern, content in sound_patterns(mapping):
        # Behind !Sub, `${!Name}` is there on purpose, and so is what a program leaves in a plan.
        is_written = isinstance(pattern.value, Known) and not pattern.value.changes
        is_plain = is_written and not mapping.address and not is_literal
        for leaf in content.all_leaves():
            for text, span in _texts(leaf.conditions):
                if _TAG.fullmatch(text) or (is_plain and _VARIABLE.search(text)):
                    yield unresolved_reference.finding(
                        mapping,
                        pattern.path,
                        f"{quoted(text)} is no reference here: a pattern is text",
                        at=pattern.place(span),
                        aws="looks for these very characters in the record",
                        remedy=WITH_SUB,
                    )


def _texts(conditions: Iterable[Condition]) -> Iterator[tuple[str, Span]]:
    for condition in conditions:
        match condition:
            case Exact(data=str() as text, span=span):
                yield text, span
            case (
                Exactly(text=text, span=span)
                | EqualsIgnoreCase(text=text, span=span)
                | Prefix(text=text, span=span)
                | Suffix(text=text, span=span)
            ):
                yield text, span
            case AnythingBut(excluded=excluded):
                yield from _texts(excluded)
