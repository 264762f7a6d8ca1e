"""`mappinglint check`: lints files and folders, changes them if asked to, and reports."""

import argparse
import os
from collections.abc import Iterator
from itertools import chain

from mappinglint.commands.rewriting import Rewriting, asked_for, write
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
from mappinglint.plugins import BREAKAGE, Plugins, failure
from mappinglint.project import Project
from mappinglint.report import render
from mappinglint.report.words import count
from mappinglint.settling import distinct
from mappinglint.unreadable import unreadable


def run(arguments: argparse.Namespace) -> int:
    """Lint, and return the exit code."""
    rewriting = asked_for(arguments)
    if rewriting and not rewriting.shows and STDIN in arguments.paths:
        complain("standard input cannot be changed; --diff shows what would change")
        return USAGE
    if arguments.write_baseline and not arguments.baseline:
        complain("--write-baseline needs to know where: --baseline FILE")
        return USAGE
    linting = _Linting(arguments, rewriting)
    result = linting.result()
    if arguments.baseline and not linting.heed_baseline(arguments.baseline):
        return USAGE
    code = _report(arguments, result, rewriting)
    if arguments.statistics:
        from mappinglint.report.statistics import render as render_statistics

        remark(render_statistics(result, arguments.elapsed()))
    report_failures(result.failures, verbose=arguments.verbose)
    return BROKEN if result.failures else code


def _report(arguments: argparse.Namespace, result: Result, rewriting: Rewriting | None) -> int:
    """Print and write the reports; return the exit code if nothing has failed."""
    if rewriting and rewriting.shows:
        return FOUND if rewriting.changed else OK
    if arguments.write_baseline:
        return OK
    show(render(arguments.format, result, colour=wants_colour()))
    written = [
        write(path, render(name, result).encode(errors="backslashreplace"))
        for name, path in arguments.output
    ]
    if not all(written) or (rewriting and rewriting.unwritten):
        return USAGE
    return FOUND if result.has_at_least(arguments.fail_on) else OK


class _Linting:
    """One run over the files that a command line names."""

    def __init__(self, arguments: argparse.Namespace, rewriting: Rewriting | None) -> None:
        self._arguments = arguments
        self._rewriting = rewriting
        self._looked_at: list[str] = []
        self._result = Result()
        self._plugins = Plugins(arguments.plugin)
        self._engine = Engine(
            self._plugins,
            Project(),
            advice=arguments.advice or arguments.fail_on == str(Level.NOTE),
            suppressions=not arguments.no_ignore,
        )

    def result(self) -> Result:
        """Lint every file and return what is found."""
        result = self._result
        # Files that others include are linted, too; find_files names each path once.
        paths = chain(self._arguments.paths, _taken(result.parts))
        for path in find_files(paths, docs=self._arguments.include_docs):
            name = STDIN_NAME if path == STDIN else path
            self._looked_at.append(name)
            try:
                result.add(self._lint(path, name))
            except OSError as error:
                reason = error.strerror or str(error)
                result.add(Result(findings=[unreadable(name, reason)], files=1))
            except BREAKAGE as error:  # a bug of ours must not hide other findings
                result.failures.append(failure("mappinglint", "", f"on {name}", error))
        # What several files include is found from each of them.
        result.findings = distinct(result.findings)
        result.failures[:0] = self._plugins.failures
        return result

    def _lint(self, path: str, name: str) -> Result:
        data = read_file(path)
        found = self._engine.check_bytes(name, data)
        rewriting = self._rewriting
        return rewriting.rewrite(self._engine, path, data, found) if rewriting else found

    def heed_baseline(self, path: str) -> bool:
        """Write the baseline, or take out what it knows; complain and say no if that cannot be."""
        from mappinglint import baseline

        try:
            if not self._arguments.write_baseline:
                known = baseline.read_baseline(path)
                codes = self._engine.codes
                baseline.apply_baseline(known, self._result, self._looked_at, codes)
                return True
            before = baseline.read_baseline(path) if os.path.exists(path) else None
        except baseline.BaselineError as error:
            complain(str(error))
            return False
        text = baseline.render_baseline(
            self._result, baseline.root_of(path), before, self._looked_at
        )
        if not write(path, text.encode()):
            return False
        show(f"{path} knows {count(len(self._result.findings), 'finding')} now\n")
        return True


def _taken(parts: list[str]) -> Iterator[str]:
    """Yield what is in a list and what is added to it meanwhile."""
    while parts:
        yield parts.pop(0)
