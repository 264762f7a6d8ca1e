"""ESM704: a message that always fails is tried again until it expires."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.queues import may_be_dead_letter_queue, queue_of
from mappinglint_rules.resources.same import identity_of
from mappinglint_rules.service import FEWEST_RECEIVES


@rule(
    "ESM704",
    "queue-without-redrive",
    Level.NOTE,
    Evidence.ADVISED,
    settings=("EventSourceArn",),
    kinds=QUEUES,
)
def queue_without_redrive(mapping: EventSourceMapping) -> Iterator[Finding]:
    queue = queue_of(mapping)
    if queue is None or not queue.lacks("RedrivePolicy") or may_be_dead_letter_queue(queue):
        return
    name = queue.spell("RedrivePolicy")
    yield queue_without_redrive.finding(
        mapping,
        "EventSourceArn",
        f"{called(queue, 'queue')} has no {name}: a message that always fails is tried again "
        "until it expires, and is lost then",
        about=identity_of(queue),
        related=[Label(queue.place, f"no {name}")],
        remedy=f"give the queue a {name} with a dead-letter queue and at least "
        f"{FEWEST_RECEIVES} receives",
    )
