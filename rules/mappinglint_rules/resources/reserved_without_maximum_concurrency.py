"""ESM720: a queue's poller knows nothing of its function's reserved concurrency."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.functions import queues_of_function, reserved_concurrency
from mappinglint_rules.resources.names import called
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
            f"{mapping.absence(_CONCURRENCY)}, but {reserved.name} of "
            f"{called(mapping.function, 'function')} is {reserved.number}: Lambda reads more "
            "messages than that, and throttles them",
            related=reserved.labels,
            aws="puts throttled messages back, and each time counts as a receive: under load they "
            "may end in the dead-letter queue without the function ever seeing them",
            remedy=_remedy(name, reserved.number, queues_of_function(mapping)),
        )


def _remedy(name: str, reserved: int, queues: int) -> str:
    """Return what to set: ESM721 reports queues that may do more together than the function."""
    least = LEAST_CONCURRENCY * queues
    if queues == 1:
        if reserved >= least:
            return f"set {name} to {reserved}"
        return f"reserve {least} for the function, and set {name} to as many: it cannot be less"
    if reserved >= least:
        return (
            f"set {name} to {reserved // queues}, as for each of the {queues} queues of the "
            f"function: together they must not have more than {reserved}"
        )
    return (
        f"reserve {least} for the function, and set {name} to {LEAST_CONCURRENCY} for each of its "
        f"{queues} queues: it cannot be less"
    )
