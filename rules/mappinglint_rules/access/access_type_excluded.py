"""ESM606: types of source access that the way to authenticate has no use for."""

from collections.abc import Iterator

from mappinglint.edit import remove_item, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, entries
from mappinglint_rules.service import ACCESS_TYPES

_KINDS = [one.kinds for one in ACCESS_TYPES.values() if one.excludes]


@rule(
    "ESM606",
    "access-type-excluded",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=frozenset().union(*_KINDS),
)
def access_type_excluded(mapping: EventSourceMapping) -> Iterator[Finding]:
    fitting = entries(mapping)
    logins = [entry for entry in fitting if entry.type.authenticates]
    if len(logins) != 1:
        # Of two ways to authenticate, either may be the one that stays.
        return
    login = logins[0]
    for entry in fitting:
        if entry.name in login.type.excludes:
            yield access_type_excluded.finding(
                mapping,
                entry.type_path,
                f"{entry.called(mapping)} is not supported beside {login.name}",
                label=f"not with {login.name}",
                related=[Label(mapping.place_of(login.type_path), "it authenticates like this")],
                remedy="remove the entry, or authenticate by OAUTHBEARER_AUTH",
                fix=unsafe("remove the entry", remove_item(mapping, entry.path)),
            )
