"""The texts that an editor has open, and what is found in them."""

import gc
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from mappinglint.commands.baselines import Baselines
from mappinglint.config import Configuration, Configurations, ConfigurationUnreadableError
from mappinglint.config.loading import OWN, SHARED
from mappinglint.dialects import Alternatives
from mappinglint.discovery import find_files, read_file
from mappinglint.document import Document
from mappinglint.engine import Engine, Result
from mappinglint.engines import Engines
from mappinglint.finding import Finding
from mappinglint.lsp.abilities import Abilities
from mappinglint.lsp.keeping import Known, known, with_kept
from mappinglint.lsp.news import News, Untold
from mappinglint.lsp.verdicts import Verdicts
from mappinglint.plugins import BREAKAGE, Plugins, failure
from mappinglint.project import Project
from mappinglint.record import dataclass
from mappinglint.settling import distinct
from mappinglint.source import Source, decode

# Characters of a text of which all is linted while nobody notices.
_LARGE = 50_000

BYTE_ORDER_MARK = "\ufeff"
# Half of a surrogate pair is no text, but an editor may send it. This takes as much room instead.
_HALF = re.compile("[\ud800-\udfff]")
_STRANGE = "\ufffd"


@dataclass(frozen=True)
class Settings:
    """What an editor asks for when it starts the server.

    Only if the workspace is `trusted` may configurations name plugins. `advice` overrides what
    configurations say about notes; None does not. `configuration` is the one for all files, in
    place of theirs. `folders` are those of the workspace; all paths are absolute.
    """

    trusted: bool = False
    advice: bool | None = None
    configuration: str | None = None
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class OpenText:
    """A text as the editor holds it. `path` is absolute, and `uri` what the editor calls it.

    A byte order mark is no part of it; with `has_mark`, there is one in front of it.
    """

    path: str
    uri: str
    version: int | None
    text: str
    has_mark: bool = False

    @cached_property
    def source(self) -> Source:
        return Source(self.path, self.text)

    @property
    def data(self) -> bytes:
        """The text as a file would have it."""
        return self.text.encode()


