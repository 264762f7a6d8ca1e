"""JSON that is written as text, with expressions between its quotes."""

import json
import re
from functools import partial

from mappinglint.parts import HOLE, Parts, joined
from mappinglint.place import Place
from mappinglint.resource import value_of
from mappinglint.value import Known, Unknown, Value, parts_of

# What a template is made of: texts, and what expressions between them come to.
Pieces = list[str | Value]

_LONGEST: int = 20_000
# An expression, by its number: one that stands for a text, and one that stands alone.
_MARK = re.compile(rf"{HOLE}([0-9]+)([tv])")
_QUOTE = re.compile(r'\\.|"', re.DOTALL)


def encoded(pieces: Pieces, place: Place) -> Value | None:
    """Return the object or list whose JSON text the pieces make up, all of it at a place.

    None if they make up something else.
    """
    first = pieces[0] if pieces else None
    if not isinstance(first, str) or first.lstrip()[:1] not in ("{", "["):
        return None
    texts, is_inside = [], False
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            texts.append(piece)
            is_inside ^= len([one for one in _QUOTE.findall(piece) if one == '"']) % 2 == 1
        else:
            texts.append(f"{HOLE}{number}t" if is_inside else f'"{HOLE}{number}v"')
    whole = "".join(texts)
    if len(whole) > _LONGEST:
        return None
    try:
        return value_of(json.loads(whole), place, partial(_text, pieces, place))
    except (ValueError, RecursionError):
        return None


def _text(pieces: Pieces, place: Place, text: str) -> Value:
    found: list[Parts] = []
    end = 0
    for mark in _MARK.finditer(text):
        value = _piece(pieces, int(mark[1]))
        if value is None:
            return Unknown(place)
        if mark[0] == text:
            encodes = value.encodes if isinstance(value, Known | Unknown) else None
            return encodes if mark[2] == "v" and encodes is not None else value
        found += [(text[end : mark.start()],), parts_of(value)]
        end = mark.end()
    parts = joined([*found, (text[end:],)])
    if len(parts) == 1 and parts[0] is not None:
        return Known(parts[0], place, parts[0])
    return Unknown(place, parts)


def _piece(pieces: Pieces, number: int) -> Value | None:
    piece = pieces[number] if number < len(pieces) else None
    return None if isinstance(piece, str) else piece
