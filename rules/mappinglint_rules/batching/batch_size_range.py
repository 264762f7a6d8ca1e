"""ESM202: how many records a batch may have, by the table of limits."""

from collections.abc import Iterator

from mappinglint.edit import set_to, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.service import SETTINGS


@rule(
    "ESM202",
    "batch-size-range",
    Level.ERROR,
    Evidence.MODELLED,
    settings=("BatchSize",),
    tier=Tier.SHAPE,
)
def batch_size_range(mapping: EventSourceMapping) -> Iterator[Finding]:
    size = mapping.integer("BatchSize")
    if size is None:
        return
    ranges = [SETTINGS["BatchSize"].ranges[kind] for kind in mapping.kinds]
    least, most = min(one.least for one in ranges), max(one.most for one in ranges)
    if least <= size <= most:
        return
    if size > most and mapping.is_only(SourceKind.SQS_FIFO):
        # AWS has an answer of its own for that, and so has the linter.
        return
    is_more = size > most
    allow = f"{name_kinds(mapping.kinds)} allow" if len(mapping.kinds) < 3 else "any source allows"
    bound = most if is_more else least
    yield batch_size_range.finding(
        mapping,
        "BatchSize",
        f"{mapping.spell('BatchSize')} {size} is {'more' if is_more else 'less'} than {allow} "
        f"({bound})",
        label=f"from {least} to {most} here",
        aws=(
            "refuses it: Member must have value "
            f"{'less' if is_more else 'greater'} than or equal to {bound}"
        ),
        remedy=f"set {mapping.spell('BatchSize')} to a number from {least} to {most}",
        fix=unsafe(
            f"set {mapping.spell('BatchSize')} to {bound}", set_to(mapping, "BatchSize", bound)
        ),
    )
