"""ESM703: messages return to the queue while Lambda still gathers the batch."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.batching.window import WINDOW
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.queues import (
    advised_visibility,
    batching_window,
    function_timeout,
    queue_of,
    visibility_timeout,
)


@rule(
    "ESM703",
    "window-over-visibility",
    Level.WARNING,
    Evidence.ADVISED,
    settings=(WINDOW, "EventSourceArn"),
    # A FIFO queue takes no window at all: ESM205.
    kinds=frozenset({SourceKind.SQS}),
)
def window_over_visibility(mapping: EventSourceMapping) -> Iterator[Finding]:
    queue, visibility = queue_of(mapping), visibility_timeout(mapping)
    window, timeout = batching_window(mapping), function_timeout(mapping)
    if queue is None or visibility is None or window is None or not mapping.is_only(SourceKind.SQS):
        return
    if window.number == 0 or window.number < visibility.number:
        return
    needed = visibility.number if timeout is None else timeout.number
    if visibility.number < needed and window.number < needed:
        # ESM701 asks for a visibility timeout that this window fits in.
        return
    name, setting = queue.spell("VisibilityTimeout"), mapping.spell(WINDOW)
    advised = None if timeout is None else advised_visibility(timeout.number, window.number)
    seconds = f"more than {window.number} seconds" if advised is None else f"{advised} seconds"
    yield window_over_visibility.finding(
        mapping,
        WINDOW,
        f"{setting} {window.number} is not less than {name} of {called(queue, 'queue')}, "
        f"{visibility.number} seconds: messages come back while Lambda still gathers the batch",
        related=visibility.labels,
        aws="takes it, and may give the function the same message twice",
        remedy=f"{_shorter(setting, visibility.number)}, or give the queue a {name} of {seconds}",
    )


def _shorter(setting: str, visibility: int) -> str:
    # A second is the least that a window which gathers can have.
    if visibility <= 1:
        return f"set {setting} to 0"
    return f"set {setting} to less than {visibility}"
