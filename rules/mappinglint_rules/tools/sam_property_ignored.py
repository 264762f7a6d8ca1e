"""ESM026: properties that SAM takes with every event, and does nothing with for some."""

from collections.abc import Iterator

from mappinglint.edit import remove_field, safe
from mappinglint.finding import Finding
from mappinglint.kind import ALL_KINDS, Kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.tools.sam import KAFKA, REGISTRY, WITH_SECRET, as_read, declared_kinds

_USED_BY: dict[str, tuple[Kinds, str]] = {
    REGISTRY: (KAFKA, "MSK and SelfManagedKafka"),
    "SecretsManagerKmsKeyId": (WITH_SECRET, "MQ, SelfManagedKafka and DocumentDB"),
}
_USERS = [kinds for kinds, _ in _USED_BY.values()]


@rule(
    "ESM026",
    "sam-property-ignored",
    Level.WARNING,
    Evidence.DOCUMENTED,
    kinds=ALL_KINDS - frozenset.intersection(*map(frozenset, _USERS)),
    without_effect=True,
)
def sam_property_ignored(mapping: EventSourceMapping) -> Iterator[Finding]:
    properties, kinds = as_read(mapping), declared_kinds(mapping)
    if properties is None or not kinds:
        return
    for name, (users, types) in _USED_BY.items():
        field = properties.field(name)
        if field is None or kinds & users:
            continue
        if isinstance(field.value, Known) and not field.value.data:
            continue
        remedy = f"remove {name}"
        yield sam_property_ignored.finding(
            mapping,
            "",
            f"{name} has no effect here: SAM uses it for {types}",
            at=field.key,
            aws="SAM leaves it out of the mapping, without a word",
            remedy=remedy,
            fix=safe(remedy, remove_field(properties, field)),
        )
