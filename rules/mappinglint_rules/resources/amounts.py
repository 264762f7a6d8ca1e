"""Seconds and the like of the resources around a mapping, with the place that tells them."""

from mappinglint.place import Label
from mappinglint.record import dataclass
from mappinglint.resource import Resource
from mappinglint.value import Known


@dataclass(frozen=True)
class Amount:
    """A number, and where it is from, in words."""

    number: int
    labels: tuple[Label, ...]


def amount(resource: Resource, property_: str, default: int, unit: str) -> Amount | None:
    """Return what a property of a resource is, or its default if it has none; None if unknown."""
    name = resource.spell(property_)
    if resource.lacks(property_):
        text = f"no {name} here: the default is {default} {unit}"
        return Amount(default, (Label(resource.place, text),))
    number = resource.integer(property_)
    if number is None:
        return None
    return Amount(number, where_told(resource, property_, f"{name} is {number} {unit}"))


def where_told(resource: Resource, property_: str, words: str) -> tuple[Label, ...]:
    """Return the place of a property with some words, and where its value is from, if elsewhere."""
    here, value = Label(resource.place_of(property_), words), resource.get(property_)
    cause = value.cause if isinstance(value, Known) else None
    if cause is None:
        return (here,)
    # A default of the tool's stands nowhere else.
    return (cause,) if cause.place == here.place else (here, cause)
