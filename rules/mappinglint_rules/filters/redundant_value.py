"""ESM515: one of the values in a list is enough."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.decide import redundant
from mappinglint.pattern.show import show
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.filters.patterns import sound_patterns


@rule(
    "ESM515",
    "redundant-value",
    Level.NOTE,
    Evidence.DOCUMENTED,
    settings=("FilterCriteria",),
    without_effect=True,
)
def redundant_value(mapping: EventSourceMapping) -> Iterator[Finding]:
    for pattern, content in sound_patterns(mapping):
        for leaf in content.all_leaves():
            for found in redundant(leaf):
                value, by = show(found.condition), show(found.by)
                again = "stands here twice" if value == by else f"adds nothing to {by}"
                yield redundant_value.finding(
                    mapping,
                    pattern.path,
                    f"{value} {again}",
                    at=pattern.place(found.condition.span),
                    related=[Label(pattern.place(found.by.span), "this is enough")],
                    remedy=f"remove {value}",
                )
