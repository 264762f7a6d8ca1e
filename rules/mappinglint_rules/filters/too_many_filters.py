"""ESM508: a mapping has five filters, and ten for those who ask."""

from collections.abc import Iterator

from mappinglint.filters import FILTERS as SETTING
from mappinglint.finding import Finding
from mappinglint.hookspecs import Quotas
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, Rule, rule
from mappinglint_rules.service import FILTERS, FILTERS_ON_REQUEST


def too_many_filters(quotas: Quotas) -> Rule:
    """Return the rule, which knows how many filters the account may have."""
    quota = quotas.filters_per_mapping

    @rule("ESM508", "too-many-filters", Level.ERROR, Evidence.DOCUMENTED, settings=(SETTING,))
    def check(mapping: EventSourceMapping) -> Iterator[Finding]:
        filters = list(mapping.each(SETTING))
        # What AWS has stored it has allowed.
        if len(filters) <= (quota or FILTERS) or mapping.operation is Operation.STORED:
            return
        is_refused = quota is not None or len(filters) > FILTERS_ON_REQUEST
        most = quota or (FILTERS_ON_REQUEST if is_refused else FILTERS)
        if quota is not None:
            condition = ", as filters-per-mapping in the configuration says"
        else:
            condition = "" if is_refused else f", up to {FILTERS_ON_REQUEST} on request"
        yield check.finding(
            mapping,
            SETTING,
            f"{mapping.spell(SETTING)} has {len(filters)} entries; {most} are allowed{condition}",
            level=Level.ERROR if is_refused else Level.WARNING,
            at=mapping.place_of(filters[most]),
            label=f"the filter after the first {most}",
            aws="returns an error for more than the account's quota"
            + ("" if is_refused else f", which is {FILTERS} unless raised"),
            remedy="put several values into one filter: a list of values matches any of them",
        )

    return check
