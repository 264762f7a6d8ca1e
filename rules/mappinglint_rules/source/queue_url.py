"""ESM107: a queue's URL is not its ARN."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Form
from mappinglint_rules.source.arns import instead_of_source

_ARN = "EventSourceArn"


@rule(
    "ESM107",
    "queue-url",
    Level.ERROR,
    Evidence.MODELLED,
    settings=(_ARN,),
    kinds=QUEUES,
    tier=Tier.SUPPORT,
)
def queue_url(mapping: EventSourceMapping) -> Iterator[Finding]:
    found = instead_of_source(mapping)
    if found is None or found.form is not Form.QUEUE_URL:
        return
    yield queue_url.finding(
        mapping,
        _ARN,
        f"{mapping.spell(_ARN)} is the URL of a queue: it needs the queue's ARN",
        aws="refuses it: Member must satisfy regular expression pattern",
        remedy=found.remedy("use the ARN of the queue"),
        fix=found.fix,
    )
