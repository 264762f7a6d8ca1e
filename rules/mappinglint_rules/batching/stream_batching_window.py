"""ESM203: the API reference wants a window for big batches of a stream; Lambda does not."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import STREAMS
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.batching.window import SETTINGS_OF_A_BATCH, WINDOW, unwindowed_batch
from mappinglint_rules.service import SETTINGS


@rule(
    "ESM203",
    "stream-batching-window",
    Level.WARNING,
    Evidence.RECORDED,
    settings=SETTINGS_OF_A_BATCH,
    kinds=STREAMS,
)
def stream_batching_window(mapping: EventSourceMapping) -> Iterator[Finding]:
    size = unwindowed_batch(mapping)
    if size is None or not mapping.is_only(*STREAMS):
        return
    if size in SETTINGS["BatchSize"].defaults.values():
        # What AWS itself stores cannot be wrong.
        return
    batch, window = mapping.spell("BatchSize"), mapping.spell(WINDOW)
    yield stream_batching_window.finding(
        mapping,
        "BatchSize",
        f"{batch} {size} without a {window}: the API reference asks for at least 1",
        related=[mapping.kinds_label],
        aws="takes it all the same, and then calls with whatever one read returns",
        remedy=f"set {window} to 1 or more if fuller batches are worth the wait",
    )
