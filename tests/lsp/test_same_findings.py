"""The language server finds what the command line finds, in every fixture."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from buffer import UNITS
from lsp_client import editing, read
from lsprotocol import types

from mappinglint.discovery import SUFFIXES

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_SUFFIXES = (*SUFFIXES, ".md", ".sh", ".toml", ".tfvars")
_LEVELS = {
    types.DiagnosticSeverity.Error: "error",
    types.DiagnosticSeverity.Warning: "warning",
    types.DiagnosticSeverity.Information: "note",
}
_BREAK = re.compile(r"\r\n|\n|\r")


def _texts() -> Iterator[Path]:
    """Yield the fixtures that an editor can show."""
    for folder in ("ok", "bad", "across", "projects"):
        for path in sorted((_FIXTURES / folder).rglob("*")):
            if path.suffix in _SUFFIXES:
                try:
                    read(path)
                except UnicodeDecodeError:
                    continue
                yield path


class _Lines:
    """The lines of files, to count in units of an encoding: in a way of its own."""

    def __init__(self, encoding: str) -> None:
        self._codec, self._unit = UNITS[encoding]
        self._known: dict[str, list[str]] = {}

    def position(self, path: str, line: int, column: int) -> tuple[int, int]:
        """Return a line and column of a report, counted from 1 in characters, as a client does."""
        if path not in self._known:
            self._known[path] = _BREAK.split(read(Path(path)))
        before = self._known[path][line - 1][: column - 1]
        return line - 1, len(before.encode(self._codec)) // self._unit

    def range(self, place: dict[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
        path = str(Path(place["path"]).absolute())
        return (
            self.position(path, place["line"], place["column"]),
            self.position(path, place["endLine"], place["endColumn"]),
        )


def _of_report(found: dict[str, Any], lines: _Lines) -> tuple[Any, ...]:
    related = [
        (Path(one["path"]).absolute().as_uri(), lines.range(one), one["text"])
        for one in found["related"]
    ]
    return found["code"], found["level"], lines.range(found["place"]), _message(found), related


def _message(found: dict[str, Any]) -> str:
    when = " and ".join(f"{one['subject']} is {one['value']}" for one in found["when"])
    sentence = found["message"] + (f" (when {when})" if when else "")
    remedy = found["fix"] or (found["edits"]["title"] if found["edits"] else "")
    aws = found["aws"]
    return "\n".join(
        [sentence, *([f"aws: {aws}"] if aws else []), *([f"fix: {remedy}"] if remedy else [])]
    )


def _of_editor(found: types.Diagnostic) -> tuple[Any, ...]:
    assert found.source == "mappinglint"
    assert found.severity is not None
    related = [
        (one.location.uri, _range(one.location.range), one.message)
        for one in found.related_information or ()
    ]
    return found.code, _LEVELS[found.severity], _range(found.range), found.message, related


def _range(given: types.Range) -> tuple[tuple[int, int], tuple[int, int]]:
    return (given.start.line, given.start.character), (given.end.line, given.end.character)


class _Reports:
    """What the command line finds in each fixture when it is named. Each is linted once."""

    known: ClassVar[dict[Path, list[dict[str, Any]]]] = {}

    def __init__(self, run: Callable[..., tuple[int, str, str]]) -> None:
        self._run = run

    def of(self, path: Path) -> list[dict[str, Any]]:
        if path not in self.known:
            _, output, complaints = self._run("check", "--quiet", "--format", "json", str(path))
            report = json.loads(output)
            assert (report["failures"], complaints) == ([], "")
            findings: list[dict[str, Any]] = report["findings"]
            here = [one for one in findings if Path(one["place"]["path"]).absolute() == path]
            self.known[path] = here
        return self.known[path]


@pytest.fixture
def reports(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> _Reports:
    monkeypatch.chdir(_FIXTURES)
    return _Reports(run)


def _compare(
    shown: dict[Path, Sequence[types.Diagnostic]], encoding: str, reports: _Reports
) -> None:
    lines = _Lines(encoding)
    for path, those in shown.items():
        expected = [_of_report(one, lines) for one in reports.of(path)]
        assert [_of_editor(one) for one in those] == expected, path
    assert len(shown) > 200
    assert sum(map(len, shown.values())) > 300


# One encoding in each of three ways to learn of findings.


@pytest.mark.asyncio
async def test_editor_and_command_line_find_the_same_in_every_fixture(reports: _Reports) -> None:
    shown: dict[Path, Sequence[types.Diagnostic]] = {}
    async with editing(_FIXTURES, encoding="utf-8") as editor:
        assert editor.capabilities.position_encoding == "utf-8"
        for path in _texts():
            uri = editor.open_file(path)
            shown[path] = await editor.next_diagnostics(uri)
            editor.close(uri)
            assert not await editor.next_diagnostics(uri)
        assert editor.shown == editor.logged == []
    _compare(shown, "utf-8", reports)


@pytest.mark.apart
@pytest.mark.asyncio
async def test_editor_with_all_fixtures_open_finds_the_same(reports: _Reports) -> None:
    async with editing(_FIXTURES) as editor:
        uris = {path: editor.open_file(path) for path in _texts()}
        await editor.until(lambda: len(editor.diagnostics) == len(uris))
        assert editor.shown == editor.logged == []
        shown = {path: editor.diagnostics[uri] for path, uri in uris.items()}
    _compare(shown, "utf-16", reports)


@pytest.mark.apart
@pytest.mark.asyncio
async def test_editor_that_asks_finds_the_same(reports: _Reports) -> None:
    shown: dict[Path, Sequence[types.Diagnostic]] = {}
    async with editing(_FIXTURES, encoding="utf-32", pulls=True) as editor:
        assert editor.capabilities.position_encoding == "utf-32"
        for path in _texts():
            report = await editor.ask(editor.open_file(path))
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            shown[path] = report.items
        assert editor.published == []
        assert editor.shown == editor.logged == []
    _compare(shown, "utf-32", reports)
