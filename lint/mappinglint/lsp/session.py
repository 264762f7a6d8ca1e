"""The texts that an editor has open, and what is found in them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mappinglint.commands.baselines import Baselines
from mappinglint.config import Configurations
from mappinglint.config.loading import OWN, SHARED
from mappinglint.engine import Engine, Result
from mappinglint.engines import Engines
from mappinglint.finding import Finding
from mappinglint.lsp.blocks import blocks_of
from mappinglint.lsp.relint import Verdict, after_change
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import Failure, Plugins
from mappinglint.source import Source, UndecodableError, decode

# Characters of a text of which all is linted while nobody notices.
_LARGE = 50_000


@dataclass(frozen=True, eq=False)
class OpenText:
    """A text as the editor holds it. `path` is absolute, and `uri` what the editor calls it."""

    path: str
    uri: str
    version: int | None
    text: str

    @cached_property
    def source(self) -> Source:
        return Source(self.path, self.text)

    @property
    def data(self) -> bytes:
        """The text as a file would have it."""
        # Half of a surrogate pair is one character, too.
        return self.text.encode(errors="replace")


class Session:
    """What an editor has open. Only if it is `trusted` may configurations name plugins.

    All paths are absolute.
    """

    def __init__(self, *, trusted: bool = False) -> None:
        self._trusted = trusted
        self._open: dict[str, OpenText] = {}
        # By path, as long as nothing around has changed.
        self._results: dict[str, Result] = {}
        self._mappings: dict[str, list[EventSourceMapping]] = {}
        # Of large texts, what was found last; it is known where that is after a change.
        self._verdicts: dict[str, Verdict] = {}
        self._failures: dict[Failure, None] = {}
        self._told: set[Failure] = set()
        self._start_anew()

    # -- what the editor does ------------------------------------------------------------------

    def set_text(self, path: str, uri: str, version: int | None, text: str) -> OpenText:
        """Note a text that has been opened or changed."""
        opened = self._open[path] = OpenText(path, uri, version, text)
        self._engines.project.replace(path, opened.data)
        self._make_stale(path)
        return opened

    def close(self, path: str) -> None:
        """Note that the file on the disk counts again."""
        self._open.pop(path, None)
        self._engines.project.restore(path)
        self._verdicts.pop(path, None)
        self._make_stale(path)

    def forget(self, paths: Iterable[str]) -> None:
        """Note that files on the disk have changed, come or gone."""
        changed = list(paths)
        if any(os.path.basename(path) in (OWN, SHARED) for path in changed):
            self._start_anew()
        self._engines.project.refresh()
        for path in changed:
            self._make_stale(path)

    # -- what there is to know -----------------------------------------------------------------

    def opened(self, path: str) -> OpenText | None:
        """Return the open text of a path."""
        return self._open.get(path)

    def all_opened(self) -> list[OpenText]:
        """Return every open text."""
        return list(self._open.values())

    def uri(self, path: str) -> str | None:
        """Return what the editor calls a file that it has open."""
        opened = self._open.get(path)
        return opened.uri if opened else None

    def beside(self, path: str) -> Iterator[OpenText]:
        """Yield the other open texts of a file's project: it may explain what is found in them."""
        root = self._engines.project.root(path)
        for opened in self.all_opened():
            if opened.path != path and self._engines.project.root(opened.path) == root:
                yield opened

    def result(self, opened: OpenText) -> Result:
        """Return what is found in an open text, as `mappinglint check` would with that file."""
        if opened.path not in self._results:
            self._results[opened.path] = self._lint(opened)
        return self._results[opened.path]

    def first_findings(self, opened: OpenText) -> list[Finding] | None:
        """Return what is found in a large text after a small change, long before `result` does.

        It is the same as a rule, but what is far from the change may have to wait for that. None if
        there is no faster way than `result`.
        """
        before = self._verdicts.get(opened.path)
        if opened.path in self._results or before is None:
            return None
        path, engine = opened.path, self.engine(opened.path)
        text = decode(opened.data)
        if text == before.source.text:
            return None
        try:
            verdict = after_change(before, Source(path, text), engine.check_text)
        finally:
            # What has been linted is no file of the project.
            self._engines.project.replace(path, opened.data)
        if verdict is None:
            del self._verdicts[path]
            return None
        self._verdicts[path] = verdict
        return [one for one in verdict.findings if one.primary.place.source.path == path]

    def mappings(self, opened: OpenText) -> list[EventSourceMapping]:
        """Return the mappings of an open text, each in its first scenario."""
        if not self.result(opened).mappings:
            return []
        if opened.path not in self._mappings:
            found = Result()
            together = self.engine(opened.path).mappings(opened.path, opened.data, found)
            self._note(found.failures)
            first = (alternatives[0] for alternatives in together)
            self._mappings[opened.path] = [
                one for one in first if one.place.source.path == opened.path
            ]
        return self._mappings[opened.path]

    def engine(self, path: str) -> Engine:
        """Return the engine for a file."""
        return self._engines.of(path)

    def plugins(self, path: str) -> Plugins:
        """Return the plugins for a file: they know of settings and rules."""
        return self._engines.plugins_of(path)

    def misconfigured(self) -> list[Finding]:
        """Return what is wrong with the configurations of the files so far."""
        return self._engines.findings

    def take_failures(self) -> list[Failure]:
        """Return what has broken and has not been returned before."""
        self._note(self._engines.failures)
        new = [failure for failure in self._failures if failure not in self._told]
        self._told.update(new)
        return new

    # -- how -----------------------------------------------------------------------------------

    def _start_anew(self) -> None:
        """Read configurations, plugins and all files anew."""
        self._configurations = Configurations()
        self._engines = Engines(self._configurations, trusted=self._trusted)
        for opened in self.all_opened():
            self._engines.project.replace(opened.path, opened.data)
        self._results.clear()
        self._mappings.clear()
        self._verdicts.clear()

    def _make_stale(self, path: str) -> None:
        for stale in (path, *(opened.path for opened in self.beside(path))):
            self._results.pop(stale, None)
            self._mappings.pop(stale, None)

    def _lint(self, opened: OpenText) -> Result:
        path = opened.path
        configuration = self._configurations.of(path)
        if configuration.excludes(path):
            return Result()
        engine = self.engine(path)
        result = engine.check_bytes(path, opened.data)
        self._note(result.failures)
        if configuration.baseline:
            codes = frozenset(rule.code for rule in engine.rules())
            Baselines(self._configurations).heed(result, [path], codes)
        result.findings = [one for one in result.findings if one.primary.place.source.path == path]
        if not configuration.baseline:
            self._remember(opened, result)
        return result

    def _remember(self, opened: OpenText, result: Result) -> None:
        """Keep what is needed to say soon what the next change does."""
        self._verdicts.pop(opened.path, None)
        first = result.first
        if len(opened.text) < _LARGE or first is None:
            return
        try:
            source = Source(opened.path, decode(opened.data))
        except UndecodableError:
            return
        document = self._engines.project.document(source)
        blocks = blocks_of(document)
        if blocks is not None:
            mapping = blocks.at(first.span.start)
            self._verdicts[opened.path] = Verdict(document.source, result.findings, blocks, mapping)

    def _note(self, failures: Iterable[Failure]) -> None:
        self._failures.update(dict.fromkeys(failures))
