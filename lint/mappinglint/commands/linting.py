"""One run of `check` over the files that a command line names."""

import argparse
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from mappinglint.commands.files import complain_of
from mappinglint.config import Configurations
from mappinglint.discovery import STDIN, STDIN_NAME, find_files, read_file
from mappinglint.engine import Engine, Result
from mappinglint.engines import Engines
from mappinglint.neighbours import lint_neighbours
from mappinglint.plugins import BREAKAGE, failure
from mappinglint.progress import watched
from mappinglint.rule import Rule
from mappinglint.settling import distinct
from mappinglint.unreadable import unreadable

if TYPE_CHECKING:
    from mappinglint.commands.rewriting import Rewriting


class Linting:
    """Lints files, and changes them if that is asked for.

    `looked_at` are the files so far, as reports name them.
    """

    def __init__(
        self,
        arguments: argparse.Namespace,
        named: list[str],
        configurations: Configurations,
        rewriting: "Rewriting | None",
    ) -> None:
        self.looked_at: list[str] = []
        self.configurations = configurations
        self.engines = Engines(
            configurations, arguments.plugin, suppressions=not arguments.no_ignore
        )
        self._arguments = arguments
        self._named = named
        self._rewriting = rewriting

    def codes(self) -> frozenset[str]:
        """Return the codes of the rules that are looked for, in some of the files at least."""
        return frozenset(rule.code for engine in self._engines() for rule in engine.rules())

    def every_rule(self) -> list[Rule]:
        """Return every rule there is, looked for or not, in the order of the codes."""
        found = {rule.code: rule for engine in self._engines() for rule in engine.every_rule()}
        return [found[code] for code in sorted(found)]

    def _engines(self) -> Iterable[Engine]:
        return dict.fromkeys(map(self.engines.of, self.looked_at or [""]))

    @property
    def has_baselines(self) -> bool:
        """Whether a configuration of the files so far names a baseline."""
        return any(self.configurations.of(path).baseline for path in self.looked_at)

    def run(self) -> Result:
        """Lint every file and return what is found."""
        arguments, rewriting, engines = self._arguments, self._rewriting, self.engines
        result = Result()
        # Files that others include are linted, too; find_files names each path once.
        included = (path for path in _taken(result.parts) if not self._excludes(path))
        paths = find_files(chain(self._named, included), configured=self.configurations.in_folder)
        if not (arguments.quiet or (rewriting and rewriting.shows)):
            paths = watched(paths, arguments.elapsed)
        for path, name in _with_names(paths, arguments.stdin_filename):
            if path == STDIN and self._is_kept_out(name):
                continue
            self.looked_at.append(name)
            result.add(self._lint(path, name, rewriting))
        found = lint_neighbours(self._named, self.looked_at, engines.project, self._lint_beside)
        result.add(found)
        # A progress bar would have stood in their way before.
        complain_of(*(rewriting.complaints if rewriting else ()))
        # What several files include is found from each of them.
        result.findings = [*engines.findings, *distinct(result.findings)]
        result.failures[:0] = engines.failures
        return result

    def _is_kept_out(self, name: str) -> bool:
        """Say whether the file that standard input stands for is passed over."""
        return self.configurations.of(name).force_exclude and self._excludes(name)

    def _excludes(self, path: str) -> bool:
        return self.configurations.of(path).excludes(path)

    def _lint_beside(self, path: str) -> Result:
        """Lint a file that nobody named."""
        return Result() if self._excludes(path) else self._lint(path, path, None)

    def _lint(self, path: str, name: str, rewriting: "Rewriting | None") -> Result:
        """Lint a file, of which the text has a name."""
        engine = self.engines.of(name)
        try:
            data = read_file(path)
            if path != name:
                self.engines.project.replace(name, data)
            found = engine.check_bytes(name, data)
            return rewriting.rewrite(engine, name, data, found) if rewriting else found
        except OSError as error:
            reason = error.strerror or str(error)
            return Result(findings=engine.chosen([unreadable(name, reason)]), files=1)
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
