"""What is open where somebody types, and must be closed before anything can be read."""

import re
from collections.abc import Iterator
from dataclasses import field

from mappinglint.record import dataclass

_QUOTED = r'"(?:[^"\\\r\n]|\\.)*(?P<double>"?)'
# Comments, texts and brackets. In YAML, a quote within a word is none.
_TOKENS = {
    "json": re.compile(rf"{_QUOTED}|(?P<bracket>[\[\]{{}}])"),
    "hcl": re.compile(
        r"(?P<comment>(?:\#|//)[^\r\n]*)|/\*(?s:.*?)\*/"
        r"|<<[-~]?[ \t]*(?P<end>\w+)[ \t]*\r?\n(?s:.*?)^[ \t]*(?P=end)\b"
        rf"|{_QUOTED}|(?P<bracket>[\[\]{{}}()])",
        re.MULTILINE,
    ),
    "yaml": re.compile(
        rf"(?P<comment>(?<!\S)\#[^\r\n]*)|(?<![^\s\[{{,:(-])(?:{_QUOTED}"
        r"|'(?:[^'\r\n]|'')*(?P<single>'?))|(?P<bracket>[\[\]{}])"
    ),
}
_CLOSING = {"[": "]", "{": "}", "(": ")"}


@dataclass
class Ends:
    """What a stretch of text leaves open, the innermost last, and how many it closes of others.

    `quote` is that of a text which it ends in, and `is_comment` says whether it ends in one.
    """

    opened: list[str] = field(default_factory=list)
    closed: int = 0
    quote: str = ""
    is_comment: bool = False


def ends_of(text: str, start: int, end: int, language: str) -> Ends:
    """Return what a stretch of a text in "hcl", "json" or "yaml" leaves open."""
    ends = Ends()
    for found in _TOKENS[language].finditer(text, start, end):
        groups = found.groupdict()
        bracket = groups["bracket"]
        if bracket:
            _heed(ends, bracket)
        elif found.end() == end:
            ends.is_comment = groups.get("comment") is not None
            if groups["double"] == "":
                ends.quote = '"'
            elif groups.get("single") == "":
                ends.quote = "'"
    return ends


def _heed(ends: Ends, bracket: str) -> None:
    if bracket in _CLOSING:
        ends.opened.append(bracket)
    elif ends.opened:
        ends.opened.pop()
    else:
        ends.closed += 1


def closing(text: str, start: int, end: int, language: str) -> str:
    """Return what is missing behind a word that stands from `start` to `end`.

    It is what closes the text and the brackets that are open there, and that nothing closes later:
    in YAML on the same line, as hardly anybody has brackets over several.
    """
    first, last = 0, len(text)
    if language == "yaml":
        first, last = line_of(text, start)
    before = ends_of(text, first, start, language)
    quote = ""
    if before.quote:
        rest = text[end : line_of(text, end)[1]]
        found = re.match(rf"(?:[^\\{before.quote}]|\\.)*{before.quote}", rest)
        quote = "" if found else before.quote
        end += found.end() if found else len(rest)
    behind = ends_of(text, end, last, language)
    missing = max(0, len(before.opened) - behind.closed)
    between = "\n" if language == "hcl" else ""
    return quote + "".join(_closers(before.opened, missing, between))


def _closers(opened: list[str], count: int, between: str) -> Iterator[str]:
    for bracket in reversed(opened[len(opened) - count :]):
        yield between + _CLOSING[bracket]


def line_of(text: str, at: int) -> tuple[int, int]:
    """Return where the line of an offset begins and ends."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    return start, min(ends, default=len(text))
