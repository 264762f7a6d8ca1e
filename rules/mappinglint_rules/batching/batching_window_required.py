"""ESM201: a standard queue needs time to gather more than ten messages."""

from collections.abc import Iterator

from mappinglint.edit import Edit, add, set_to, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.batching.window import SETTINGS_OF_A_BATCH, WINDOW, unwindowed_batch
from mappinglint_rules.service import LARGEST_BATCH_WITHOUT_WINDOW as LARGEST


@rule(
    "ESM201",
    "batching-window-required",
    Level.ERROR,
    Evidence.RECORDED,
    settings=SETTINGS_OF_A_BATCH,
    kinds=frozenset({SourceKind.SQS}),
)
def batching_window_required(mapping: EventSourceMapping) -> Iterator[Finding]:
    # On a FIFO queue no window helps; that is a rule of its own.
    if not mapping.kinds <= QUEUES or mapping.is_only(SourceKind.SQS_FIFO):
        return
    size = unwindowed_batch(mapping)
    if size is None:
        return
    batch, window = mapping.spell("BatchSize"), mapping.spell(WINDOW)
    no_time = (
        None if mapping.lacks(WINDOW) else Label(mapping.place_of(WINDOW), "no time to gather")
    )
    yield batching_window_required.finding(
        mapping,
        "BatchSize",
        f"{batch} {size} needs a {window} of at least 1",
        label=f"more than {LARGEST} messages take time to gather",
        related=[mapping.kinds_label, no_time],
        aws=(
            'answers "Maximum batch window in seconds must be greater than 0 '
            'if maximum batch size is greater than 10"'
        ),
        remedy=f"set {window} to 1 or more, or {batch} to {LARGEST} or less",
        fix=unsafe(f"set {window} to 1", _with_window(mapping)),
    )


def _with_window(mapping: EventSourceMapping) -> Edit | None:
    if mapping.field(WINDOW):
        return set_to(mapping, WINDOW, 1)
    return add(mapping, WINDOW, 1, beside="BatchSize")
