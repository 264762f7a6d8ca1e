"""ESM206: half a second cannot be had back."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import ALL_KINDS, QUEUES, STREAMS
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.batching.window import WINDOW
from mappinglint_rules.presence import sends

_KINDS = ALL_KINDS - STREAMS - QUEUES


@rule(
    "ESM206",
    "window-cannot-be-reset",
    Level.NOTE,
    Evidence.ADVISED,
    settings=(WINDOW,),
    kinds=_KINDS,
)
def window_cannot_be_reset(mapping: EventSourceMapping) -> Iterator[Finding]:
    seconds = mapping.integer(WINDOW)
    if seconds is None or not sends(mapping, WINDOW) or not mapping.kinds <= _KINDS:
        return
    window = mapping.spell(WINDOW)
    yield window_cannot_be_reset.finding(
        mapping,
        WINDOW,
        f"{window} {seconds} gives up the default of 500 ms for good",
        related=[mapping.kinds_label],
        aws="takes whole seconds only: the default comes back with a new mapping alone",
        remedy=f"leave {window} out if half a second suits",
    )
