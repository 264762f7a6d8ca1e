"""ESM306: a stream cannot be read from a time that has not come."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime

from mappinglint.edit import safe, set_to
from mappinglint.finding import Finding
from mappinglint.hookspecs import Clock
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Rule, rule
from mappinglint.value import Known
from mappinglint_rules.service import AT_TIMESTAMP

_TIMESTAMP = "StartingPositionTimestamp"
# No time in seconds since 1970 has so many digits before the year 5138; in milliseconds all have.
_LEAST_MILLISECONDS = 100_000_000_000
# The end of the year 9999.
_LAST_DATE = 253_402_300_799
_ANSWER = "takes no time that has not come, by its documentation"


def timestamp_in_future(clock: Clock) -> Rule:
    """Return the rule, which compares with the time that the clock tells."""

    @rule(
        "ESM306",
        "timestamp-in-future",
        Level.ERROR,
        Evidence.DOCUMENTED,
        settings=(_TIMESTAMP,),
        kinds=AT_TIMESTAMP,
    )
    def check(mapping: EventSourceMapping) -> Iterator[Finding]:
        # Without AT_TIMESTAMP it has no effect: that is a finding of its own.
        position = mapping.string("StartingPosition")
        if position not in (None, "AT_TIMESTAMP"):
            return
        seconds, now = mapping.number(_TIMESTAMP), clock()
        if seconds is None or not seconds > now or not mapping.kinds & AT_TIMESTAMP:
            return
        if _LEAST_MILLISECONDS <= seconds <= now * 1000 and _is_written_as_number(mapping):
            yield _in_milliseconds(check, mapping, int(seconds / 1000))
            return
        yield check.finding(
            mapping,
            _TIMESTAMP,
            f"{mapping.spell(_TIMESTAMP)} is in the future{_shown(seconds)}",
            label="" if mapping.format.has_times_as_text else "in seconds since 1970",
            aws=_ANSWER,
            remedy="set it to a time from which there are records",
        )

    return check


def _in_milliseconds(rule: Rule, mapping: EventSourceMapping, seconds: int) -> Finding:
    remedy = f"set {mapping.spell(_TIMESTAMP)} to {seconds}"
    return rule.finding(
        mapping,
        _TIMESTAMP,
        f"{mapping.spell(_TIMESTAMP)} is in milliseconds: Lambda takes it for seconds",
        label="in seconds since 1970",
        aws=_ANSWER,
        remedy=remedy,
        fix=safe(remedy, set_to(mapping, _TIMESTAMP, seconds)),
    )


def _is_written_as_number(mapping: EventSourceMapping) -> bool:
    """Say whether the time is not a date such as 9999-12-31."""
    value = mapping.get(_TIMESTAMP)
    return isinstance(value, Known) and value.text.isdecimal()


def _shown(seconds: float) -> str:
    if math.isinf(seconds) or seconds > _LAST_DATE:
        return ""
    return f": {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
