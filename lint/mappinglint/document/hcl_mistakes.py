"""What is wrong with a text that is no HCL, in words; and how to read the rest all the same.

A grammar says only that it cannot go on. This looks at the lines as a person would: each argument
stands on a line of its own, as `name = value`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from mappinglint.document.problem import Problem, ProblemKind
from mappinglint.record import dataclass
from mappinglint.span import Span

# More mistakes than that, and it is no HCL at all.
_MOST: Final = 20

_TOKEN = re.compile(
    r"(?P<space>[ \t\r]+)|(?P<line>\n)"
    r"|(?P<comment>#[^\n]*|//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))"
    r"|(?P<heredoc><<-?(?P<word>[^\W\d][\w-]*)[ \t]*\r?\n)"
    r"|(?P<name>[^\W\d][\w-]*)|(?P<quote>\")|(?P<single>')"
    r"|(?P<opens>[\[({])|(?P<closes>[\])}])"
    r"|(?P<operator>==|!=|<=|>=|=>|&&|\|\||\.\.\.|::)|(?P<sets>=)|(?P<colon>:)"
    r"|(?P<comma>,)|(?P<semicolon>;)|(?P<other>.)",
    re.DOTALL,
)
_IN_TEXT = re.compile(r"[^\"\\$%\n]+|\\.|\$\$\{|%%\{|(?P<hole>[$%]\{)|(?P<end>\"|\n)|.", re.DOTALL)
_CLOSER = {"{": "}", "[": "]", "(": ")"}
_BRACKETS: Final = frozenset("{}[]()")
# A block that is never inside of another one, at the beginning of a line.
_TOP_BLOCK = re.compile(
    r'(?:resource|data|module|variable|output|provider)[ \t]+"[^"\n]*"[^\n={]*\{|locals[ \t]*\{'
)
_QUOTED_NAME = re.compile(r'"[^"\n]*"[ \t]*[=:]')


@dataclass(frozen=True)
class Mistake:
    """A problem, and the text to read `instead` of a span: of the same length, but for the end.

    It `spoils` what the span is a part of, unless that reads as it was surely meant; `inside` is
    another place in what is spoiled. Where brackets do not match, all from `lost` to the end of the
    outermost block may belong elsewhere.
    """

    problem: Problem
    span: Span
    instead: str
    spoils: bool = True
    inside: int | None = None
    lost: int | None = None

    def repaired(self, text: str) -> str:
        return text[: self.span.start] + self.instead + text[self.span.end :]


def find_mistakes(text: str) -> list[Mistake]:
    """Return the mistakes of a text that are plain to see, in order."""
    found: list[Mistake] = []
    for mistake in _Scanner(text).mistakes():
        if found and mistake.span.start < found[-1].span.end:
            continue
        found.append(mistake)
        if len(found) == _MOST:
            break
    return found


def mistake_at(text: str, offset: int) -> Mistake:
    """Return what is wrong at a place where the grammar cannot go on; its line is left out."""
    offset = min(offset, len(text.rstrip()))
    start, end = _line(text, offset)
    while start > 0 and not text[start:end].strip():
        start, end = _line(text, start - 1)
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    at = max(offset, first) if offset < end else first
    problem = Problem(ProblemKind.SYNTAX, "this cannot be read as HCL", Span(at, max(end, at + 1)))
    has_brackets = not _BRACKETS.isdisjoint(text[start:end])
    return replace(_without(problem, text, Span(start, end)), lost=start if has_brackets else None)


def _line(text: str, offset: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return start, len(text) if end < 0 else end


def _without(problem: Problem, text: str, span: Span) -> Mistake:
    """Return a mistake that is mended by leaving its text out."""
    return Mistake(problem, span, re.sub(r"[^\n]", " ", text[slice(*span)]))


@dataclass
class _Open:
    """A bracket that is still open; within a `body` stand arguments and blocks.

    `indent` is that of its line.
    """

    sign: str
    at: int
    is_body: bool
    indent: int


class _Scanner:
    """Goes over a text once, and knows what each line stands in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[_Open] = []
        # Where a line begins, and how far its first sign is indented.
        self._line_start = 0
        self._indent: int | None = None
        # The first bracket of the outermost block whose content is indented as if it were closed.
        self._crooked: int | None = None
        self._begin_line()

    def _begin_line(self) -> None:
        """Forget the argument before: its name, its `=`, and whether it has a value."""
        self._name: Span | None = None
        self._sets: int | None = None
        self._has_value = False

    def mistakes(self) -> Iterator[Mistake]:
        while self._at < len(self._text):
            found = _TOKEN.match(self._text, self._at)
            assert found is not None
            self._at = found.end()
            kind = found.lastgroup
            if kind not in ("space", "line", "comment"):
                self._see_indent(found)
            if found["heredoc"]:
                yield from self._heredoc(found)
            elif kind == "line":
                yield from self._line()
            elif kind == "quote":
                yield from self._quote(found.start())
            elif kind == "single":
                yield from self._single(found.start())
            elif kind == "opens":
                yield from self._opens(found)
            elif kind == "closes":
                yield from self._closes(found)
            elif kind not in ("space", "comment"):
                yield from self._word(found)
        yield from self._end_argument()
        yield from self._unclosed(len(self._text))

    @property
    def _in_body(self) -> bool:
        return not self._open or self._open[-1].is_body

    def _see_indent(self, found: re.Match[str]) -> None:
        """Note where the indentation of a line tells of another bracket than those around it."""
        if self._indent is not None:
            return
        self._indent = found.start() - self._line_start
        if not self._open:
            return
        around = self._open[-1]
        if found.lastgroup != "closes" and self._indent <= around.indent:
            self._is_crooked_from(around.at)

    def _is_crooked_from(self, at: int) -> None:
        self._crooked = at if self._crooked is None else min(self._crooked, at)

    # -- arguments --------------------------------------------------------------------------------

    def _line(self) -> Iterator[Mistake]:
        self._line_start, self._indent = self._at, None
        if self._in_body:
            yield from self._end_argument()
            self._begin_line()
        if self._open and _TOP_BLOCK.match(self._text, self._at):
            yield from self._unclosed(self._at)
            self._begin_line()

    def _end_argument(self) -> Iterator[Mistake]:
        if self._name is None or self._has_value or not self._in_body:
            return
        name = self._text[slice(*self._name)]
        if self._sets is None:
            message = f"{name} is neither an argument ({name} = …) nor a block ({name} {{ … }})"
            yield self._without_name(_problem(message, self._name), self._name)
        else:
            message = f"{name} has no value: nothing stands behind the '='"
            span = Span(self._name.start, self._sets + 1)
            yield _without(_problem(message, span), self._text, span)

    def _without_name(self, problem: Problem, name: Span) -> Mistake:
        """Leave out a name, and what stands behind it on its line."""
        line_end = _line(self._text, name.start)[1]
        rest = self._text[name.end : line_end]
        if _BRACKETS.isdisjoint(rest):
            return _without(problem, self._text, Span(name.start, line_end))
        if rest[0] in " \t":
            # Most likely, that is the value.
            return Mistake(problem, Span(name.end, name.end + 1), "=")
        return _without(problem, self._text, name)

    def _word(self, found: re.Match[str]) -> Iterator[Mistake]:
        """Look at anything that is no bracket and no text."""
        if not self._in_body:
            return
        span, kind = Span(*found.span()), found.lastgroup
        if kind in ("comma", "semicolon"):
            message = f"no '{found[0]}' stands between arguments: each has a line of its own"
            yield Mistake(_problem(message, span), span, " ", spoils=False)
        elif self._sets is not None:
            if kind == "sets" and self._has_value:
                message = "each argument stands on a line of its own"
                yield Mistake(_problem(message, span), Span(span.end, span.end), "", spoils=False)
            self._has_value = True
        elif self._name is None:
            self._name = span if kind == "name" else None
        elif kind == "sets":
            self._sets = span.start
        elif kind == "colon":
            name = self._text[slice(*self._name)]
            message = f"an argument is written with '=', not ':'; {name} = …"
            yield Mistake(_problem(message, span), span, "=", spoils=False)
            self._sets = span.start

    # -- texts ------------------------------------------------------------------------------------

    def _heredoc(self, found: re.Match[str]) -> Iterator[Mistake]:
        self._has_value = True
        word = re.compile(rf"^[ \t]*{re.escape(found['word'])}[ \t]*\r?$", re.MULTILINE)
        end = word.search(self._text, found.end())
        if end is not None:
            self._at = end.end()
            return
        start = found.start("heredoc")
        message = f"nothing closes this text: it needs a line with {found['word']} alone"
        problem = _problem(message, Span(start, found.end() - 1))
        rest = Span(start, len(self._text))
        closers = "".join(_CLOSER[one.sign] for one in self._open[::-1])
        blank = _without(problem, self._text, rest).instead[1:]
        yield Mistake(problem, rest, f"0{blank}\n{closers}")
        self._at, self._open = len(self._text), []

    def _quote(self, start: int) -> Iterator[Mistake]:
        if self._in_body and self._name is None and _QUOTED_NAME.match(self._text, start):
            end = self._text.index('"', start + 1) + 1
            message = "the name of an argument stands without quotes"
            instead = f" {self._text[start + 1 : end - 1]} "
            yield Mistake(
                _problem(message, Span(start, end)), Span(start, end), instead, spoils=False
            )
            self._name, self._at = Span(start + 1, end - 1), end
            return
        self._has_value = self._has_value or self._sets is not None
        text_end = self._text_end(start)
        if text_end is None:
            yield self._broken_text("nothing closes this text: it needs a '\"'", start)
        else:
            self._at = text_end

    def _single(self, start: int) -> Iterator[Mistake]:
        self._has_value = True
        line_end = _line(self._text, start)[1]
        end = self._text.find("'", start + 1, line_end)
        message = "a text stands in double quotes, not in single ones"
        if end < 0 or any(sign in self._text[start:end] for sign in '"\\'):
            yield self._broken_text(message, start)
            return
        self._at = end + 1
        span = Span(start, end + 1)
        instead = f'"{self._text[start + 1 : end]}"'
        yield Mistake(_problem(message, span), span, instead, spoils=False)

    def _text_end(self, start: int) -> int | None:
        """Return where a text in quotes ends, or None if it does not on its line."""
        at, within = start + 1, ['"']
        while within:
            is_text = within[-1] == '"'
            found = (_IN_TEXT if is_text else _TOKEN).match(self._text, at)
            if found is None:
                return None
            at = found.end()
            if not is_text:
                if found.lastgroup in ("opens", "quote"):
                    within.append(found[0])
                elif found.lastgroup == "closes":
                    within.pop()
            elif found.lastgroup == "hole":
                within.append("{")
            elif found.lastgroup == "end":
                if found[0] == "\n":
                    return None
                within.pop()
        return at

    def _broken_text(self, message: str, start: int) -> Mistake:
        """Leave out a line from its value on, with the brackets that it opens."""
        line_start, line_end = _line(self._text, start)
        problem = _problem(message, Span(start, line_end))
        if self._open and self._open[-1].at >= line_start:
            # Their ends may follow.
            self._open = [one for one in self._open if one.at < line_start]
            self._is_crooked_from(line_start)
        self._at = line_end
        sets = self._sets
        first = sets + 1 if sets is not None and sets >= line_start else line_start
        mistake = _without(problem, self._text, Span(min(first, start), line_end))
        if first != line_start and line_end > first:
            # Something has to be there.
            self._has_value = True
            return Mistake(problem, mistake.span, "0" + mistake.instead[1:])
        return mistake

    # -- brackets ---------------------------------------------------------------------------------

    def _opens(self, found: re.Match[str]) -> Iterator[Mistake]:
        start = found.start()
        is_block = found[0] == "{" and self._in_body and self._sets is None
        if self._in_body and self._sets is not None:
            self._has_value = True
        if is_block and self._name is None:
            problem = _problem("a block has a name in front of its '{'", Span(start, start + 1))
            if self._text[max(start - 1, 0)] in " \t":
                yield Mistake(problem, Span(start - 1, start + 1), "x{")
            else:
                yield Mistake(problem, Span(start, start), "", lost=start)
        if not self._open and self._indent == 0:
            self._crooked = None
        self._open.append(_Open(found[0], start, is_block, self._indent or 0))
        if is_block:
            self._begin_line()

    def _closes(self, found: re.Match[str]) -> Iterator[Mistake]:
        span = Span(*found.span())
        of_its_sign = [one for one in self._open if _CLOSER[one.sign] == found[0]]
        if not of_its_sign or self._is_stray(of_its_sign[-1], span.start):
            problem = _problem(f"nothing opens this '{found[0]}'", span)
            inside = self._name.start if self._name else None
            yield Mistake(problem, span, " ", inside=inside, lost=self._crooked)
            return
        if self._in_body:
            yield from self._end_argument()
        missing: list[_Open] = []
        while _CLOSER[self._open[-1].sign] != found[0]:
            missing.append(self._open.pop())
        if missing:
            yield self._closed(missing, span.start)
        last = self._open.pop()
        if last.at < self._line_start and last.indent != self._indent:
            self._is_crooked_from(last.at)
        if last.is_body:
            self._begin_line()

    def _is_stray(self, opening: _Open, at: int) -> bool:
        """Say whether a bracket at a place closes none, though one of its sign is open."""
        if opening is self._open[-1]:
            return False
        is_first = at - self._line_start == self._indent
        return opening.indent != self._indent if is_first else opening.at < self._line_start

    def _unclosed(self, at: int) -> Iterator[Mistake]:
        if self._open:
            missing, self._open = self._open[::-1], []
            yield self._closed(missing, at)

    def _closed(self, missing: list[_Open], at: int) -> Mistake:
        """Close brackets at a place before which they should have been closed."""
        first = missing[0]
        span = Span(first.at, first.at + 1)
        problem = _problem(f"nothing closes this '{first.sign}'", span)
        closers = "".join(_CLOSER[one.sign] for one in missing)
        lost = self._crooked
        if lost is not None and lost != first.at and self._text[lost] in _CLOSER:
            hint = "by the indentation, it is this one"
            problem = replace(problem, related=(Span(lost, lost + 1), hint))
        if at == len(self._text):
            return Mistake(problem, Span(at, at), "\n" + closers, lost=lost)
        start = at - len(closers)
        room = self._text[max(start, 0) : at]
        line = self._text[slice(*_line(self._text, max(start, 0)))]
        if start < 0 or room.strip() or "#" in line or "//" in line:
            # The grammar has to find its way by itself.
            return Mistake(problem, Span(at, at), "", lost=first.at if lost is None else lost)
        return Mistake(problem, Span(start, at), closers, lost=lost)


def _problem(message: str, span: Span) -> Problem:
    return Problem(ProblemKind.SYNTAX, message, span)
