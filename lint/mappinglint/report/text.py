"""Findings as a person reads them: the lines of the file, and under them what to see there."""

from collections.abc import Iterator

from mappinglint.engine import Result
from mappinglint.finding import Finding, Level
from mappinglint.place import Label
from mappinglint.report.words import notes, printable, summary, when
from mappinglint.source import Source

# Of a longer line, the part around what matters is shown; no less than a few words of it.
_WIDEST, _NARROWEST = 160, 40
_TAB = "    "

_BOLD, _BLUE, _RESET = "\x1b[1m", "\x1b[34m", "\x1b[0m"
_COLOURS = {Level.ERROR: "\x1b[1;31m", Level.WARNING: "\x1b[1;33m", Level.NOTE: "\x1b[1;36m"}


def render(result: Result, *, colour: bool, quiet: bool = False, width: int | None = None) -> str:
    """Return every finding with its excerpt, then what was fixed and a line that sums up.

    A quiet report has no such line. `width` is what a terminal's line holds.
    """
    blocks = [
        "\n".join(_Block(finding, colour=colour, width=width).lines())
        for finding in result.findings
    ]
    fixed = [_fixed(finding, colour=colour) for finding in result.fixed]
    blocks += ["\n".join(fixed)] if fixed else []
    if not quiet:
        told = [str(one) for one in result.failures if one.is_interruption]
        blocks.append("\n".join([*told, summary(result)]))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _fixed(finding: Finding, *, colour: bool) -> str:
    """Return what a fix has done, at the place where the finding stood."""
    place = finding.primary.place
    line, column = place.start
    head = f"fixed[{finding.rule.code}]"
    done = finding.fix.title if finding.fix else ""
    where = printable(f"{place.source.path}:{line}:{column}: {done}")
    return f"{_BOLD}{head}{_RESET} {where}" if colour else f"{head} {where}"


class _Block:
    """One finding. Line numbers stand in a gutter as wide as the longest of them."""

    def __init__(self, finding: Finding, *, colour: bool, width: int | None) -> None:
        self._finding = finding
        self._colour = colour
        self._labels = [*finding.related, finding.primary]
        self._width = max(len(str(label.place.start.line)) for label in self._labels)
        # Beside the line, there are the gutter and the signs that something is cut.
        room = _WIDEST if width is None else width - self._width - len(" | ……")
        self._widest = min(max(room, _NARROWEST), _WIDEST)

    def lines(self) -> Iterator[str]:
        finding = self._finding
        level = self._paint(_COLOURS[finding.level], f"{finding.level}[{finding.rule.code}]")
        message = self._paint(_BOLD, printable(finding.message))
        yield f"{level} {finding.rule.name}: {message}"
        # The finding's own file comes first; a cause in another file gets a section of its own.
        first = finding.primary.place.source
        others = dict.fromkeys(label.place.source for label in finding.related)
        for source in dict.fromkeys([first, *others]):
            yield from self._section(source)
        below = [f"when: {printable(when(finding))}"] if finding.when else []
        below += notes(finding)
        if below:
            yield self._gutter("|")
            yield from (f"{self._gutter('=')} {note}" for note in below)

    def _section(self, source: Source) -> Iterator[str]:
        labels = [label for label in self._labels if label.place.source is source]
        line, column = labels[-1].place.start
        arrow = self._paint(_BLUE, " " * self._width + "-->")
        where = f":{line}:{column}" if source.text else ""
        yield f"{arrow} {printable(source.path)}{where}"
        if source.text:
            yield self._gutter("|")
            yield from self._excerpt(source, labels)

    def _excerpt(self, source: Source, labels: list[Label]) -> Iterator[str]:
        before = None
        for label in sorted(dict.fromkeys(labels), key=lambda label: label.place.span):
            line = label.place.start.line
            if before is not None and line > before + 1:
                yield self._paint(_BLUE, "...")
            text, lead, marked = _cut(source, label, self._widest)
            if line != before or len(text) >= self._widest:
                yield f"{self._gutter('|', str(line))} {text}".rstrip()
            before = line
            yield f"{self._gutter('|')} {' ' * lead}{self._mark(label, marked)}"

    def _mark(self, label: Label, width: int) -> str:
        is_primary = label == self._finding.primary
        marks = ("^" if is_primary else "-") * width
        colour = _COLOURS[self._finding.level] if is_primary else _BLUE
        return self._paint(colour, f"{marks} {printable(label.text)}".rstrip())

    def _gutter(self, mark: str, number: str = "") -> str:
        return self._paint(_BLUE, f"{number:>{self._width}} {mark}")

    def _paint(self, code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if self._colour else text


def _cut(source: Source, label: Label, widest: int) -> tuple[str, int, int]:
    """Return the line of a label, the columns before what is marked, and those marked.

    Of a line over so many characters, that is a part.
    """
    span = label.place.span
    line = source.line_span(label.place.start.line)
    start, end = line
    if end - start > widest:
        start = max(start, min(span.start - widest // 2, end - widest))
        end = min(end, start + widest)
    before = "…" if start > line.start else ""
    after = "…" if end < line.end else ""
    text = source.text
    shown = before + _visible(text[start:end]) + after
    lead = _columns(before + _visible(text[start : span.start]))
    marked = _columns(_visible(text[span.start : min(span.end, end)]))
    return shown, lead, max(marked, 1)


def _visible(text: str) -> str:
    return printable(text.replace("\t", _TAB))


def _columns(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    import unicodedata

    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    stacked = sum(unicodedata.combining(char) != 0 for char in text)
    return len(text) + wide - stacked
