"""ESM608: what the URI of a type of source access has to look like."""

from collections.abc import Iterator

from mappinglint.edit import set_to, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Value
from mappinglint_rules.access.entries import ACCESS, called, entries, has_misfit, may_be
from mappinglint_rules.service import ACCESS_TYPES, SETTINGS, URI_BEGINNINGS, Access
from mappinglint_rules.texts import quoted

_REMEDIES = {
    Access.SECRET: "keep it in AWS Secrets Manager, and write the ARN of the secret",
    Access.CERTIFICATE: "keep it in AWS Secrets Manager, and write the ARN of the secret",
    Access.TEXT: "write the value; it is no secret",
}


@rule(
    "ESM608",
    "access-uri-form",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=frozenset(SETTINGS[ACCESS].takes),
    # A login that stands in the file itself is in the open. Other rules about access are not about
    # security: AWS refuses what they report, or the function may do less than it has to.
    security=7.0,
)
def access_uri_form(mapping: EventSourceMapping) -> Iterator[Finding]:
    for entry in entries(mapping):
        uri, access = mapping.get(entry.uri_path), entry.type.access
        name, type_ = mapping.spell(entry.uri_path), called(mapping, entry.name)
        owner = "" if type_ == name else f" of {type_}"
        if uri is None or not has_misfit(mapping, entry):
            continue
        meant = _meant(access, uri)
        here = called(mapping, meant)
        fix, remedy = None, _REMEDIES.get(access, f"write {access.value}")
        if meant:
            remedy = f"did you mean {'Type ' if here == meant else ''}{here}?"
            # Where a key stands for the type, none is written that could be another.
            fix = unsafe(f"set Type to {meant}", set_to(mapping, entry.type_path, meant))
        yield access_uri_form.finding(
            mapping,
            entry.uri_path,
            f"{name} {quoted(uri)}{owner} is not {access.value}",
            label=f"{access.value} here",
            remedy=remedy,
            fix=fix,
        )


def _meant(access: Access, uri: Value) -> str:
    """Return the type that a URI of a subnet or a security group is for, or nothing."""
    for name, one in ACCESS_TYPES.items():
        if access in URI_BEGINNINGS and one.access in URI_BEGINNINGS and may_be(one.access, uri):
            return name
    return ""
