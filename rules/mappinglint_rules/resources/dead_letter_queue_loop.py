"""ESM709: what fails comes back to the queue that it failed in."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known, Unknown
from mappinglint_rules.resources.queues import TARGET, queue_of
from mappinglint_rules.resources.same import is_same


@rule(
    "ESM709",
    "dead-letter-queue-loop",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=("EventSourceArn",),
    kinds=QUEUES,
)
def dead_letter_queue_loop(mapping: EventSourceMapping) -> Iterator[Finding]:
    queue = queue_of(mapping)
    if queue is None or not is_same(queue.behind(TARGET), queue):
        return
    value = queue.get(TARGET)
    is_reference = isinstance(value, Known | Unknown) and bool(value.refers_to)
    yield dead_letter_queue_loop.finding(
        mapping,
        "EventSourceArn",
        "this queue is its own dead-letter queue: what fails would come back to it",
        # A name that is written out can be that of a queue which exists already.
        level=Level.ERROR if is_reference else Level.WARNING,
        related=[Label(queue.place_of(TARGET), f"{queue.name} itself")],
        aws="has no such queue to send to before it is made: the deploy fails"
        if is_reference
        else 'answers "Dead letter target does not exist" when the queue is made; what it does '
        "when the queue exists already is not recorded",
        remedy="name another queue in deadLetterTargetArn",
    )
