"""What `check` does with the baselines that hold for its files."""

import os
from collections.abc import Sequence

from mappinglint.baseline import (
    Baseline,
    BaselineError,
    apply_baseline,
    read_baseline,
    render_baseline,
    root_of,
)
from mappinglint.commands.files import write
from mappinglint.config import Configurations
from mappinglint.engine import Result
from mappinglint.finding import Finding
from mappinglint.identity import identity
from mappinglint.report.words import count


class Baselines:
    """The baselines of files, by their configurations. Each is read once, when it is needed.

    `named` is the one that the command line names, which is read though there be no file.
    `problems` says what is wrong with those that cannot be read; these know nothing.
    """

    def __init__(self, configurations: Configurations, named: str | None = None) -> None:
        self.problems: list[str] = []
        self._configurations = configurations
        self._named = named
        self._read: dict[str, Baseline | None] = {}

    def knows(self, finding: Finding) -> bool:
        """Say whether the baseline of its file knows a finding."""
        path = self._configurations.of(finding.primary.place.source.path).baseline
        baseline = self._baseline(os.path.relpath(path)) if path else None
        return baseline is not None and identity(finding, baseline.root) in baseline.known

    def heed(self, result: Result, looked_at: Sequence[str], codes: frozenset[str]) -> None:
        """Take what baselines know out of a result; `codes` are the rules that have been run."""
        for path, files in self._files(looked_at).items():
            baseline = self._baseline(path)
            if baseline is not None:
                apply_baseline(baseline, result, files, codes)

    def write(self, result: Result, looked_at: Sequence[str], codes: frozenset[str]) -> list[str]:
        """Write the baselines anew, and return what has been written."""
        told: list[str] = []
        files = self._files(looked_at)
        if not files:
            self.problems.append("--write-baseline needs to know where: --baseline FILE")
        for path, paths in files.items():
            before = self._baseline(path) if os.path.exists(path) else None
            if self.problems:
                break
            text, known = render_baseline(result, root_of(path), before, paths, codes)
            # The name of a file need not be text: its bytes are escaped, as JSON does.
            if problem := write(path, text.encode(errors="backslashreplace")):
                self.problems.append(problem)
                break
            told.append(f"{path} knows {count(known, 'finding')} now\n")
        return told

    def _files(self, looked_at: Sequence[str]) -> dict[str, list[str]]:
        """Return files by the baseline that holds for them."""
        named = self._named
        found: dict[str, list[str]] = {} if named is None else {os.path.relpath(named): []}
        for path in looked_at:
            baseline = self._configurations.of(path).baseline
            if baseline is not None:
                found.setdefault(os.path.relpath(baseline), []).append(path)
        return found

    def _baseline(self, path: str) -> Baseline | None:
        if path not in self._read:
            try:
                self._read[path] = read_baseline(path)
            except BaselineError as error:
                self._read[path] = None
                self.problems.append(str(error))
        return self._read[path]
