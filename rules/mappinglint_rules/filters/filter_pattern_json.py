"""ESM501: a filter pattern is JSON in a string."""

from collections.abc import Iterator

from mappinglint.embedded import JsonMistake
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.filters.patterns import ANSWER, patterns


@rule(
    "ESM501",
    "filter-pattern-json",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("FilterCriteria",),
)
def filter_pattern_json(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern in patterns(mapping):
        if isinstance(pattern.content, JsonMistake):
            yield filter_pattern_json.finding(
                mapping,
                pattern.path,
                f"the filter pattern is not JSON: {pattern.content.message}",
                at=pattern.content.place,
                label="here",
                aws=ANSWER,
                remedy='write JSON such as {"body": {"status": ["paid"]}}',
            )
