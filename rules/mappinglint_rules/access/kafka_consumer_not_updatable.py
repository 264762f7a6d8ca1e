"""ESM611: how a mapping consumes its topic is settled when it is made."""

from collections.abc import Iterator
from dataclasses import replace

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.path import Path
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.registries import KAFKA, KAFKA_CONFIGS
from mappinglint_rules.presence import sends

_FIXED: tuple[Path, ...] = (
    *((config, "ConsumerGroupId") for config in KAFKA_CONFIGS),
    ("SelfManagedKafkaEventSourceConfig", "ConsumptionMode"),
)


@rule(
    "ESM611",
    "kafka-consumer-not-updatable",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=KAFKA_CONFIGS,
    kinds=KAFKA,
)
def kafka_consumer_not_updatable(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.operation is not Operation.UPDATE:
        return
    for path in _FIXED:
        value = mapping.string(path)
        stored = _stored(mapping, path)
        if value is None or value == stored or not sends(mapping, str(path[0])):
            continue
        name = mapping.spell(path)
        was = f" (it is {stored})" if stored else ""
        remedy = f"remove {name}, or delete the mapping and create it anew"
        yield kafka_consumer_not_updatable.finding(
            mapping,
            path,
            f"{name} {value} cannot be set by an update{was}",
            # If it is not seen what is stored, it may be the same.
            level=Level.ERROR if stored else Level.WARNING,
            label="only when the mapping is created",
            aws="documents that it cannot be changed after creation",
            remedy=remedy,
            fix=unsafe(f"remove {name}", remove(mapping, path)),
        )


def _stored(mapping: EventSourceMapping, path: Path) -> str | None:
    if mapping.stored is None:
        return None
    return replace(mapping, settings=mapping.stored, stored=None).string(path)
