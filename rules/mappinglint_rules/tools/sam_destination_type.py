"""ESM022: SAM knows four types of destinations."""

import json
from collections.abc import Iterator

from mappinglint.edit import Edit, safe, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.shape.words import closest
from mappinglint_rules.tools.sam import ON_FAILURE, WITH_DESTINATION, answers, as_read

TYPES = ("SQS", "SNS", "S3", "Kafka")


@rule(
    "ESM022",
    "sam-destination-type",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=("DestinationConfig",),
    kinds=WITH_DESTINATION,
)
def sam_destination_type(mapping: EventSourceMapping) -> Iterator[Finding]:
    destination = as_read(mapping, *ON_FAILURE)
    type_ = destination.get("Type") if destination else None
    if not isinstance(type_, Known) or not type_.text or type_.text in TYPES:
        return
    meant = closest(type_.text, {one: one for one in TYPES})
    fix = None
    if meant:
        make = safe if meant.lower() == type_.text.lower() else unsafe
        fix = make(f"write {meant}", Edit(type_.place, json.dumps(meant)))
    yield sam_destination_type.finding(
        mapping,
        ON_FAILURE,
        f"Type {type_.text} of OnFailure is not SQS, SNS, S3 or Kafka",
        at=type_.place,
        label="not a type that SAM knows",
        aws=answers("The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'"),
        remedy=f"did you mean {meant}?"
        if meant
        else "remove Type; the function's role then has to allow the destination by itself",
        fix=fix,
    )
