"""ESM205: a FIFO queue cannot wait for a batch to fill."""

from collections.abc import Iterator

from mappinglint.edit import remove, safe
from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.batching.window import WINDOW
from mappinglint_rules.service import SETTINGS

_MOST = SETTINGS[WINDOW].ranges[SourceKind.SQS_FIFO].most


@rule(
    "ESM205",
    "fifo-batching-window",
    Level.ERROR,
    Evidence.RECORDED,
    settings=(WINDOW,),
    kinds=frozenset({SourceKind.SQS_FIFO}),
    tier=Tier.SUPPORT,
)
def fifo_batching_window(mapping: EventSourceMapping) -> Iterator[Finding]:
    seconds = mapping.integer(WINDOW)
    if seconds is not None and seconds > _MOST and mapping.is_only(SourceKind.SQS_FIFO):
        window = mapping.spell(WINDOW)
        yield fifo_batching_window.finding(
            mapping,
            WINDOW,
            f"{window} {seconds} is not possible: a FIFO queue has no batching window",
            label=f"only {_MOST} here",
            related=[mapping.kinds_label],
            aws='answers "Batching window is not supported for FIFO queues"',
            remedy=f"remove {window}",
            fix=safe(f"remove {window}", remove(mapping, WINDOW)),
        )
