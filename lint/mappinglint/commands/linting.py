"""One run of `check` over the files that a command line names."""

import argparse
import os
from collections.abc import Iterator
from itertools import chain

from mappinglint.commands.files import complain_of
from mappinglint.commands.rewriting import Rewriting
from mappinglint.discovery import STDIN, STDIN_NAME, find_files, read_file
from mappinglint.engine import Engine, Result
from mappinglint.finding import Level
from mappinglint.neighbours import lint_neighbours
from mappinglint.plugins import BREAKAGE, Plugins, failure
from mappinglint.progress import watched
from mappinglint.project import Project
from mappinglint.rule import Rule
from mappinglint.settling import distinct
from mappinglint.unreadable import unreadable


class Linting:
    """Lints files, and changes them if that is asked for.

    `looked_at` are the files so far, as reports name them.
    """

    def __init__(
        self, arguments: argparse.Namespace, named: list[str], rewriting: Rewriting | None
    ) -> None:
        self.looked_at: list[str] = []
        self._arguments = arguments
        self._named = named
        self._rewriting = rewriting
        self._plugins = Plugins(arguments.plugin)
        self._project = Project()
        self._engine = Engine(
            self._plugins,
            self._project,
            advice=arguments.advice or arguments.fail_on == str(Level.NOTE),
            suppressions=not arguments.no_ignore,
        )

    def rules(self) -> list[Rule]:
        """Return the rules that are looked for."""
        return self._engine.rules()

    def run(self) -> Result:
        """Lint every file and return what is found."""
        arguments, rewriting = self._arguments, self._rewriting
        result = Result()
        # Files that others include are linted, too; find_files names each path once.
        paths = find_files(chain(self._named, _taken(result.parts)), docs=arguments.include_docs)
        if not (arguments.quiet or (rewriting and rewriting.shows)):
            paths = watched(paths, arguments.elapsed)
        for path, name in _with_names(paths, arguments.stdin_filename):
            self.looked_at.append(name)
            result.add(self._lint(path, name, rewriting))
        result.add(lint_neighbours(self._named, self.looked_at, self._project, self._lint))
        # A progress bar would have stood in their way before.
        complain_of(*(rewriting.complaints if rewriting else ()))
        # What several files include is found from each of them.
        result.findings = distinct(result.findings)
        result.failures[:0] = self._plugins.failures
        return result

    def _lint(self, path: str, name: str = "", rewriting: Rewriting | None = None) -> Result:
        """Lint a file; its text is called as the file is unless there is another name for it."""
        name = name or path
        try:
            data = read_file(path)
            if path != name:
                self._project.replace(name, data)
            found = self._engine.check_bytes(name, data)
            return rewriting.rewrite(self._engine, name, data, found) if rewriting else found
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
