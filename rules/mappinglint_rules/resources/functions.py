"""How often the function of a mapping may run at once."""

from dataclasses import dataclass

from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.value import Known
from mappinglint_rules.resources.amounts import Amount

CONCURRENCY = "ReservedConcurrentExecutions"


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
    name, value = function.spell(CONCURRENCY), function.get(CONCURRENCY)
    here = Label(function.place_of(CONCURRENCY), f"{name} is {number}")
    cause = value.cause if isinstance(value, Known) else None
    return Reserved(number, (here, cause) if cause else (here,), name)
