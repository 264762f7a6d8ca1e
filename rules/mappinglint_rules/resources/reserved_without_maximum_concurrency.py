"""ESM720: a queue's poller knows nothing of its function's reserved concurrency."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.functions import reserved_concurrency
from mappinglint_rules.service import LEAST_CONCURRENCY, QUEUE_CONCURRENCY
from mappinglint_rules.spelled import with_owner

_CONCURRENCY, _POLLERS = "ScalingConfig.MaximumConcurrency", "ProvisionedPollerConfig"


@rule(
    "ESM720",
    "reserved-without-maximum-concurrency",
    Level.WARNING,
    Evidence.ADVISED,
    settings=(_CONCURRENCY, "FunctionName"),
    kinds=frozenset({SourceKind.SQS}),
)
def reserved_without_maximum_concurrency(mapping: EventSourceMapping) -> Iterator[Finding]:
    # How far a FIFO queue scales is up to its message groups, which no file tells.
    if not mapping.is_only(SourceKind.SQS):
        return
    reserved = reserved_concurrency(mapping)
    if reserved is None or not 0 < reserved.number < QUEUE_CONCURRENCY:
        return
    if mapping.lacks(_CONCURRENCY) and mapping.lacks(_POLLERS):
        name = with_owner(mapping, _CONCURRENCY)
        yield reserved_without_maximum_concurrency.finding(
            mapping,
            _CONCURRENCY,
            f"{mapping.absence(_CONCURRENCY)}, but {reserved.name} of the function is "
            f"{reserved.number}: Lambda reads more messages than that, and throttles them",
            related=reserved.labels,
            aws="puts throttled messages back, and each time counts as a receive: under load they "
            "may end in the dead-letter queue without the function ever seeing them",
            remedy=f"set {name} to {reserved.number}"
            if reserved.number >= LEAST_CONCURRENCY
            else f"reserve {LEAST_CONCURRENCY} for the function, and set {name} to as many: "
            "it cannot be less",
        )
