"""Talks to the editor: what it asks and tells goes to the session, and comes back in its words."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from mappinglint import __version__
from mappinglint.choice import names
from mappinglint.finding import Finding
from mappinglint.lsp import actions, completion, hover, outline
from mappinglint.lsp.abilities import abilities_of
from mappinglint.lsp.diagnostics import SOURCE, diagnostic
from mappinglint.lsp.positions import Positions, path_of
from mappinglint.lsp.session import OpenText, Session, Settings
from mappinglint.lsp.workspace import lint_workspace
from mappinglint.pages import read_page
from mappinglint.plugins import BREAKAGE, failure

T = TypeVar("T")

# Answers a request about an open text; the last argument are the request's parameters.
Answer = Callable[[Session, Positions, OpenText, Any], Any]

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport

# Seconds without another change before a text is linted: a word is typed faster than that.
_PAUSE = 0.15
# And before the texts beside it are.
_LONG_PAUSE = 2 * _PAUSE

# And before all of a large text is, which has been answered in part.
_REST = 0.75
# How often to look whether that time has come, in seconds.
_GLANCE = 0.05

# What the editor should watch: whatever may be a part of a project, and configurations.
_WATCHED = "**/*.{yaml,yml,json,jsonl,ndjson,template,cfn,tf,tofu,tfvars,hcl,toml,env}"
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
        self._waiting: dict[str, asyncio.TimerHandle] = {}
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
        folders = _folders(uris or [params.root_uri or ""])
        if folders:
            with suppress(OSError):
                os.chdir(folders[0])
        self.session = Session(_settings(params.initialization_options, folders))
        self.session.abilities = abilities_of(params.capabilities)
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
        for waiting in self._waiting.values():
            waiting.cancel()
        self._waiting.clear()

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

    def changed(self, document: types.VersionedTextDocumentIdentifier, text: str) -> None:
        """Take a text that is otherwise now."""
        path = path_of(document.uri)
        self._wait_no_more(path)
        self._changed[path] = asyncio.get_running_loop().time()
        self.session.set_text(path, document.uri, document.version, text)
        self._look_again(path)

    def closed(self, uri: str) -> None:
        """Take that a text is open no more."""
        path = path_of(uri)
        self._wait_no_more(path)
        self._answers.pop(path, None)
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
            self._later(path, _LONG_PAUSE, partial(self._look_at_closed, path))
        self._look_again()

    def folders_changed(self) -> None:
        """Take that the workspace has other folders."""
        folders = _folders(folder.uri for folder in self.workspace.folders.values())
        self.session.start_anew(folders)
        self._look_again()

    # -- findings -------------------------------------------------------------------------------

    def found(self, opened: OpenText) -> list[types.Diagnostic]:
        """Return the diagnostics of a text; tell what broke, and what is wrong with settings."""
        return self._diagnostics(opened, self.session.result(opened).findings)

    def soon_found(self, opened: OpenText) -> list[types.Diagnostic]:
        """Return the diagnostics of a text as soon as one can.

        After a change in a large text, only what is around it has been linted again. All of it is
        when nothing more happens: the editor then hears of any difference.
        """
        first = self.session.first_findings(opened)
        if first is None:
            return self.found(opened)
        shown = self._diagnostics(opened, first)
        self._later(opened.path, _REST, partial(self._look_at_all, opened.path, shown))
        return shown

    async def rest(self, path: str) -> None:
        """Wait until all of a large text may be linted: not while somebody types."""
        loop = asyncio.get_running_loop()
        while self.session.is_partly_known(path):
            left = self._changed.get(path, 0) + _PAUSE + _REST - loop.time()
            if left <= 0:
                break
            await asyncio.sleep(min(left, _GLANCE))

    def _diagnostics(self, opened: OpenText, found: list[Finding]) -> list[types.Diagnostic]:
        self.tell()
        if self.session.is_untidy:
            self._later(_TIDY, _PAUSE, self.session.tidy)
        mistaken = self.session.misconfigured().get(opened.path, [])
        return [diagnostic(one, self.positions) for one in (*found, *mistaken)]

    def answer(self, path: str, before: str | None) -> Report:
        """Return the diagnostics of a text, or that they are as in the answer before."""
        opened = self.session.opened(path)
        if opened is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        found = self.soon_found(opened)
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
                self._later(_REFRESH, _LONG_PAUSE, self._ask_to_ask)
        else:
            for one in stale:
                wait = after if one == path else _LONG_PAUSE
                self._later(one, wait, partial(self._look_at, one))
        if not stale:
            self.tell()

    def _look_at(self, path: str) -> None:
        opened = self.session.opened(path)
        if opened is not None:
            self._publish(opened.uri, self.soon_found(opened), opened.version)

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
            self._publish_closed(path, [diagnostic(one, self.positions) for one in here])

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

    def _later(self, what: str, seconds: float, do: Callable[[], None]) -> None:
        """Do something after some seconds; what has been waiting under that name is not done."""
        self._wait_no_more(what)
        loop = asyncio.get_running_loop()
        self._waiting[what] = loop.call_later(seconds, self._do, what, do)

    def _do(self, what: str, do: Callable[[], None]) -> None:
        self._waiting.pop(what, None)
        self.survive(f"on {what}", do, None)

    def _wait_no_more(self, what: str) -> None:
        waiting = self._waiting.pop(what, None)
        if waiting is not None:
            waiting.cancel()

    # -- what somebody should know --------------------------------------------------------------

    def tell(self) -> None:
        """Log what broke, and show it; put what is wrong with configurations into their files."""
        untold = self.session.take_untold()
        for remark in untold.remarks:
            self._log(types.MessageType.Info, remark)
        for one in untold.failures:
            self._log(types.MessageType.Error, f"{one}\n{one.traceback}")
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Error, f"{SOURCE}: {one}")
            )
        self._tell_configurations()

    def _tell_configurations(self) -> None:
        before = self._configured
        self._configured = {
            path: [diagnostic(one, self.positions) for one in found]
            for path, found in self.session.misconfigured().items()
        }
        for path in {**before, **self._configured}:
            found = self._configured.get(path, [])
            if found == before.get(path, []):
                continue
            if self.session.opened(path) is None:
                self._publish_closed(path, found)
            elif self.is_asked:
                self._later(_REFRESH, _LONG_PAUSE, self._ask_to_ask)
            else:
                self._later(path, 0, partial(self._look_at, path))

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
        self.session.note(failure(SOURCE, "", doing, error))
        self.tell()

    def report_server_error(
        self, error: Exception, source: type[PyglsError] | type[JsonRpcException]
    ) -> None:
        """Tell of a message that cannot be understood; a request gets an error as its answer."""
        if source is not FeatureRequestError:
            self.broke("to understand the editor", error)


def serve() -> int:
    """Serve an editor over standard input and output until it goes, and return the exit code."""
    stdin, stdout = _take_streams()
    server = make()
    server.start_io(stdin, stdout)
    # The protocol wants to know whether the editor has said goodbye.
    return 0 if server.is_done else 1


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output for the protocol alone.

    A plugin, or a program that it runs, may print or read: from now on to standard error, and
    nothing.
    """
    streams = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2 if sys.stderr else nothing, 1)
    os.close(nothing)
    sys.stdout = sys.stderr
    return streams


