"""ESM702: messages may come back before Lambda has tried all it can."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
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
from mappinglint_rules.service import TIMEOUTS_OF_VISIBILITY


@rule(
    "ESM702",
    "visibility-too-short",
    Level.NOTE,
    Evidence.ADVISED,
    settings=("EventSourceArn", "FunctionName", WINDOW),
    kinds=QUEUES,
)
def visibility_too_short(mapping: EventSourceMapping) -> Iterator[Finding]:
    queue, visibility = queue_of(mapping), visibility_timeout(mapping)
    timeout, window = function_timeout(mapping), batching_window(mapping)
    if queue is None or visibility is None or timeout is None or window is None:
        return
    if visibility.number < timeout.number or 0 < window.number >= visibility.number:
        # ESM701 and ESM703 say what is worse, and their remedy is that of this.
        return
    advised = advised_visibility(timeout.number, window.number)
    if visibility.number < advised:
        name = queue.spell("VisibilityTimeout")
        and_window = f", plus the batching window ({window.number})" if window.number else ""
        yield visibility_too_short.finding(
            mapping,
            "EventSourceArn",
            f"{name} of {called(queue, 'queue')} is {visibility.number} seconds: AWS advises "
            f"{advised}, {TIMEOUTS_OF_VISIBILITY} times the timeout of "
            f"{called(mapping.function, 'function')} ({timeout.number}){and_window}",
            related=[*visibility.labels, *timeout.labels, *window.labels],
            aws="takes it; a batch that is throttled may come back and use up its receives",
            remedy=f"set {name} to {advised}",
        )
