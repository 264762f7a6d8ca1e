"""An editor without a screen: a real client that starts the language server and talks to it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient

# Seconds that a server may take for anything; a slow machine is no failure.
PATIENCE = 60

# It compiles a function for each type that it meets; one does for all editors.
_converter = cache(default_converter)

SERVER = (sys.executable, "-P", "-m", "mappinglint", "lsp")

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport
_Whole = types.TextDocumentContentChangeWholeDocument


class Editor:
    """What an editor knows: what the server has published, shown, logged and asked for.

    `diagnostics` has what is shown of each URI, `published` all of it in order.
    """

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.diagnostics: dict[str, Sequence[types.Diagnostic]] = {}
        self.published: list[types.PublishDiagnosticsParams] = []
        self.shown: list[str] = []
        self.logged: list[str] = []
        self.refreshed = 0
        self.registered: list[types.Registration] = []
        self.progress: list[types.ProgressParams] = []
        self.capabilities = types.ServerCapabilities()
        self._versions: dict[str, int] = {}
        self._news = asyncio.Event()
        self._listen()

    def _listen(self) -> None:
        heeded: dict[str, Callable[[Any], None]] = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self._publish,
            types.WINDOW_SHOW_MESSAGE: lambda params: self.shown.append(params.message),
            types.WINDOW_LOG_MESSAGE: lambda params: self.logged.append(params.message),
            types.WORKSPACE_DIAGNOSTIC_REFRESH: self._refresh,
            types.CLIENT_REGISTER_CAPABILITY: lambda params: self.registered.extend(
                params.registrations
            ),
            types.WINDOW_WORK_DONE_PROGRESS_CREATE: lambda _: None,
            types.PROGRESS: self.progress.append,
        }
        for method, do in heeded.items():
            self.client.feature(method)(self._with_news(do))

    def _with_news(self, do: Callable[[Any], None]) -> Callable[[Any], None]:
        def heed(params: Any) -> None:
            do(params)
            self._news.set()

        return heed

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.append(params)
        self.diagnostics[params.uri] = params.diagnostics

    def _refresh(self, _: None) -> None:
        self.refreshed += 1

    async def until(self, is_so: Callable[[], Any]) -> None:
        """Wait until something is so, because of what the server has said."""
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                self._news.clear()
                await self._news.wait()

    async def next_diagnostics(self, uri: str) -> Sequence[types.Diagnostic]:
        """Wait until something is published about a URI that has not been before this call."""
        before = len(self.published)
        await self.until(lambda: any(one.uri == uri for one in self.published[before:]))
        return self.diagnostics[uri]

    async def roundtrip(self) -> None:
        """Wait until the server has read all that it has been sent."""
        await self.command("mappinglint.explain", "")

    async def command(self, name: str, *arguments: Any) -> Any:
        params = types.ExecuteCommandParams(command=name, arguments=list(arguments))
        return await asyncio.wait_for(self.client.workspace_execute_command_async(params), PATIENCE)

    def open(self, uri: str, text: str, language: str = "yaml") -> None:
        self._versions[uri] = 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def open_file(self, path: Path) -> str:
        """Open a file as it is on the disk, and return its URI."""
        self.open(path.as_uri(), read(path))
        return path.as_uri()

    def change(self, uri: str, text: str) -> None:
        self._versions[uri] = self._versions.get(uri, 1) + 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self._versions[uri], uri), [_Whole(text)]
            )
        )

    def save(self, uri: str) -> None:
        self.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
        )

    def close(self, uri: str) -> None:
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        )

    def tell_of_files(self, *paths: Path) -> None:
        """Tell that files on the disk are otherwise now."""
        changes = [types.FileEvent(path.as_uri(), types.FileChangeType.Changed) for path in paths]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))

    async def ask(self, uri: str, before: str | None = None) -> Report:
        """Ask for the diagnostics of a text."""
        params = types.DocumentDiagnosticParams(
            types.TextDocumentIdentifier(uri), previous_result_id=before
        )
        asked = self.client.text_document_diagnostic_async(params)
        report: Report = await asyncio.wait_for(asked, PATIENCE)
        return report

    async def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        params = types.HoverParams(
            types.TextDocumentIdentifier(uri), types.Position(line, character)
        )
        return await asyncio.wait_for(self.client.text_document_hover_async(params), PATIENCE)

    async def complete(self, uri: str, line: int, character: int) -> list[types.CompletionItem]:
        """Return all that is offered at a position."""
        params = types.CompletionParams(
            types.TextDocumentIdentifier(uri), types.Position(line, character)
        )
        asked = self.client.text_document_completion_async(params)
        found = await asyncio.wait_for(asked, PATIENCE)
        if found is None:
            return []
        assert isinstance(found, types.CompletionList)
        assert not found.is_incomplete
        return list(found.items)

    async def end(self) -> int | None:
        """Say goodbye, and return the exit code of the server."""
        return await self.leave(says_goodbye=True)

    async def leave(self, *, says_goodbye: bool) -> int | None:
        """Go without having said goodbye, or after it, and return the exit code of the server."""
        server = self.client._server  # noqa: SLF001 # pytest-lsp has no other way to it
        assert server is not None
        assert server.stdin is not None
        if server.returncode is None:
            if says_goodbye:
                await asyncio.wait_for(self.client.shutdown_async(None), PATIENCE)
                self.client.exit(None)
            else:
                server.stdin.close()
            await asyncio.wait_for(server.wait(), PATIENCE)
        return server.returncode


@asynccontextmanager
async def editing(
    *folders: Path,
    able: types.ClientCapabilities | None = None,
    options: Any = None,
    command: Sequence[str] = SERVER,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    name: str = "",
    **abilities: Any,
) -> AsyncIterator[Editor]:
    """Start the server for an editor that has folders open and is able to do what is said.

    The abilities are those of `capabilities`. At the end, it says goodbye, if the server is still
    there.
    """
    client = LanguageClient(converter_factory=_converter)
    editor = Editor(client)
    program, *arguments = command
    await client.start_io(
        program,
        *arguments,
        env={**os.environ, **(environment or {})},
        cwd=cwd or (folders[0] if folders else None),
    )
    try:
        params = types.InitializeParams(
            capabilities=able or capabilities(**abilities),
            workspace_folders=[
                types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders
            ],
            initialization_options=options,
            client_info=types.ClientInfo(name) if name else None,
        )
        answer = await asyncio.wait_for(client.initialize_session(params), PATIENCE)
        editor.capabilities = answer.capabilities
        yield editor
    finally:
        await editor.end()
        await client.stop()  # type: ignore[no-untyped-call] # pygls has it so


def capabilities(
    *,
    encoding: str = "utf-16",
    pulls: bool = False,
    refreshes: bool = True,
    watches: bool = False,
    shows_progress: bool = False,
    shows_markdown: bool = False,
    takes_snippets: bool = False,
) -> types.ClientCapabilities:
    """Return what an editor says of itself that is able to do some things and no others."""
    markup = types.MarkupKind.Markdown if shows_markdown else types.MarkupKind.PlainText
    item = types.ClientCompletionItemOptions(snippet_support=takes_snippets)
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind(encoding)]
        ),
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pulls else None,
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
                related_information=True, version_support=True, code_description_support=True
            ),
            hover=types.HoverClientCapabilities(content_format=[markup]),
            completion=types.CompletionClientCapabilities(completion_item=item),
        ),
        workspace=types.WorkspaceClientCapabilities(
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=refreshes),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
                dynamic_registration=watches
            ),
            workspace_folders=True,
        ),
        window=types.WindowClientCapabilities(work_done_progress=shows_progress),
    )


def read(path: Path) -> str:
    """Return the text of a file as an editor has it: without a byte order mark, with its breaks."""
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding)


def template(size: int, *, more: str = "") -> str:
    """Return a template with a FIFO queue, for which 10 is the largest batch size."""
    return f"""\
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders.fifo
      FifoQueue: true
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue.Arn
      FunctionName: orders
      BatchSize: {size}
{more}"""


def codes(found: object) -> list[object]:
    """Return the codes of diagnostics, or of a report with some."""
    items = found.items if isinstance(found, types.RelatedFullDocumentDiagnosticReport) else found
    assert isinstance(items, list | tuple)
    return [one.code for one in items]


def write(path: Path, text: str) -> Path:
    """Write a file, in folders that there need not be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path
