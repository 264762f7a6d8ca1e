"""ESM731: the function's role may not send what failed to where the mapping says."""

from collections.abc import Iterator

from mappinglint.arn import arn_of
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known, Unknown, parts_of
from mappinglint_rules.failures.destination import DESTINATION
from mappinglint_rules.resources.lacking import causes, ignored_policies, lacking, may_not, remedy
from mappinglint_rules.resources.needs import SEND
from mappinglint_rules.resources.roles import may_be_opened, role_of
from mappinglint_rules.resources.targets import objects, target
from mappinglint_rules.service import DESTINATIONS
from mappinglint_rules.tools.sam import ON_FAILURE, as_read, is_sam

_CONTENT = "; what is in a bucket is its ARN and /*"
_WITHOUT_TYPE = "without a Type beside it, SAM allows the role nothing here"
_NOUNS = {"sqs": "queue", "sns": "topic", "s3": "bucket"}


@rule(
    "ESM731",
    "role-lacks-destination-access",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("FunctionName", DESTINATION),
    kinds=frozenset().union(*DESTINATIONS.values()),
)
def role_lacks_destination_access(mapping: EventSourceMapping) -> Iterator[Finding]:
    value = mapping.get(DESTINATION)
    arn = arn_of(parts_of(value)) if isinstance(value, Known | Unknown) else None
    needs = SEND.get(arn.service) if arn is not None else None
    if arn is None or needs is None or not mapping.kinds <= DESTINATIONS[arn.service]:
        return
    role = role_of(mapping) if mapping.operation is Operation.CREATE else None
    destination = target(mapping, value)
    if role is None or destination is None:
        return
    missing, places = [], []
    for action, is_within in needs:
        places.append(objects(destination) if is_within else destination)
        missing += lacking(role, [(action,)], (places[-1],))
    # Nobody has recorded what becomes of records where the second action alone is missing.
    is_known = needs[0][0] in missing
    if not is_known or may_be_opened(destination.resource, role, missing):
        return
    # SAM goes by the Type alone when it makes the role.
    has_no_type = bool(role.resource.made_by) and is_sam(mapping)
    if has_no_type and as_read(mapping, *ON_FAILURE) is None:
        # A function stands there, beside which there is no place for a Type.
        return
    type_ = f"add Type: {arn.service.upper()}, or " if has_no_type else ""
    here = remedy(role, missing, _CONTENT if missing[0] == "s3:PutObject" else "")
    yield role_lacks_destination_access.finding(
        mapping,
        DESTINATION,
        f"{may_not(role, missing)} on this {_NOUNS[arn.service]}",
        label=_WITHOUT_TYPE if has_no_type else "",
        related=[*causes(role, missing, (*places,)), *ignored_policies(mapping)],
        aws='answers "The function execution role does not have permissions to call '
        f'{missing[0].partition(":")[2]} on {arn.service.upper()}"',
        remedy=f"{type_}{here}",
    )
