"""A text without the lines that keep it from being read, for those who ask about the rest of it."""

from collections.abc import Callable, Iterator

from mappinglint.document import Document
from mappinglint.document.problem import Problem, ProblemKind
from mappinglint.source import Source

# Who types breaks one line, or two; each costs some readings of the text.
_MOST_LINES = 3
# So many characters are read at most, but at least one text.
_MOST_READ = 300_000


def trouble(document: Document) -> Problem | None:
    """Return the first thing that keeps a document from being read."""
    found = (one for one in document.problems if one.kind is ProblemKind.SYNTAX)
    return min(found, key=_start, default=None)


def doubtful_from(document: Document) -> int:
    """Return the offset from which on a document may mean something else than it seems to."""
    found = trouble(document)
    if found is None:
        return len(document.source.text) + 1
    source = document.source
    return source.line_span(source.position(_start(found)).line).start


def repaired(document: Document, read: Callable[[Source], Document]) -> str:
    """Return a document's text with spaces in place of lines that cannot be read.

    Everything else stands where it stood. `read` reads a text.
    """
    left = _MOST_READ
    for _ in range(_MOST_LINES):
        if trouble(document) is None:
            break
        tried: list[Document] = []
        for text in _candidates(document):
            if left <= 0:
                break
            left -= len(text)
            tried.append(read(Source(document.source.path, text)))
            if trouble(tried[-1]) is None:
                return text
        if not tried:
            break
        document = max(tried, key=doubtful_from)
    return document.source.text


def _start(problem: Problem) -> int:
    """Return where a mistake is: of what is never closed, where it is opened."""
    return problem.related[0].start if problem.related else problem.span.start


def _candidates(document: Document) -> Iterator[str]:
    """Yield the text without the line that is wrong, and without the one before it.

    A key without a colon is wrong only because of what follows it: such a line comes first. If that
    is all it lacks, it gets one in place of its last letter.
    """
    source, found = document.source, trouble(document)
    assert found is not None
    line = source.position(_start(found)).line
    before = line - 1
    while before > 0 and not _line(source, before).strip():
        before -= 1
    is_bare = before > 0 and ":" not in _line(source, before)
    if is_bare:
        yield _without(source, before)
        end = source.line_span(before).start + len(_line(source, before).rstrip())
        yield f"{source.text[: end - 1]}:{source.text[end:]}"
    yield _without(source, line)
    if before > 0 and not is_bare:
        yield _without(source, before)


def _line(source: Source, line: int) -> str:
    start, end = source.line_span(line)
    return source.text[start:end]


def _without(source: Source, line: int) -> str:
    start, end = source.line_span(line)
    return source.text[:start] + " " * (end - start) + source.text[end:]
