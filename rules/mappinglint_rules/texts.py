"""Values of which some stretches may not be known, and what they surely are not."""

from mappinglint.arn import arn_of
from mappinglint.parts import HOLE, with_holes
from mappinglint.value import Items, Value, parts_of
from mappinglint_rules.shape.words import shown


def is_empty(value: Value | None) -> bool:
    """Say whether a list is surely absent, or has no items."""
    return value is None or (isinstance(value, Items) and not value.items)


def text_of(value: Value) -> str:
    """Return a value as text, with a HOLE for every stretch that is not known."""
    return with_holes(parts_of(value))


def quoted(value: Value) -> str:
    """Return a value as messages show it: "arn:aws:ssm:…:parameter/password"."""
    return shown(text_of(value).replace(HOLE, "…"))


def may_begin(text: str, *beginnings: str) -> bool:
    """Say whether a text may begin in one of these ways."""
    known, hole, _ = text.partition(HOLE)
    return any(known.startswith(one) or (hole and one.startswith(known)) for one in beginnings)


def service_of(value: Value) -> str | None:
    """Return the service of an ARN, "" if the value is surely none, None if nobody can say."""
    arn = arn_of(parts_of(value))
    if arn is not None:
        return arn.service
    text = text_of(value)
    return None if HOLE in text and may_begin(text, "arn:") else ""


def resource_of(value: Value) -> str:
    """Return the last part of an ARN: "registry/orders"."""
    arn = arn_of(parts_of(value))
    return HOLE if arn is None else arn.resource
