"""The times of the queue and of the function that a mapping connects."""

from mappinglint.mapping import EventSourceMapping
from mappinglint.resource import QUEUE, Resource
from mappinglint_rules.resources.amounts import Amount, amount
from mappinglint_rules.service import FUNCTION_TIMEOUT, VISIBILITY_TIMEOUT


def queue_of(mapping: EventSourceMapping) -> Resource | None:
    """Return the queue that a mapping reads, if it is in the project."""
    source = mapping.source
    return source if source is not None and source.type == QUEUE else None


def visibility_timeout(mapping: EventSourceMapping) -> Amount | None:
    """Return how long (seconds) a message that was received is hidden, if that is known."""
    queue = queue_of(mapping)
    if queue is None:
        return None
    return amount(queue, "VisibilityTimeout", VISIBILITY_TIMEOUT, "seconds")


def function_timeout(mapping: EventSourceMapping) -> Amount | None:
    """Return how long (seconds) the function of a mapping may run, if that is known."""
    function = mapping.function
    if function is None:
        return None
    return amount(function, "Timeout", FUNCTION_TIMEOUT, "seconds")
