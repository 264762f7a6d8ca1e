"""The quick way from JSON text to the light tree, for a text without mistakes.

Nearly all patterns have none. That is asked of the standard library, which is fast but tells no
offsets; after that, no token needs a question any more.
"""

import re
from json import JSONDecoder
from typing import NoReturn

from mappinglint.pattern.tree import (
    MAX_DEPTH,
    MAX_DIGITS,
    WORDS,
    List,
    Number,
    Object,
    Text,
    Tree,
    Word,
)

# A string, with the colon behind it if it is a key; a bracket; or a word; and a comma behind it.
_TOKEN = re.compile(r'[ \t\n\r]*(?:"([^"]*)"(?:[ \t\n\r]*(:))?|([{}\[\]])|([^\s"{}\[\]:,]+))[\s,]*')


def read_right(text: str) -> Object | None:
    """Return the object with which a text begins, or None if that takes the careful reader.

    It does if there is a mistake, of course, but also if there is an escape.
    """
    if "\\" in text or not text.startswith("{"):
        return None
    try:
        _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return _tree(text)


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which are Python's, not JSON's."""
    raise ValueError(constant)


_DECODER = JSONDecoder(parse_constant=_refuse)


def _tree(text: str) -> Object | None:
    """Return the tree, or None if there is more of something than AWS reads."""
    root = Object([], 0, 0)
    parent: List | Object = root
    key = Text("", 0, 0)
    outer: list[tuple[List | Object, Text]] = []
    for token in _TOKEN.finditer(text, 1):
        kind = token.lastindex
        node: Tree
        if kind == 4:
            node = _scalar(token[4], token.start(4))
            if token.end(4) - node.start > MAX_DIGITS:
                return None
        elif kind != 3:
            start, end = token.span(1)
            node = Text(token[1], start - 1, end + 1)
            if kind == 2:
                key = node
                continue
        elif token[3] in "{[":
            outer.append((parent, key))
            at = token.start(3)
            parent = Object([], at, at) if token[3] == "{" else List([], at, at)
            if len(outer) >= MAX_DEPTH:
                return None
            continue
        else:
            node = parent
            parent.end = token.end(3)
            if not outer:
                break
            parent, key = outer.pop()
        if isinstance(parent, List):
            parent.items.append(node)
        else:
            parent.members.append((key, node))
    return root


def _scalar(word: str, start: int) -> Number | Word:
    end = start + len(word)
    return Word(WORDS[word], start, end) if word in WORDS else Number(word, start, end)
