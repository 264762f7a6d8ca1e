"""`mappinglint check`: lints files and folders, mends them if asked to, and reports."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

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
from mappinglint.finding import Level
from mappinglint.neighbours import is_about, neighbours
from mappinglint.plugins import BREAKAGE, Plugins, failure
from mappinglint.project import Project
from mappinglint.report import render
from mappinglint.settling import distinct
from mappinglint.unreadable import unreadable


def run(arguments: argparse.Namespace) -> int:
    """Lint, and return the exit code."""
    fixing = _Fixing.of(arguments)
    if fixing and not fixing.shows and STDIN in arguments.paths:
        complain("standard input cannot be fixed; --diff shows what would change")
        return USAGE
    result = _lint(arguments, fixing)
    if fixing and fixing.shows:
        _print_statistics(result, arguments)
        report_failures(result.failures, verbose=arguments.verbose)
        return BROKEN if result.failures else FOUND if result.fixed else OK
    show(render(arguments.format, result, colour=wants_colour()))
    written = [
        _write(path, render(name, result).encode(errors="backslashreplace"))
        for name, path in arguments.output
    ]
    _print_statistics(result, arguments)
    report_failures(result.failures, verbose=arguments.verbose)
    if result.failures:
        return BROKEN
    if not all(written) or (fixing and fixing.unwritten):
        return USAGE
    return FOUND if result.has_at_least(arguments.fail_on) else OK


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


def _lint(arguments: argparse.Namespace, fixing: _Fixing | None) -> Result:
    plugins = Plugins(arguments.plugin)
    advice = arguments.advice or arguments.fail_on == str(Level.NOTE)
    project = Project()
    engine = Engine(plugins, project, advice=advice)
    result = Result()
    # Files that others include are linted, too; find_files names each path once.
    paths = chain(arguments.paths, _taken(result.parts))
    looked_at = []
    for path in find_files(paths, docs=arguments.include_docs):
        looked_at.append(path)
        result.add(_lint_file(engine, path, fixing))
    result.add(_lint_neighbours(engine, project, _named(arguments.paths), looked_at))
    # What several files include is found from each of them.
    result.findings = distinct(result.findings)
    result.failures[:0] = plugins.failures
    return result


def _lint_file(engine: Engine, path: str, fixing: _Fixing | None) -> Result:
    name = STDIN_NAME if path == STDIN else path
    try:
        data = read_file(path)
        found = engine.check_bytes(name, data)
        return _mend(engine, path, data, found, fixing) if fixing else found
    except OSError as error:
        reason = error.strerror or str(error)
        return Result(findings=[unreadable(name, reason)], files=1)
    except BREAKAGE as error:  # a bug of ours must not hide other findings
        return Result(failures=[failure("mappinglint", "", f"on {name}", error)])


def _named(paths: list[str]) -> list[str]:
    return [path for path in paths if path != STDIN and not os.path.isdir(path)]


def _lint_neighbours(
    engine: Engine, project: Project, named: list[str], looked_at: list[str]
) -> Result:
    """Lint the files around named ones, and return what is explained by something in these."""
    result = Result()
    if not named:
        return result
    known = set(map(os.path.abspath, looked_at))
    absolute = set(map(os.path.abspath, named))
    for path in chain(neighbours(named, project), _taken(result.parts)):
        if os.path.abspath(path) in known:
            continue
        known.add(os.path.abspath(path))
        found = _lint_file(engine, path, None)
        found.findings = [one for one in found.findings if is_about(one, absolute)]
        found.suppressed = [one for one in found.suppressed if is_about(one.finding, absolute)]
        is_silent = not found.findings and not found.suppressed
        # Nobody asked for this file.
        result.add(Result(failures=found.failures, parts=found.parts) if is_silent else found)
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
