"""One run of `check` over the files that a command line names."""

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mappinglint import core
from mappinglint.commands.files import complain_of
from mappinglint.commands.sharing import processes_for, usable_processors, work_in
from mappinglint.config import Configurations
from mappinglint.console import code_of, remark
from mappinglint.discovery import (
    STDIN,
    STDIN_NAME,
    TooLargeError,
    find_files,
    is_stream,
    pieces,
    read_file,
)
from mappinglint.engine import Engine, Result
from mappinglint.engines import Engines
from mappinglint.neighbours import lint_neighbours
from mappinglint.plugins import BREAKAGE, Failure, failure, interruption
from mappinglint.progress import watched
from mappinglint.rule import Rule
from mappinglint.settling import distinct
from mappinglint.unreadable import unreadable

if TYPE_CHECKING:
    from mappinglint.commands.rewriting import Rewriting

T = TypeVar("T")


class File(NamedTuple):
    """A file to lint: where it is, and what its text is called."""

    path: str
    name: str


class Linting:
    """Lints files, and changes them if that is asked for.

    `looked_at` are the files so far, as reports name them. If the run is interrupted,
    `interruption` says how far it came, and `stopped` is the exit code.
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
        self._files: list[File] = []
        # By the position of the file: processes do not end in order.
        self._results: dict[int, Result] = {}
        self._work = 0
        # What is to be said when no progress bar stands in its way.
        self.complaints: list[str] = []
        self.interruption: Failure | None = None
        self.stopped = 0

    def codes(self) -> frozenset[str]:
        """Return the codes of the rules that are looked for, in some of the files at least."""
        return frozenset(rule.code for engine in self._engines() for rule in engine.rules())

    def every_rule(self) -> list[Rule]:
        """Return every rule there is, looked for or not, in the order of the codes."""
        found = {rule.code: rule for engine in self._engines() for rule in engine.every_rule()}
        return [found[code] for code in sorted(found)]

    def _engines(self) -> Sequence[Engine]:
        return list(dict.fromkeys(map(self.engines.of, self.looked_at or [""])))

    @property
    def has_baselines(self) -> bool:
        """Whether a configuration of the files so far names a baseline."""
        return any(self.configurations.of(path).baseline for path in self.looked_at)

    def run(self) -> Result:
        """Lint every file and return what is found: after an interrupt, so far."""
        rewriting = self._rewriting
        done = self._lint_all()
        if rewriting:
            # No file may be left half-written, or a temporary one behind.
            from mappinglint.commands.interrupts import termination_heeded

            with termination_heeded():
                return self._run(done)
        return self._run(done)

    def _run(self, done: Generator[None, None, None]) -> Result:
        arguments, rewriting = self._arguments, self._rewriting
        if not (arguments.quiet or (rewriting and rewriting.shows)):
            done = watched(done, arguments.elapsed)
        beside = Result()
        try:
            for _ in done:
                pass
            self.looked_at = [file.name for file in self._files]
            beside = lint_neighbours(
                self._named, self.looked_at, self.engines.project, self._lint_beside
            )
        except KeyboardInterrupt as interrupt:
            self._stop(interrupt)
        finally:
            # The progress bar goes, and so do other processes.
            done.close()
        self._ask_for_patience()
        complain_of(*self.complaints, *(rewriting.complaints if rewriting else ()))
        return self.heeding_interrupts(lambda: self._found(beside))

    def heeding_interrupts(self, make: Callable[[], T]) -> T:
        """Return what is made of what was found. The first interrupt waits for that."""
        try:
            return make()
        except KeyboardInterrupt as interrupt:
            if self.stopped:
                raise
            self._stop(interrupt)
            self._ask_for_patience()
            return make()

    def _stop(self, interrupt: KeyboardInterrupt) -> None:
        self.stopped = code_of(interrupt)
        self.looked_at = [self._files[position].name for position in sorted(self._results)]
        how_many = f"{len(self.looked_at):,} of {len(self._files):,} files were looked at"
        self.interruption = interruption(how_many)

    def _ask_for_patience(self) -> None:
        """Tell whoever has interrupted the run at a terminal why it does not end at once."""
        is_seen = sys.stderr is not None and sys.stderr.isatty()
        if self.stopped and is_seen and not self._arguments.quiet:
            remark("interrupted: writing the report; Ctrl-C again drops it\n")

    def _found(self, beside: Result) -> Result:
        """Return all results as one, in the order of the files."""
        result = Result()
        for position in sorted(self._results):
            result.add(self._results[position])
        result.add(beside)
        # What several files include is found from each of them.
        result.findings = [*self.engines.findings, *distinct(result.findings)]
        result.failures[:0] = self.engines.failures
        if self.interruption:
            result.failures.append(self.interruption)
        return result

    def _lint_all(self) -> Generator[None, None, None]:
        """Lint the files that are named, then those that they include, and so on."""
        self._add(self._named)
        while len(self._results) < len(self._files):
            first = len(self._results)
            yield from self._lint_from(first)
            parts = [
                part for at in range(first, len(self._files)) for part in self._results[at].parts
            ]
            self._add([path for path in parts if not self._excludes(path)])

    def _add(self, paths: list[str]) -> None:
        """Add the files that paths lead to, each once, to those that are to be linted."""
        if not paths:
            return
        known = {os.path.normpath(file.path) for file in self._files}
        found = find_files(paths, configured=self.configurations.in_folder)
        for file in _with_names(found, self._arguments.stdin_filename):
            is_new = not known or os.path.normpath(file.path) not in known
            if is_new and not (file.path == STDIN and self._is_kept_out(file.name)):
                self._files.append(file)

    def _lint_from(self, first: int) -> Iterator[None]:
        """Lint the files from a position on; yield after each."""
        jobs = self._jobs()
        for position in range(first, len(self._files)):
            left = len(self._files) - position
            many = processes_for(position, left, self._work, jobs)
            if many > 1:
                yield from self._share(position, many)
                return
            file = self._files[position]
            self._results[position] = found = self.lint(file, self._rewriting)
            self._work += work_in(1, found.size)
            yield

    def _jobs(self) -> int:
        """Return how many processes there may be."""
        # What one file becomes is seen by the next one; and nobody else can read a stream.
        if self._rewriting or any(is_stream(path) for path in self._named):
            return 1
        return self._arguments.jobs or usable_processors()

    def _share(self, first: int, jobs: int) -> Iterator[None]:
        from mappinglint.commands.workers import lint_shared

        files = self._files[first:]
        for file in files:
            # What is wrong with its configuration, or breaks in its plugins, is heard of here.
            self.engines.of(file.name)
        for position, found in lint_shared(self, files, jobs, list(self._results.values())):
            self._results[first + position] = found
            yield

    def __reduce__(self) -> tuple[Callable[..., "Linting"], tuple[argparse.Namespace]]:
        """Let another process make one like it, to lint files with."""
        told = {name: given for name, given in vars(self._arguments).items() if name != "elapsed"}
        return _made_again, (argparse.Namespace(**told),)

    def rule_for(self, file: File, code: str) -> Rule | None:
        """Return the rule of a code, among those that there are for a file."""
        # The core's own rules are there before any plugin is asked.
        return _core_rules().get(code) or self.engines.plugins_of(file.name).rule(code)

    def failures_for(self, file: File) -> list[Failure]:
        """Return the list of what broke so far in the plugins for a file, to be added to."""
        return self.engines.plugins_of(file.name).failures

    def _is_kept_out(self, name: str) -> bool:
        """Say whether the file that standard input stands for is passed over."""
        return self.configurations.of(name).force_exclude and self._excludes(name)

    def _excludes(self, path: str) -> bool:
        return self.configurations.of(path).excludes(path)

    def _lint_beside(self, path: str) -> Result:
        """Lint a file that nobody named."""
        return Result() if self._excludes(path) else self.lint(File(path, path))

    def lint(self, file: File, rewriting: "Rewriting | None" = None) -> Result:
        """Lint a file, and change it if that is asked for."""
        path, name = file
        engine = self.engines.of(name)
        try:
            if path == name and not rewriting:
                # Nobody holds the bytes: once they are text, their room is free.
                return engine.check_bytes(name, read_file(path))
            data = read_file(path)
            if path != name:
                self.engines.project.replace(name, data)
            found = engine.check_bytes(name, data)
            return rewriting.rewrite(engine, name, data, found) if rewriting else found
        except OSError as error:
            is_too_large = isinstance(error, TooLargeError) and not is_stream(path)
            if is_too_large and not any(engine.may_contain(name, one) for one in pieces(path)):
                return Result(files=1)
            reason = error.strerror or str(error)
            return Result(findings=engine.chosen([unreadable(name, reason)]), files=1)
        except BREAKAGE as error:  # a bug of ours must not hide other findings
            return Result(failures=[failure("mappinglint", "", f"on {name}", error)])


@cache
def _core_rules() -> dict[str, Rule]:
    return {rule.code: rule for rule in core.mappinglint_rules()}


def _made_again(arguments: argparse.Namespace) -> Linting:
    from mappinglint.commands.configured import configurations_for

    return Linting(arguments, [], configurations_for(arguments), None)


def _with_names(paths: Iterator[str], stdin_name: str | None) -> Iterator[File]:
    """Yield each path with what its text is called; not the file that standard input stands for."""
    replaced = None if stdin_name is None else os.path.abspath(stdin_name)
    for path in paths:
        if path == STDIN:
            yield File(path, stdin_name or STDIN_NAME)
        elif replaced is None or os.path.abspath(path) != replaced:
            yield File(path, path)
