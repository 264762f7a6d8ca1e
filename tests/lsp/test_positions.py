"""Offsets and columns, paths and URIs."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from mappinglint.lsp.positions import Positions, path_of
from mappinglint.lsp.session import Session
from mappinglint.source import Source

_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


@pytest.mark.parametrize("encoding", _CODECS)
@given(text=st.text(st.sampled_from("aé€😀\u2028\x85\t\r\n\ufeff")))
def test_position_counts_units_and_leads_back(encoding: str, text: str) -> None:
    positions, source = Positions(encoding), Source("a.yaml", text)
    codec, size = _CODECS[encoding]
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # nothing stands within a line break
        found = positions.position(source, offset)
        start, _ = source.line_span(found.line + 1)
        assert found.character == len(text[start:offset].encode(codec)) // size
        assert positions.offset(source, found) == offset


@pytest.mark.parametrize(("encoding", "inside"), [("utf-8", (1, 2, 3)), ("utf-16", (1,))])
def test_position_within_a_character_is_its_start(encoding: str, inside: tuple[int, ...]) -> None:
    source = Source("a.yaml", "😀b\nc")
    for character in inside:
        assert Positions(encoding).offset(source, types.Position(0, character)) == 0


@pytest.mark.parametrize("encoding", _CODECS)
def test_position_behind_the_end_is_the_end(encoding: str) -> None:
    source = Source("a.yaml", "é\r\nb")
    assert Positions(encoding).offset(source, types.Position(0, 99)) == 1
    assert Positions(encoding).offset(source, types.Position(1, 99)) == 4
    assert Positions(encoding).offset(source, types.Position(9, 0)) == 4


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 3), ("utf-16", 1), ("utf-32", 1)])
def test_byte_order_mark_counts_on_the_first_line(
    encoding: str, width: int, tmp_path: Path
) -> None:
    session = Session()
    path = str(tmp_path / "a.yaml")
    opened = session.set_text(path, "file:///a.yaml", 1, "\ufeffa: 1\nb: 2\n")
    assert opened.source.text == "a: 1\nb: 2\n"
    positions = Positions(encoding, session.uri, session.has_mark)
    assert positions.position(opened.source, 0) == types.Position(0, width)
    assert positions.position(opened.source, 5) == types.Position(1, 0)
    assert positions.offset(opened.source, types.Position(0, 0)) == 0
    assert positions.offset(opened.source, types.Position(0, width + 3)) == 3
    assert positions.offset(opened.source, types.Position(1, 3)) == 8


@pytest.mark.parametrize("encoding", _CODECS)
def test_long_line_with_many_findings_is_converted_in_linear_time(encoding: str) -> None:
    def seconds(places: int) -> float:
        source = Source("a.json", "é😀" + "x" * 98 + "é" * places * 50)
        positions = Positions(encoding)
        started = time.process_time()
        for offset in range(0, len(source.text), 50):
            positions.offset(source, positions.position(source, offset))
        return time.process_time() - started

    seconds(100)
    few = min(seconds(1_000) for _ in range(3))
    many = min(seconds(10_000) for _ in range(3))
    # Ten times as much takes ten times as long; if each began at the line's start, a hundred times.
    assert many < 40 * few


@pytest.mark.parametrize(
    "name", ["a b", "a#b", "a?b", "100%", "a%20b", "ü", "😀", "\udcff", "a;b", "a:b", "[a]", "a\\b"]
)
def test_path_becomes_a_uri_and_a_path_again(name: str) -> None:
    path = f"/work/{name}/template.yaml"
    assert path_of(Positions("utf-16").uri(path)) == path


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "file://[x", "file:///a%00b", "file:", "", "vscode-remote:/a/b"]
)
def test_uri_of_no_file_becomes_a_name_and_a_uri_again(uri: str) -> None:
    name = path_of(uri)
    assert name.startswith("<")
    assert Positions("utf-16").uri(name) == uri
