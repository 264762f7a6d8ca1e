"""What `check` changes in files: fixes, or suppressions that it adds."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from mappinglint.console import complain, show
from mappinglint.discovery import STDIN, STDIN_NAME
from mappinglint.engine import Engine, Result

# Returns the bytes that a file is to have, and what is then found in it.
Change = Callable[[Engine, str, bytes, Result], tuple[bytes, Result]]


@dataclass(frozen=True)
class Rewriting:
    """How to change the files of a run. If it `shows`, it only prints what would change.

    `changed` are the files that are changed, or would be, and `unwritten` those that could not be.
    """

    change: Change
    shows: bool
    changed: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)

    def rewrite(self, engine: Engine, path: str, data: bytes, found: Result) -> Result:
        """Change a file, or print what would change, and return what is then found in it."""
        name = STDIN_NAME if path == STDIN else path
        changed, result = self.change(engine, name, data, found)
        if changed == data:
            return found
        if self.shows:
            from mappinglint.fixing import difference

            show(difference(name, data, changed))
        elif not write(path, changed, and_so="; it stays as it is"):
            self.unwritten.append(path)
            return found
        self.changed.append(path)
        return result


def asked_for(arguments: argparse.Namespace) -> Rewriting | None:
    """Return what a command line wants to be changed."""
    if arguments.add_ignores:
        return Rewriting(partial(_suppressed, reason=arguments.reason), arguments.diff)
    if arguments.fix or arguments.unsafe_fixes or arguments.diff:
        return Rewriting(partial(_mended, unsafe=arguments.unsafe_fixes), arguments.diff)
    return None


def _mended(
    engine: Engine, path: str, data: bytes, found: Result, *, unsafe: bool
) -> tuple[bytes, Result]:
    from mappinglint.fixing import mend

    mended = mend(engine, path, data, found, unsafe=unsafe)
    return mended.data, mended.result


def _suppressed(
    engine: Engine, path: str, data: bytes, found: Result, *, reason: str
) -> tuple[bytes, Result]:
    from mappinglint.suppression.writing import add_suppressions

    return add_suppressions(engine, path, data, found, reason)


def write(path: str, data: bytes, *, and_so: str = "") -> bool:
    """Write a file and say whether that went well; if not, complain, and say what it means."""
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        complain(f"cannot write {path}: {error.strerror or error}{and_so}")
        return False
    return True
