"""ESM108: the ARN of a source names a stream, a queue, a cluster or a broker."""

import re
from collections.abc import Iterator

from mappinglint.arn import Arn
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Form
from mappinglint_rules.source.arns import instead_of_source

_ARN = "EventSourceArn"
_ACCOUNT = r"[0-9]{12}"
# The service and the last field of the ARN; a hole in it may be anything.
_FORM = (
    r"kinesis:stream/[\w.-]+(?:/consumer/[\w.-]+:[0-9]+)?"
    r"|dynamodb:table/[\w.-]+(?:/stream/.+)?"
    r"|sqs:[\w-]+(?:\.fifo)?"
    r"|kafka:(?:cluster/[^/]+/[\w-]+|vpc-connection/[0-9]{12}/[^/]+/[\w-]+)"
    r"|mq:broker:[\w-]+:b-[\w-]+"
    r"|rds:cluster:[\w-]+"
)
# The same in words.
_WORDS = {
    "kinesis": "stream/NAME or stream/NAME/consumer/NAME:NUMBER",
    "dynamodb": "table/NAME/stream/TIME",
    "sqs": "NAME or NAME.fifo",
    "kafka": "cluster/NAME/ID or vpc-connection/ACCOUNT/NAME/ID",
    "mq": "broker:NAME:ID",
    "rds": "cluster:NAME",
}
# What stands for an ARN. The URL of a queue and the ARN of a table have rules of their own.
_NO_ARNS = {
    Form.LABEL: Form.LABEL.value,
    Form.NAME: "the name of the source",
    Form.RESOURCE: Form.RESOURCE.value,
}


@rule(
    "ESM108",
    "source-arn-form",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(_ARN,),
    tier=Tier.SUPPORT,
)
def source_arn_form(mapping: EventSourceMapping) -> Iterator[Finding]:
    found = instead_of_source(mapping)
    if found is not None and found.form in _NO_ARNS:
        yield source_arn_form.finding(
            mapping,
            _ARN,
            f"{mapping.spell(_ARN)} is {_NO_ARNS[found.form]}: it needs the ARN",
            aws=found.answer,
            remedy=found.remedy(),
            fix=found.fix,
        )
    arn = mapping.arn(_ARN) if found is None else None
    if arn is not None and (flaw := _flaw(arn)):
        yield source_arn_form.finding(
            mapping,
            _ARN,
            f"{mapping.spell(_ARN)} {flaw}",
            aws="knows no source by such an ARN",
            remedy="copy the whole ARN from AWS, or refer to the resource",
        )


def _flaw(arn: Arn) -> str:
    """Return what is wrong with an ARN of a service that has sources; empty if nothing is sure."""
    if arn.service not in _WORDS or HOLE in arn.resource:
        return ""
    if not re.fullmatch(_FORM, f"{arn.service}:{arn.resource}"):
        return f"is not the ARN of a source: one of {arn.service} ends in {_WORDS[arn.service]}"
    missing = [name for name in ("region", "account") if not getattr(arn, name)]
    if missing:
        return f"has no {missing[0]}"
    if HOLE not in arn.account and not re.fullmatch(_ACCOUNT, arn.account):
        return f"has the account {arn.account}: an account has 12 digits"
    return ""
