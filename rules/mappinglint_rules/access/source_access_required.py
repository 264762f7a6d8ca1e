"""ESM601: Lambda has to know how to get at a cluster that AWS does not run."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Items
from mappinglint_rules.service import SETTINGS

_ACCESS = "SourceAccessConfigurations"
_REQUIRED = SETTINGS[_ACCESS].required


@rule(
    "ESM601",
    "source-access-required",
    Level.ERROR,
    Evidence.RECORDED,
    settings=(_ACCESS,),
    kinds=frozenset(_REQUIRED),
)
def source_access_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not mapping.kinds <= _REQUIRED.keys():
        return
    access = mapping.get(_ACCESS)
    if access is None or (isinstance(access, Items) and not access.items):
        name = mapping.spell(_ACCESS)
        state = mapping.absence(_ACCESS) if access is None else f"{name} is empty"
        yield source_access_required.finding(
            mapping,
            _ACCESS,
            f"{state}: self-managed Kafka needs authentication or a VPC",
            related=[mapping.kinds_label],
            aws="answers \"Required 'sourceAccessConfigurations' parameter is missing.\"",
            remedy=f"add {name} with a secret, or with the cluster's subnets and security group",
        )
