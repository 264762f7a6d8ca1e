"""ESM709: what fails comes back to the queue that it failed in."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.resource import Resource
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known, Unknown
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.queues import TARGET, queue_of
from mappinglint_rules.resources.same import identity_of, is_same


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
    is_reference, is_its_own = _is_reference(queue), queue.says_itself("RedrivePolicy")
    if not is_reference:
        answer = (
            'answers "Dead letter target does not exist" when the queue is made; what it does when '
            "the queue exists already is not recorded"
        )
    elif not is_its_own:
        answer = "has made the queue by then; what it does with such a policy is not recorded"
    else:
        answer = "has no such queue to send to before it is made: the deploy fails"
    yield dead_letter_queue_loop.finding(
        mapping,
        "EventSourceArn",
        f"{called(queue, 'queue')} is its own dead-letter queue: what fails would come back to it",
        about=identity_of(queue),
        level=Level.ERROR if is_reference and is_its_own else Level.WARNING,
        related=[Label(queue.place_of(TARGET), f"{queue.name} itself")],
        aws=answer,
        remedy="name another queue in deadLetterTargetArn",
    )


def _is_reference(queue: Resource) -> bool:
    """Say whether the queue is referred to: a name that is written out may be of an old one."""
    value = queue.get(TARGET)
    return isinstance(value, Known | Unknown) and bool(value.refers_to)
