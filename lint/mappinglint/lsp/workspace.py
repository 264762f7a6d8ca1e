"""Lints all files of a workspace: the editor is told of what is in closed files, too."""

import asyncio
import os
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from mappinglint.finding import Finding
from mappinglint.settling import distinct

if TYPE_CHECKING:
    from mappinglint.lsp.server import Server


async def lint_workspace(server: "Server") -> dict[str, int]:
    """Lint every file that `check` would look at in the workspace's folders, and tell the editor.

    Return how many files and findings there are. Between two files, the editor is heeded. When it
    cancels, it is told nothing of closed files.
    """
    shown = await _Shown.begin(server)
    paths = dict.fromkeys(server.session.files())
    waiting = list(paths)
    found: list[Finding] = []
    is_whole = True
    # What files include is looked at, too: the list grows.
    for number, path in enumerate(waiting):
        if shown.is_cancelled:
            is_whole = False
            break
        shown.report(path, number, len(waiting))
        result = server.session.lint_file(path)
        found += result.findings
        new = [part for part in result.parts if part not in paths]
        paths.update(dict.fromkeys(new))
        waiting += new
        await asyncio.sleep(0)
    found = distinct(found)
    server.tell()
    if is_whole:
        by_path: dict[str, list[types.Diagnostic]] = {}
        for one in found:
            path = one.primary.place.source.path
            by_path.setdefault(path, []).append(server.diagnostic(one))
        server.publish_closed(by_path)
    shown.end()
    return {"files": len(waiting), "findings": len(found)}


class _Shown:
    """How far we are, as the editor shows it; without a token, it shows nothing."""

    def __init__(self, server: "Server", token: str = "") -> None:
        self._progress = server.work_done_progress
        self._token = token

    @classmethod
    async def begin(cls, server: "Server") -> "_Shown":
        window = server.client_capabilities.window
        if not (window and window.work_done_progress):
            return cls(server)
        shown = cls(server, str(uuid4()))
        try:
            await shown._progress.create_async(shown._token)
        except JsonRpcException:
            return cls(server)
        shown._progress.begin(
            shown._token,
            types.WorkDoneProgressBegin("mappinglint", cancellable=True, percentage=0),
        )
        return shown

    @property
    def is_cancelled(self) -> bool:
        return bool(self._token) and self._progress.tokens[self._token].cancelled()

    def report(self, path: str, done: int, of: int) -> None:
        if self._token:
            report = types.WorkDoneProgressReport(
                cancellable=True, message=os.path.relpath(path), percentage=100 * done // of
            )
            self._progress.report(self._token, report)

    def end(self) -> None:
        if self._token:
            self._progress.end(self._token, types.WorkDoneProgressEnd())
            self._progress.tokens.pop(self._token)
