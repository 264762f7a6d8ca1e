"""ESM602: a type of source access that the source does not take."""

from collections.abc import Iterator

from mappinglint.edit import Fix, remove, remove_item, safe, set_to, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import listing, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, Entry, are_all_known, known_entries
from mappinglint_rules.service import ACCESS_TYPES, SETTINGS

# More types than these are not read within a sentence.
_MOST_NAMED = 4


@rule(
    "ESM602",
    "access-type-not-supported",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=frozenset(SETTINGS[ACCESS].takes),
)
def access_type_not_supported(mapping: EventSourceMapping) -> Iterator[Finding]:
    for entry in known_entries(mapping):
        if not entry.type.kinds & mapping.kinds:
            yield _not_supported(mapping, entry)


def _not_supported(mapping: EventSourceMapping, entry: Entry) -> Finding:
    taken = [name for name, one in ACCESS_TYPES.items() if one.kinds & mapping.kinds]
    # A login is put right by another login.
    meant = [name for name in taken if ACCESS_TYPES[name].authenticates == entry.type.authenticates]
    what, takers = entry.called(mapping), name_kinds(entry.type.kinds)
    if len(mapping.kinds) > 2:
        message = f"{what} is only for {takers}"
    else:
        allowed = listing(taken, "or") if len(taken) <= _MOST_NAMED else f"only for {takers}"
        message = f"{what} is not supported for {name_kinds(mapping.kinds)} ({allowed})"
    instead = f"use {listing(meant, 'or')}, or " if 0 < len(meant) <= _MOST_NAMED else ""
    return access_type_not_supported.finding(
        mapping,
        entry.type_path,
        message,
        label="not for this source",
        related=[mapping.kinds_label],
        aws="documents it for other sources only",
        remedy=f"{instead}remove the entry",
        fix=_fix(mapping, entry, meant),
    )


def _fix(mapping: EventSourceMapping, entry: Entry, meant: list[str]) -> Fix | None:
    if not entry.type.authenticates:
        is_all_idle = not any(
            one.type.authenticates or one.type.kinds & mapping.kinds
            for one in known_entries(mapping)
        )
        if is_all_idle and are_all_known(mapping):
            return safe(f"remove {mapping.spell(ACCESS)}", remove(mapping, ACCESS))
        return safe("remove the entry", remove_item(mapping, entry.path))
    if len(meant) == 1:
        return unsafe(f"use {meant[0]}", set_to(mapping, entry.type_path, meant[0]))
    return None
