"""ESM706: a FIFO queue and a standard one do not go together."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import FIFO, QUEUES, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.resource import Resource
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.queues import (
    TARGET,
    kinds_of_queue,
    kinds_of_target,
    queue_of,
    type_label,
)
from mappinglint_rules.resources.same import identity_of


@rule(
    "ESM706",
    "dead-letter-queue-type",
    Level.ERROR,
    Evidence.RECORDED,
    settings=("EventSourceArn",),
    kinds=QUEUES,
)
def dead_letter_queue_type(mapping: EventSourceMapping) -> Iterator[Finding]:
    queue = queue_of(mapping)
    if queue is None or queue.lacks(TARGET):
        return
    source, target = kinds_of_queue(queue), kinds_of_target(queue)
    if source & target:
        # The same, or one of them is not known.
        return
    yield dead_letter_queue_type.finding(
        mapping,
        "EventSourceArn",
        f"{called(queue, 'queue')} is {name_kinds(source, one=True)}, and its dead-letter queue "
        f"is {name_kinds(target, one=True)}",
        about=identity_of(queue),
        related=_labels(queue),
        aws='answers "Dead-letter queue must be same type of queue as the source" when the queue '
        "is made",
        remedy=f"name a FIFO queue in deadLetterTargetArn ({queue.spell('FifoQueue')}, and a name "
        "that ends in .fifo)"
        if source == FIFO
        else "name a standard queue in deadLetterTargetArn",
    )


def _labels(queue: Resource) -> Iterator[Label]:
    yield type_label(queue)
    yield Label(queue.place_of(TARGET), "its dead-letter queue")
    target = queue.behind(TARGET)
    if target is not None:
        yield type_label(target)
