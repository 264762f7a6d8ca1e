"""ESM620: the key that encrypts the filters is a key of KMS."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.presence import sends
from mappinglint_rules.source.arns import instead_of_arn
from mappinglint_rules.texts import quoted, service_of

_KEY = "KMSKeyArn"


@rule("ESM620", "kms-key-arn", Level.ERROR, Evidence.DOCUMENTED, settings=(_KEY,))
def kms_key_arn(mapping: EventSourceMapping) -> Iterator[Finding]:
    key = mapping.get(_KEY)
    instead = instead_of_arn(mapping, _KEY)
    if instead is not None and sends(mapping, _KEY):
        yield kms_key_arn.finding(
            mapping,
            _KEY,
            f"{mapping.spell(_KEY)} is {instead.form.value}: it needs the ARN of the key",
            aws="refuses it: Member must satisfy regular expression pattern",
            remedy=instead.remedy(),
            fix=instead.fix,
        )
        return
    # What is no ARN at all has the wrong shape; an empty text takes the key away.
    if key is None or not sends(mapping, _KEY) or service_of(key) in (None, "", "kms"):
        return
    yield kms_key_arn.finding(
        mapping,
        _KEY,
        f"{mapping.spell(_KEY)} {quoted(key)} is not the ARN of a KMS key",
        remedy="write arn:aws:kms:REGION:ACCOUNT:key/ID",
    )
