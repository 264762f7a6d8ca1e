"""ESM605: types of source access that mean something only with another one beside them."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import (
    ACCESS,
    are_all_known,
    called,
    entries,
    entry_of,
    has_misfit,
)
from mappinglint_rules.service import ACCESS_TYPES

_KINDS = [one.kinds for one in ACCESS_TYPES.values() if one.needs]


@rule(
    "ESM605",
    "access-type-incomplete",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=frozenset().union(*_KINDS),
)
def access_type_incomplete(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not are_all_known(mapping):
        return
    fitting = entries(mapping)
    if any(has_misfit(mapping, entry) for entry in fitting):
        # What is called a subnet and is a security group is not one too few, but misnamed.
        return
    present = {entry.name for entry in fitting}
    # What another one excludes has to go, whatever else it needs.
    settled = {name for entry in fitting for name in entry.type.excludes}
    for entry in fitting:
        needs = entry.type.needs
        if not needs or present.intersection(needs) or entry.name in settled:
            continue
        if settled.intersection(needs):
            # Three subnets lack the same security group.
            continue
        settled.update(needs)
        wanted = listing([called(mapping, name) for name in needs], "or")
        yield access_type_incomplete.finding(
            mapping,
            entry.type_path,
            f"{entry.called(mapping)} needs {wanted} beside it",
            label="not by itself",
            remedy=f"add {entry_of(mapping, list(needs))}, or remove this one",
        )
