"""ESM711: a record that always fails stops its shard."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import STREAMS
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.destinations import ON_FAILURE, on_failure
from mappinglint_rules.resources.streams import retention
from mappinglint_rules.service import NO_RECORD_AGE, RETRY_FOR_EVER

_RETRIES, _AGE = "MaximumRetryAttempts", "MaximumRecordAgeInSeconds"
_ENDLESS = {_RETRIES: RETRY_FOR_EVER, _AGE: NO_RECORD_AGE}


@rule(
    "ESM711",
    "endless-retries",
    Level.NOTE,
    Evidence.ADVISED,
    settings=(_RETRIES, _AGE, "DestinationConfig"),
    kinds=STREAMS,
)
def endless_retries(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not mapping.is_only(*STREAMS) or not mapping.lacks(ON_FAILURE):
        return
    if not all(_is_endless(mapping, setting) for setting in _ENDLESS):
        return
    retries, age = mapping.spell(_RETRIES), mapping.spell(_AGE)
    kept = retention(mapping)
    how_long = "until it expires" if kept is None else f"for up to {kept.number} hours"
    yield endless_retries.finding(
        mapping,
        next((one for one in _ENDLESS if mapping.field(one) is not None), _RETRIES),
        f"neither {retries} nor {age} ends the retries: a record that always fails blocks its "
        f"shard {how_long}",
        related=[] if kept is None else kept.labels,
        aws="calls the function with the same batch again and again, and reads no further",
        remedy=f"set {retries} or {age}, and {on_failure(mapping)} to where such records go",
    )


def _is_endless(mapping: EventSourceMapping, setting: str) -> bool:
    return mapping.lacks(setting) or mapping.integer(setting) == _ENDLESS[setting]
