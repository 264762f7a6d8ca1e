"""ESM306: a stream cannot be read from a time that has not come."""

from collections.abc import Iterator
from datetime import UTC, datetime

from mappinglint.edit import safe, set_to
from mappinglint.finding import Finding
from mappinglint.hookspecs import Clock
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Rule, rule
from mappinglint_rules.service import AT_TIMESTAMP

_TIMESTAMP = "StartingPositionTimestamp"
# No time in seconds since 1970 has so many digits before the year 5138; in milliseconds all have.
_LEAST_MILLISECONDS = 100_000_000_000


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
        seconds = mapping.number(_TIMESTAMP)
        if seconds is None or seconds <= clock() or not mapping.kinds & AT_TIMESTAMP:
            return
        if seconds >= _LEAST_MILLISECONDS:
            yield _in_milliseconds(check, mapping, int(seconds / 1000), clock())
            return
        yield check.finding(
            mapping,
            _TIMESTAMP,
            f"{mapping.spell(_TIMESTAMP)} is in the future: "
            f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC",
            label="in seconds since 1970",
            aws="takes no time that has not come, by its documentation",
            remedy="set it to a time from which there are records",
        )

    return check


def _in_milliseconds(rule: Rule, mapping: EventSourceMapping, seconds: int, now: float) -> Finding:
    remedy = f"set {mapping.spell(_TIMESTAMP)} to {seconds}"
    return rule.finding(
        mapping,
        _TIMESTAMP,
        f"{mapping.spell(_TIMESTAMP)} is in milliseconds: Lambda takes it for seconds",
        label="in seconds since 1970",
        aws="takes no time that has not come, by its documentation",
        remedy=remedy,
        fix=safe(remedy, set_to(mapping, _TIMESTAMP, seconds)) if seconds <= now else None,
    )
