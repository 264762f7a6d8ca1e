"""Where a mapping of a Kafka cluster has its consumer group and its schema registry."""

from collections.abc import Iterator
from typing import Final

from mappinglint.kind import Kinds, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path
from mappinglint.value import Fields
from mappinglint_rules.presence import sends

KAFKA: Final[Kinds] = frozenset({SourceKind.MSK, SourceKind.KAFKA})
KAFKA_CONFIGS: Final = ("AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig")


def registries(mapping: EventSourceMapping) -> Iterator[Path]:
    """Yield the path of every schema registry that a request describes and that is not empty."""
    for config in KAFKA_CONFIGS:
        path = (config, "SchemaRegistryConfig")
        found = mapping.get(path)
        if sends(mapping, config) and isinstance(found, Fields) and found.fields:
            yield path
