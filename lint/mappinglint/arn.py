"""ARNs of which a part may not be known."""

from typing import NamedTuple

from mappinglint.parts import HOLE, Parts, with_holes


class Arn(NamedTuple):
    """The fields of an ARN; what is not known of them is a HOLE."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def arn_of(parts: Parts) -> Arn | None:
    """Return the fields of a text that surely is an ARN, as far as its service at least."""
    text = with_holes(parts)
    prefix, *fields = text.split(":", 5)
    if prefix != "arn" or len(fields) < 2 or HOLE in fields[1]:
        return None
    if HOLE in fields[0] and len(fields) < 5:
        # The hole may hold the service, and what looks like it comes later.
        return None
    fields += [HOLE if HOLE in text else ""] * (5 - len(fields))
    return Arn(*fields)
