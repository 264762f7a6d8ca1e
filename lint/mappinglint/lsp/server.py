"""Talks to the editor: what it asks and tells goes to the session, and comes back in its words."""

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from mappinglint import __version__
from mappinglint.discovery import SUFFIXES
from mappinglint.finding import Finding
from mappinglint.lsp.abilities import abilities_of
from mappinglint.lsp.diagnostics import SOURCE, diagnostic
from mappinglint.lsp.edits import changed_text
from mappinglint.lsp.options import folders_of, settings_of
from mappinglint.lsp.positions import Positions, path_of
from mappinglint.lsp.session import OpenText, Session
from mappinglint.lsp.timers import Timers
from mappinglint.plugins import BREAKAGE, failure

T = TypeVar("T")

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport

# Seconds without another change before a text is linted: a word is typed faster than that.
_PAUSE = 0.15
# And before the texts beside it are.
_LONG_PAUSE = 2 * _PAUSE

# And before all of a large text is, of which the surroundings of the change have been.
_REST = 0.75

# What the editor should watch: whatever may be a part of a project, and configurations.
_ENDINGS = (*SUFFIXES, ".cfn", ".tfvars", ".hcl", ".toml", ".env")
_WATCHED = f"**/*{{{','.join(_ENDINGS)}}}"
_REFRESH = "refresh"
_TIDY = "tidy"


