"""Talks to the editor: what it asks and tells goes to the session, and comes back in its words."""

import asyncio
import os
from collections.abc import Callable, Iterable
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from mappinglint import __version__
from mappinglint.lsp import actions, completion, hover, outline
from mappinglint.lsp.abilities import abilities_of
from mappinglint.lsp.diagnostics import SOURCE, diagnostic
from mappinglint.lsp.positions import Positions, path_of
from mappinglint.lsp.session import OpenText, Session
from mappinglint.plugins import Failure

# Answers a request about an open text; the last argument are the request's parameters.
Answer = Callable[[Session, Positions, OpenText, Any], Any]

# Seconds without another change before a text is linted: a word is typed faster than that.
_PAUSE = 0.15

# What the editor should watch: whatever may be a part of a project, and configurations.
_WATCHED = "**/*.{yaml,yml,json,template,tf,tofu,tfvars,toml,cfn}"


class Server(LanguageServer):
    """The language server, and what it remembers between two messages."""

    def __init__(self) -> None:
        # pygls cuts lines where editors do not (at U+2028, say), so that it would apply changes to
        # ranges in the wrong place. The whole text cannot be misread.
        super().__init__(
            SOURCE, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.session = Session()
        self.positions = Positions(types.PositionEncodingKind.Utf16.value, self.session.uri)
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._configured: set[str] = set()

    # -- at the start ---------------------------------------------------------------------------

    def begin(self, params: types.InitializeParams) -> None:
        """Take what the editor tells about itself. Its folder becomes the current one.

        So a path means what it means to somebody who runs `mappinglint check` there.
        """
        options = params.initialization_options
        trusted = isinstance(options, dict) and options.get("trusted") is True
        folders = [folder.uri for folder in params.workspace_folders or ()]
        root = to_fs_path([*folders, params.root_uri or ""][0])
        if root and os.path.isdir(root):
            os.chdir(root)
        self.session = Session(trusted=trusted)
        self.session.abilities = abilities_of(params.capabilities)

    @property
    def is_asked(self) -> bool:
        """Whether the editor asks for diagnostics; else it is told."""
        text_document = self.client_capabilities.text_document
        return bool(text_document and text_document.diagnostic)

    def agree(self) -> None:
        """Count columns as has been agreed."""
        encoding = types.PositionEncodingKind(self.workspace.position_encoding)
        self.positions = Positions(encoding.value, self.session.uri)

    def watch_files(self) -> None:
        """Ask the editor to tell of changes on the disk, if it can be asked."""
        workspace = self.client_capabilities.workspace
        watched = workspace and workspace.did_change_watched_files
        if not (watched and watched.dynamic_registration):
            return
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(_WATCHED)]
        )
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        self.client_register_capability(
            types.RegistrationParams([types.Registration("watch", method, options)])
        )

    # -- findings -------------------------------------------------------------------------------

    def look_at(self, opened: OpenText, *, after: float = 0) -> None:
        """Lint a text when it has not changed for some seconds."""
        waiting = self._waiting.pop(opened.path, None)
        if waiting is not None:
            waiting.cancel()
        loop = asyncio.get_running_loop()
        self._waiting[opened.path] = loop.call_later(after, self._look_at_now, opened.path)

    def _look_at_now(self, path: str) -> None:
        self._waiting.pop(path, None)
        opened = self.session.opened(path)
        if opened is None:
            return
        if not self.is_asked:
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(opened.uri, self.found(opened), opened.version)
            )

    def look_beside(self, path: str, *, after: float = 0) -> None:
        """Lint what a file may explain findings in."""
        beside = list(self.session.beside(path))
        if not beside:
            return
        if self.is_asked:
            self._ask_to_ask()
            return
        for opened in beside:
            self.look_at(opened, after=after)

    def _ask_to_ask(self) -> None:
        workspace = self.client_capabilities.workspace
        diagnostics = workspace and workspace.diagnostics
        if diagnostics and diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    def found(self, opened: OpenText) -> list[types.Diagnostic]:
        """Return the diagnostics of a text; tell what broke, and what is wrong with settings."""
        found = self.session.result(opened).findings
        self._tell_failures(self.session.take_failures())
        self._tell_configurations()
        return [diagnostic(one, self.positions) for one in found]

    def _tell_configurations(self) -> None:
        """Put what is wrong with configurations into their files."""
        found: dict[str, list[types.Diagnostic]] = {path: [] for path in self._configured}
        for one in self.session.misconfigured():
            path = os.path.abspath(one.primary.place.source.path)
            found.setdefault(path, []).append(diagnostic(one, self.positions))
        self._configured = {path for path, those in found.items() if those}
        for path, those in found.items():
            uri = self.positions.uri(path)
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, those))

    def _tell_failures(self, failures: Iterable[Failure]) -> None:
        """Log what broke, and show it: each once."""
        for failure in failures:
            self.window_log_message(
                types.LogMessageParams(types.MessageType.Error, f"{failure}\n{failure.traceback}")
            )
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Error, f"mappinglint: {failure}")
            )


