"""Tries a regular expression of ours on texts that are made to keep it busy.

A pattern that takes time by the square of a text takes long for a long one.
"""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from re import _constants as sre
from re import _parser
from types import ModuleType
from typing import Any, NamedTuple

import mappinglint
import mappinglint_rules

# What ends most things, and what ends none.
_ENDS = ("\0", "")
_MOST_UNITS = 24


class Found(NamedTuple):
    """A pattern, and the ways in which our code uses it: `match`, `search`."""

    pattern: re.Pattern[Any]
    ways: frozenset[str]


def patterns() -> dict[str, Found]:
    """Return every pattern of ours, once, by where it is: `module:name:number`.

    That is what modules hold, and what stands in the code in a call of `re`.
    """
    return {where: found for found, where in {found: w for w, found in _all().items()}.items()}


def _all() -> dict[str, Found]:
    found: dict[str, Found] = {}
    for package in (mappinglint, mappinglint_rules):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                found |= _patterns_of(import_module(module.name))
    return found


def _patterns_of(module: ModuleType) -> dict[str, Found]:
    text = Path(str(module.__file__)).read_text()
    found = {
        f"{module.__name__}:{name}:{number}": Found(pattern, _ways(module.__name__, name, text))
        for name, value in vars(module).items()
        for number, pattern in enumerate(_patterns_in(value))
    }
    tree = ast.parse(text)
    behind = {
        id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("re"), attr=attribute), args=[first, *_]
            ):
                way = behind.get(id(node), "") if attribute == "compile" else attribute
                # What is compiled and not used at once is held by the module.
                for name, written in _written(first, module) if way else ():
                    where = f"{module.__name__}:{name}:{way}"
                    ways = frozenset({way}) & _EVERY_WAY or _EVERY_WAY
                    found[where] = Found(re.compile(written), ways)
    return found


def _written(node: ast.expr, module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the texts that an argument of `re` may be, each with its name."""
    match node:
        case ast.Constant(value=str() | bytes() as text):
            yield str(text), text
        case ast.Name(id=name) if isinstance(vars(module).get(name), str | bytes):
            yield name, vars(module)[name]
        case ast.IfExp(body=one, orelse=other):
            yield from _written(one, module)
            yield from _written(other, module)


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


def _ways(module: str, name: str, text: str) -> frozenset[str]:
    """Return how a module uses a pattern that it holds; all there are if that cannot be told.

    What is only ever tried at one place need not be quick in a search.
    """
    if f"{module}:{name}" in _TRIED_AT_ONE_PLACE:
        return frozenset({"match", "fullmatch"})
    uses = re.compile(rf"\b{name}\b(?:\[[^\]]*\])?\.(\w+)\b")
    return _EVERY_WAY & set(uses.findall(text)) if name.startswith("_") else _EVERY_WAY


# How they are used does not stand behind their names.
_TRIED_AT_ONE_PLACE = {
    "mappinglint.document.fences:_MORE",
    "mappinglint.examples:_REGION",
    "mappinglint.lsp.blocks:_KEY",
    "mappinglint.lsp.blocks:_LABELS",
}
_EVERY_WAY = frozenset({"findall", "finditer", "fullmatch", "match", "search", "split", "sub"})


def attempt(found: Found, length: int) -> None:
    """Let a pattern look at every text that is made for it, in the ways in which it is used."""
    pattern, ways = found.pattern, found.ways or _EVERY_WAY
    for text in pumped(pattern, length):
        data = text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text
        if "match" in ways:
            pattern.match(data)
        if "fullmatch" in ways:
            pattern.fullmatch(data)
        if not ways <= {"match", "fullmatch"}:
            for _ in pattern.finditer(data):
                pass
