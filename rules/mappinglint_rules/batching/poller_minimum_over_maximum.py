"""ESM209: there cannot be fewer pollers at the most than at the least."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import SETTINGS

_LEAST, _MOST = "ProvisionedPollerConfig.MinimumPollers", "ProvisionedPollerConfig.MaximumPollers"


@rule(
    "ESM209",
    "poller-minimum-over-maximum",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(_LEAST, _MOST),
    kinds=frozenset(SETTINGS["ProvisionedPollerConfig"].takes),
)
def poller_minimum_over_maximum(mapping: EventSourceMapping) -> Iterator[Finding]:
    least, most = mapping.integer(_LEAST), mapping.integer(_MOST)
    if least is not None and most is not None and least > most:
        minimum, maximum = mapping.spell(_LEAST), mapping.spell(_MOST)
        yield poller_minimum_over_maximum.finding(
            mapping,
            _LEAST,
            f"{minimum} {least} is more than {maximum} {most}",
            related=[Label(mapping.place_of(_MOST), "the maximum")],
            aws="scales the pollers from the one to the other; its answer here is not recorded",
            remedy=f"set {minimum} to {most} or less, or {maximum} to {least} or more",
        )
