"""What goes to the terminal, and the exit codes."""

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from mappinglint.plugins import Failure

# Nothing at or above the exit level; findings; wrong usage or configuration; the linter failed.
OK, FOUND, USAGE, BROKEN = 0, 1, 2, 3
# As shells have it: 128 and the number of the signal: Ctrl-C, and SIGTERM.
INTERRUPTED, TERMINATED = 130, 143


def show(text: str, *, for_programs: bool = False) -> None:
    """Print what a command is for; for programs in UTF-8, whatever the machine's encoding is."""
    if sys.stdout is None:
        return
    if for_programs and not sys.stdout.isatty() and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    # Names and values may hold what the terminal's encoding does not.
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, errors="backslashreplace").decode(encoding))


def remark(text: str) -> None:
    """Print what is in no report's way: to standard error, behind what is shown so far."""
    if sys.stdout is not None:
        sys.stdout.flush()
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        # There is nobody left to tell.
        discard(sys.stderr)


def code_of(interrupt: KeyboardInterrupt) -> int:
    """Return the exit code of a run that somebody ended."""
    code: int = interrupt.args[0] if interrupt.args else INTERRUPTED
    return code


def flush() -> None:
    """Hand over what is printed so far. Raises OSError if nobody takes it."""
    remark("")


def discard(stream: TextIO) -> None:
    """Let what is printed, and waits to be, go nowhere. Python would try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def complain(message: str) -> None:
    """Print what is wrong with the command or the machine, apart from what it is for: one line."""
    from mappinglint.report.words import printable

    # Names of files and the words of plugins may hold anything.
    remark(f"mappinglint: {printable(message)}\n")


def report_failures(failures: Sequence["Failure"], *, verbose: bool) -> None:
    """Print what broke; with its traceback if that is asked for."""
    for one in failures:
        complain(str(one))
        if verbose:
            remark(one.traceback)
    if not verbose and any(one.traceback for one in failures):
        complain("run again with --verbose to see where")


def width() -> int | None:
    """Return how many characters a line of the terminal has; None if nothing is shown on one."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    try:
        # shutil has a function for it, and takes long to load.
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except OSError:
        return None


def wants_colour() -> bool:
    """Say whether what is shown may have colours."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
