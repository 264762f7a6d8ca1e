"""ESM034: keys of accessConfigurations that Serverless has no type for."""

from collections.abc import Iterator

from mappinglint.edit import Edit, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Unknown
from mappinglint_rules.access.entries import ACCESS
from mappinglint_rules.service import ACCESS_TYPES
from mappinglint_rules.shape.words import closest


@rule(
    "ESM034",
    "unknown-access-configuration",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    tier=Tier.SHAPE,
)
def unknown_access_configuration(mapping: EventSourceMapping) -> Iterator[Finding]:
    spellings = mapping.format.spellings
    names = {spellings[type_]: spellings[type_] for type_ in ACCESS_TYPES if type_ in spellings}
    if mapping.format.name != "serverless" or spellings.get(ACCESS) != "accessConfigurations":
        return
    for path in mapping.each(ACCESS):
        entry = mapping.get(path)
        # A key that Serverless knows has become an entry.
        key = entry.place.text.strip("'\"") if isinstance(entry, Unknown) else ""
        if not isinstance(entry, Unknown) or not key.isidentifier():
            continue
        close = closest(key, names)
        title = f"write {close}"
        yield unknown_access_configuration.finding(
            mapping,
            path,
            f"{key} is not an access configuration",
            at=entry.place,
            aws="refuses the type that Serverless makes of it",
            remedy=f"did you mean {close}?" if close else f"use one of {', '.join(names)}",
            fix=unsafe(title, Edit(entry.place, close)) if close else None,
        )
