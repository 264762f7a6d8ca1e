"""ESM104: settings that only a new mapping can have."""

from collections.abc import Iterator

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Field
from mappinglint_rules.schema import is_create_only


@rule("ESM104", "setting-not-updatable", Level.ERROR, Evidence.MODELLED, tier=Tier.OPERATION)
def setting_not_updatable(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.operation is not Operation.UPDATE:
        return
    for field in mapping.settings.fields:
        if field.name is not None and is_create_only(field.name) and mapping.has(field.name):
            yield setting_not_updatable.finding(
                mapping,
                field.name,
                f"{field.spelling} cannot be changed: an update does not carry it",
                aws="knows no such parameter of UpdateEventSourceMapping",
                remedy=_remedy(field),
                fix=unsafe(f"remove {field.spelling}", remove(mapping, field.name)),
            )


def _remedy(field: Field) -> str:
    if field.name == "Tags":
        return "change tags by TagResource and UntagResource"
    return f"remove {field.spelling}, or delete the mapping and create it anew"
