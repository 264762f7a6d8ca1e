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
        mistake = pattern.content
        if isinstance(mistake, JsonMistake):
            yield filter_pattern_json.finding(
                mapping,
                pattern.path,
                f"the filter pattern is not JSON: {mistake.message}",
                at=mistake.place,
                label="here",
                aws=ANSWER,
                remedy=mistake.remedy or 'write JSON such as {"body": {"status": ["paid"]}}',
            )
