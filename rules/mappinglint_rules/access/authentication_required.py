"""ESM603: a broker and a document database ask for a user and a password."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, are_all_known, called, entry_of, known_entries
from mappinglint_rules.service import LOGIN, NEED_LOGIN


@rule(
    "ESM603",
    "authentication-required",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=NEED_LOGIN,
)
def authentication_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not mapping.kinds <= NEED_LOGIN or not are_all_known(mapping):
        return
    # One that this source does not take is a finding of its own: it is what should be the login.
    if any(not entry.type.kinds & mapping.kinds for entry in known_entries(mapping)):
        return
    if any(entry.name == LOGIN for entry in known_entries(mapping)):
        return
    key = called(mapping, LOGIN)
    absence = f"{mapping.spell(ACCESS)} has no {LOGIN}"
    aws = "refuses it in AWS SAM; what Lambda itself answers is not recorded"
    if key != LOGIN:
        absence, aws = f"{key} is missing", mapping.format.on_missing.get(ACCESS, aws)
    yield authentication_required.finding(
        mapping,
        ACCESS,
        f"{absence}: {name_kinds(mapping.kinds, one=True)} needs one to log in",
        related=[mapping.kinds_label],
        aws=aws,
        remedy=f"add {entry_of(mapping, [LOGIN])} with the ARN of a secret",
    )
