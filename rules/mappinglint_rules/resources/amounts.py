"""Seconds and the like of the resources around a mapping, with the place that tells them."""

from dataclasses import dataclass

from mappinglint.place import Label
from mappinglint.resource import Resource
from mappinglint.value import Known


@dataclass(frozen=True)
class Amount:
    """A number, and where it is from, in words."""

    number: int
    labels: tuple[Label, ...]


def amount(resource: Resource, property_: str, default: int, unit: str) -> Amount | None:
    """Return what a property of a resource is, or its default if it has none; None if unknown."""
    name, value = resource.spell(property_), resource.get(property_)
    if value is None:
        text = f"no {name} here: the default is {default} {unit}"
        return Amount(default, (Label(resource.place, text),))
    number = resource.integer(property_)
    if number is None:
        return None
    here = Label(resource.place_of(property_), f"{name} is {number} {unit}")
    cause = value.cause if isinstance(value, Known) else None
    if cause is None:
        return Amount(number, (here,))
    # A default of the tool's stands nowhere else.
    return Amount(number, (cause,) if cause.place == here.place else (here, cause))
