"""ESM608: what the URI of a type of source access has to look like."""

from collections.abc import Iterator

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
        yield access_uri_form.finding(
            mapping,
            entry.uri_path,
            f"{name} {quoted(uri)}{owner} is not {access.value}",
            label=f"{access.value} here",
            remedy=_remedy(mapping, access, uri),
        )


def _remedy(mapping: EventSourceMapping, access: Access, uri: Value) -> str:
    for name, one in ACCESS_TYPES.items():
        if access in URI_BEGINNINGS and one.access in URI_BEGINNINGS and may_be(one.access, uri):
            here = called(mapping, name)
            return f"did you mean {'Type ' if here == name else ''}{here}?"
    return _REMEDIES.get(access, f"write {access.value}")
