"""Values of which some stretches may not be known, and what they surely are not."""

from mappinglint.value import Items, Value, parts_of
from mappinglint_rules.shape.words import shown

# Stands for a stretch that is not known.
_HOLE = "\0"


def is_empty(value: Value | None) -> bool:
    """Say whether a list is surely absent, or has no items."""
    return value is None or (isinstance(value, Items) and not value.items)


def text_of(value: Value) -> str:
    """Return a value as text, with a mark for every stretch that is not known."""
    return "".join(_HOLE if part is None else part for part in parts_of(value))


def quoted(value: Value) -> str:
    """Return a value as messages show it: "arn:aws:ssm:…:parameter/password"."""
    return shown(text_of(value).replace(_HOLE, "…"))


def may_begin(text: str, *beginnings: str) -> bool:
    """Say whether a text may begin in one of these ways."""
    known, hole, _ = text.partition(_HOLE)
    return any(known.startswith(one) or (hole and one.startswith(known)) for one in beginnings)


def service_of(value: Value) -> str | None:
    """Return the service of an ARN, "" if the value is surely none, None if nobody can say."""
    text = text_of(value)
    if not may_begin(text, "arn:"):
        return ""
    fields = text.split(":", 3)
    if len(fields) < 3:
        return None if _HOLE in text else ""
    return None if _HOLE in fields[0] or _HOLE in fields[2] else fields[2]


def resource_of(value: Value) -> str:
    """Return the last part of an ARN: "registry/orders"."""
    text = text_of(value)
    fields = text.split(":", 5)
    if len(fields) == 6:
        return fields[5]
    return _HOLE if _HOLE in text else ""
