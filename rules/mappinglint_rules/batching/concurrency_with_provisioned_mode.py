"""ESM207: a queue is scaled by concurrency or by pollers."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.presence import says_something

_CONCURRENCY, _POLLERS = "ScalingConfig.MaximumConcurrency", "ProvisionedPollerConfig"


@rule(
    "ESM207",
    "concurrency-with-provisioned-mode",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(_CONCURRENCY, _POLLERS),
    kinds=QUEUES,
)
def concurrency_with_provisioned_mode(mapping: EventSourceMapping) -> Iterator[Finding]:
    # Another source takes no concurrency: that is a finding of its own.
    if not mapping.kinds & QUEUES or not mapping.has(_CONCURRENCY):
        return
    if says_something(mapping, _POLLERS):
        concurrency, pollers = mapping.spell(_CONCURRENCY), mapping.spell(_POLLERS)
        yield concurrency_with_provisioned_mode.finding(
            mapping,
            _CONCURRENCY,
            f"{concurrency} and {pollers} exclude each other: provisioned mode scales by pollers",
            label="not in provisioned mode",
            related=[Label(mapping.place_of(_POLLERS), "this is provisioned mode")],
            aws="refuses the two together, by its documentation",
            remedy=f"remove {mapping.spell('ScalingConfig')} or {pollers}",
        )
