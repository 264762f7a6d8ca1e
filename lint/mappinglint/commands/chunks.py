"""Lines of files of any length, a few at a time."""

import codecs
import io
import sys
import zlib
from collections.abc import Iterator
from typing import IO

from mappinglint.audit import LONGEST_LINE
from mappinglint.discovery import STDIN
from mappinglint.record import dataclass

# Lines, and bytes of them: enough to be worth sending to another process.
_MOST_LINES = 250
_MOST_BYTES = 500_000
_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Chunk:
    """Some lines of a file; the first has a number."""

    first: int
    lines: list[bytes]


def chunks(path: str) -> Iterator[Chunk]:
    """Yield the lines of a file, or of standard input for `-`. Raises OSError and EOFError.

    What gzip has packed is unpacked, whatever its name. Of a line that is too long, there is a
    little more than `LONGEST_LINE` bytes, so that it is seen to be.
    """
    first, lines, size = 1, list[bytes](), 0
    broken: Exception | None = None
    try:
        with _opened(path) as packed, _unpacked(packed) as file, _as_utf8(file) as text:
            for line in _lines(text):
                lines.append(line)
                size += len(line)
                if len(lines) == _MOST_LINES or size > _MOST_BYTES:
                    yield Chunk(first, lines)
                    first, lines, size = first + len(lines), [], 0
    except zlib.error as error:
        broken = OSError(0, f"not valid gzip: {error}")
    except (OSError, EOFError) as error:
        broken = error
    if lines:
        yield Chunk(first, lines)
    if broken:
        raise broken


def _opened(path: str) -> io.BufferedReader:
    if path == STDIN:
        if sys.stdin is None:
            raise OSError(0, "standard input is closed")
        # Others may want to read on, or to ask again.
        return open(sys.stdin.fileno(), "rb", closefd=False)
    return open(path, "rb")


def _unpacked(file: io.BufferedReader) -> io.BufferedReader:
    if not file.peek(2).startswith(_GZIP):
        return file
    import gzip

    return io.BufferedReader(gzip.GzipFile(fileobj=file))


def _as_utf8(file: io.BufferedReader) -> IO[bytes] | IO[str]:
    """Return what yields lines; Windows PowerShell writes UTF-16."""
    if file.peek(2).startswith(_UTF16):
        return io.TextIOWrapper(file, "utf-16", errors="replace", newline="\n")
    return file


def _lines(file: IO[bytes] | IO[str]) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        yield line if isinstance(line, bytes) else line.encode()
        end = line[-1:]
        while len(line) > LONGEST_LINE and end not in (b"\n", "\n", b"", ""):
            end = file.readline(LONGEST_LINE)[-1:]
