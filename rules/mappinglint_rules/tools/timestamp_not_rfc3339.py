"""ESM041: Terraform takes one way to write a time."""

import re
from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Known

_SETTING = "StartingPositionTimestamp"
_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


@rule(
    "ESM041",
    "timestamp-not-rfc3339",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(_SETTING,),
    tier=Tier.SUPPORT,
)
def timestamp_not_rfc3339(mapping: EventSourceMapping) -> Iterator[Finding]:
    value = mapping.get(_SETTING)
    is_ours = mapping.format.name in ("terraform", "terraform-module")
    if not is_ours or not isinstance(value, Known) or _RFC3339.fullmatch(value.text):
        return
    name = mapping.spell(_SETTING)
    yield timestamp_not_rfc3339.finding(
        mapping,
        _SETTING,
        f"{name} {value.text} is not a time that Terraform takes",
        label="like 2025-01-31T00:00:00Z here",
        aws=f"is never asked: Terraform answers that it expected {name} to be a valid RFC3339 date",
        remedy="write day, time and time zone: 2025-01-31T00:00:00Z",
    )