class Server(LanguageServer):
    """The language server, and what it remembers between two messages.

    `is_asked` says whether the editor asks for diagnostics of the texts that it has open; else it
    is told. `is_done` says whether it has said that it needs nothing more.
    """

    def __init__(self) -> None:
        # pygls cuts lines where editors do not (at U+2028, say), so that it would apply changes to
        # ranges in the wrong place. The whole text cannot be misread.
        super().__init__(
            SOURCE, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.session = Session()
        self.positions = self._positions(types.PositionEncodingKind.Utf16)
        self.is_asked = False
        self.is_done = False
        self._watches = False
        self._timers = Timers(lambda what, do: self.survive(f"on {what}", do, None))
        # When each text has changed last, on the clock of the loop.
        self._changed: dict[str, float] = {}
        # What the editor has been told of files that it does not have open, and of configurations.
        self._closed: set[str] = set()
        self._configured: dict[str, list[types.Diagnostic]] = {}
        # What it has been answered last about a text, with the number of that answer.
        self._answers: dict[str, tuple[str, list[types.Diagnostic]]] = {}
        self._answered = 0

    # -- at the start and at the end ------------------------------------------------------------

    def begin(self, params: types.InitializeParams) -> None:
        """Take what the editor tells about itself. Its first folder becomes the current one.

        So a path means what it means to somebody who runs `mappinglint check` there.
        """
        uris = [folder.uri for folder in params.workspace_folders or ()]
        folders = folders_of(uris or [params.root_uri or ""])
        if folders:
            with suppress(OSError):
                os.chdir(folders[0])
        self.session = Session(settings_of(params.initialization_options, folders))
        self.session.abilities = abilities_of(
            params.capabilities, params.client_info.name if params.client_info else ""
        )
        self.positions = self._positions(
            types.PositionEncodingKind(self.workspace.position_encoding)
        )
        # One that asks, but cannot be told to ask again, would not learn that another file has
        # changed what is found: it is better told.
        text_document, workspace = params.capabilities.text_document, params.capabilities.workspace
        refresh = workspace and workspace.diagnostics and workspace.diagnostics.refresh_support
        self.is_asked = bool(text_document and text_document.diagnostic and refresh)

    def watch_files(self) -> None:
        """Ask the editor to tell of changes on the disk, if it can be asked."""
        workspace = self.client_capabilities.workspace
        watched = workspace and workspace.did_change_watched_files
        if not (watched and watched.dynamic_registration):
            return
        self._watches = True
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(_WATCHED)]
        )
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        self.client_register_capability(
            types.RegistrationParams([types.Registration("watch", method, options)])
        )

    def end(self) -> None:
        """Do nothing more: the editor goes."""
        self.is_done = True
        self._timers.stop_all()

    def _positions(self, encoding: types.PositionEncodingKind) -> Positions:
        return Positions(encoding.value, self.session.uri, self.session.has_mark)

    # -- what happens to texts and files ---------------------------------------------------------

    def opened(self, document: types.TextDocumentItem) -> None:
        """Take a text that is open from now on."""
        path = path_of(document.uri)
        if not self._watches:
            self.session.forget_disk()
        self.session.set_text(path, document.uri, document.version, document.text)
        if path in self._closed and self.is_asked:
            # It asks for them now, and would show both.
            self._publish_closed(path, [])
        self._closed.discard(path)
        self._look_again(path, after=0)

    def changed(
        self,
        document: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Take a text that is otherwise now."""
        path = path_of(document.uri)
        self._timers.stop(path)
        self._changed[path] = asyncio.get_running_loop().time()
        text = changed_text(self.positions, self.session.opened(path), changes)
        if text is not None:
            self.session.set_text(path, document.uri, document.version, text)
            self._look_again(path)

    def closed(self, uri: str) -> None:
        """Take that a text is open no more."""
        path = path_of(uri)
        self._timers.stop(path)
        self._answers.pop(path, None)
        self._changed.pop(path, None)
        self.session.close(path)
        if not self.is_asked or path in self._configured:
            self._publish(uri, self._configured.get(path, []))
        self._look_again(path)

    def disk_changed(self, uris: Iterable[str]) -> None:
        """Take that files have changed, come or gone."""
        paths = [path_of(uri) for uri in uris]
        if self._watches:
            self.session.forget(paths)
        else:
            # Whatever else has changed meanwhile, nobody tells.
            self.session.start_anew()
        for path in self._closed.intersection(paths):
            self._timers.later(path, _LONG_PAUSE, partial(self._look_at_closed, path))
        self._look_again()

    def folders_changed(self) -> None:
        """Take that the workspace has other folders."""
        folders = folders_of(folder.uri for folder in self.workspace.folders.values())
        self.session.start_anew(folders)
        self._look_again()

    # -- findings -------------------------------------------------------------------------------

    def found(self, opened: OpenText) -> list[types.Diagnostic]:
        """Return the diagnostics of a text; tell what broke, and what is wrong with settings."""
        return self._diagnostics(opened, self.session.result(opened).findings)

    def soon_found(self, opened: OpenText) -> list[types.Diagnostic] | None:
        """Return the diagnostics of a text as soon as one can, or None if that is not yet.

        After a change in a large text, only what is around it has been linted again. All of it is
        when nothing more happens: the editor then hears of any difference.
        """
        first = self.session.first_findings(opened)
        if first is None:
            return self.found(opened) if self._left(opened) <= 0 else None
        shown = self._diagnostics(opened, first)
        self._timers.later(opened.path, _REST, partial(self._look_at_all, opened.path, shown))
        return shown

    async def rest(self, path: str) -> None:
        """Wait until all of a large text may be linted: not while somebody types."""
        while (  # noqa: ASYNC110 - it may change again meanwhile
            opened := self.session.opened(path)
        ) and (left := self._left(opened)) > 0:
            await asyncio.sleep(left)

    def _left(self, opened: OpenText) -> float:
        """Return for how many seconds nothing that takes long should be done with a text."""
        changed = self._changed.get(opened.path)
        if changed is None or not self.session.is_slow(opened):
            return 0
        return changed + _PAUSE + _REST - asyncio.get_running_loop().time()

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """Return a finding as this editor shows it."""
        shows = self.session.abilities.shows_related
        return diagnostic(finding, self.positions, shows_related=shows)

    def _diagnostics(self, opened: OpenText, found: list[Finding]) -> list[types.Diagnostic]:
        self.tell()
        if self.session.is_untidy:
            self._timers.later(_TIDY, _PAUSE, self.session.tidy)
        mistaken = self.session.misconfigured().get(opened.path, [])
        return [self.diagnostic(one) for one in (*found, *mistaken)]

    async def answer(self, path: str, before: str | None) -> Report:
        """Return the diagnostics of a text, or that they are as in the answer before."""
        opened = self.session.opened(path)
        found = self.soon_found(opened) if opened else []
        if found is None:
            await self.rest(path)
            opened = self.session.opened(path)
            found = self.found(opened) if opened else []
        if opened is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        number, last = self._answers.get(path, ("", []))
        if not number or found != last:
            self._answered += 1
            number = str(self._answered)
            self._answers[path] = number, found
        if before == number:
            return types.RelatedUnchangedDocumentDiagnosticReport(number)
        return types.RelatedFullDocumentDiagnosticReport(found, result_id=number)

    def publish_closed(self, found: dict[str, list[types.Diagnostic]]) -> None:
        """Tell what is found in the files that are not open, and that no others have findings."""
        for path in {**dict.fromkeys(self._closed), **found, **self._configured}:
            if self.session.opened(path) is None:
                self._publish_closed(path, found.get(path, []) + self._configured.get(path, []))

    def _look_again(self, path: str = "", *, after: float = _PAUSE) -> None:
        """Look for what may be found otherwise now, when nothing has happened for some seconds.

        `path` is the text that the editor shows.
        """
        stale = [opened.path for opened in self.session.take_stale()]
        if self.is_asked:
            # Of the text that has changed, it thinks itself.
            if any(one != path for one in stale):
                self._timers.later(_REFRESH, _LONG_PAUSE, self._ask_to_ask)
        else:
            for one in stale:
                wait = after if one == path else _LONG_PAUSE
                self._timers.later(one, wait, partial(self._look_at, one))
        if not stale:
            self.tell()

    def _look_at(self, path: str) -> None:
        opened = self.session.opened(path)
        if opened is None:
            return
        found = self.soon_found(opened)
        if found is None:
            self._timers.later(path, self._left(opened), partial(self._look_at, path))
        else:
            self._publish(opened.uri, found, opened.version)

    def _look_at_all(self, path: str, shown: list[types.Diagnostic]) -> None:
        """Lint all of a text, and tell the editor if something else is found than it shows."""
        opened = self.session.opened(path)
        if opened is None or (found := self.found(opened)) == shown:
            return
        if self.is_asked:
            self._ask_to_ask()
        else:
            self._publish(opened.uri, found, opened.version)

    def _look_at_closed(self, path: str) -> None:
        if self.session.opened(path) is None:
            findings = self.session.lint_file(path).findings
            here = [one for one in findings if one.primary.place.source.path == path]
            self._publish_closed(path, [self.diagnostic(one) for one in here])

    def _ask_to_ask(self) -> None:
        self.workspace_diagnostic_refresh(None)

    def _publish_closed(self, path: str, found: list[types.Diagnostic]) -> None:
        self._publish(self.positions.uri(path), found)
        if found:
            self._closed.add(path)
        else:
            self._closed.discard(path)

    def _publish(self, uri: str, found: list[types.Diagnostic], version: int | None = None) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, found, version=version)
        )

    # -- what somebody should know --------------------------------------------------------------

    def tell(self) -> None:
        """Log what broke, and show it; put what is wrong with configurations into their files."""
        untold = self.session.take_untold()
        for remark in untold.remarks:
            self._log(types.MessageType.Info, remark)
        for complaint in untold.complaints:
            self._log(types.MessageType.Warning, complaint)
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Warning, f"{SOURCE}: {complaint}")
            )
        for one in untold.failures:
            self._log(types.MessageType.Error, f"{one}\n{one.traceback}")
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Error, f"{SOURCE}: {one}")
            )
        self._tell_configurations()

    def _tell_configurations(self) -> None:
        before = self._configured
        self._configured = {
            path: [self.diagnostic(one) for one in found]
            for path, found in self.session.misconfigured().items()
        }
        for path in {**before, **self._configured}:
            found = self._configured.get(path, [])
            if found == before.get(path, []):
                continue
            if self.session.opened(path) is None:
                self._publish_closed(path, found)
            elif self.is_asked:
                self._timers.later(_REFRESH, _LONG_PAUSE, self._ask_to_ask)
            else:
                self._timers.later(path, 0, partial(self._look_at, path))

    def _log(self, kind: types.MessageType, message: str) -> None:
        self.window_log_message(types.LogMessageParams(kind, message))

    def survive(self, doing: str, do: Callable[[], T], otherwise: T) -> T:
        """Do something; if it breaks, tell of that once, and return something else."""
        try:
            return do()
        except BREAKAGE as error:
            self.broke(doing, error)
        return otherwise

    def broke(self, doing: str, error: BaseException) -> None:
        """Tell of a mistake of ours: once."""
        self.session.news.note(failure(SOURCE, "", doing, error))
        self.tell()

    def report_server_error(
        self, error: Exception, source: type[PyglsError] | type[JsonRpcException]
    ) -> None:
        """Tell of a message that cannot be understood; a request gets an error as its answer."""
        if source is not FeatureRequestError:
            self.broke("to understand the editor", error)
