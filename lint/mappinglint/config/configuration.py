"""What holds for a file."""

import os
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from mappinglint.discovery import is_made_up
from mappinglint.finding import Level
from mappinglint.gitignore import Ignored
from mappinglint.hookspecs import Quotas
from mappinglint.record import dataclass
from mappinglint.source import Source

if TYPE_CHECKING:
    from mappinglint.config.reading import Word


@dataclass(frozen=True, eq=False)
class Configuration:
    """What holds for the files of a folder; the defaults, where nothing is said.

    `source` is the configuration file, if there is one, and `table` the way to its keys in it.
    Patterns are relative to `folder`, which is absolute and no link. `given` has the keys that do
    not have their default, with "file" or "command line", and `words` the rules that the file
    names. All else is as `keys.py` says; `baseline` is absolute. Two are equal only if they are
    the same one.
    """

    source: Source | None = None
    table: tuple[str, ...] = ()
    folder: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    words: "tuple[Word, ...]" = ()

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    level: Mapping[str, Level] = field(default_factory=dict)
    advice: bool = False
    fail_on: Level = Level.ERROR
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    include_docs: bool = False
    plugins: tuple[str, ...] = ()
    require_reasons: bool = False
    baseline: str | None = None
    quotas: Quotas = field(default_factory=Quotas)

    @property
    def path(self) -> str:
        """What reports call the configuration file; empty if there is none."""
        return self.source.path if self.source else ""

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """Return what `per-file-ignores` has for a file: codes, names and beginnings of codes."""
        if not self.per_file_ignores or is_made_up(path):
            return ()
        folder, name = os.path.split(path)
        steps = self._steps(folder)
        if steps is None:
            return ()
        return tuple(
            word
            for patterns, words in self._ignored
            if _has(patterns, steps, name)
            for word in words
        )

    def excluded_in(self, folder: str) -> Ignored | None:
        """Return what `exclude` says about what is in a folder, or None if it says nothing."""
        steps = self._steps(folder) if self.exclude else None
        if steps is None:
            return None
        excluded = self._excluded
        for step in steps:
            excluded = excluded.inside(step)
        return excluded

    def excludes(self, path: str) -> bool:
        """Say whether `exclude` is about a file or folder, or about a folder that it is in."""
        if not self.exclude:
            return False
        if os.path.isdir(path):
            steps = self._steps(path)
            return bool(steps) and _has(self._excluded, steps or [], "")
        folder, name = os.path.split(path)
        steps = self._steps(folder)
        return steps is not None and _has(self._excluded, steps, name)

    @cached_property
    def _excluded(self) -> Ignored:
        return Ignored().with_patterns(self.exclude)

    @cached_property
    def _ignored(self) -> list[tuple[Ignored, tuple[str, ...]]]:
        return [
            (Ignored().with_patterns([pattern]), words)
            for pattern, words in self.per_file_ignores.items()
        ]

    def _steps(self, folder: str) -> list[str] | None:
        """Return the names that lead from the configuration's folder to one below it, if it is."""
        path = os.path.relpath(os.path.realpath(folder or os.curdir), self.folder)
        steps = [] if path == os.curdir else path.split(os.sep)
        return None if steps[:1] == [os.pardir] else steps


def _has(patterns: Ignored, steps: list[str], name: str) -> bool:
    """Say whether patterns are about a file, or about a folder on the way to it.

    Without a name, it is about the folders alone.
    """
    for step in steps:
        if patterns.has_folder(step):
            return True
        patterns = patterns.inside(step)
    return bool(name) and patterns.has_file(name)
