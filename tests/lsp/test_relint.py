"""After a change in a large text, what is around the change is linted, and nothing is missed."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from large_files import FORMATS
from virtual_loop import VirtualLoop

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.lsp import server as server_module
from mappinglint.lsp import session as session_module
from mappinglint.lsp.change import change_between
from mappinglint.lsp.server import Server
from mappinglint.lsp.session import OpenText, Session

_WORDS = ("1", "x", "\n", " ", "Queue1", "100", "fifo")


@pytest.fixture(autouse=True)
def every_text_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "_LARGE", 0)


class Editing:
    """A text that is open in a session, and has been linted."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text
        self.session = Session()
        self.session.result(self._opened(text))

    def first(self, text: str) -> list[Finding] | None:
        return self.session.first_findings(self._opened(text))

    def all(self, text: str) -> list[Finding]:
        return self.session.result(self._opened(text)).findings

    def _opened(self, text: str) -> OpenText:
        return self.session.set_text(str(self.path), self.path.as_uri(), 1, text)


@pytest.fixture(params=FORMATS)
def editing(request: pytest.FixtureRequest, tmp_path: Path) -> Editing:
    return Editing(tmp_path / request.param, FORMATS[request.param](600, 2))


def _shown(found: list[Finding]) -> list[object]:
    return [
        (
            one.rule.code,
            one.level,
            one.message,
            one.primary.place.span,
            [(label.place.span, label.text) for label in one.related],
            one.fix and [(edit.place.span, edit.text) for edit in one.fix.edits],
        )
        for one in found
    ]


def _is_broken(found: list[Finding]) -> bool:
    return any(one.rule.code == "ESM002" for one in found)


@pytest.mark.apart
def test_the_first_answer_is_the_whole_one(editing: Editing) -> None:
    rng = random.Random(5)  # noqa: S311 - the same in every run
    answered = 0
    for _ in range(30):
        at = rng.randrange(len(editing.text))
        text = editing.text[:at] + rng.choice(_WORDS) + editing.text[at + rng.randrange(3) :]
        first, whole = editing.first(text), editing.all(text)
        if first is not None and not _is_broken(whole):
            answered += 1
            assert _shown(first) == _shown(whole)
        editing.all(editing.text)
    assert answered >= 10


def test_who_asks_twice_gets_the_next_answer_as_soon(editing: Editing) -> None:
    session = editing.session
    opened = session.all_opened()[0]
    assert session.first_findings(opened) is None
    at = editing.text.index("100")
    assert editing.first(f"{editing.text[:at]}1{editing.text[at:]}") is not None


