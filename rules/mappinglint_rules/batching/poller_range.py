"""ESM208: how many pollers provisioned mode may have, by the table of limits."""

from collections.abc import Iterator

from mappinglint.edit import set_to, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.batching.ranges import beyond
from mappinglint_rules.service import SETTINGS

_POLLERS = ("ProvisionedPollerConfig.MinimumPollers", "ProvisionedPollerConfig.MaximumPollers")


@rule(
    "ESM208",
    "poller-range",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=_POLLERS,
    kinds=frozenset(SETTINGS["ProvisionedPollerConfig"].takes),
    tier=Tier.SHAPE,
)
def poller_range(mapping: EventSourceMapping) -> Iterator[Finding]:
    for setting in _POLLERS:
        found = beyond(mapping, setting)
        if found is None:
            continue
        name, here = mapping.spell(setting), name_kinds(mapping.kinds & found.kinds)
        yield poller_range.finding(
            mapping,
            setting,
            f"{name} {found.number} is {found.compared} {here} allow ({found.bound})",
            label=f"from {found.range} here",
            related=[mapping.kinds_label],
            aws="refuses it, by its documentation",
            remedy=f"set {name} to {found.bound}, or to what you meant",
            fix=unsafe(f"set {name} to {found.bound}", set_to(mapping, setting, found.bound)),
        )
