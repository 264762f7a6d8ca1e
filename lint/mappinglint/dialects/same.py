"""Texts that are the same although nobody knows all of them: the same variables are in them."""

import re
from collections.abc import Iterator

from mappinglint.parts import with_holes
from mappinglint.value import Known, Unknown, Value

_PIECES = re.compile(r"(\$\{|[}:/])")
_MOST_NAMES = 4


def same_text(value: Value | None) -> str | None:
    """Return a text with its variables; two values that have the same one are the same."""
    match value:
        case Known(text=text):
            return text
        case Unknown(identity=str() as identity):
            if identity.startswith('"') and identity.endswith('"'):
                # Of a text with variables in it.
                return identity[1:-1]
            return identity if identity.startswith("${") else "${" + identity + "}"
    return None


def text_of(value: Known | Unknown) -> str:
    """Return as much of a text as is known, or stands for the same thing everywhere."""
    text = same_text(value)
    if text is not None:
        return text
    return with_holes(value.parts) if isinstance(value, Unknown) else value.text


def split(text: str, separator: str) -> list[str]:
    """Return what is between the separators of a text, but for those in variables."""
    fields: list[list[str]] = [[]]
    depth = 0
    for piece in _PIECES.split(text):
        if piece == "${":
            depth += 1
        elif piece == "}":
            depth = max(depth - 1, 0)
        if piece == separator and not depth:
            fields.append([])
        else:
            fields[-1].append(piece)
    return ["".join(field) for field in fields]


def names_in(text: str) -> Iterator[str]:
    """Yield what may be the name of a resource: the whole text, and ends and heads of an ARN."""
    yield text
    *before, last = split(text, ":")
    if before:
        # A version or an alias may follow the name of a function.
        yield before[-1]
        steps = split(last, "/")
        yield from steps[:_MOST_NAMES]
        yield steps[-1]
