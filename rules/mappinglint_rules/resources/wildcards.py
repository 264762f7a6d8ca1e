"""Texts with wildcards, as IAM has them, of which some stretches are not known."""

from functools import lru_cache

from mappinglint.parts import HOLE

# `*` stands for any text, and so may what is not known.
_ANYTHING = frozenset({"*", HOLE})
_SPECIAL = _ANYTHING | {"?"}
# Longer texts than any ARN are not compared.
_MOST_STEPS = 1_000_000


def may_match(pattern: str, text: str, barred: str = "") -> bool:
    """Say whether a pattern may match a text; either may have holes.

    Those of the text surely do not hold the `barred` character.
    """
    if pattern in ("*", text) or len(pattern) * len(text) > _MOST_STEPS:
        return True
    if HOLE not in text and _SPECIAL.isdisjoint(pattern):
        return False
    return _may_match(pattern, text, barred)


# Mappings of one project ask the same of the same roles.
@lru_cache(maxsize=4_096)
def _may_match(pattern: str, text: str, barred: str) -> bool:
    # reached[n]: the first n characters of the pattern may match the text so far.
    reached = _past_anything(pattern, [True] + [False] * len(pattern))
    for character in text:
        if character == HOLE:
            # It may be whatever the pattern asks for next.
            for at, wanted in enumerate(pattern):
                reached[at + 1] = reached[at + 1] or (reached[at] and wanted != barred)
        else:
            reached = _step(pattern, reached, character)
        if True not in reached:
            return False
    return reached[-1]


def _step(pattern: str, before: list[bool], character: str) -> list[bool]:
    after = [False] * len(before)
    for at, wanted in enumerate(pattern):
        if wanted in _ANYTHING:
            after[at + 1] = before[at + 1] or after[at] or before[at]
        elif wanted in ("?", character):
            after[at + 1] = before[at]
    return _past_anything(pattern, after)


def _past_anything(pattern: str, reached: list[bool]) -> list[bool]:
    """Add where the pattern is when its wildcards stand for nothing."""
    for at, wanted in enumerate(pattern):
        if reached[at] and wanted in _ANYTHING:
            reached[at + 1] = True
    return reached
