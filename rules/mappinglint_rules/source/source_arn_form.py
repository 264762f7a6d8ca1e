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
# The last field of the ARN by service; a hole in it may be anything.
_FORMS = {
    "kinesis": (
        r"stream/[\w.-]+(/consumer/[\w.-]+:[0-9]+)?",
        "stream/NAME or stream/NAME/consumer/NAME:NUMBER",
    ),
    "dynamodb": (r"table/[\w.-]+(/stream/.+)?", "table/NAME/stream/TIME"),
    "sqs": (r"[\w-]+(\.fifo)?", "NAME or NAME.fifo"),
    "kafka": (
        r"cluster/[^/]+/[\w-]+|vpc-connection/[0-9]{12}/[^/]+/[\w-]+",
        "cluster/NAME/ID or vpc-connection/ACCOUNT/NAME/ID",
    ),
    "mq": (r"broker:[\w-]+:b-[\w-]+", "broker:NAME:ID"),
    "rds": (r"cluster:[\w-]+", "cluster:NAME"),
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
    if arn.service not in _FORMS or HOLE in arn.resource:
        return ""
    pattern, form = _FORMS[arn.service]
    if not re.fullmatch(pattern, arn.resource):
        return f"is not the ARN of a source: one of {arn.service} ends in {form}"
    missing = [name for name in ("region", "account") if not getattr(arn, name)]
    if missing:
        return f"has no {missing[0]}"
    if HOLE not in arn.account and not re.fullmatch(_ACCOUNT, arn.account):
        return f"has the account {arn.account}: an account has 12 digits"
    return ""
