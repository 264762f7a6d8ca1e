"""How long the language server takes for a change in a large file.

    PYTHONPATH=tests/support python tests/bench/changes.py

A fresh process lints the file, and a session of the language server lints it after changes at
random places: up to the diagnostics that the editor is told at once. "again" is all of the file,
as it is linted when nobody types any more; "the same" says after how many of the changes that leave
the file readable both found the same. All times are those of the processor, so that whatever else
the machine does changes nothing.
"""

import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from large_files import FORMATS

from mappinglint.lsp.diagnostics import diagnostic
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import Session

_LINES = 12_000
_CHANGES = 15
_FRESH = 3
# A file that is no YAML, JSON or HCL.
_UNREADABLE = "ESM002"
_DIGIT = re.compile(r"\d")

Edit = Callable[[str, int], str]


def main() -> None:
    row = "{:22} {:>6} {:>9} {:>8} {:>9} {:>8} {:>9} {:>9} {:>9}\n"
    head = ("file", "lines", "mappings", "fresh", "a change", "ratio", "slowest", "again")
    sys.stdout.write(row.format(*head, "the same"))
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FORMATS.items():
            for every in (1, 5):
                path = Path(folder, f"{every}", name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(make(_LINES, every))
                sys.stdout.write(row.format(f"{name}, 1 in {every}", *_measured(path)))
                sys.stdout.flush()
                path.unlink()


def _measured(path: Path) -> tuple[object, ...]:
    text = path.read_text()
    fresh = statistics.median(_fresh(path) for _ in range(_FRESH))
    session, positions = Session(), Positions("utf-16")
    opened = session.set_text(str(path), path.as_uri(), 0, text)
    result = session.result(opened)
    session.tidy()
    rng = random.Random(7)  # noqa: S311 - the same changes in every run
    times, again, same = [], [], []
    for number in range(_CHANGES):
        changed = _EDITS[number % len(_EDITS)](text, rng.randrange(len(text)))
        start = time.process_time()
        opened = session.set_text(str(path), path.as_uri(), number, changed)
        first = session.first_findings(opened)
        found = session.result(opened).findings if first is None else first
        shown = [diagnostic(one, positions, shows_related=True) for one in found]
        times.append(time.process_time() - start)
        start = time.process_time()
        found = session.result(opened).findings
        again.append(time.process_time() - start)
        if not any(one.rule.code == _UNREADABLE for one in found):
            same.append(shown == [diagnostic(one, positions, shows_related=True) for one in found])
        session.result(session.set_text(str(path), path.as_uri(), number, text))
        session.tidy()
    change = statistics.median(times)
    return (
        text.count("\n"),
        result.mappings,
        f"{fresh * 1e3:.0f} ms",
        f"{change * 1e3:.0f} ms",
        f"{fresh / change:.0f}",
        f"{max(times) * 1e3:.0f} ms",
        f"{statistics.median(again) * 1e3:.0f} ms",
        f"{sum(same)}/{len(same)}",
    )


def _fresh(path: Path) -> float:
    before = _of_children()
    command = [sys.executable, "-m", "mappinglint", "check", "--format", "json", str(path)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=os.environ)
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# -- what somebody does to a text, at an offset --------------------------------------------------


def _digit(text: str, at: int) -> str:
    found = _DIGIT.search(text, at) or _DIGIT.search(text)
    assert found is not None
    return f"{text[: found.start()]}7{text[found.end() :]}"


def _letter(text: str, at: int) -> str:
    return f"{text[:at]}x{text[at:]}"


def _new_line(text: str, at: int) -> str:
    end = text.index("\n", at) if "\n" in text[at:] else len(text)
    return f"{text[:end]}\n{text[end:]}"


def _deleted_line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    return text[:start] + text[text.find("\n", at) + 1 :]


def _half_typed(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    indent = re.match(" *", text[start:])
    return f"{text[:start]}{indent[0] if indent else ''}Batch\n{text[start:]}"


_EDITS: tuple[Edit, ...] = (_digit, _letter, _new_line, _deleted_line, _half_typed)


if __name__ == "__main__":
    main()
