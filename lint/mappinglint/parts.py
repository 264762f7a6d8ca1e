"""Texts of which some stretches are not known."""

from itertools import groupby

# `("arn:aws:sqs:", None, ":orders")`: None is what nobody knows.
Parts = tuple[str | None, ...]

# Stands for such a stretch in one text. Of Unicode's private use, so that no text has it by chance.
HOLE = "\U0010fffd"

_LONGEST_TEXT = 20_000


def with_holes(parts: Parts) -> str:
    """Return the parts as one text, with a HOLE for each stretch that is not known."""
    return "".join(HOLE if part is None else part for part in parts)


def without_holes(text: str) -> Parts:
    """Return the parts of a text with holes: the reverse of with_holes."""
    first, *others = text.split(HOLE)
    return joined([(first,), *((None, other) for other in others)])


def joined(pieces: list[Parts]) -> Parts:
    """Return the parts of one text made of several, with neighbours run together.

    Of a text that is longer than any setting nothing is known.
    """
    parts = [part for piece in pieces for part in piece if part != ""]
    if sum(len(part) for part in parts if part is not None) > _LONGEST_TEXT:
        return (None,)
    whole: list[str | None] = []
    for is_hole, run in groupby(parts, key=lambda part: part is None):
        whole.append(None if is_hole else "".join(part for part in run if part is not None))
    return tuple(whole) or ("",)