class Session:
    """What an editor has open. `abilities` are those of the editor. All paths are absolute."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.abilities = Abilities()
        self._settings = settings or Settings()
        self._open: dict[str, OpenText] = {}
        # By path, as long as nothing around has changed.
        self._results: dict[str, Result] = {}
        # What was found last, for what cannot be read again.
        self._known: dict[str, Known] = {}
        self._verdicts = Verdicts()
        # Whether a large text has been linted since `tidy`.
        self.is_untidy = False
        self._stale: dict[str, None] = {}
        self.news = News()
        self.start_anew()

    # -- what the editor does ------------------------------------------------------------------

    def set_text(self, path: str, uri: str, version: int | None, text: str) -> OpenText:
        """Note a text that has been opened or changed."""
        before = self._content(path)
        has_mark = text.startswith(BYTE_ORDER_MARK)
        text = _HALF.sub(_STRANGE, text.removeprefix(BYTE_ORDER_MARK))
        opened = OpenText(path, uri, version, text, has_mark)
        self._open[path] = opened
        self._engines.project.replace(path, opened.data)
        self._make_stale(path, with_others=opened.data != before)
        return opened

    def close(self, path: str) -> None:
        """Note that the file on the disk counts again."""
        before = self._content(path)
        self._open.pop(path, None)
        self._known.pop(path, None)
        self._verdicts.forget(path)
        self._engines.project.restore(path)
        self._make_stale(path, with_others=self._content(path) != before)

    def forget(self, paths: Iterable[str]) -> None:
        """Note that files on the disk have changed, come or gone."""
        changed = list(paths)
        if any(self._is_configuration(path) for path in changed):
            self.start_anew()
            return
        self._engines.project.refresh()
        for path in changed:
            self._make_stale(path, with_others=True)

    def forget_disk(self) -> None:
        """Note that anything on the disk may have changed, but for configurations."""
        self._engines.project.refresh()

    def start_anew(self, folders: tuple[str, ...] | None = None) -> None:
        """Read configurations, plugins and all files anew; in other folders, if they are given."""
        if folders is not None:
            self._settings = replace(self._settings, folders=folders)
        self._configurations = self._read_configurations()
        self._engines = Engines(self._configurations, trusted=self._settings.trusted)
        for opened in self.all_opened():
            self._engines.project.replace(opened.path, opened.data)
        self._results.clear()
        self._known.clear()
        self._verdicts.clear()
        self._stale.update(dict.fromkeys(self._open))

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

    def has_mark(self, path: str) -> bool:
        """Say whether the editor has a byte order mark in front of a text."""
        opened = self._open.get(path)
        return bool(opened and opened.has_mark)

    def beside(self, path: str) -> Iterator[OpenText]:
        """Yield the other open texts of a file's project: it may explain what is found in them."""
        root = self._engines.project.root(path)
        for opened in self.all_opened():
            if opened.path != path and self._engines.project.root(opened.path) == root:
                yield opened

    def take_stale(self) -> list[OpenText]:
        """Return the open texts in which something else may be found than when this was asked."""
        stale = [self._open[path] for path in self._stale if path in self._open]
        self._stale.clear()
        return stale

    def result(self, opened: OpenText) -> Result:
        """Return what is found in an open text, as `mappinglint check` would with that file.

        Behind a mistake that has come since the text was opened, it is what was found before.
        """
        path = opened.path
        if path not in self._results:
            result = self._lint(path, opened.data)
            result.findings = [one for one in result.findings if _path(one) == path]
            self._keep(path, result)
            self._results[path] = result
            self._remember(opened, result)
        return self._results[path]

    def first_findings(self, opened: OpenText) -> list[Finding] | None:
        """Return what is found in a large text after a small change, long before `result` does.

        It is nearly always the same: what depends on the change in an unusual way is seen by
        `result` alone. None if there is no such short way.
        """
        path = opened.path
        if path in self._results:
            return None
        source = Source(path, decode(opened.data))
        try:
            with self.trying(opened) as engine:
                found = self._verdicts.after_change(source, engine.check_bytes)
        except BREAKAGE as error:  # the long way is left
            self.news.note(failure("mappinglint", "", f"on {path}", error))
            return None
        return None if found is None else [one for one in found if _path(one) == path]

    def is_slow(self, opened: OpenText) -> bool:
        """Say whether `result` would take so long that somebody who types notices."""
        return opened.path not in self._results and len(opened.text) >= _LARGE

    def scenarios(self, opened: OpenText) -> list[Alternatives]:
        """Return the mappings of an open text, each in all its scenarios."""
        read = self.result(opened).read
        return [one for one in read if one[0].place.source.path == opened.path]

    def document(self, opened: OpenText) -> Document:
        """Return what is read from an open text."""
        return self._engines.project.document(Source(opened.path, decode(opened.data)))

    @contextmanager
    def trying(self, opened: OpenText) -> Iterator[Engine]:
        """Lend the engine of an open text to try other texts in its place.

        Afterwards, it is to the other files of its project what it was.
        """
        try:
            yield self.engine(opened.path)
        finally:
            self._engines.project.replace(opened.path, opened.data)

    def is_known(self, finding: Finding) -> bool:
        """Say whether a baseline knows a finding, so that nobody wants to see or mend it."""
        return Baselines(self._configurations).knows(finding)

    def engine(self, path: str) -> Engine:
        """Return the engine for a file."""
        return self._engines.of(path)

    @property
    def project(self) -> Project:
        """The files around the open texts, and these texts."""
        return self._engines.project

    def plugins(self, path: str) -> Plugins:
        """Return the plugins for a file: they know of settings and rules."""
        return self._engines.plugins_of(path)

    def misconfigured(self) -> dict[str, list[Finding]]:
        """Return what is wrong with the configurations of the files so far, by their paths."""
        found: dict[str, list[Finding]] = {}
        for one in self._engines.findings:
            found.setdefault(os.path.abspath(_path(one)), []).append(one)
        return found

    def take_untold(self) -> Untold:
        """Return what somebody should know and has not been told before."""
        self.news.note(*self._engines.failures)
        return self.news.take()

    def tidy(self) -> None:
        """Give back the memory that is no more needed, and have what is left out of the way.

        The tree of a large text is some hundred thousand objects. The garbage collector would walk
        them all while somebody types, for half a second.
        """
        self.is_untidy = False
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    # -- the files of the workspace ------------------------------------------------------------

    def files(self) -> Iterator[str]:
        """Yield every file of the workspace's folders that `mappinglint check` would look at."""
        yield from find_files(self._settings.folders, configured=self._configurations.in_folder)

    def lint_file(self, path: str) -> Result:
        """Return what is found from a file, open or not; `parts` are others to look at."""
        opened = self._open.get(path)
        try:
            return self._lint(path, opened.data if opened else read_file(path))
        except (OSError, ValueError):
            return Result()  # it is gone, or nobody may read it: that is no mistake in it

    # -- how -----------------------------------------------------------------------------------

    def _read_configurations(self) -> Configurations:
        settings = self._settings
        overrides = {} if settings.advice is None else {"advice": settings.advice}
        # The innermost first.
        homes = sorted(map(os.path.realpath, settings.folders), key=len, reverse=True)
        try:
            return Configurations(overrides, file=settings.configuration, homes=homes)
        except ConfigurationUnreadableError as error:
            self.news.complain(f"{error}; each file has the configuration that is nearest to it")
            return Configurations(overrides, homes=homes)

    def _is_configuration(self, path: str) -> bool:
        return os.path.basename(path) in (OWN, SHARED) or path == self._settings.configuration

    def _content(self, path: str) -> bytes | None:
        """Return what a path stands for at the moment."""
        opened = self._open.get(path)
        if opened:
            return opened.data
        try:
            return read_file(path)
        except (OSError, ValueError):
            return None

    def _make_stale(self, path: str, *, with_others: bool) -> None:
        others = (opened.path for opened in self.beside(path)) if with_others else ()
        for stale in (path, *others):
            self._results.pop(stale, None)
            self._stale[stale] = None

    def _lint(self, path: str, data: bytes) -> Result:
        try:
            configuration = self._configuration(path)
            if configuration.excludes(path):
                return Result()
            engine = self.engine(path)
            result = engine.check_bytes(path, data)
            if configuration.baseline:
                codes = frozenset(rule.code for rule in engine.rules())
                Baselines(self._configurations).heed(result, [path], codes)
        except BREAKAGE as error:  # a bug of ours must not end the server
            result = Result(failures=[failure("mappinglint", "", f"on {path}", error)])
        self.news.note(*result.failures)
        result.findings = distinct(result.findings)
        return result

    def _keep(self, path: str, result: Result) -> None:
        """Add what was found before behind a mistake of the text, and note what is found now."""
        before = self._known.pop(path, None)
        if result.findings:
            now = known(result.findings[0].primary.place.source, result.findings)
            self._known[path] = now = with_kept(before, now) if before else now
            result.findings = now.findings

    def _remember(self, opened: OpenText, result: Result) -> None:
        """Keep what is needed to say soon what the next change does."""
        path = opened.path
        self._verdicts.forget(path)
        if len(opened.text) < _LARGE:
            return
        self.is_untidy = True
        # A baseline knows a finding by all of its file.
        if not self._configurations.of(path).baseline:
            self._verdicts.remember(self.document(opened), result, self.scenarios(opened))

    def _configuration(self, path: str) -> Configuration:
        """Return what holds for a file; if it names plugins in vain, somebody should know."""
        configuration = self._configurations.of(path)
        if configuration.plugins and not self._settings.trusted:
            named = ", ".join(configuration.plugins)
            self.news.remark(
                f"{configuration.path} names plugins ({named}). They are not loaded: the editor "
                "does not say that it trusts this workspace."
            )
        return configuration


def _path(finding: Finding) -> str:
    return finding.primary.place.source.path
