"""`mappinglint check`: lints files and folders, mends them if asked to, and reports."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from mappinglint.commands.configured import (
    complain_of_mistakes,
    complain_of_unknown,
    configurations_for,
)
from mappinglint.config import Configurations, ConfigurationUnreadableError
from mappinglint.console import (
    BROKEN,
    FOUND,
    OK,
    USAGE,
    complain,
    remark,
    report_failures,
    show,
    wants_colour,
)
from mappinglint.discovery import STDIN, STDIN_NAME, find_files, read_file
from mappinglint.engine import Engine, Result
from mappinglint.engines import Engines
from mappinglint.plugins import BREAKAGE, failure
from mappinglint.report import render
from mappinglint.settling import distinct
from mappinglint.unreadable import unreadable


def run(arguments: argparse.Namespace) -> int:
    """Lint, and return the exit code."""
    fixing = _Fixing.of(arguments)
    if fixing and not fixing.shows and STDIN in arguments.paths:
        complain("standard input cannot be fixed; --diff shows what would change")
        return USAGE
    try:
        configurations = configurations_for(arguments)
    except ConfigurationUnreadableError as error:
        complain(str(error))
        return USAGE
    engines = Engines(configurations, arguments.plugin)
    result = _lint(arguments, fixing, configurations, engines)
    if fixing and fixing.shows:
        complain_of_mistakes(engines)
        _print_statistics(result, arguments)
        report_failures(result.failures, verbose=arguments.verbose)
        return _worst(result, is_wrong_usage=engines.are_misconfigured, is_found=bool(result.fixed))
    show(render(arguments.format, result, colour=wants_colour()))
    written = [
        _write(path, render(name, result).encode(errors="backslashreplace"))
        for name, path in arguments.output
    ]
    complain_of_unknown(engines)
    _print_statistics(result, arguments)
    report_failures(result.failures, verbose=arguments.verbose)
    is_unwritten = not all(written) or (fixing is not None and bool(fixing.unwritten))
    is_found = any(
        one.level >= configurations.of(one.primary.place.source.path).fail_on
        for one in result.findings
    )
    return _worst(
        result, is_wrong_usage=is_unwritten or engines.are_misconfigured, is_found=is_found
    )


def _worst(result: Result, *, is_wrong_usage: bool, is_found: bool) -> int:
    """Return the exit code: what broke comes before wrong usage, and that before findings."""
    if result.failures:
        return BROKEN
    return USAGE if is_wrong_usage else FOUND if is_found else OK


@dataclass(frozen=True)
class _Fixing:
    """What to do with fixes: apply them, or show what they would change.

    `unwritten` are the files that could not be written.
    """

    unsafe: bool
    shows: bool
    unwritten: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> "_Fixing | None":
        if not (arguments.fix or arguments.unsafe_fixes or arguments.diff):
            return None
        return cls(arguments.unsafe_fixes, arguments.diff)


def _write(path: str, data: bytes, *, and_so: str = "") -> bool:
    """Write a file and say whether that went well; if not, complain, and say what it means."""
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        complain(f"cannot write {path}: {error.strerror or error}{and_so}")
        return False
    return True


def _lint(
    arguments: argparse.Namespace,
    fixing: _Fixing | None,
    configurations: Configurations,
    engines: Engines,
) -> Result:
    result = Result()
    # Files that others include are linted, too; find_files names each path once.
    included = (path for path in _taken(result.parts) if not configurations.of(path).excludes(path))
    paths = chain(arguments.paths, included)
    for path in find_files(paths, configured=configurations.in_folder):
        name = STDIN_NAME if path == STDIN else path
        engine = engines.of(name)
        try:
            data = read_file(path)
            found = engine.check_bytes(name, data)
            result.add(_mend(engine, path, data, found, fixing) if fixing else found)
        except OSError as error:
            findings = engine.chosen([unreadable(name, error.strerror or str(error))])
            result.add(Result(findings=findings, files=1))
        except BREAKAGE as error:  # a bug of ours must not hide other findings
            result.failures.append(failure("mappinglint", "", f"on {name}", error))
    # What several files include is found from each of them.
    result.findings = [*engines.findings, *distinct(result.findings)]
    result.failures[:0] = engines.failures
    return result


def _taken(parts: list[str]) -> Iterator[str]:
    """Yield what is in a list and what is added to it meanwhile."""
    while parts:
        yield parts.pop(0)


def _mend(engine: Engine, path: str, data: bytes, found: Result, fixing: _Fixing) -> Result:
    """Fix a file, or print what would change, and return what is then found in it."""
    from mappinglint.fixing import difference, mend

    name = STDIN_NAME if path == STDIN else path
    mended = mend(engine, name, data, found, unsafe=fixing.unsafe)
    if mended.data == data:
        return found
    if fixing.shows:
        show(difference(name, data, mended.data))
    elif not _write(path, mended.data, and_so="; its findings are not fixed"):
        fixing.unwritten.append(path)
        return found
    return mended.result


def _print_statistics(result: Result, arguments: argparse.Namespace) -> None:
    """Print what --statistics asks for, where it is in no report's way."""
    if not arguments.statistics:
        return
    from mappinglint.report.statistics import render as render_statistics

    remark(render_statistics(result, arguments.elapsed()))
