"""ESM509: a filter that can be proved to let nothing through."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import Kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.compare import Types, types_of
from mappinglint.pattern.decide import can_never_match
from mappinglint.pattern.model import Condition, Exists, Leaf, Pattern
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.span import Span
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import NUMBER_KEYS, TEXT_KEYS
from mappinglint_rules.shape.words import shown


@rule(
    "ESM509",
    "filter-never-matches",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FilterCriteria",),
    tier=Tier.WHOLE,
)
def filter_never_matches(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        # One reason is enough.
        for message, span in list(_reasons(content, mapping.kinds))[:1]:
            yield filter_never_matches.finding(
                mapping,
                pattern.path,
                f"this filter can never match: {message}",
                at=pattern.place(span),
                aws="takes the filter, and drops every record for which it does not match",
                remedy="mend the condition, or remove the filter",
            )


def _reasons(content: Pattern, kinds: Kinds) -> Iterator[tuple[str, Span]]:
    for reason in can_never_match(content):
        yield reason.message, reason.span
    for leaf in content.leaves:
        wanted = _type_of(leaf, kinds)
        if wanted and not any(_may_hold(one, wanted) for one in leaf.conditions):
            what = "text" if wanted is Types.TEXT else "number"
            yield f"{shown(leaf.key.name)} of every record is a {what}", leaf.span


def _type_of(leaf: Leaf, kinds: Kinds) -> Types | None:
    """Return the type of a value that every record of every possible source has."""
    if not leaf.is_known or leaf.key.parent is not None:
        return None
    name = leaf.key.name
    if all(name in TEXT_KEYS.get(kind, ()) for kind in kinds):
        return Types.TEXT
    if all(name in NUMBER_KEYS.get(kind, ()) for kind in kinds):
        return Types.NUMBER
    return None


def _may_hold(condition: Condition, wanted: Types) -> bool:
    if isinstance(condition, Exists):
        return condition.wanted
    return bool(types_of(condition) & wanted)
