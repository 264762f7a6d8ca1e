"""ESM023: what SAM wants to know of a schema registry."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Known
from mappinglint_rules.access.registries import registries
from mappinglint_rules.tools.sam import KAFKA, REGISTRY, answers, as_read

_NEEDED = ("SchemaRegistryURI", "EventRecordFormat", "SchemaValidationConfigs")
_FORMAT = "EventRecordFormat in SchemaRegistryConfig must be either 'JSON' or 'SOURCE'"


@rule(
    "ESM023",
    "sam-schema-registry",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(
        "AmazonManagedKafkaEventSourceConfig.SchemaRegistryConfig",
        "SelfManagedKafkaEventSourceConfig.SchemaRegistryConfig",
    ),
    kinds=KAFKA,
    # That something is missing is then not also advised against.
    tier=Tier.SHAPE,
)
def sam_schema_registry(mapping: EventSourceMapping) -> Iterator[Finding]:
    registry = as_read(mapping, REGISTRY)
    if registry is None or not registry.complete:
        return
    for path in registries(mapping):
        for name in _NEEDED:
            field = registry.field(name)
            is_null = field is not None and isinstance(field.value, Known)
            if field is not None and not (is_null and name == "EventRecordFormat"):
                continue
            if field is not None and not mapping.lacks((*path, name)):
                continue
            answer = _FORMAT if field else f"Missing required field {name} in {REGISTRY}"
            yield sam_schema_registry.finding(
                mapping,
                (*path, name),
                f"{mapping.absence((*path, name))}: SAM needs it",
                label="not complete",
                aws=answers(answer),
                remedy=f"add {name}",
            )
