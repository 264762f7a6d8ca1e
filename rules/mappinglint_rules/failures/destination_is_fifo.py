"""ESM405: records that failed go to standard queues and topics."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.failures.destination import DESTINATION
from mappinglint_rules.service import DESTINATIONS

_WORDS = {"sqs": "queue", "sns": "topic"}


@rule(
    "ESM405",
    "destination-is-fifo",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(DESTINATION,),
    kinds=DESTINATIONS["sqs"],
)
def destination_is_fifo(mapping: EventSourceMapping) -> Iterator[Finding]:
    arn = mapping.arn(DESTINATION)
    if arn is not None and arn.service in _WORDS and arn.resource.endswith(".fifo"):
        kind = _WORDS[arn.service]
        yield destination_is_fifo.finding(
            mapping,
            DESTINATION,
            f"{mapping.spell('DestinationConfig.OnFailure')} is a FIFO {kind}: "
            f"it has to be a standard {kind}",
            aws="documents standard queues and topics only",
            remedy=f"use a standard {kind}",
        )