def make() -> Server:
    """Return a server with all that it can do."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def begin(params: types.InitializeParams) -> None:
        server.survive("to begin", lambda: server.begin(params), None)
        if server.is_asked:
            _answer_diagnostics(server)

    @server.feature(types.INITIALIZED)
    def go_on(_: types.InitializedParams) -> None:
        server.survive("to watch files", server.watch_files, None)

    @server.feature(types.SHUTDOWN)
    def end(_: None) -> None:
        server.end()

    _heed_texts(server)
    _answer(server)
    _obey(server)
    return server


def _heed_texts(server: Server) -> None:
    """Let the server know what becomes of texts and files."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.survive("to open a text", lambda: server.opened(params.text_document), None)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document, changes = params.text_document, params.content_changes
        if changes:
            server.survive(
                "to change a text", lambda: server.changed(document, changes[-1].text), None
            )

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        uris = [params.text_document.uri]
        server.survive("to save a text", lambda: server.disk_changed(uris), None)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.survive("to close a text", lambda: server.closed(params.text_document.uri), None)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(params: types.DidChangeWatchedFilesParams) -> None:
        uris = [change.uri for change in params.changes]
        server.survive("to look at files", lambda: server.disk_changed(uris), None)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.survive("to look at folders", server.folders_changed, None)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(_: types.DidChangeConfigurationParams) -> None:
        # What an editor wants is said at the start; this need not be warned of.
        pass


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


