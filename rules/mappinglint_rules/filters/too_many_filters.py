"""ESM508: a mapping has five filters, and ten for those who ask."""

from collections.abc import Iterator

from mappinglint.filters import FILTERS as SETTING
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import FILTERS, FILTERS_ON_REQUEST


@rule("ESM508", "too-many-filters", Level.ERROR, Evidence.DOCUMENTED, settings=(SETTING,))
def too_many_filters(mapping: EventSourceMapping) -> Iterator[Finding]:
    filters = list(mapping.each(SETTING))
    # What AWS has stored it has allowed.
    if len(filters) <= FILTERS or mapping.operation is Operation.STORED:
        return
    is_refused = len(filters) > FILTERS_ON_REQUEST
    most = FILTERS_ON_REQUEST if is_refused else FILTERS
    yield too_many_filters.finding(
        mapping,
        SETTING,
        f"{mapping.spell(SETTING)} has {len(filters)} entries; {most} are allowed"
        + ("" if is_refused else f", up to {FILTERS_ON_REQUEST} on request"),
        level=Level.ERROR if is_refused else Level.WARNING,
        at=mapping.place_of(filters[most]),
        label=f"the filter after the first {most}",
        aws="returns an error for more than the account's quota"
        + ("" if is_refused else f", which is {FILTERS} unless raised"),
        remedy="put several values into one filter: a list of values matches any of them",
    )
