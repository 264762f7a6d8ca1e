"""ESM401: how long a record may be retried, by the table of limits."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.service import NO_RECORD_AGE, RECORD_AGE

_AGE = "MaximumRecordAgeInSeconds"


@rule(
    "ESM401",
    "record-age-range",
    Level.ERROR,
    Evidence.RECORDED,
    settings=(_AGE,),
    tier=Tier.SHAPE,
)
def record_age_range(mapping: EventSourceMapping) -> Iterator[Finding]:
    age = mapping.integer(_AGE)
    if age is None or age == NO_RECORD_AGE or age in RECORD_AGE:
        return
    least, most = RECORD_AGE.least, RECORD_AGE.most
    yield record_age_range.finding(
        mapping,
        _AGE,
        f"{mapping.spell(_AGE)} {age} is neither {NO_RECORD_AGE} nor from {least} to {most}",
        label="in seconds",
        aws=(
            'answers "MaximumRecordAgeInSeconds must be either -1 (forever) '
            'or between 60 and 604800 (inclusive)"'
        ),
        remedy=f"set it to {least} or more, or to {NO_RECORD_AGE}: until the record expires",
    )