def test_one_change_after_the_other_needs_no_whole_answer_between(editing: Editing) -> None:
    text, first = editing.text, None
    for step in (2, 0, 1):
        at = text.index("100", len(text) * step // 4)
        text = f"{text[:at]}9{text[at:]}"
        first = editing.first(text)
    assert first is not None
    assert _shown(first) == _shown(editing.all(text))


@pytest.mark.parametrize("name", FORMATS)
def test_little_is_read_for_one_letter(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing = Editing(tmp_path / name, FORMATS[name](3_000, 1))
    read: list[int] = []
    check = Engine.check_bytes

    def noting(self: Engine, path: str, data: bytes) -> Result:
        read.append(len(data))
        return check(self, path, data)

    monkeypatch.setattr(Engine, "check_bytes", noting)
    at = editing.text.index("100")
    assert editing.first(f"{editing.text[:at]}1{editing.text[at:]}") is not None
    # The blocks around the change, as they were and as they are.
    assert len(read) == 2
    assert sum(read) < len(editing.text) / 5


def test_a_change_is_seen_in_the_block_that_depends_on_it(tmp_path: Path) -> None:
    text = FORMATS["template.yaml"](900, 1)
    editing = Editing(tmp_path / "template.yaml", text)
    at = text.index("Timeout: 180", len(text) // 2)
    first = editing.first(f"{text[:at]}Timeout: 20{text[at + 12 :]}")
    assert first is not None
    new = [one for one in first if "20" in one.primary.place.text or "20" in one.message]
    assert len(new) == 1


def test_half_typed_blocks_leave_the_findings_of_others(editing: Editing) -> None:
    before = editing.all(editing.text)
    middle = editing.text.index("100", len(editing.text) // 2)
    start = editing.text.rindex("\n", 0, middle) + 1
    first = editing.first(f"{editing.text[:start]}      Batch\n{editing.text[start:]}")
    assert first is not None
    assert _is_broken(first)
    others = [one for one in before if not start <= one.primary.place.span.start < middle + 3]
    kept = {(one.rule.code, one.primary.place.start.line) for one in first}
    for one in others:
        line = one.primary.place.start.line
        shift = int(one.primary.place.span.start >= start)
        assert (one.rule.code, line + shift) in kept


def test_what_stands_beside_the_blocks_is_for_all_of_them(tmp_path: Path) -> None:
    text = FORMATS["template.yaml"](300, 1)
    editing = Editing(tmp_path / "template.yaml", text)
    assert editing.first(text.replace("Default: dev", "Default: prod")) is None


@given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
def test_a_change_leads_from_one_text_to_the_next(old: str, new: str) -> None:
    change = change_between(old, new)
    middle = new[change.start : change.new_end]
    assert old[: change.start] + middle + old[change.old_end :] == new
    assert 0 <= change.start <= min(change.old_end, change.new_end)


# -- the server ----------------------------------------------------------------------------------


class _Told(Server):
    """A server that notes what it tells the editor."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[list[str]] = []

    def text_document_publish_diagnostics(self, params: Any) -> None:
        self.told.append([one.code for one in params.diagnostics])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> _Told:
    monkeypatch.setattr(server_module, "_PAUSE", 0.01)
    monkeypatch.setattr(server_module, "_REST", 0.05)
    return _Told()


async def _typed(
    server: _Told, path: Path, texts: list[str], *, pause: float = 0
) -> list[list[str]]:
    from lsprotocol import types

    uri = path.as_uri()
    server.opened(types.TextDocumentItem(uri, "yaml", 0, texts[0]))
    await _done(server)
    for version, text in enumerate(texts[1:], 1):
        whole = types.TextDocumentContentChangeWholeDocument(text)
        server.changed(types.VersionedTextDocumentIdentifier(version, uri), [whole])
        await asyncio.sleep(pause)
    await _done(server)
    return server.told


async def _done(server: _Told) -> None:
    """Wait until nothing more is to be done: of that, no message tells."""
    while server._timers:  # noqa: ASYNC110, SLF001 - it is a timer of the loop
        await asyncio.sleep(0.01)


def test_only_the_last_of_quick_changes_is_linted(told: _Told, tmp_path: Path) -> None:
    text = FORMATS["template.yaml"](300, 1)
    path = tmp_path / "template.yaml"
    texts = [text, *(text.replace("180", f"18{number}", 1) for number in range(1, 6))]
    shown = asyncio.run(_typed(told, path, texts))
    # Once when it was opened, and once for the last change: all of it finds nothing else.
    assert len(shown) == 2


def test_what_takes_long_is_not_done_while_somebody_types(
    told: _Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = FORMATS["template.yaml"](300, 1)
    # What stands beside the blocks: there is no short way.
    texts = [text, *(text.replace("Default: dev", f"Default: {word}") for word in "abcde")]
    linted: list[int] = []
    check = Engine.check_bytes

    def noting(self: Engine, path: str, data: bytes) -> Result:
        linted.append(len(data))
        return check(self, path, data)

    monkeypatch.setattr(Engine, "check_bytes", noting)
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(_typed(told, tmp_path / "template.yaml", texts, pause=0.04))
    assert len(linted) == len(told.told) == 2


def test_the_editor_hears_when_all_of_a_text_has_other_findings(
    told: _Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "first_findings", lambda _, __: [])
    text = FORMATS["template.yaml"](300, 1)
    path = tmp_path / "template.yaml"
    shown = asyncio.run(_typed(told, path, [text, text.replace("180", "181", 1)]))
    assert [] in shown
    assert shown[-1]
