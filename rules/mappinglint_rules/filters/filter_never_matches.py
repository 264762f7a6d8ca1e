"""ESM509: a filter that can be proved to let nothing through."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.decide import can_never_match
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.filters.patterns import sound_patterns


@rule(
    "ESM509",
    "filter-never-matches",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FilterCriteria",),
)
def filter_never_matches(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        for reason in can_never_match(content)[:1]:
            yield filter_never_matches.finding(
                mapping,
                pattern.path,
                f"this filter can never match: {reason.message}",
                at=pattern.place(reason.span),
                aws="takes the filter, and drops every record for which it does not match",
                remedy="mend the conditions, or remove the filter",
            )
