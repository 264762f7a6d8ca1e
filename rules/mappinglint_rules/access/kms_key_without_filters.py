"""ESM621: a key for filters that are not there."""

from collections.abc import Iterator

from mappinglint.edit import remove, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.texts import is_empty

_KEY = "KMSKeyArn"
_FILTERS = "FilterCriteria"


@rule(
    "ESM621",
    "kms-key-without-filters",
    Level.WARNING,
    Evidence.ADVISED,
    settings=(_KEY, _FILTERS),
    without_effect=True,
)
def kms_key_without_filters(mapping: EventSourceMapping) -> Iterator[Finding]:
    has_key = mapping.has(_KEY) and mapping.string(_KEY) != ""
    if not has_key or mapping.operation is not Operation.CREATE:
        return
    if is_empty(mapping.get(f"{_FILTERS}.Filters")):
        key, filters = mapping.spell(_KEY), mapping.spell(_FILTERS)
        yield kms_key_without_filters.finding(
            mapping,
            _KEY,
            f"{key} does nothing: it encrypts {filters}, and there are none",
            label="nothing to encrypt",
            remedy=f"add {filters}, or remove {key}",
            fix=unsafe(f"remove {key}", remove(mapping, _KEY)),
        )
