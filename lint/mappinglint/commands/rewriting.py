"""What `check` changes in files: fixes, or suppressions that it adds."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from mappinglint.commands.files import write
from mappinglint.console import show
from mappinglint.engine import Engine, Result

# Returns the bytes that a file is to have, and what is then found in it.
Change = Callable[[Engine, str, bytes, Result], tuple[bytes, Result]]

_NEEDS_REASON = "--add-ignores needs --reason TEXT: the configuration has require-reasons"


@dataclass(frozen=True)
class Rewriting:
    """How to change the files of a run. If it `shows`, it only prints what would change.

    `changed` are the files that are changed, or would be, and `complaints` are about those that
    could not be written. It may be `without_reason` where a configuration wants one.
    """

    change: Change
    shows: bool
    without_reason: bool = False
    changed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def rewrite(self, engine: Engine, path: str, data: bytes, found: Result) -> Result:
        """Change a file, or print what would change, and return what is then found in it."""
        if self.without_reason and engine.needs_reasons:
            if _NEEDS_REASON not in self.complaints:
                self.complaints.append(_NEEDS_REASON)
            return found
        changed, result = self.change(engine, path, data, found)
        if changed == data:
            return found
        if self.shows:
            from mappinglint.fixing import difference

            show(difference(path, data, changed))
        elif problem := write(path, changed):
            self.complaints.append(f"{problem}; it stays as it is")
            return found
        self.changed.append(path)
        return result


def contradiction(arguments: argparse.Namespace) -> str:
    """Return what a command line wants of files and cannot have, or nothing."""
    fixes = {"--fix": arguments.fix, "--unsafe-fixes": arguments.unsafe_fixes}
    adds = {"--add-ignores": arguments.add_ignores}
    others = {"--no-ignore": arguments.no_ignore, "--baseline": arguments.baseline is not None}
    if arguments.reason and not arguments.add_ignores:
        return "--reason is what --add-ignores writes: give both"
    if arguments.write_baseline:
        forbidden = fixes | adds | {"--diff": arguments.diff}
        wanted = "--write-baseline"
    else:
        forbidden = fixes | others if arguments.add_ignores else {}
        wanted = "--add-ignores"
    for option, is_given in forbidden.items():
        if is_given:
            return f"{wanted} and {option} cannot be given together: run one after the other"
    return ""


def asked_for(arguments: argparse.Namespace) -> Rewriting | None:
    """Return what a command line wants to be changed."""
    if arguments.add_ignores:
        change = partial(_suppressed, reason=arguments.reason)
        return Rewriting(change, arguments.diff, without_reason=not arguments.reason.strip())
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
