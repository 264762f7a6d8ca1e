"""Tries a regular expression of ours on texts that are made to keep it busy.

A pattern that takes time by the square of a text takes long for a long one.
"""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from re import _constants as sre
from re import _parser
from typing import Any

import mappinglint
import mappinglint_rules

# What ends most things, and what ends none.
_ENDS = ("\0", "")
_MOST_UNITS = 24


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield every pattern that a module of ours holds, with where it is: `module:name`."""
    seen: set[int] = set()
    for package in (mappinglint, mappinglint_rules):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__"):
                continue
            for name, value in vars(import_module(found.name)).items():
                for number, pattern in enumerate(_patterns_in(value)):
                    if id(pattern) not in seen:
                        seen.add(id(pattern))
                        yield f"{found.name}:{name}:{number}", pattern


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    match value:
        case re.Pattern():
            yield value
        case dict():
            for one in value.values():
                yield from _patterns_in(one)
        case tuple() | list() | frozenset():
            for one in value:
                yield from _patterns_in(one)


def pumped(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Yield texts of about that length, each the same few characters over and over.

    These are what the pattern itself takes: wherever it repeats something, that.
    """
    written = pattern.pattern
    text = written if isinstance(written, str) else written.decode("latin-1")
    parsed = _parser.parse(text, pattern.flags & ~(re.UNICODE if isinstance(written, bytes) else 0))
    units = dict.fromkeys(unit for unit in _units(parsed) if unit)
    single = [*dict.fromkeys(char for unit in units for char in unit), " ", "a", "\n"]
    starts = ["", *([_example(parsed)[:20]] if _example(parsed) else [])]
    for unit in [*units, *dict.fromkeys(single)][:_MOST_UNITS]:
        for start in starts:
            for end in _ENDS:
                yield start + unit * (length // len(unit)) + end


def _units(parsed: Any) -> Iterator[str]:
    """Yield an example of the whole, of its parts, and of what these repeat, from the outermost."""
    whole = _example(parsed)
    yield whole
    # What stands before the last thing, which then is not there.
    yield whole[:-1]
    for operation, argument in parsed:
        for inner in _inner(operation, argument):
            yield from _units(inner)


def _inner(operation: Any, argument: Any) -> list[Any]:
    match operation:
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            return [argument[2]]
        case sre.SUBPATTERN:
            return [argument[3]]
        case sre.BRANCH:
            return list(argument[1])
        case sre.ASSERT | sre.ASSERT_NOT:
            return [argument[1]]
        case sre.ATOMIC_GROUP:
            return [argument]
    return []


def _example(parsed: Any) -> str:
    """Return a short text that a part of a pattern takes, or nearly."""
    made = ""
    for operation, argument in parsed:
        match operation:
            case sre.LITERAL:
                made += chr(argument)
            case sre.NOT_LITERAL:
                made += "a" if argument != ord("a") else "b"
            case sre.ANY:
                made += "a"
            case sre.IN:
                made += _member(argument)
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                least, _, inner = argument
                made += _example(inner) * min(max(least, 1), 20)
            case sre.BRANCH:
                made += _example(argument[1][0])
            case sre.SUBPATTERN:
                made += _example(argument[3])
            case sre.ATOMIC_GROUP:
                made += _example(argument)
    return made


def _member(members: Any) -> str:
    """Return a character of a class: one that stands in many, if that is in it."""
    written = _class(members)
    return next((char for char in "a0 -.:_x\n\"'{[(" if written.match(char)), "\x01")


def _class(members: Any) -> re.Pattern[str]:
    text = ""
    for operation, argument in members:
        match operation:
            case sre.NEGATE:
                text += "^"
            case sre.LITERAL:
                text += re.escape(chr(argument))
            case sre.RANGE:
                text += f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
            case sre.CATEGORY:
                text += _CATEGORIES[argument]
    return re.compile(f"[{text}]")


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _ways(where: str) -> set[str]:
    """Return how our code uses a pattern: `match`, `search`; all there are if that cannot be told.

    What is only ever tried at one place need not be quick in a search.
    """
    module, name, _ = where.split(":")
    if where in _TRIED_AT_ONE_PLACE:
        return {"match", "fullmatch"}
    uses = re.compile(rf"\b{name}\b(?:\[[^\]]*\])?\.(\w+)\b")
    own = [Path(str(sys.modules[module].__file__))]
    roots = (*mappinglint.__path__, *mappinglint_rules.__path__)
    all_ = (file for root in roots for file in Path(root).rglob("*.py"))
    texts = [file.read_text() for file in (own if name.startswith("_") else all_)]
    found = {way for text in texts for way in uses.findall(text)} & _EVERY_WAY
    return found or _EVERY_WAY


# How they are used does not stand behind their names.
_TRIED_AT_ONE_PLACE = {
    "mappinglint.document.fences:_MORE:0",
    "mappinglint.examples:_REGION:0",
    "mappinglint.lsp.blocks:_KEY:0",
    "mappinglint.lsp.blocks:_LABELS:0",
}
_EVERY_WAY = {"findall", "finditer", "fullmatch", "match", "search", "split", "sub"}


def attempt(where: str, pattern: re.Pattern[Any], length: int) -> None:
    """Let a pattern look at every text that is made for it, in the ways in which it is used."""
    ways = _ways(where)
    for text in pumped(pattern, length):
        data = text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text
        if "match" in ways:
            pattern.match(data)
        if "fullmatch" in ways:
            pattern.fullmatch(data)
        if not ways <= {"match", "fullmatch"}:
            for _ in pattern.finditer(data):
                pass
