"""Which messages of the protocol the server heeds and answers, and who knows the answers."""

import os
from collections.abc import Callable
from typing import Any

from lsprotocol import types

from mappinglint.choice import names
from mappinglint.lsp import actions, completion, hover, outline
from mappinglint.lsp.diagnostics import SOURCE
from mappinglint.lsp.positions import Positions, path_of
from mappinglint.lsp.server import Report, Server
from mappinglint.lsp.session import OpenText, Session
from mappinglint.lsp.streams import take_streams
from mappinglint.lsp.workspace import lint_workspace
from mappinglint.pages import read_page
from mappinglint.plugins import BREAKAGE

# Answers a request about an open text; the last argument are the request's parameters.
Answer = Callable[[Session, Positions, OpenText, Any], Any]


def serve() -> int:
    """Serve an editor over standard input and output until it goes, and return the exit code."""
    stdin, stdout = take_streams()
    server = make()
    server.start_io(stdin, stdout)
    # The protocol wants to know whether the editor has said goodbye.
    return 0 if server.is_done else 1


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
        server.survive("to change a text", lambda: server.changed(document, changes), None)

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


# What editors ask for at every change, and what needs all of a text: it can wait.
_AT_REST = frozenset(
    {
        types.TEXT_DOCUMENT_CODE_ACTION,
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
    async def diagnose(params: types.DocumentDiagnosticParams) -> Report:
        try:
            return await server.answer(path_of(params.text_document.uri), params.previous_result_id)
        except BREAKAGE as error:
            server.broke(f"to answer {types.TEXT_DOCUMENT_DIAGNOSTIC}", error)
        return types.RelatedFullDocumentDiagnosticReport([])


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
