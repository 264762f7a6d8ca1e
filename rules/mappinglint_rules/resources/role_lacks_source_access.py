"""ESM730: the function's role may not do what reading the source takes."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.parts import HOLE
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, Entry, entries, may_be
from mappinglint_rules.resources.lacking import (
    causes,
    ignored_policies,
    lacking,
    lacking_network,
    may_not,
    remedy,
)
from mappinglint_rules.resources.needs import (
    READ_CONSUMER,
    READ_SECRET,
    READ_SOURCE,
    SourceNeeds,
)
from mappinglint_rules.resources.roles import Role, may_be_opened, role_of
from mappinglint_rules.resources.statements import Target
from mappinglint_rules.resources.targets import consumed_stream, target
from mappinglint_rules.service import Access
from mappinglint_rules.tools.sam import is_sam

_SOURCE = "EventSourceArn"
_CROSS_ACCOUNT = "vpc-connection/"


@rule(
    "ESM730",
    "role-lacks-source-access",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("FunctionName", _SOURCE, ACCESS),
)
def role_lacks_source_access(mapping: EventSourceMapping) -> Iterator[Finding]:
    role = role_of(mapping) if mapping.operation is Operation.CREATE else None
    if role is None or (role.resource.made_by and is_sam(mapping)):
        # SAM makes a role for its events; one that SAM does not find is another rule's business.
        return
    yield from _source(mapping, role)
    is_first = True
    for entry in entries(mapping):
        if entry.type.access in (Access.SECRET, Access.CERTIFICATE):
            yield from _secret(mapping, role, entry)
        elif entry.name == "VPC_SUBNET" and is_first:
            is_first = False
            yield from _subnet(mapping, role, entry)


def _needs(mapping: EventSourceMapping) -> SourceNeeds | None:
    """Return what reading the source takes, if that is the same for all that it may be."""
    found = [READ_SOURCE.get(kind) for kind in mapping.kinds]
    return found[0] if found and all(one is found[0] for one in found) else None


def _source(mapping: EventSourceMapping, role: Role) -> Iterator[Finding]:
    needs, source = _needs(mapping), target(mapping, mapping.get(_SOURCE))
    if needs is None or source is None or _CROSS_ACCOUNT in source.text:
        return
    on_source, answer = needs.on_source, needs.answer
    targets: tuple[Target, ...] = (source,)
    if mapping.is_only(SourceKind.KINESIS):
        stream = consumed_stream(source)
        if stream is not None:
            targets, on_source = (source, stream), READ_CONSUMER
            answer = SourceNeeds.answer
        elif not source.text.rpartition(":")[2].startswith("stream/"):
            # A stream or a consumer: each takes other actions.
            return
    missing = lacking(role, on_source, targets)
    if missing and may_be_opened(source.resource, role, missing):
        return
    beside = lacking(role, needs.beside, ())
    network = lacking_network(role) if needs.network else []
    lacks = [*missing, *beside, *network]
    if not lacks:
        return
    # Of a network, the first action stands for all.
    words = may_not(role, [*missing, *beside, *network[:1]])
    is_on_source = lacks == missing
    where = f" on this {needs.noun}" if is_on_source else f", which reading this {needs.noun} takes"
    attach = f", or attach {needs.policy} to it" if needs.policy else ""
    yield role_lacks_source_access.finding(
        mapping,
        _SOURCE,
        words + where,
        related=[*causes(role, lacks, targets if missing else ()), *ignored_policies(mapping)],
        aws=answer.format(action=lacks[0].partition(":")[2]),
        remedy=remedy(role, lacks, attach),
    )


def _secret(mapping: EventSourceMapping, role: Role, entry: Entry) -> Iterator[Finding]:
    uri = mapping.get(entry.uri_path)
    secret = target(mapping, uri)
    if uri is None or secret is None or not may_be(entry.type.access, uri):
        return
    # Six characters of AWS's may follow the name.
    secret = Target(secret.resource, secret.text + HOLE)
    missing = lacking(role, [(READ_SECRET,)], (secret,))
    if missing and not may_be_opened(secret.resource, role, missing):
        yield role_lacks_source_access.finding(
            mapping,
            entry.uri_path,
            f"{may_not(role, missing)} on this secret",
            related=causes(role, missing, (secret,)),
            aws='answers "Cannot access secret manager value …. Please ensure the role can '
            "perform the 'secretsmanager:GetSecretValue' action on your broker in IAM\"",
            remedy=remedy(role, missing),
        )


def _subnet(mapping: EventSourceMapping, role: Role, entry: Entry) -> Iterator[Finding]:
    missing = lacking_network(role)
    if missing:
        yield role_lacks_source_access.finding(
            mapping,
            entry.uri_path,
            f"{may_not(role, missing[:1])}, which connecting from this subnet takes",
            related=causes(role, missing, ()),
            aws=SourceNeeds.answer,
            remedy=remedy(role, missing),
        )
