"""ESM202: how many records a batch may have, by the table of limits."""

from collections.abc import Iterator

from mappinglint.edit import set_to, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.batching.ranges import beyond

_SIZE = "BatchSize"


@rule(
    "ESM202",
    "batch-size-range",
    Level.ERROR,
    Evidence.MODELLED,
    settings=(_SIZE,),
    tier=Tier.SHAPE,
)
def batch_size_range(mapping: EventSourceMapping) -> Iterator[Finding]:
    found = beyond(mapping, _SIZE)
    if found is None:
        return
    if found.is_more and mapping.is_only(SourceKind.SQS_FIFO):
        # AWS has an answer of its own for that, and so has the linter.
        return
    size, bound = mapping.spell(_SIZE), found.bound
    allow = f"{name_kinds(mapping.kinds)} allow" if len(mapping.kinds) < 3 else "any source allows"
    than = "less" if found.is_more else "greater"
    yield batch_size_range.finding(
        mapping,
        _SIZE,
        f"{size} {found.number} is {found.compared} {allow} ({bound})",
        label=f"from {found.range} here",
        aws=f"refuses it: Member must have value {than} than or equal to {bound}",
        remedy=f"set {size} to {bound}, or to what you meant",
        fix=unsafe(f"set {size} to {bound}", set_to(mapping, _SIZE, bound)),
    )
