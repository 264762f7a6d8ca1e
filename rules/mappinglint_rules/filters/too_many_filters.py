"""ESM508: a mapping has five filters, and ten for those who ask."""

from collections.abc import Iterator

from mappinglint.filters import FILTERS as SETTING
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import FILTERS, FILTERS_ON_REQUEST


@rule("ESM508", "too-many-filters", Level.ERROR, Evidence.DOCUMENTED, settings=(SETTING,))
def too_many_filters(mapping: EventSourceMapping) -> Iterator[Finding]:
    filters = list(mapping.each(SETTING))
    if len(filters) <= FILTERS:
        return
    is_refused = len(filters) > FILTERS_ON_REQUEST
    most = FILTERS_ON_REQUEST if is_refused else FILTERS
    yield too_many_filters.finding(
        mapping,
        SETTING,
        f"{mapping.spell(SETTING)} has {len(filters)} entries; {most} are allowed"
        + ("" if is_refused else ", up to 10 on request"),
        level=Level.ERROR if is_refused else Level.WARNING,
        at=mapping.place_of(filters[most]),
        label=f"the filter after the first {most}",
        aws="returns an error for more than the account's quota"
        + ("" if is_refused else ", which is 5 unless raised"),
        remedy="put several values into one filter: a list of values matches any of them",
    )
