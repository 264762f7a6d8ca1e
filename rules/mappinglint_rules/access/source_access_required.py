"""ESM601: Lambda has to know how to get at a source that asks who is there."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, called
from mappinglint_rules.service import LOGIN, NEED_LOGIN, SETTINGS
from mappinglint_rules.texts import is_empty

_REQUIRED = SETTINGS[ACCESS].required


@rule(
    "ESM601",
    "source-access-required",
    Level.ERROR,
    Evidence.RECORDED,
    settings=(ACCESS,),
    kinds=frozenset(_REQUIRED),
)
def source_access_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    access = mapping.get(ACCESS)
    # What an empty list in an update does nobody has recorded.
    if mapping.operation is not Operation.CREATE or not is_empty(access):
        return
    name = mapping.spell(ACCESS)
    if mapping.is_only(SourceKind.KAFKA):
        need = "self-managed Kafka needs authentication or a VPC"
        aws = "answers \"Required 'sourceAccessConfigurations' parameter is missing.\""
        remedy = f"add {name} with a secret, or with the cluster's subnets and security group"
    elif mapping.kinds <= NEED_LOGIN:
        is_key = called(mapping, LOGIN) != LOGIN
        need = f"{name_kinds(mapping.kinds, one=True)} needs a secret to log in with"
        need += "" if is_key else f" ({LOGIN})"
        aws = "refuses it in AWS SAM; what Lambda itself answers is not recorded"
        remedy = f"add {name} with {'' if is_key else f'{LOGIN} and '}the ARN of a secret"
    else:
        return
    aws = mapping.format.on_missing.get(ACCESS, aws)
    state = mapping.absence(ACCESS) if access is None else f"{name} is empty"
    yield source_access_required.finding(
        mapping, ACCESS, f"{state}: {need}", related=[mapping.kinds_label], aws=aws, remedy=remedy
    )