# What nobody waits for: editors ask for it at every change, and it needs all of a text.
_AT_REST = frozenset(
    {
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        types.TEXT_DOCUMENT_DOCUMENT_LINK,
        types.TEXT_DOCUMENT_CODE_LENS,
    }
)


def _answer(server: Server) -> None:
    """Let the server answer what editors ask."""
    for feature, (answer, options) in _ANSWERS.items():
        _register(server, feature, answer, options)

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolve(action: types.CodeAction) -> types.CodeAction:
        found = server.survive(
            f"to answer {types.CODE_ACTION_RESOLVE}",
            lambda: actions.resolved(server.session, server.positions, action),
            action,
        )
        complaint = actions.complaint(server.session, found)
        if complaint:
            # Editors keep to themselves that nothing has come of it.
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, complaint))
        return found


def _register(server: Server, feature: str, answer: Answer, options: Any) -> None:
    """Let a function answer; about a text that is not open, there is nothing to say.

    Nor is there when the function breaks: while somebody types, an error would come up at each key.
    """

    def on_request(params: Any) -> Any:
        opened = server.session.opened(path_of(params.text_document.uri))
        if opened is None:
            return None
        return server.survive(
            f"to answer {feature}",
            lambda: answer(server.session, server.positions, opened, params),
            None,
        )

    async def on_request_at_rest(params: Any) -> Any:
        await server.rest(path_of(params.text_document.uri))
        return on_request(params)

    server.feature(feature, options)(on_request_at_rest if feature in _AT_REST else on_request)


def _answer_diagnostics(server: Server) -> None:
    """Let the editor ask for diagnostics."""

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False),
    )
    def diagnose(params: types.DocumentDiagnosticParams) -> Report:
        path = path_of(params.text_document.uri)
        nothing: Report = types.RelatedFullDocumentDiagnosticReport([])
        return server.survive(
            f"to answer {types.TEXT_DOCUMENT_DIAGNOSTIC}",
            lambda: server.answer(path, params.previous_result_id),
            nothing,
        )


def _obey(server: Server) -> None:
    """Let the server do what editors command."""

    @server.command(f"{SOURCE}.lintWorkspace")
    async def lint(*_: Any) -> dict[str, int] | None:
        try:
            return await lint_workspace(server)
        except BREAKAGE as error:
            server.broke("to lint the workspace", error)
        return None

    @server.command(f"{SOURCE}.explain")
    def explain(*arguments: Any) -> str | None:
        wanted = str(arguments[0]) if arguments else ""
        return server.survive("to explain a rule", lambda: _page(server.session, wanted), None)


def _page(session: Session, wanted: str) -> str | None:
    """Return the page of a rule by its code or name, or None if there is none."""
    plugins = session.plugins(os.path.join(os.getcwd(), "_"))
    rules = (provided.item for provided in plugins.rules())
    return next((read_page(rule) for rule in rules if names(wanted, rule)), None)


def _settings(options: Any, folders: tuple[str, ...]) -> Settings:
    """Return what an editor asks for; what has the wrong type is not asked for."""
    given = options if isinstance(options, dict) else {}
    advice, configuration = given.get("advice"), given.get("configuration")
    if isinstance(configuration, str) and configuration:
        configuration = os.path.abspath(os.path.expanduser(configuration))
    return Settings(
        trusted=given.get("trusted") is True,
        advice=advice if isinstance(advice, bool) else None,
        configuration=configuration if isinstance(configuration, str) and configuration else None,
        folders=folders,
    )


def _folders(uris: Iterable[str]) -> tuple[str, ...]:
    """Return the folders of a workspace that there are."""
    return tuple(path for path in map(path_of, uris) if os.path.isdir(path))
