"""ESM701: a message would be back in the queue while the function still works on it."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.queues import function_timeout, visibility_timeout


@rule(
    "ESM701",
    "visibility-under-timeout",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("EventSourceArn", "FunctionName"),
    kinds=QUEUES,
)
def visibility_under_timeout(mapping: EventSourceMapping) -> Iterator[Finding]:
    visibility, timeout = visibility_timeout(mapping), function_timeout(mapping)
    if visibility is None or timeout is None or visibility.number >= timeout.number:
        return
    if mapping.operation is Operation.CREATE:
        yield visibility_under_timeout.finding(
            mapping,
            "EventSourceArn",
            f"the visibility timeout of this queue, {visibility.number} seconds, is less than "
            f"the function's timeout, {timeout.number} seconds",
            related=[*visibility.labels, *timeout.labels],
            aws=f'answers "Queue visibility timeout: {visibility.number} seconds is less than '
            f'Function timeout: {timeout.number} seconds"',
            remedy=f"give the queue a visibility timeout of {timeout.number} seconds at the least; "
            f"AWS advises six times the function's timeout, {6 * timeout.number}",
        )
