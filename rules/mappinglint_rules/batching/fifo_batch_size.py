"""ESM204: a FIFO queue hands out ten messages at most."""

from collections.abc import Iterator

from mappinglint.edit import safe, set_to
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.service import SETTINGS

_MOST = SETTINGS["BatchSize"].ranges[SourceKind.SQS_FIFO].most


@rule(
    "ESM204",
    "fifo-batch-size",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("BatchSize",),
    kinds=frozenset({SourceKind.SQS_FIFO}),
)
def fifo_batch_size(mapping: EventSourceMapping) -> Iterator[Finding]:
    size = mapping.integer("BatchSize")
    if size is not None and size > _MOST and mapping.is_only(SourceKind.SQS_FIFO):
        batch = mapping.spell("BatchSize")
        remedy = f"set {batch} to {_MOST}"
        yield fifo_batch_size.finding(
            mapping,
            "BatchSize",
            f"{batch} {size} is more than a FIFO queue allows ({_MOST})",
            label=f"at most {_MOST} here",
            related=[mapping.kinds_label],
            aws="refuses it when the mapping is created",
            remedy=remedy,
            fix=safe(remedy, set_to(mapping, "BatchSize", _MOST)),
        )
