r"""The text behind `wildcard`: `*` for anything, and `\*` and `\\` for these characters."""

import re

from mappinglint.parts import HOLE
from mappinglint.pattern.judge import Judge
from mappinglint.pattern.mistake import Kind, Replacement, span_of, span_within
from mappinglint.pattern.tree import Text

_PART = re.compile(r"\\([*\\])|(\\)|(\*+)|([^*\\]+)")


def pieces_of(judge: Judge, text: Text) -> tuple[str, ...] | None:
    """Return the pieces between the `*`, or None if the text has a mistake or a hole."""
    told = len(judge.mistakes)
    pieces = [""]
    for found in _PART.finditer(text.value):
        literal, stray, stars, plain = found.groups()
        if stars is not None:
            pieces.append("")
            if len(stars) > 1:
                _stars(judge, text, found.span())
        elif stray is None:
            pieces[-1] += literal or plain
        elif not text.value.startswith(HOLE, found.end()):
            message = "in a wildcard, \\ stands only before * or another \\"
            span = span_within(judge.source, text, *found.span())
            judge.tell(Kind.OPERAND, message, span, "for a backslash itself write two")
    return tuple(pieces) if text.is_known and len(judge.mistakes) == told else None


def _stars(judge: Judge, text: Text, where: tuple[int, int]) -> None:
    span = span_within(judge.source, text, *where)
    edit = None if span == span_of(text) else Replacement(span, "*")
    message = "AWS refuses two * next to each other in a wildcard"
    judge.tell(Kind.OPERAND, message, span, "one * means the same", edit)
