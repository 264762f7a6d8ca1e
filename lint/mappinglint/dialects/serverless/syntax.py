"""The syntax of Serverless variables: `${opt:stage, self:provider.stage, 'dev'}`.

What does not have it is text: `${AWS::Region}` is CloudFormation's, for one.
"""

import re
from typing import Final

from mappinglint.record import dataclass
from mappinglint.value import Scalar

_BEGIN = re.compile(r"(?<!\\)\$\{(?=[a-z][A-Za-z0-9]*[:(])")
_KIND = re.compile(r"[a-z][A-Za-z0-9]*(?=[:(])")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_WORD = re.compile(r"(?:true|false|null|-?[0-9]{1,20}(?:\.[0-9]{1,20})?)(?=\s*[,}])")
_SPACE = re.compile(r"\s*")
_WORDS: Final[dict[str, Scalar]] = {"true": True, "false": False, "null": None}

# Variables within variables; nobody goes deeper than three levels.
_DEEPEST = 10
# A longer text is no setting's, and no path's.
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in a variable itself; `start` and `end` count from its beginning."""

    data: Scalar
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that a value may come from: `file(x.yml):a.b` has kind, arguments and address."""

    kind: str
    arguments: "tuple[Text, ...]"
    address: "Text | None"
    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: where it stands in its text, and its choices, of which the first one counts."""

    start: int
    end: int
    text: str
    choices: tuple[Literal | Choice, ...]


# A text that may have variables in it.
Text = tuple[str | Variable, ...]


def variables_in(text: str) -> list[Variable]:
    """Return the variables of a text, in order; those within others are parts of these."""
    found: list[Variable] = []
    if "${" not in text or len(text) > _LONGEST:
        return found
    end = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() >= end and (variable := _variable(text, begin.start())):
            found.append(variable)
            end = variable.end
    return found


def whole(text: str) -> Variable | None:
    """Return the variable that a text is; None if there is more to it."""
    if not text.startswith("${") or not text.endswith("}"):
        return None
    found = variables_in(text)
    return found[0] if len(found) == 1 and found[0].end == len(text) else None


class _NoVariableError(Exception):
    """The text has another form."""


def _variable(text: str, start: int) -> Variable | None:
    try:
        return _Parser(text, start).variable(start, 0)
    except _NoVariableError:
        return None


class _Parser:
    """Reads one variable, which begins at `origin`."""

    def __init__(self, text: str, origin: int) -> None:
        self._text = text
        self._origin = origin

    def variable(self, start: int, depth: int) -> Variable:
        if depth > _DEEPEST:
            raise _NoVariableError
        choices: list[Literal | Choice] = []
        at = start + len("${")
        while True:
            at = self._space(at)
            found, at = self._choice(at, depth)
            choices += found
            at = self._space(at)
            if self._text.startswith("}", at):
                at += 1
                return Variable(start, at, self._text[start:at], tuple(choices))
            if not self._text.startswith(",", at):
                raise _NoVariableError
            at += 1

    def _space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _choice(self, at: int, depth: int) -> tuple[list[Literal | Choice], int]:
        if self._text.startswith("${", at):
            # The older way to write a fallback: `${opt:stage, ${self:provider.stage}}`.
            inner = self.variable(at, depth + 1)
            return list(inner.choices), inner.end
        if literal := self._literal(at):
            return [literal], literal.end + self._origin
        kind = _KIND.match(self._text, at)
        if kind is None:
            raise _NoVariableError
        start, at = at, kind.end()
        arguments: list[Text] = []
        while self._text[at] in "(," and (self._text[at] == "(" or arguments):
            argument, at = self._part(at + 1, ",)", depth)
            arguments.append(_unquoted(argument))
            if at >= len(self._text):
                raise _NoVariableError
            if self._text[at] == ")":
                at += 1
                break
        address = None
        if self._text.startswith(":", at):
            address, at = self._part(at + 1, ",}", depth)
        return [Choice(kind.group(), tuple(arguments), address, self._text[start:at])], at

    def _literal(self, at: int) -> Literal | None:
        span = at - self._origin
        if found := _QUOTED.match(self._text, at):
            text = found.group()[1:-1]
            return Literal(text, text, span, found.end() - self._origin)
        if found := _WORD.match(self._text, at):
            word = found.group()
            data = _WORDS[word] if word in _WORDS else _number(word)
            return Literal(data, word, span, found.end() - self._origin)
        return None

    def _part(self, at: int, ends: str, depth: int) -> tuple[Text, int]:
        """Read a text with variables in it, up to one of some characters."""
        pieces: list[str | Variable] = []
        start = at
        while at < len(self._text) and self._text[at] not in ends:
            if self._text.startswith("${", at):
                pieces.append(self._text[start:at])
                # It may stand elsewhere by itself, and is the same there.
                inner = _Parser(self._text, at).variable(at, depth + 1)
                pieces.append(inner)
                at = start = inner.end
            else:
                at += 1
        pieces.append(self._text[start:at])
        return _stripped(pieces), at


def _number(word: str) -> Scalar:
    return float(word) if "." in word else int(word)


def _stripped(pieces: list[str | Variable]) -> Text:
    first, last = pieces[0], pieces[-1]
    if isinstance(first, str):
        pieces[0] = first.lstrip()
    if isinstance(last, str):
        last = pieces[-1]
        pieces[-1] = last.rstrip() if isinstance(last, str) else last
    return tuple(piece for piece in pieces if piece != "")


def _unquoted(text: Text) -> Text:
    match text:
        case (str() as word,) if found := _QUOTED.fullmatch(word):
            return (found.group()[1:-1],)
    return text
