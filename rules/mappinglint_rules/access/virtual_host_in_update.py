"""ESM607: a mapping keeps the virtual host with which it was made."""

from collections.abc import Iterator

from mappinglint.edit import remove_item, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, entries
from mappinglint_rules.service import ACCESS_TYPES

_VIRTUAL_HOST = "VIRTUAL_HOST"


@rule(
    "ESM607",
    "virtual-host-in-update",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=ACCESS_TYPES[_VIRTUAL_HOST].kinds,
)
def virtual_host_in_update(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.operation is not Operation.UPDATE:
        return
    for entry in entries(mapping):
        if entry.name == _VIRTUAL_HOST:
            yield virtual_host_in_update.finding(
                mapping,
                entry.type_path,
                f"{mapping.spell(entry.type_path)} {_VIRTUAL_HOST} cannot be in an update",
                label="only when the mapping is created",
                aws="documents that UpdateEventSourceMapping does not take it",
                remedy="remove the entry, or delete the mapping and create it anew",
                fix=unsafe("remove the entry", remove_item(mapping, entry.path)),
            )
