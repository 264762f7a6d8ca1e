"""ESM604: a cluster is logged in to in one way."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, called, entries
from mappinglint_rules.service import ACCESS_TYPES

_KINDS = [one.kinds for one in ACCESS_TYPES.values() if one.authenticates]


@rule(
    "ESM604",
    "one-authentication",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=frozenset().union(*_KINDS),
)
def one_authentication(mapping: EventSourceMapping) -> Iterator[Finding]:
    logins = [entry for entry in entries(mapping) if entry.type.authenticates]
    for other in logins[1:]:
        first = logins[0]
        again = "twice" if other.name == first.name else f"beside {called(mapping, first.name)}"
        yield one_authentication.finding(
            mapping,
            other.type_path,
            f"{other.called(mapping)} stands {again}: a mapping authenticates in one way",
            label="a second way",
            related=[Label(mapping.place_of(first.type_path), "it authenticates like this")],
            remedy="keep the one that the source asks for, and remove the other",
        )
