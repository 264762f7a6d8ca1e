"""Texts as HCL writes them: escapes in quotes, and lines of a heredoc."""

import re
from collections.abc import Iterator

from mappinglint.span import Span

_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|\$\$\{|%%\{",
    re.DOTALL,
)
_LITERAL_SIGN = re.compile(r"\$\$\{|%%\{")
_SHORT = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_INDENT = re.compile(r"[ \t]*")
_HIGHEST = 0x10FFFF


def is_plain(raw: str) -> bool:
    """Say whether a text in quotes has no escapes but those that JSON has, too."""
    return _LITERAL_SIGN.search(raw) is None


def decoded(raw: str, *, escapes: bool = True) -> str:
    """Return what stands between quotes as the text that it means.

    Without `escapes`, as in a heredoc, only `$${` and `%%{` mean something else.
    """
    if "\\" not in raw and "${" not in raw and "%{" not in raw:
        return raw
    return "".join(text for text, _ in _pieces(raw, escapes=escapes))


def offsets_of(raw: str, start: int, *, escapes: bool) -> list[int]:
    """Return where each character of decoded(raw) stands if `raw` stands at `start`."""
    found: list[int] = []
    for text, at in _pieces(raw, escapes=escapes):
        if len(text) == 1:
            found.append(start + at)
        elif raw.startswith(text, at):
            found += range(start + at, start + at + len(text))
        else:
            found += [start + at] * len(text)
    return found


def _pieces(raw: str, *, escapes: bool) -> Iterator[tuple[str, int]]:
    """Yield stretches of text with their offsets: what stands for itself, and each escape."""
    end = 0
    for found in (_ESCAPE if escapes else _LITERAL_SIGN).finditer(raw):
        if found.start() > end:
            yield raw[end : found.start()], end
        yield _meaning(found[0]), found.start()
        if found[0][0] in "$%":
            # The brace means itself.
            yield "{", found.end() - 1
        end = found.end()
    if end < len(raw):
        yield raw[end:], end


def _meaning(escape: str) -> str:
    if escape[0] in "$%":
        return escape[0]
    if len(escape) == 2:
        return _SHORT.get(escape[1], escape)
    digits = escape[2:].replace("\\u", "")
    if escape[1] == "u" and len(digits) == 8:
        # Two halves of one character, as JSON writes them.
        return bytes.fromhex(digits).decode("utf-16-be")
    code = int(digits, base=16)
    return chr(code) if code <= _HIGHEST else escape


def flush_lines(text: str, span: Span, put_in: list[Span]) -> list[Span]:
    """Return the lines of a heredoc that begins with `<<-`, without the indent that all have.

    `put_in` are the stretches that are no text: a line that begins in one of these has no indent.
    """
    lines: list[Span] = []
    at = span.start
    pending = iter(put_in)
    hole = next(pending, None)
    while at < span.end:
        end = text.find("\n", at, span.end) + 1 or span.end
        while hole is not None and hole.end <= at:
            hole = next(pending, None)
        if hole is not None and hole.start < at and lines:
            lines[-1] = Span(lines[-1].start, end)
        else:
            lines.append(Span(at, end))
        at = end
    indents = [_indent(text, line) for line in lines if text[slice(*line)].strip()]
    least = min(indents, default=0)
    return [Span(line.start + min(least, _indent(text, line)), line.end) for line in lines]


def _indent(text: str, line: Span) -> int:
    found = _INDENT.match(text, *line)
    return len(found[0]) if found else 0
