"""Completion as a real client gets it, over standard input and output."""

from pathlib import Path

import pytest
from buffer import UNITS
from lsp_client import Editor, editing
from lsprotocol import types

_CURSOR = "¦"
_TEMPLATE = """\
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: orders
      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/orders
"""


def _units(text: str, encoding: str) -> int:
    codec, size = UNITS[encoding]
    return len(text.encode(codec)) // size


def _position(text: str, offset: int, encoding: str) -> types.Position:
    before = text[:offset].replace("\r\n", "\n")
    return types.Position(before.count("\n"), _units(before.rpartition("\n")[2], encoding))


async def _complete(
    editor: Editor, path: Path, text: str, encoding: str = "utf-16"
) -> list[types.CompletionItem]:
    position = _position(text, text.index(_CURSOR), encoding)
    editor.open(path.as_uri(), text.replace(_CURSOR, ""))
    return await editor.complete(path.as_uri(), position.line, position.character)


def _edited(text: str, item: types.CompletionItem, encoding: str) -> str:
    """Return a text with an item put in, as an editor does that."""
    edit = item.text_edit
    assert isinstance(edit, types.TextEdit)
    lines = text.split("\n")
    start, end = edit.range.start, edit.range.end
    assert start.line == end.line
    line = lines[start.line]

    def index(character: int) -> int:
        return next(at for at in range(len(line) + 1) if _units(line[:at], encoding) == character)

    lines[start.line] = (
        line[: index(start.character)] + edit.new_text + line[index(end.character) :]
    )
    return "\n".join(lines)


@pytest.mark.asyncio
async def test_an_editor_gets_settings_with_all_that_it_shows(tmp_path: Path) -> None:
    async with editing(tmp_path, takes_snippets=True) as editor:
        items = await _complete(editor, tmp_path / "template.yaml", _TEMPLATE + "      Bat¦\n")
    by_label = {item.label: item for item in items}
    assert "ScalingConfig" not in by_label
    assert items[0].label == "StartingPosition", "a stream needs it"
    item = by_label["BatchSize"]
    assert item.kind == types.CompletionItemKind.Property
    assert item.detail == "1 to 10000, default 100"
    assert item.documentation
    assert item.filter_text == "BatchSize"
    assert sorted(items, key=lambda one: one.sort_text or "") == items
    edit = item.text_edit
    assert isinstance(edit, types.TextEdit)
    assert edit.range == types.Range(types.Position(6, 6), types.Position(6, 9))
    assert edit.new_text == "BatchSize: $0"
    assert item.insert_text_format == types.InsertTextFormat.Snippet


@pytest.mark.asyncio
async def test_an_editor_without_snippets_gets_plain_text(tmp_path: Path) -> None:
    async with editing(tmp_path) as editor:
        items = await _complete(editor, tmp_path / "template.yaml", _TEMPLATE + "      ¦\n")
    assert items
    for item in items:
        assert isinstance(item.text_edit, types.TextEdit)
        assert "$" not in item.text_edit.new_text
        assert item.insert_text_format != types.InsertTextFormat.Snippet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.asyncio
async def test_columns_are_those_of_the_editor(tmp_path: Path, encoding: str) -> None:
    pattern = '      FilterCriteria: {Filters: [{Pattern: \'{"data": {"😀é": [{"pre¦"}]}}\'}]}\n'
    text = _TEMPLATE + pattern
    async with editing(tmp_path, encoding=encoding) as editor:
        items = await _complete(editor, tmp_path / "template.yaml", text, encoding)
    item = next(one for one in items if one.label == "prefix")
    edited = _edited(text.replace(_CURSOR, ""), item, encoding)
    assert edited == text.replace('"pre¦"', '"prefix": ""')


@pytest.mark.asyncio
async def test_a_missing_comma_is_put_in_as_well(tmp_path: Path) -> None:
    text = (
        '{"Resources": {"M": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {\n'
        '  "FunctionName": "orders"\n  "¦"\n}}}}\n'
    )
    async with editing(tmp_path, takes_snippets=True) as editor:
        items = await _complete(editor, tmp_path / "template.json", text)
    (comma,) = items[0].additional_text_edits or ()
    assert comma == types.TextEdit(types.Range(types.Position(1, 26), types.Position(1, 26)), ",")


@pytest.mark.asyncio
async def test_nothing_is_offered_where_there_is_no_mapping(tmp_path: Path) -> None:
    async with editing(tmp_path, takes_snippets=True) as editor:
        assert await _complete(editor, tmp_path / "values.yaml", "a:\n  ¦\n") == []
        path = tmp_path / "other.yaml"
        assert await _complete(editor, path, _TEMPLATE + "Outputs:\n  ¦\n") == []
        # The server is well.
        path = tmp_path / "template.yaml"
        assert await _complete(editor, path, _TEMPLATE.replace("\n", "\r\n") + "      ¦\r\n")
