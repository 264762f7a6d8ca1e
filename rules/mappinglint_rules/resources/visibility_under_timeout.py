"""ESM701: a message would be back in the queue while the function still works on it."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.amounts import Amount
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
    "ESM701",
    "visibility-under-timeout",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("EventSourceArn", "FunctionName"),
    kinds=QUEUES,
)
def visibility_under_timeout(mapping: EventSourceMapping) -> Iterator[Finding]:
    queue, visibility = queue_of(mapping), visibility_timeout(mapping)
    timeout, window = function_timeout(mapping), batching_window(mapping)
    if queue is None or visibility is None or timeout is None:
        return
    # What AWS has stored it has taken, whatever has become of the function since.
    if visibility.number >= timeout.number or mapping.operation is Operation.STORED:
        return
    advised = advised_visibility(timeout.number, window.number if window else 0)
    and_window = " and the batching window" if window and window.number else ""
    yield visibility_under_timeout.finding(
        mapping,
        "EventSourceArn",
        f"{queue.spell('VisibilityTimeout')} of {called(queue, 'queue')} is {visibility.number} "
        f"seconds, less than the timeout of {called(mapping.function, 'function')}, "
        f"{timeout.number} seconds",
        related=[*visibility.labels, *timeout.labels],
        aws=f'answers "Queue visibility timeout: {visibility.number} seconds is less than '
        f'Function timeout: {timeout.number} seconds"',
        remedy=f"give the queue {_least(timeout.number, window)} seconds at the least; AWS advises "
        f"{TIMEOUTS_OF_VISIBILITY} times the function's timeout{and_window}: {advised}",
    )


def _least(timeout: int, window: Amount | None) -> int:
    """Return the least visibility timeout (seconds) with which ESM703 has nothing to say either."""
    return timeout if window is None else max(timeout, window.number + 1)
