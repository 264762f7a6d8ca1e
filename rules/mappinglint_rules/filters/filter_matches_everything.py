"""ESM511: a filter that can be proved to let everything through."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.decide import lets_everything_through
from mappinglint.pattern.record import formats
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.filters.patterns import sound_patterns


@rule(
    "ESM511",
    "filter-matches-everything",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FilterCriteria",),
    tier=Tier.WHOLE,
)
def filter_matches_everything(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        # Data of another format than a filter wants is dropped before it looks.
        if lets_everything_through(content) and not formats(content):
            yield filter_matches_everything.finding(
                mapping,
                pattern.path,
                "this filter lets every record through",
                aws="takes a record if any of the filters matches",
                remedy="remove the filters, or say in this one what a record must have",
            )
