"""Whatever somebody types, in however many files, ends in what a fresh look at them finds."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from lsp_client import read
from lsprotocol import types
from virtual_loop import VirtualLoop

from mappinglint.lsp import blocks
from mappinglint.lsp import session as session_module
from mappinglint.lsp.diagnostics import diagnostic
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.server import Server
from mappinglint.lsp.session import Session, Settings

_FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
_FOLDERS = (
    *(f"bad/{path.name}" for path in sorted((_FIXTURES / "bad").iterdir())),
    "projects/serverless-includes",
    "projects/terraform-local-modules",
    "projects/terraform-resources",
)
_MOST_OPEN = 4
_UNREADABLE = "ESM002"
_CHANGES = 16
_TYPED = (
    "1",
    "x",
    "\n",
    " ",
    "100",
    ":",
    "- ",
    "'",
    '"',
    "{",
    "}",
    "  Foo\n",
    "#",
    "é",
    "😀",
    "\t",
)
# Seconds between two changes: while all of a text waits, and until it has been linted.
_PAUSES = (0, 0, 0.05, 0.2, 0.4, 1.2)


@pytest.fixture(autouse=True)
def every_text_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "_LARGE", 0)
    monkeypatch.setattr(blocks, "_LEAST_BLOCKS", 2)


@pytest.fixture(autouse=True)
def no_garbage_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session has all of the process looked at after each lint: here, 15,000 tests as well."""
    monkeypatch.setattr(session_module, "gc", Mock())


class _Editor(Server):
    """A server and what an editor shows that listens to it, or that asks it at each change."""

    def __init__(self, *, asks: bool) -> None:
        super().__init__()
        self.is_asked = asks
        self.shown: dict[str, Sequence[types.Diagnostic]] = {}
        self._numbers: dict[str, str | None] = {}
        self._questions: set[asyncio.Task[None]] = set()

    def text_document_publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        self._show(params.uri, params.diagnostics)

    def workspace_diagnostic_refresh(self, params: None) -> None:  # type: ignore[override]
        del params
        for opened in self.session.all_opened():
            self._ask(opened.uri, opened.path)

    def window_log_message(self, params: types.LogMessageParams) -> None:
        raise AssertionError(params.message)

    def write(self, path: Path, text: str, version: int) -> None:
        """Have a text open, or change it."""
        if self.session.opened(str(path)) is None:
            self.opened(types.TextDocumentItem(path.as_uri(), "", version, text))
        else:
            document = types.VersionedTextDocumentIdentifier(version, path.as_uri())
            self.changed(document, [types.TextDocumentContentChangeWholeDocument(text)])
        if self.is_asked:
            self._ask(path.as_uri(), str(path))

    async def rest_of_all(self) -> None:
        """Wait until nothing more is to be done."""
        while self._timers or self._questions:  # noqa: ASYNC110 - its time is not real
            await asyncio.sleep(0.1)

    def _ask(self, uri: str, path: str) -> None:
        question = asyncio.get_running_loop().create_task(self._asked(uri, path))
        self._questions.add(question)
        question.add_done_callback(self._questions.discard)

    async def _asked(self, uri: str, path: str) -> None:
        report = await self.answer(path, self._numbers.get(uri))
        self._numbers[uri] = report.result_id
        if isinstance(report, types.RelatedFullDocumentDiagnosticReport):
            self._show(uri, report.items)

    def _show(self, uri: str, found: Sequence[types.Diagnostic]) -> None:
        self.shown[uri] = found
        for opened in self.session.all_opened():
            if opened.uri == uri:
                ends = [end for one in found for end in (one.range.start, one.range.end)]
                for end in ends:
                    offset = self.positions.offset(opened.source, end)
                    assert self.positions.position(opened.source, offset) == end


def _edited(text: str, rng: random.Random) -> str:
    """Return a text in which somebody has typed, or deleted, doubled or moved a line."""
    at = rng.randrange(len(text) + 1)
    lines = text.splitlines(keepends=True) or [""]
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(7):
        case 0:
            return text[:at] + text[at + rng.randrange(30) :]
        case 1:
            del lines[one : one + rng.randrange(6)]
        case 2:
            lines.insert(other, lines[one])
        case 3:
            lines[one], lines[other] = lines[other], lines[one]
        case _:
            return text[:at] + rng.choice(_TYPED) + text[at + rng.randrange(3) :]
    return "".join(lines)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".out" and path.stat().st_size < 20_000:
            try:
                read(path)
            except UnicodeDecodeError:
                continue
            yield path


async def _edit(editor: _Editor, texts: dict[Path, str], rng: random.Random) -> None:
    before = dict(texts)
    for path, text in texts.items():
        editor.write(path, text, 0)
    for version in range(1, _CHANGES):
        await asyncio.sleep(rng.choice(_PAUSES))
        path = rng.choice(list(texts))
        texts[path] = before[path] if version % 8 == 0 else _edited(texts[path], rng)
        editor.write(path, texts[path], version)
    for path in rng.sample(list(texts), len(texts) // 2):
        texts[path] = before[path]
        editor.write(path, texts[path], _CHANGES)
    await editor.rest_of_all()


@pytest.mark.parametrize("asks", [False, True], ids=["listens", "asks"])
@pytest.mark.parametrize("name", _FOLDERS)
def test_a_session_ends_in_what_a_fresh_one_finds(name: str, *, asks: bool) -> None:
    rng = random.Random(name)  # noqa: S311 - the same in every run
    settings = Settings(folders=(str(_FIXTURES / name),))
    paths = list(_files(_FIXTURES / name))
    texts = {path: read(path) for path in rng.sample(paths, min(_MOST_OPEN, len(paths)))}
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        editor = _Editor(asks=asks)
        editor.session = Session(settings)
        editor.positions = Positions("utf-16", editor.session.uri, editor.session.has_mark)
        runner.run(_edit(editor, texts, rng))
    fresh = Session(settings)
    positions = Positions("utf-16", fresh.uri, fresh.has_mark)
    shown = partial(diagnostic, positions=positions, shows_related=False)
    for path, text in texts.items():
        fresh.set_text(str(path), path.as_uri(), 0, text)
    for opened in fresh.all_opened():
        found = list(map(shown, fresh.result(opened).findings))
        # Behind a mistake, there is what was found before.
        if all(one.code != _UNREADABLE for one in found):
            assert editor.shown.get(opened.uri, []) == found


def test_another_file_that_is_half_typed_is_no_reason_to_say_less(tmp_path: Path) -> None:
    text = (_FIXTURES / "bad/cloudformation/orders.yaml").read_text()
    session, whole, broken = Session(), tmp_path / "a" / "t.yaml", tmp_path / "b" / "t.yaml"
    unused = text.replace("Resources:", "Resources: # mappinglint: ignore[ESM601]", 1)
    first = session.result(session.set_text(str(whole), whole.as_uri(), 0, unused))
    assert "ESM901" in {one.rule.code for one in first.findings}
    session.result(session.set_text(str(broken), broken.as_uri(), 0, f"{text}  half\n"))
    again = session.result(session.set_text(str(whole), whole.as_uri(), 1, f"{unused}\n"))
    assert len(again.findings) == len(first.findings)
