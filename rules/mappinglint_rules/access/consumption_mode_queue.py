"""ESM612: what a mapping that consumes a topic like a queue cannot have."""

from collections.abc import Iterator

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.presence import sends
from mappinglint_rules.service import NOT_IN_QUEUE_MODE, RETRY_FOR_EVER

_MODE = "SelfManagedKafkaEventSourceConfig.ConsumptionMode"
_RETRIES = "MaximumRetryAttempts"


@rule(
    "ESM612",
    "consumption-mode-queue",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=("SelfManagedKafkaEventSourceConfig",),
    kinds=frozenset({SourceKind.KAFKA}),
    tier=Tier.SUPPORT,
)
def consumption_mode_queue(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.string(_MODE) != "Queue":
        return
    mode = mapping.spell(_MODE)
    refused = [name for name in NOT_IN_QUEUE_MODE if mapping.has(name)]
    refused += [_RETRIES] if mapping.integer(_RETRIES) == RETRY_FOR_EVER else []
    for name in refused:
        if not sends(mapping, name):
            continue
        spelling = mapping.spell(name)
        is_retries = name == _RETRIES
        what = f"{spelling} {RETRY_FOR_EVER} (for ever)" if is_retries else spelling
        limit = ", or set it to how often to retry" if is_retries else ""
        yield consumption_mode_queue.finding(
            mapping,
            name,
            f"{what} is not supported with {mode} Queue",
            related=[Label(mapping.place_of(_MODE), "it consumes the topic like a queue")],
            aws="documents that it is not supported",
            remedy=f"remove {spelling}{limit}",
            fix=unsafe(f"remove {spelling}", remove(mapping, name)),
        )
