"""ESM615: what a schema registry is not much use without."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.registries import KAFKA, KAFKA_CONFIGS, registries
from mappinglint_rules.texts import is_empty

# The setting, and what to do about its absence.
_NEEDED = {
    "SchemaRegistryURI": "set it to the ARN of a Glue registry, or to the URL of another one",
    "EventRecordFormat": "set it to JSON, or to SOURCE for records as they are in the topic",
    "SchemaValidationConfigs": "list what is to be validated: Attribute KEY, VALUE or both",
}


@rule(
    "ESM615",
    "schema-registry-incomplete",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=KAFKA_CONFIGS,
    kinds=KAFKA,
)
def schema_registry_incomplete(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.operation is not Operation.CREATE:
        return
    for path in registries(mapping):
        for name, remedy in _NEEDED.items():
            setting = (*path, name)
            value = mapping.get(setting)
            if not is_empty(value):
                continue
            absence = f"{mapping.spell(setting)} is empty" if value else mapping.absence(setting)
            yield schema_registry_incomplete.finding(
                mapping,
                setting,
                f"{absence}: {mapping.spell(path)} needs it",
                label="not complete",
                remedy=remedy,
            )
