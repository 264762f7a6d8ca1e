"""What `check` changes in files: fixes, or suppressions that it adds."""

import argparse
from collections.abc import Callable
from dataclasses import field
from functools import partial

from mappinglint.commands.files import write
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.record import dataclass

# Returns the bytes that a file is to have, and what is then found in it.
Change = Callable[[Engine, str, bytes, Result], tuple[bytes, Result]]

_NEEDS_REASON = "--add-ignores needs --reason TEXT: the configuration has require-reasons"


@dataclass(frozen=True)
class Rewriting:
    """How to change the files of a run. If it `shows`, it only notes what would change.

    `changed` are the files that are changed, or would be, and `complaints` are about those that
    could not be written. `differences` are what there is to show. It may be `without_reason` where
    a configuration wants one.
    """

    change: Change
    shows: bool
    without_reason: bool = False
    changed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def rewrite(self, engine: Engine, path: str, data: bytes, found: Result) -> Result:
        """Change a file, or note what would change, and return what is then found in it."""
        if self.without_reason and engine.needs_reasons:
            if _NEEDS_REASON not in self.complaints:
                self.complaints.append(_NEEDS_REASON)
            return found
        changed, result = self.change(engine, path, data, found)
        if changed == data:
            return found
        if self.shows:
            from mappinglint.fixing import difference

            self.differences.append(difference(path, data, changed))
        elif problem := write(path, changed):
            self.complaints.append(f"{problem}; it stays as it is")
            return found
        self.changed.append(path)
        return result


def asked_for(arguments: argparse.Namespace, is_known: Callable[[Finding], bool]) -> Rewriting:
    """Return what a command line wants to be changed, that wants something.

    Findings that somebody knows of, and does not want to hear of, are not mended.
    """
    if arguments.add_ignores:
        change = partial(_suppressed, reason=arguments.reason)
        return Rewriting(change, arguments.diff, without_reason=not arguments.reason.strip())
    return Rewriting(
        partial(_mended, unsafe=arguments.unsafe_fixes, is_known=is_known), arguments.diff
    )


def _mended(
    engine: Engine,
    path: str,
    data: bytes,
    found: Result,
    *,
    unsafe: bool,
    is_known: Callable[[Finding], bool],
) -> tuple[bytes, Result]:
    from mappinglint.fixing import mend

    mended = mend(engine, path, data, found, unsafe=unsafe, is_known=is_known)
    return mended.data, mended.result


def _suppressed(
    engine: Engine, path: str, data: bytes, found: Result, *, reason: str
) -> tuple[bytes, Result]:
    from mappinglint.suppression.writing import add_suppressions

    return add_suppressions(engine, path, data, found, reason)
