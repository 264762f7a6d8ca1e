"""ESM404: where records that failed can go, by the table of limits."""

from collections.abc import Iterator

from mappinglint.arn import arn_of
from mappinglint.finding import Finding
from mappinglint.kind import QUEUES, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Form, Unknown, parts_of
from mappinglint_rules.failures.destination import DESTINATION, TOPIC_SCHEME
from mappinglint_rules.service import DESTINATIONS
from mappinglint_rules.source.arns import Instead, instead_of_arn
from mappinglint_rules.texts import may_begin, quoted, text_of

_REMEDY = "use a standard queue, a standard topic or a bucket"


@rule(
    "ESM404",
    "destination-not-supported",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(DESTINATION,),
    kinds=frozenset().union(*DESTINATIONS.values()),
)
def destination_not_supported(mapping: EventSourceMapping) -> Iterator[Finding]:
    instead = instead_of_arn(mapping, DESTINATION)
    # The ARN of a table is one, if of a service that is no destination.
    if instead is not None and instead.form is not Form.TABLE_ARN:
        yield _no_arn(mapping, instead)
        return
    service = _service(mapping)
    if service is None:
        if found := _other_text(mapping):
            yield found
        return
    takers = DESTINATIONS.get(service)
    name = mapping.spell("DestinationConfig.OnFailure")
    if takers is None:
        yield destination_not_supported.finding(
            mapping,
            DESTINATION,
            f"{name} cannot be an ARN of {service}: it takes a queue, a topic or a bucket",
            aws="documents queues, topics, buckets and Kafka topics only",
            remedy=_REMEDY,
        )
    elif not mapping.kinds & takers:
        yield destination_not_supported.finding(
            mapping,
            DESTINATION,
            f"{name} can be a Kafka topic for {name_kinds(takers)} only",
            level=Level.WARNING,
            related=[mapping.kinds_label],
            aws="documents Kafka topics for Kafka sources; its answer here is not recorded",
            remedy=_REMEDY,
        )


def _no_arn(mapping: EventSourceMapping, instead: Instead) -> Finding:
    value = mapping.get(DESTINATION)
    if isinstance(value, Unknown) and value.kinds is not None and not value.kinds & QUEUES:
        # A stream or a table: its ARN would not do either.
        instead, otherwise = Instead(instead.form), _REMEDY
    else:
        otherwise = "use the ARN"
    return destination_not_supported.finding(
        mapping,
        DESTINATION,
        f"{mapping.spell(DESTINATION)} is {instead.form.value}, not an ARN",
        aws=instead.answer,
        remedy=instead.remedy(otherwise),
        fix=instead.fix,
    )


def _other_text(mapping: EventSourceMapping) -> Finding | None:
    """Return the finding for a text that begins neither as an ARN nor as a topic."""
    value = mapping.get(DESTINATION)
    # One that is known to its end is the shape's business.
    if not isinstance(value, Unknown) or may_begin(text_of(value), "arn:", TOPIC_SCHEME):
        return None
    return destination_not_supported.finding(
        mapping,
        DESTINATION,
        f"{mapping.spell(DESTINATION)} {quoted(value)} is no ARN",
        aws="refuses it: Member must satisfy regular expression pattern",
        remedy=_REMEDY,
    )


def _service(mapping: EventSourceMapping) -> str | None:
    value = mapping.get(DESTINATION)
    if value is None:
        return None
    parts = parts_of(value)
    if (parts[0] or "").startswith(TOPIC_SCHEME):
        return TOPIC_SCHEME
    arn = arn_of(parts)
    return arn.service if arn else None
