"""What an editor offers to do about findings does what the command line would, and no more."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_lsp
from buffer import ABLE, Buffer, apply_edit
from lsp_client import editing
from lsprotocol import types

from mappinglint.discovery import DOCS_SUFFIXES, SUFFIXES
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.fixing import apply
from mappinglint.lsp.abilities import Abilities, abilities_of
from mappinglint.lsp.actions import FIX_ALL, complaint
from mappinglint.lsp.diagnostics import diagnostic
from mappinglint.source import UndecodableError, decode

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_BAD = sorted(
    path for path in (_FIXTURES / "bad").rglob("*") if path.suffix in (*SUFFIXES, *DOCS_SUFFIXES)
)
_ENCODINGS = ["utf-8", "utf-16", "utf-32"]

_TEMPLATE = """\
Resources:
  Orders: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
  OrdersMapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Orders.Arn
      FunctionName: take-orders # 🎉
      BatchSize: 100
      BatchSiz: 5
"""
_SIZE = types.Range(types.Position(7, 17), types.Position(7, 20))
_TITLES_AT_SIZE = [
    "Set BatchSize to 10",
    "Ignore ESM204 on this line",
    "Ignore ESM204 in this file",
    "Fix everything that is safe to fix in this file",
]
_AUTOMATIC = types.CodeActionTriggerKind.Automatic


def _text(path: Path) -> str | None:
    try:
        return decode(path.read_bytes())
    except UndecodableError:
        return None


def _titles(actions: list[types.CodeAction]) -> list[str]:
    return [one.title for one in actions]


def _said(result: Result, path: str) -> Counter[tuple[str, str]]:
    """Return what is found in a file; a thing that others share may be told at the next of them."""
    return Counter(
        (one.rule.code, one.message)
        for one in result.findings
        if one.primary.place.source.path == path and one.about is None
    )


# -- what is offered ------------------------------------------------------------------------------


def test_at_a_finding_there_is_its_fix_and_how_to_ignore_it() -> None:
    assert _titles(Buffer("/t/a.yaml", _TEMPLATE).actions(_SIZE)) == _TITLES_AT_SIZE


def test_an_action_names_the_finding_as_it_was_published() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    shown = [
        diagnostic(one, buffer.positions, shows_related=False) for one in _found(buffer, "ESM204")
    ]
    for action in buffer.actions(_SIZE)[:3]:
        assert action.diagnostics == shown


def _found(buffer: Buffer, code: str) -> list[Finding]:
    return [one for one in buffer.session.result(buffer.opened).findings if one.rule.code == code]


def test_the_cursor_may_stand_at_either_end_of_a_finding() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    for corner in (_SIZE.start, _SIZE.end):
        assert _titles(buffer.actions(types.Range(corner, corner))) == _TITLES_AT_SIZE


def test_elsewhere_only_the_whole_file_can_be_fixed() -> None:
    top = types.Range(types.Position(0, 0), types.Position(0, 0))
    assert _titles(Buffer("/t/a.yaml", _TEMPLATE).actions(top)) == _TITLES_AT_SIZE[-1:]


def test_a_finding_that_the_editor_names_need_not_be_touched() -> None:
    # Neovim sends what stands on the line, wherever the cursor is on it.
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    named = [
        diagnostic(one, buffer.positions, shows_related=False) for one in _found(buffer, "ESM204")
    ]
    start = types.Position(7, 0)
    offered = buffer.actions(types.Range(start, start), diagnostics=named)
    assert _titles(offered) == _TITLES_AT_SIZE


def test_the_only_safe_fix_is_preferred_and_an_unsafe_one_says_so() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE.replace("FunctionName", "FunctonName"))
    fixes = [one for one in buffer.actions() if one.edit is not None]
    assert [(one.title, one.is_preferred) for one in fixes] == [
        ("Write FunctionName (unsafe)", None),
        ("Set BatchSize to 10", True),
    ]


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], {"quickfix"}),
        (["source.fixAll"], {FIX_ALL}),
        (["source.fixAll.mappinglint"], {FIX_ALL}),
        (["source"], {FIX_ALL}),
        ([""], {"quickfix", FIX_ALL}),
        (["source.fixAll.eslint"], set()),
        (["source.fix"], set()),
        (["refactor"], set()),
    ],
)
def test_an_editor_gets_the_kinds_that_it_asks_for(only: list[str], kinds: set[str]) -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    for trigger in (None, *types.CodeActionTriggerKind):
        offered = buffer.actions(_SIZE, only=only, trigger=trigger)
        assert {str(one.kind) for one in offered} == kinds


def test_an_editor_that_asks_for_no_kind_gets_all() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    assert _titles(buffer.actions(_SIZE, only=[])) == _TITLES_AT_SIZE
    assert _titles(buffer.actions(_SIZE, only=[], trigger=_AUTOMATIC)) == _TITLES_AT_SIZE[:-1]


def test_who_only_moves_the_cursor_is_not_offered_to_mend_the_file() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    assert _titles(buffer.actions(_SIZE, trigger=_AUTOMATIC)) == _TITLES_AT_SIZE[:-1]


def test_where_edits_cannot_wait_moving_the_cursor_works_none_out() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE, abilities=Abilities())
    assert _titles(buffer.actions(_SIZE, trigger=_AUTOMATIC)) == _TITLES_AT_SIZE[:1]
    assert _titles(buffer.actions(_SIZE)) == _TITLES_AT_SIZE
    assert all(one.edit is not None and one.data is None for one in buffer.actions(_SIZE))


def test_edits_that_take_a_run_of_the_rules_wait_until_they_are_chosen() -> None:
    fix, *others = Buffer("/t/a.yaml", _TEMPLATE).actions(_SIZE)
    assert fix.edit is not None
    assert [(one.edit, type(one.data)) for one in others] == [(None, dict)] * 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "mapping.json",
            (
                '{"EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:q.fifo", '
                '"FunctionName": "f", "BatchSize": 100}'
            ),
        ),
        ("unread.yaml", f"{_TEMPLATE}  [\n"),
    ],
)
def test_what_has_no_place_for_a_comment_or_hides_others_is_not_ignored(
    name: str, text: str
) -> None:
    offered = Buffer(f"/t/{name}", text).actions()
    assert offered
    assert not [one for one in _titles(offered) if "ESM204" in one and name.endswith("json")]
    assert not [one for one in _titles(offered) if "Ignore ESM002" in one]


# -- what it does ---------------------------------------------------------------------------------


@pytest.mark.apart
@pytest.mark.parametrize("path", _BAD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_action_of_a_wrong_file_does_what_it_says(path: Path) -> None:
    text = _text(path)
    if text is None:
        pytest.skip("no editor sends what is no text")
    buffer = Buffer(str(path), text)
    result = buffer.session.result(buffer.opened)
    fixes = dict.fromkeys(one.fix for one in result.findings if one.fix)
    wanted = [apply(text, [fix])[0] for fix in fixes if apply(text, [fix])[1]]
    engine = Buffer(str(path), text).session.engine(str(path))
    got: list[str | None] = []
    tried: set[str] = set()
    for action in buffer.actions():
        assert action.title == action.title.strip()
        assert action.title[0] == action.title[0].upper()
        if action.edit is not None and not action.title.startswith("Write ESM"):
            got.append(buffer.after(action))
        elif action.title.startswith("Ignore ") and action.title not in tried:
            # Each lints the file once, or more often; the next of a kind tells nothing new.
            tried.add(action.title)
            _check_ignored(buffer, engine, action)
    assert got == wanted


@pytest.mark.apart
def test_there_are_fixes_to_compare_with() -> None:
    buffers = [Buffer(str(path), text) for path in _BAD if (text := _text(path)) is not None]
    fixes = [one for buffer in buffers for one in buffer.actions() if one.edit is not None]
    assert len(fixes) > 100


def _check_ignored(buffer: Buffer, engine: Engine, action: types.CodeAction) -> None:
    path = buffer.opened.path
    after = buffer.after(action)
    if after is None:
        assert complaint(buffer.session, action).startswith(f"mappinglint: {action.title}: no ")
        return
    before = _said(buffer.session.result(buffer.opened), path)
    now = _said(engine.check_bytes(path, after.encode()), path)
    assert isinstance(action.data, dict)
    code, gone = action.data["code"], before - now
    assert not now - before
    assert {one for one, _ in gone} <= {code}
    about = [one for one in buffer.session.result(buffer.opened).findings if one.about is not None]
    if action.title.endswith("on this line") and not any(one.rule.code == code for one in about):
        assert gone.total() == len(action.diagnostics or ())
    if action.title.endswith("in this file"):
        assert code not in {one for one, _ in now}


@pytest.mark.apart
@pytest.mark.parametrize("path", _BAD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_fixing_all_gives_the_bytes_that_the_command_line_gives(
    path: Path, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    text = _text(path)
    if text is None:
        pytest.skip("no editor sends what is no text")
    folder = tmp_path / path.parent.name
    shutil.copytree(path.parent, folder)
    copy = folder / path.name
    copy.write_bytes(text.encode())
    buffer = Buffer(str(copy), text)
    offered = [buffer.after(one) for one in buffer.actions(only=[FIX_ALL])]
    run("check", "--fix", str(copy))
    fixed = copy.read_bytes()
    assert [text.encode(), *(one.encode() for one in offered if one is not None)][-1] == fixed


@pytest.mark.parametrize("encoding", _ENCODINGS)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_columns_and_line_breaks_are_those_of_the_editor(encoding: str, line_break: str) -> None:
    text = _TEMPLATE.replace("BatchSize: 100", '"BatchSize": 100 # 🎉 \u2028 ü')
    text = text.replace("{Type:", '{Description: "🎉", Type:').replace("\n", line_break)
    buffer = Buffer("/t/a.yaml", text, encoding)
    fixed = text.replace('"BatchSize": 100', '"BatchSize": 10')
    assert buffer.after(buffer.named("Set BatchSize to 10")) == fixed
    assert buffer.after(buffer.named(_TITLES_AT_SIZE[3])) == fixed
    ignored = f"# mappinglint: ignore-file[ESM204]{line_break}{text}"
    assert buffer.after(buffer.named("Ignore ESM204 in this file")) == ignored


def test_fixing_all_leaves_the_lines_alone_that_stay() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    (action,) = buffer.actions(only=[FIX_ALL])
    buffer.after(action)
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1
    (edit,) = change.edits
    assert edit.range == types.Range(types.Position(7, 0), types.Position(8, 0))


def test_fixing_all_leaves_alone_what_a_baseline_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str, str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mappinglint.toml").write_text('baseline = "known.json"\n')
    path = tmp_path / "template.yaml"
    path.write_text(_TEMPLATE)
    run("check", "--write-baseline", "template.yaml")
    second = _TEMPLATE.split("Mapping:\n")[1].replace("BatchSiz: 5", "Enabled: true")
    text = f"{_TEMPLATE}  Second:\n{second.replace('take-orders', 'second')}"
    buffer = Buffer(str(path), text)
    (action,) = buffer.actions(only=[FIX_ALL])
    after = buffer.after(action)
    assert after is not None
    assert after.count("BatchSize: 100\n") == 1
    assert after.index("BatchSize: 100\n") < after.index("BatchSize: 10\n")


def test_nothing_is_offered_that_waits_for_a_suppression_to_be_understood() -> None:
    text = _TEMPLATE.replace("100", "100 # mappinglint: ignore everything")
    assert Buffer("/t/a.yaml", text).actions(only=[FIX_ALL]) == []


# -- where an ignore is written -------------------------------------------------------------------

_OF_FILE = "# mappinglint: ignore-file[ESM204]\n"
_OF_LINE = "  # mappinglint: ignore[ESM204]"


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("", _OF_FILE),
        ("---\n", f"---\n{_OF_FILE}"),
        ("%YAML 1.2\n---\n", f"%YAML 1.2\n---\n{_OF_FILE}"),
        (
            "# yaml-language-server: $schema=x\n---\n",
            f"# yaml-language-server: $schema=x\n---\n{_OF_FILE}",
        ),
        ("# -*- mode: yaml -*-\n# ours\n", f"# -*- mode: yaml -*-\n{_OF_FILE}# ours\n"),
        (
            "# mappinglint: ignore-file[ESM010] why\n",
            "# mappinglint: ignore-file[ESM010, ESM204] why\n",
        ),
    ],
)
def test_a_file_is_ignored_at_its_top(head: str, wanted: str) -> None:
    buffer = Buffer("/t/a.yaml", head + _TEMPLATE)
    after = buffer.after(buffer.named("Ignore ESM204 in this file"))
    assert after == wanted + _TEMPLATE


def test_a_line_is_ignored_at_its_end() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    after = buffer.after(buffer.named("Ignore ESM204 on this line"))
    assert after == _TEMPLATE.replace("BatchSize: 100", f"BatchSize: 100{_OF_LINE}")


def test_a_code_is_put_into_the_brackets_that_are_there() -> None:
    text = _TEMPLATE.replace(
        "BatchSize: 100", 'BatchSize: "100"  # mappinglint: ignore[ESM011] why'
    )
    buffer = Buffer("/t/a.yaml", text)
    titles = [one for one in _titles(buffer.actions()) if one.endswith("on this line")]
    for title in titles:
        after = buffer.after(buffer.named(title))
        assert after is not None
        assert after.count("mappinglint:") <= 2


def test_where_reasons_are_wanted_one_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "mappinglint.toml").write_text("require-reasons = true\n")
    buffer = Buffer(str(tmp_path / "a.yaml"), _TEMPLATE)
    for title in ("Ignore ESM204 on this line", "Ignore ESM204 in this file"):
        after = buffer.after(buffer.named(title))
        assert after is not None
        assert "[ESM204] TODO: say why\n" in after


_JSON = """\
{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Resources": {
    "M": {
      "Type": "AWS::Lambda::EventSourceMapping",
      "Properties": {
        "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:q.fifo",
        "FunctionName": "f",
        "BatchSize": 100
      }
    }
  }
}
"""
_TF_JSON = """\
{
  "resource": {
    "aws_lambda_event_source_mapping": {
      "m": {
        "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:q.fifo",
        "function_name": "f",
        "batch_size": 100
      }
    }
  }
}
"""


@pytest.mark.parametrize(
    ("name", "text", "where", "wanted"),
    [
        (
            "a.json",
            _JSON,
            "in this resource",
            (
                '"Type": "AWS::Lambda::EventSourceMapping",\n'
                '      "Metadata": {"mappinglint": {"ignore": ["ESM204"]}},'
            ),
        ),
        (
            "a.json",
            _JSON,
            "in this file",
            '"2010-09-09",\n  "Metadata": {"mappinglint": {"ignore": ["ESM204"]}},',
        ),
        ("a.tf.json", _TF_JSON, "in this resource", '"//": "mappinglint: ignore[ESM204]"'),
        ("a.tf.json", _TF_JSON, "in this file", '"//": "mappinglint: ignore-file[ESM204]"'),
    ],
)
def test_json_has_other_places(name: str, text: str, where: str, wanted: str) -> None:
    buffer = Buffer(f"/t/{name}", text)
    after = buffer.after(buffer.named(f"Ignore ESM204 {where}"))
    assert after is not None
    assert wanted in after
    assert not Buffer(f"/t/{name}", after).actions()


def test_in_markdown_the_code_block_is_ignored() -> None:
    block = "".join(f"> {line}" for line in _TEMPLATE.splitlines(keepends=True))
    buffer = Buffer("/t/guide.md", f"# Guide\n\n> ```yaml\n{block}> ```\n")
    after = buffer.after(buffer.named("Ignore ESM204 in this file"))
    assert after == f"# Guide\n\n> ```yaml\n> {_OF_FILE}{block}> ```\n"


# -- typing mistakes ------------------------------------------------------------------------------


def test_a_misspelled_rule_in_a_suppression_can_be_written_right() -> None:
    text = _TEMPLATE.replace("100", "100 # mappinglint: ignore[ESM2O4] known")
    buffer = Buffer("/t/a.yaml", text)
    after = buffer.after(buffer.named("Write ESM204"))
    assert after == text.replace("ESM2O4", "ESM204")
    assert after is not None
    assert "Ignore ESM204 on this line" not in _titles(Buffer("/t/a.yaml", after).actions())


# -- when it is too late --------------------------------------------------------------------------


def test_an_action_for_a_text_that_has_changed_does_nothing() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    _, *later = buffer.actions(_SIZE)
    buffer.session.set_text("/t/a.yaml", buffer.opened.uri, 2, f"\n{_TEMPLATE}")
    for action in later:
        assert buffer.after(action) is None
        is_ignore = action.title.startswith("Ignore")
        assert ("the text has changed" in complaint(buffer.session, action)) is is_ignore


def test_an_action_for_a_text_that_is_closed_does_nothing() -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    later = buffer.actions(_SIZE)[1:]
    buffer.session.close("/t/a.yaml")
    assert [buffer.after(action) for action in later] == [None] * 3


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        [],
        {},
        {"uri": None, "version": None, "do": "fix-all"},
        {"uri": "file:///t/a.yaml", "version": "1", "do": "fix-all"},
        {"uri": "file:///t/a.yaml", "version": 1, "do": ["x"]},
        {"uri": "file:///t/a.yaml", "version": 1, "do": "ignore-here", "code": {}, "line": {}},
        {"uri": "file:///t/a.yaml", "version": 1, "do": "ignore-in-file", "code": "ESM999"},
        {"uri": "https://example.com/[", "version": 1, "do": "fix-all"},
    ],
)
def test_strange_data_does_nothing(data: object) -> None:
    buffer = Buffer("/t/a.yaml", _TEMPLATE)
    assert buffer.after(types.CodeAction("?", data=data)) is None
    assert isinstance(complaint(buffer.session, types.CodeAction("?", data=data)), str)


def test_trying_an_ignore_leaves_what_other_files_see_of_it(tmp_path: Path) -> None:
    queue = 'resource "aws_sqs_queue" "q" {\n  name = "q.fifo"\n  fifo_queue = true\n}\n'
    mapping = (
        'resource "aws_lambda_event_source_mapping" "m" {\n'
        '  event_source_arn = aws_sqs_queue.q.arn\n  function_name = "f"\n  batch_size = 100\n}\n'
    )
    (tmp_path / "queue.tf").write_text(queue)
    buffer = Buffer(str(tmp_path / "a.tf"), mapping)
    beside = buffer.session.set_text(str(tmp_path / "b.tf"), "file:///b.tf", 1, mapping)
    before = [one.message for one in buffer.session.result(beside).findings]
    for action in buffer.actions():
        buffer.after(action)
    buffer.session.forget([])
    buffer.session.set_text(beside.path, beside.uri, 2, beside.text)
    again = buffer.session.opened(beside.path)
    assert again is not None
    assert [one.message for one in buffer.session.result(again).findings] == before


# -- with a real server ---------------------------------------------------------------------------


def test_what_an_editor_does_not_mention_it_cannot() -> None:
    assert abilities_of(types.ClientCapabilities()) == Abilities()
    shown = replace(ABLE, shows_markdown=True, takes_snippets=True, shows_related=True)
    assert abilities_of(pytest_lsp.client_capabilities("visual-studio-code")) == shown


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["neovim", "visual-studio-code"])
async def test_an_editor_mends_and_ignores(name: str, tmp_path: Path) -> None:
    uri = (tmp_path / "a b#ü%.yaml").as_uri()
    after = {}
    async with editing(tmp_path, able=pytest_lsp.client_capabilities(name)) as editor:
        editor.open(uri, _TEMPLATE)
        offered = await editor.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(uri), _SIZE, types.CodeActionContext([])
            )
        )
        for action in offered or ():
            assert isinstance(action, types.CodeAction)
            chosen = action
            if chosen.edit is None:
                chosen = await editor.client.code_action_resolve_async(chosen)
            assert chosen.edit is not None
            after[chosen.title] = apply_edit(_TEMPLATE, chosen.edit, uri, "utf-16")
    fixed = _TEMPLATE.replace("BatchSize: 100", "BatchSize: 10")
    ignored = _TEMPLATE.replace("BatchSize: 100", f"BatchSize: 100{_OF_LINE}")
    assert list(after) == _TITLES_AT_SIZE
    assert list(after.values()) == [fixed, ignored, _OF_FILE + _TEMPLATE, fixed]
