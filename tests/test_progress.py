"""Long runs show on a terminal how far they are, and leave nothing there."""

import os
import re
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminals import open_terminal

from mappinglint.progress import watched

_ERROR = (
    "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\nBatchSize: 11\n"
)

# A command line whose clock gives so many seconds more each time it is asked.
_SLOW = """
import itertools, sys
from mappinglint.cli import main
step = float(sys.argv[1])
ticks = itertools.count()
code = main(sys.argv[2:], clock=lambda: next(ticks) * step)
print("tqdm" if "tqdm" in sys.modules else "no tqdm")
sys.exit(code)
"""

# Root may write anything, so the refusal is made here.
_READ_ONLY = """
import builtins
really_open = builtins.open
def refuse(path, mode="r", *how, **more):
    if "w" in mode:
        raise PermissionError(13, "Permission denied")
    return really_open(path, mode, *how, **more)
builtins.open = refuse
"""


@pytest.fixture
def on_terminal(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Run in a folder of five wrong files, standard error on a terminal; return both outputs."""
    for number in range(5):
        (tmp_path / f"{number}.yaml").write_text(_ERROR)

    def run(seconds: str, *arguments: str, before: str = "") -> tuple[str, str]:
        terminal, end = open_terminal()
        termios.tcsetwinsize(end, (24, 80))
        try:
            command = [sys.executable, "-c", before + _SLOW, seconds, "check", *arguments]
            done = subprocess.run(
                command, stdout=subprocess.PIPE, stderr=end, cwd=tmp_path, text=True, check=False
            )
            os.close(end)
            return done.stdout, b"".join(_read(terminal)).decode()
        finally:
            os.close(terminal)

    return run


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # on Linux, a terminal ends so
            return
        if not piece:
            return
        yield piece


def _left(shown: str) -> str:
    """Return what is on the last line of a terminal that was shown a text of one line."""
    line = ""
    for part in re.split(r"\r", shown):
        line = part + line[len(part) :]
    return line.rstrip()


def test_slow_run_shows_how_far_it_is(on_terminal: Callable[..., tuple[str, str]]) -> None:
    output, shown = on_terminal("0.5", ".", "--format", "concise")
    assert re.search(r"mappinglint: [0-9]+ files", shown)
    assert "\n" not in shown
    assert _left(shown) == "", "nothing stays behind"
    assert output.count("error[ESM204]") == 5
    assert output.endswith("\ntqdm\n")


def test_short_run_does_not_even_import_it(on_terminal: Callable[..., tuple[str, str]]) -> None:
    output, shown = on_terminal("0.001", ".")
    assert shown == ""
    assert output.endswith("\nno tqdm\n")


@pytest.mark.parametrize("option", ["--quiet", "--diff"])
def test_progress_is_in_nobodys_way(
    option: str, on_terminal: Callable[..., tuple[str, str]]
) -> None:
    output, shown = on_terminal("0.5", ".", option)
    assert shown == ""
    assert output.endswith("\nno tqdm\n")


def test_complaints_stand_on_lines_of_their_own(
    on_terminal: Callable[..., tuple[str, str]],
) -> None:
    _, shown = on_terminal("0.5", ".", "--fix", before=_READ_ONLY)
    progress, newline, rest = shown.partition("mappinglint: cannot write")
    assert newline
    assert _left(progress) == ""
    assert rest.count("cannot write") == 4


def test_without_a_terminal_nothing_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list(watched(["a", "b"], lambda: 100.0)) == ["a", "b"]
    assert capsys.readouterr() == ("", "")


def test_interrupted_run_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    paths = watched(["a", "b", "c"], lambda: 100.0)
    assert [next(paths), next(paths)] == ["a", "b"]
    del paths  # as when an exception ends the loop
    shown = capsys.readouterr().err
    assert "mappinglint: 0 files" in shown
    assert _left(shown) == ""
