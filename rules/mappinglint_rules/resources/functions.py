"""How often the function of a mapping may run at once."""

from itertools import islice

from mappinglint.kind import QUEUES, kinds_of_arn
from mappinglint.mapping import EventSourceMapping
from mappinglint.record import dataclass
from mappinglint.resource import QUEUE, Resource
from mappinglint.value import Known, Unknown, parts_of
from mappinglint_rules.resources.amounts import Amount, where_told
from mappinglint_rules.resources.callers import mappings_of

CONCURRENCY = "ReservedConcurrentExecutions"
# Nobody has more queues for a function: the work for a mapping stays the same.
_MOST = 20


@dataclass(frozen=True)
class Reserved(Amount):
    """A reserved concurrency, and what the file calls it."""

    name: str


def reserved_concurrency(mapping: EventSourceMapping) -> Reserved | None:
    """Return how often the function may run at once; None if that is not limited, or not known.

    A number below zero is Terraform's word for no limit.
    """
    function = mapping.function
    number = None if function is None else function.integer(CONCURRENCY)
    if function is None or number is None or number < 0:
        return None
    name = function.spell(CONCURRENCY)
    return Reserved(number, where_told(function, CONCURRENCY, f"{name} is {number}"), name)


def queues_of_function(mapping: EventSourceMapping) -> int:
    """Return how many queues call the function of a queue's mapping, that one included."""
    others = () if mapping.function is None else mappings_of(mapping.function)
    return 1 + sum(_is_another(other, mapping) for other in islice(others, _MOST))


def _is_another(other: Resource, mapping: EventSourceMapping) -> bool:
    if other.place == mapping.place or other.name == mapping.name:
        return False
    return other.boolean("Enabled") is not False and _reads_queue(other)


def _reads_queue(mapping: Resource) -> bool:
    value = mapping.get("EventSourceArn")
    source = mapping.around.behind(value)
    if source is not None:
        return source.type == QUEUE
    return isinstance(value, Known | Unknown) and kinds_of_arn(parts_of(value)) <= QUEUES
