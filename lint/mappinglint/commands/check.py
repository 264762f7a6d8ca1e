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
    width,
)
from mappinglint.discovery import STDIN, STDIN_NAME, find_files, project_root, read_file
from mappinglint.engine import Engine, Result
from mappinglint.finding import Level
from mappinglint.neighbours import lint_neighbours
from mappinglint.plugins import BREAKAGE, Plugins, failure
from mappinglint.progress import watched
from mappinglint.project import Project
from mappinglint.report import render
from mappinglint.settling import distinct
from mappinglint.unreadable import unreadable


def run(arguments: argparse.Namespace) -> int:
    """Lint, and return the exit code."""
    code = _run(arguments)
    return OK if code == FOUND and arguments.exit_zero else code


def _run(arguments: argparse.Namespace) -> int:
    stdin_name = arguments.stdin_filename
    paths = arguments.paths or [os.curdir if stdin_name is None else STDIN]
    fixing = _Fixing.of(arguments)
    if stdin_name is not None and STDIN not in paths:
        complain("--stdin-filename is for standard input: name - among the paths, or no path")
        return USAGE
    if fixing and not fixing.shows and STDIN in paths:
        complain("standard input cannot be fixed; --diff shows what would change")
        return USAGE
    if stdin_name is not None:
        # Where it stands for a file, the other files should see it in that one's place.
        paths.sort(key=lambda path: path != STDIN)
    result = _lint(arguments, paths, fixing)
    if fixing and fixing.shows:
        _print_statistics(result, arguments)
        report_failures(result.failures, verbose=arguments.verbose)
        return BROKEN if result.failures else FOUND if result.fixed else OK
    root = project_root(os.path.realpath(os.curdir))
    report = render(
        arguments.format,
        result,
        root=root,
        colour=wants_colour(),
        quiet=arguments.quiet,
        width=width(),
    )
    show(report)
    is_unwritten = _complain_of(
        *(
            _write(path, render(name, result, root=root).encode(errors="backslashreplace"))
            for name, path in arguments.output
        )
    )
    _write_job_summary(result, arguments, root)
    _print_statistics(result, arguments)
    report_failures(result.failures, verbose=arguments.verbose)
    if result.failures:
        return BROKEN
    if is_unwritten or (fixing and fixing.complaints):
        return USAGE
    return FOUND if result.has_at_least(arguments.fail_on) else OK


@dataclass(frozen=True)
class _Fixing:
    """What to do with fixes: apply them, or show what they would change.

    `complaints` are about the files that could not be written.
    """

    unsafe: bool
    shows: bool
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> "_Fixing | None":
        if not (arguments.fix or arguments.unsafe_fixes or arguments.diff):
            return None
        return cls(arguments.unsafe_fixes, arguments.diff)


def _write(path: str, data: bytes, *, appended: bool = False) -> str:
    """Write a file, or behind what is in it; return what went wrong, or nothing."""
    try:
        with open(path, "ab" if appended else "wb") as file:
            file.write(data)
    except OSError as error:
        return f"cannot write {path}: {error.strerror or error}"
    return ""


def _complain_of(*complaints: str) -> bool:
    """Complain if there is something to complain of, and say whether there is."""
    for one in filter(None, complaints):
        complain(one)
    return any(complaints)


def _write_job_summary(result: Result, arguments: argparse.Namespace, root: str) -> None:
    """Write the page of the job where GitHub wants it. A run is no worse if that cannot be."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if arguments.format != "github" or not path:
        return
    from mappinglint.report.job_summary import render as render_page

    page = render_page(result, root).encode(errors="backslashreplace")
    _complain_of(_write(path, page, appended=True))


def _lint(arguments: argparse.Namespace, named: list[str], fixing: _Fixing | None) -> Result:
    plugins = Plugins(arguments.plugin)
    advice = arguments.advice or arguments.fail_on == str(Level.NOTE)
    project = Project()
    engine = Engine(plugins, project, advice=advice)
    result = Result()
    # Files that others include are linted, too; find_files names each path once.
    paths = find_files(chain(named, _taken(result.parts)), docs=arguments.include_docs)
    if not (arguments.quiet or (fixing and fixing.shows)):
        paths = watched(paths, arguments.elapsed)
    looked_at = []
    for path, name in _with_names(paths, arguments.stdin_filename):
        looked_at.append(name)
        result.add(_lint_file(engine, project, path, name, fixing))
    found = lint_neighbours(
        named, looked_at, project, lambda path: _lint_file(engine, project, path, path, None)
    )
    result.add(found)
    _complain_of(*(fixing.complaints if fixing else ()))
    # What several files include is found from each of them.
    result.findings = distinct(result.findings)
    result.failures[:0] = plugins.failures
    return result


def _lint_file(
    engine: Engine, project: Project, path: str, name: str, fixing: _Fixing | None
) -> Result:
    """Lint a file; the name is what its text is called."""
    try:
        data = read_file(path)
        if path != name:
            project.replace(name, data)
        found = engine.check_bytes(name, data)
        return _mend(engine, name, data, found, fixing) if fixing else found
    except OSError as error:
        reason = error.strerror or str(error)
        return Result(findings=[unreadable(name, reason)], files=1)
    except BREAKAGE as error:  # a bug of ours must not hide other findings
        return Result(failures=[failure("mappinglint", "", f"on {name}", error)])


def _taken(parts: list[str]) -> Iterator[str]:
    """Yield what is in a list and what is added to it meanwhile."""
    while parts:
        yield parts.pop(0)


def _with_names(paths: Iterator[str], stdin_name: str | None) -> Iterator[tuple[str, str]]:
    """Yield each path with what its text is called; not the file that standard input stands for."""
    replaced = None if stdin_name is None else os.path.abspath(stdin_name)
    for path in paths:
        if path == STDIN:
            yield path, stdin_name or STDIN_NAME
        elif replaced is None or os.path.abspath(path) != replaced:
            yield path, path


def _mend(engine: Engine, name: str, data: bytes, found: Result, fixing: _Fixing) -> Result:
    """Fix a file, or print what would change, and return what is then found in it."""
    from mappinglint.fixing import difference, mend

    mended = mend(engine, name, data, found, unsafe=fixing.unsafe)
    if mended.data == data:
        return found
    if fixing.shows:
        show(difference(name, data, mended.data))
    elif problem := _write(name, mended.data):
        fixing.complaints.append(f"{problem}; its findings are not fixed")
        return found
    return mended.result


def _print_statistics(result: Result, arguments: argparse.Namespace) -> None:
    """Print what --statistics asks for, where it is in no report's way."""
    if not arguments.statistics:
        return
    from mappinglint.report.statistics import render as render_statistics

    remark(render_statistics(result, arguments.elapsed()))
