"""ESM609: most types of source access have a URI, and some have none."""

from collections.abc import Iterator

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, Entry, entries
from mappinglint_rules.service import SETTINGS, Access


@rule(
    "ESM609",
    "access-uri-presence",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=frozenset(SETTINGS[ACCESS].takes),
)
def access_uri_presence(mapping: EventSourceMapping) -> Iterator[Finding]:
    for entry in entries(mapping):
        is_wanted = entry.type.access is not Access.NOTHING
        if is_wanted and mapping.lacks(entry.uri_path):
            yield _missing(mapping, entry)
        elif not is_wanted and mapping.has(entry.uri_path):
            yield _needless(mapping, entry)


def _missing(mapping: EventSourceMapping, entry: Entry) -> Finding:
    uri, wanted = mapping.spell(entry.uri_path), entry.type.access.value
    return access_uri_presence.finding(
        mapping,
        entry.uri_path,
        f"{mapping.absence(entry.uri_path)}: {entry.name} needs {wanted}",
        at=None if mapping.field(entry.uri_path) else mapping.place_of(entry.type_path),
        label=f"a {uri} goes with it",
        remedy=f"set {uri} to {wanted}",
    )


def _needless(mapping: EventSourceMapping, entry: Entry) -> Finding:
    uri = mapping.spell(entry.uri_path)
    remedy = f"remove {uri}"
    return access_uri_presence.finding(
        mapping,
        entry.uri_path,
        f"{uri} is not allowed with {entry.name}: the function's role is all that it needs",
        remedy=remedy,
        fix=unsafe(remedy, remove(mapping, entry.uri_path)),
    )