def serve() -> None:
    """Serve an editor over standard input and output until it says goodbye."""
    make().start_io()


def make() -> Server:
    """Return a server with all that it can do."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def begin(params: types.InitializeParams) -> None:
        server.begin(params)

    @server.feature(types.INITIALIZED)
    def go_on(_: types.InitializedParams) -> None:
        server.watch_files()

    _heed_texts(server)
    _answer(server)
    return server


def _heed_texts(server: Server) -> None:
    """Let the server know what becomes of texts and files."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        path = path_of(document.uri)
        server.look_at(server.session.set_text(path, document.uri, document.version, document.text))
        server.look_beside(path)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        path = path_of(document.uri)
        text = params.content_changes[-1].text
        opened = server.session.set_text(path, document.uri, document.version, text)
        server.look_at(opened, after=_PAUSE)
        server.look_beside(path, after=2 * _PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        _disk_changed([params.text_document.uri])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        path = path_of(uri)
        server.session.close(path)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        server.look_beside(path)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(params: types.DidChangeWatchedFilesParams) -> None:
        _disk_changed(change.uri for change in params.changes)

    def _disk_changed(uris: Iterable[str]) -> None:
        paths = [path_of(uri) for uri in uris]
        server.session.forget(paths)
        for opened in server.session.all_opened():
            server.look_at(opened, after=_PAUSE)


# What editors ask about an open text, and who knows the answer.
_ANSWERS: dict[str, tuple[Answer, Any]] = {
    types.TEXT_DOCUMENT_HOVER: (hover.hover, None),
    types.TEXT_DOCUMENT_COMPLETION: (
        completion.complete,
        types.CompletionOptions(trigger_characters=list(completion.TRIGGERS)),
    ),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        actions.actions,
        types.CodeActionOptions(code_action_kinds=list(actions.KINDS), resolve_provider=True),
    ),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (outline.symbols, None),
    types.TEXT_DOCUMENT_DOCUMENT_LINK: (outline.links, None),
    types.TEXT_DOCUMENT_CODE_LENS: (outline.lenses, None),
}


def _answer(server: Server) -> None:
    """Let the server answer what editors ask; about a text that is not open, there is nothing."""
    for feature, (answer, options) in _ANSWERS.items():
        _register(server, feature, answer, options)

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolve(action: types.CodeAction) -> types.CodeAction:
        return actions.resolved(server.session, server.positions, action)

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False),
    )
    def diagnose(
        params: types.DocumentDiagnosticParams,
    ) -> types.RelatedFullDocumentDiagnosticReport:
        opened = server.session.opened(path_of(params.text_document.uri))
        return types.RelatedFullDocumentDiagnosticReport(server.found(opened) if opened else [])


def _register(server: Server, feature: str, answer: Answer, options: Any) -> None:
    @server.feature(feature, options)
    def on_request(params: Any) -> Any:
        opened = server.session.opened(path_of(params.text_document.uri))
        if opened is None:
            return None
        return answer(server.session, server.positions, opened, params)
