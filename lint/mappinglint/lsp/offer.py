"""A word that an editor offers to put in."""

import re

from mappinglint.record import dataclass

_SPECIAL = re.compile(r"[\\$}]")


@dataclass(frozen=True)
class Offer:
    """A word to put in from `start` to `end`, on the line of the cursor, all in characters.

    `snippet` is what to put in where the editor takes snippets, else `plain`. `filter` is what the
    text typed so far is compared with. A comma is missing at `comma`, unless that is None. `what`
    is "setting", "word", "key" or "operator".
    """

    label: str
    what: str
    start: int
    end: int
    plain: str
    snippet: str
    filter: str
    detail: str = ""
    summary: str = ""
    comma: int | None = None


def escaped(text: str) -> str:
    """Return a text as snippets have it."""
    return _SPECIAL.sub(r"\\\g<0>", text)
