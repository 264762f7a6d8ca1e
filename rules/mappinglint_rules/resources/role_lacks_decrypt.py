"""ESM732: the function's role may not decrypt what is in the source."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.parts import HOLE
from mappinglint.place import Label
from mappinglint.resource import CONSUMER, QUEUE, STREAM, Resource
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.keys import key_behind, lets_in_role
from mappinglint_rules.resources.lacking import causes, ignored_policies, lacking, may_not, remedy
from mappinglint_rules.resources.needs import DECRYPT
from mappinglint_rules.resources.roles import role_of
from mappinglint_rules.resources.statements import Target

# What names the key, and what the source is called.
_ENCRYPTED = {QUEUE: ("KmsMasterKeyId", "queue"), STREAM: ("StreamEncryption.KeyId", "stream")}
_ANY_KEY = f"arn:{HOLE}:kms:{HOLE}:{HOLE}:key/{HOLE}"


@rule(
    "ESM732",
    "role-lacks-decrypt",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=("FunctionName", "EventSourceArn"),
    kinds=QUEUES | {SourceKind.KINESIS},
)
def role_lacks_decrypt(mapping: EventSourceMapping) -> Iterator[Finding]:
    source = _holder(mapping)
    if source is None or mapping.operation is not Operation.CREATE:
        return
    setting, noun = _ENCRYPTED[source.type]
    key, role = key_behind(source.behind(setting)), role_of(mapping)
    if key is None or role is None:
        return
    target = Target(key, _ANY_KEY)
    missing = lacking(role, [(DECRYPT,)], (target,))
    if not missing or lets_in_role(key, role):
        return
    yield role_lacks_decrypt.finding(
        mapping,
        "EventSourceArn",
        f"{may_not(role, missing)} on the key of this {noun}",
        related=[
            Label(source.place_of(setting), f"the {noun} is encrypted with this key"),
            *causes(role, missing, (target,)),
            *ignored_policies(mapping),
        ],
        aws=f"reads the {noun} with this role: it gets nothing that it cannot decrypt",
        remedy=remedy(role, missing, ", on the ARN of the key"),
    )


def _holder(mapping: EventSourceMapping) -> Resource | None:
    """Return the queue or stream of the project that a mapping reads, maybe by a consumer."""
    source = mapping.source
    if source is not None and source.type == CONSUMER:
        source = source.behind("StreamARN")
    return source if source is not None and source.type in _ENCRYPTED else None
