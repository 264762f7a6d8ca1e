"""The entries of SourceAccessConfigurations: each says one thing about how to get at the source."""

from collections.abc import Sequence
from typing import Final

from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.path import Path
from mappinglint.record import dataclass
from mappinglint.value import Items, Value
from mappinglint_rules.presence import sends
from mappinglint_rules.service import ACCESS_TYPES, URI_BEGINNINGS, Access, AccessType
from mappinglint_rules.texts import may_begin, service_of, text_of

ACCESS: Final = "SourceAccessConfigurations"


@dataclass(frozen=True)
class Entry:
    """An entry whose type AWS knows; `name` is the type's."""

    path: Path
    name: str

    @property
    def type(self) -> AccessType:
        return ACCESS_TYPES[self.name]

    @property
    def type_path(self) -> Path:
        return (*self.path, "Type")

    @property
    def uri_path(self) -> Path:
        return (*self.path, "URI")

    def called(self, mapping: EventSourceMapping) -> str:
        """Return what a file calls it: "Type VPC_SUBNET", or a key that says the same."""
        here = called(mapping, self.name)
        return here if here != self.name else f"{mapping.spell(self.type_path)} {self.name}"


def called(mapping: EventSourceMapping, name: str) -> str:
    """Return what the mapping's format calls a type: some have keys for types."""
    return mapping.format.spellings.get(name, name)


def entry_of(mapping: EventSourceMapping, names: Sequence[str]) -> str:
    """Return what to add to a file for one of some types: "an entry of Type VPC_SUBNET"."""
    here = [called(mapping, name) for name in names]
    entry = f"an entry of {called(mapping, 'Type')} "
    return ("" if here != list(names) else entry) + listing(here, "or")


def known_entries(mapping: EventSourceMapping) -> list[Entry]:
    """Return the entries that a request carries and whose type is known, fitting or not."""
    if not sends(mapping, ACCESS):
        return []
    named = ((path, mapping.string((*path, "Type"))) for path in mapping.each(ACCESS))
    return [Entry(path, name) for path, name in named if name and name in ACCESS_TYPES]


def entries(mapping: EventSourceMapping) -> list[Entry]:
    """Return those of a type that a possible source takes: of the others no more is to be said."""
    return [entry for entry in known_entries(mapping) if entry.type.kinds & mapping.kinds]


def are_all_known(mapping: EventSourceMapping) -> bool:
    """Say whether what is not among the entries is surely missing.

    Of an update nobody can say: what it leaves out may be stored.
    """
    access = mapping.get(ACCESS)
    if mapping.operation is not Operation.CREATE or not isinstance(access, Items):
        return False
    return 0 < len(access.items) == len(known_entries(mapping))


def has_misfit(mapping: EventSourceMapping, entry: Entry) -> bool:
    """Say whether the URI of an entry is surely not what its type needs."""
    uri = mapping.get(entry.uri_path)
    return uri is not None and not may_be(entry.type.access, uri)


def may_be(access: Access, uri: Value) -> bool:
    """Say whether a URI, known in part, may be what a type of access needs."""
    match access:
        case Access.SECRET | Access.CERTIFICATE:
            return service_of(uri) in (None, "secretsmanager")
        case Access.TEXT:
            return service_of(uri) != "secretsmanager"
        case Access.NOTHING:
            # That it has one at all is a finding of its own.
            return True
    return may_begin(text_of(uri), *URI_BEGINNINGS[access])
