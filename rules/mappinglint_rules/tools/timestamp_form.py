"""ESM050: some tools want a time as a text, where AWS and others have seconds."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from mappinglint.edit import Edit, Fix, safe, set_to
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Known

_TIMESTAMP = "StartingPositionTimestamp"
# RFC 3339, with what both Terraform's provider and Kubernetes take of it.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@rule(
    "ESM050",
    "timestamp-form",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(_TIMESTAMP,),
    tier=Tier.SUPPORT,
)
def timestamp_form(mapping: EventSourceMapping) -> Iterator[Finding]:
    value = mapping.get(_TIMESTAMP)
    if not mapping.format.has_times_as_text or not isinstance(value, Known):
        return
    if _TIME.fullmatch(value.text) or isinstance(value.data, bool):
        return
    meant = _meant(mapping)
    example = meant or "2025-01-31T10:00:00Z"
    yield timestamp_form.finding(
        mapping,
        _TIMESTAMP,
        f"{mapping.spell(_TIMESTAMP)} {value.text} is not a time such as {example}",
        label="a text with date, time and zone here",
        aws=f"is never asked: {mapping.format.tool} takes a time in this form only",
        remedy=f'write "{meant}"' if meant else "",
        fix=_fix(mapping, value, meant),
    )


def _meant(mapping: EventSourceMapping) -> str:
    """Return the time that is meant by some seconds, or nothing."""
    seconds = mapping.number(_TIMESTAMP)
    try:
        moment = datetime.fromtimestamp(seconds or 0, UTC)
    except (OverflowError, ValueError, OSError):
        return ""
    text = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return text if seconds and moment.year > 1970 else ""


def _fix(mapping: EventSourceMapping, value: Known, meant: str) -> Fix | None:
    if not meant or value.node is None:
        return None
    is_plain = value.node.style is None
    edit: Edit | None = set_to(mapping, _TIMESTAMP, json.dumps(meant) if is_plain else meant)
    return safe(f'write "{meant}"', edit)
