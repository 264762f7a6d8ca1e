"""ESM407: a batch of one cannot be split."""

from collections.abc import Iterator

from mappinglint.edit import remove, safe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import SETTINGS

_BISECT = "BisectBatchOnFunctionError"


@rule(
    "ESM407",
    "bisect-without-effect",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=(_BISECT, "BatchSize"),
    kinds=frozenset(SETTINGS[_BISECT].takes),
    without_effect=True,
)
def bisect_without_effect(mapping: EventSourceMapping) -> Iterator[Finding]:
    is_one = mapping.integer("BatchSize") == 1
    if mapping.operation is Operation.UPDATE or not is_one or not mapping.boolean(_BISECT):
        return
    bisect, size = mapping.spell(_BISECT), mapping.spell("BatchSize")
    yield bisect_without_effect.finding(
        mapping,
        _BISECT,
        f"{bisect} has no effect: with {size} 1 there is nothing to split",
        related=[Label(mapping.place_of("BatchSize"), "a batch has one record")],
        aws="splits a batch in two when the function fails",
        remedy=f"remove {bisect}",
        fix=safe(f"remove {bisect}", remove(mapping, _BISECT)),
    )
