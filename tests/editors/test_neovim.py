"""Neovim does with the settings of its page what the page says: an old one and a new one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from real_editors import WITH_EMOJI, Neovim, blocks, neovim, neovims, page

pytestmark = pytest.mark.apart

_NAME = "template.yaml"
_TEMPLATE = (
    WITH_EMOJI
    + """\
  Second:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: pasta
      EventSourceArn: !GetAtt Others.Arn
      FilterCriteria: {Filters: [{Pattern: '{"body": {"🍕": ["é"], "status": [{"exists": true}]}}'}]}
"""  # noqa: E501 - one line is the point
)
_LINES = _TEMPLATE.splitlines()
_LINE = next(number for number, line in enumerate(_LINES) if "BatchSize" in line)
_MENDED = [line.replace("BatchSize: 100", "BatchSize: 10") for line in _LINES]
_START = _LINES[_LINE].encode().index(b"100")

# The older ones that Debian has, and those for which the page has the short settings.
_OLD = range(7, 11)
_NEW = range(11, 100)


class _Kind(NamedTuple):
    versions: range
    block: int
    encoding: str


_KINDS = {"old": _Kind(_OLD, 1, "utf-16"), "new": _Kind(_NEW, 0, "utf-8")}
# Neovim's own view of its connections to servers.
_CLIENTS = "(vim.lsp.get_clients or vim.lsp.get_active_clients)()"
_CLIENT = f"{_CLIENTS}[1]"

_FOUND = "#vim.diagnostic.get(0) > 0 and vim.fn.json_encode(vim.diagnostic.get(0))"
# The text of a window above the others.
_FLOATING = """(function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      local buffer = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), " ")
    end
  end
end)()"""
# Notes how much the server offers.
_ASK_AGAIN = """vim.lsp.buf_request(
  0, "textDocument/completion", vim.lsp.util.make_position_params(),
  function(_, result) answer = #result.items end
)"""
# Takes the first of a menu that would be shown.
_FIRST = """rawset(vim.ui, "select", function(items, options, choose)
  titles = vim.tbl_map(options.format_item, items)
  choose(items[1], 1)
end)"""
# Chooses from a menu that would be shown, and notes what was in it.
_CHOOSE = """rawset(vim.ui, "select", function(items, options, choose)
  titles = vim.tbl_map(options.format_item, items)
  for index, title in ipairs(titles) do
    if title == "Set BatchSize to 10" then choose(items[index], index) end
  end
end)"""


@pytest.fixture(scope="module", params=_KINDS)
def kind(request: pytest.FixtureRequest) -> _Kind:
    return _KINDS[request.param]


@pytest.fixture(scope="module")
def running(kind: _Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neovim]:
    """A Neovim with what the page shows as its whole configuration."""
    found = {minor: path for (major, minor), path in neovims().items() if not major}
    path = next((found[minor] for minor in kind.versions if minor in found), None)
    if path is None:
        pytest.skip(f"no Neovim between 0.{kind.versions[0]} and 0.{kind.versions[-1]}")
    folder = tmp_path_factory.mktemp("neovim")
    configuration = folder / "init.lua"
    configuration.write_text(blocks("neovim.md", "lua")[kind.block], encoding="utf-8")
    project = folder / "a stack #1 für 100%"
    (project / ".git").mkdir(parents=True)
    (project / _NAME).write_text(_TEMPLATE, encoding="utf-8")
    yield from neovim(path, configuration, project, folder / "home")


@pytest.fixture
def editor(running: Neovim) -> Neovim:
    """The running Neovim with the template in it, as it is on the disk, and all is found."""
    running.type(f"<C-\\><C-n>:messages clear | silent only | silent edit! {_NAME}<CR>")
    running.wait(f"vim.fn.bufname() == '{_NAME}' and vim.bo.modified == false", "template")
    running.wait(_FOUND, "diagnostics")
    return running


def _found(editor: Neovim) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(editor.wait(_FOUND, "diagnostics"))
    return found


def _text(editor: Neovim) -> list[str]:
    lines = editor.lua("vim.fn.json_encode(vim.api.nvim_buf_get_lines(0, 0, -1, false))")
    text: list[str] = json.loads(lines)
    return text


def _offered(editor: Neovim) -> list[str]:
    """Return the words of the menu, without what would be inserted behind them."""
    items = json.loads(editor.lua("vim.fn.json_encode(vim.fn.complete_info().items)"))
    return [item["word"].strip(" :") for item in items]


def _go_to(editor: Neovim, line: int, byte: int) -> None:
    editor.type(f"{line + 1}G0")
    editor.lua(f"vim.api.nvim_win_set_cursor(0, {{{line + 1}, {byte}}})")


def test_columns_are_counted_as_agreed_and_shown_in_bytes(editor: Neovim, kind: _Kind) -> None:
    assert editor.lua(f"{_CLIENT}.offset_encoding") == kind.encoding
    (finding,) = _found(editor)
    assert finding["code"] == "ESM204"
    assert finding["source"] == "mappinglint"
    assert finding["message"].startswith("BatchSize 100 is more than a FIFO queue allows (10)\n")
    assert (finding["lnum"], finding["end_lnum"]) == (_LINE, _LINE)
    assert (finding["col"], finding["end_col"]) == (_START, _START + len("100"))
    assert editor.messages() == ""


def test_keys_lead_to_a_finding_and_show_it(editor: Neovim) -> None:
    editor.type("gg]d")
    place = f"{_LINE + 1}:{_START}"
    editor.wait(f"table.concat(vim.api.nvim_win_get_cursor(0), ':') == '{place}'", "finding")
    editor.type("<C-w>d")
    shown = editor.wait(_FLOATING, "window")
    assert "FIFO queue allows" in shown
    assert f"see {_NAME}:5:29: this queue is FIFO" in shown


def test_hover_tells_of_the_setting_under_the_cursor(editor: Neovim) -> None:
    _go_to(editor, _LINE, _START)
    editor.type("K")
    shown = editor.wait(_FLOATING, "hover")
    assert "BatchSize" in shown
    assert "10" in shown


def test_completion_has_what_the_source_takes(editor: Neovim, kind: _Kind) -> None:
    # As it is after an indentation by hand: the versions have ideas of their own about it.
    editor.lua("vim.fn.append('$', '      S')")
    if kind.versions is _OLD:
        editor.type(":set completeopt=menuone,noinsert<CR>")
    editor.type("GA<C-x><C-o>")
    editor.wait("vim.fn.pumvisible() == 1", "completion")
    words = _offered(editor)
    assert "ScalingConfig" in words
    assert "StartingPosition" not in words
    editor.type("<C-n>" * words.index("ScalingConfig"))
    editor.type("<C-y>")
    editor.wait("vim.fn.getline('$') ~= '      S'", "completed word")
    assert "      ScalingConfig:" in _text(editor)
    assert _text(editor)[: len(_LINES)] == _LINES
    # A text that is left with changes is not read again when somebody comes back.
    editor.type("<C-\\><C-n>:silent edit!<CR>")
    editor.wait("vim.bo.modified == false", "text of the disk")


_JSON = """\
{"Resources": {
  "Orders": {"Type": "AWS::SQS::Queue"},
  "First": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {
    "EventSourceArn": {"Fn::GetAtt": ["Orders", "Arn"]},
    "FunctionName": "pizza",
@
  }}
}}
"""
_TERRAFORM_MAPPING = """\
resource "aws_sqs_queue" "orders" {}
resource "aws_lambda_event_source_mapping" "first" {
  event_source_arn = aws_sqs_queue.orders.arn
  function_name    = "pizza"
@
}
"""
# What is typed in which text, and what stands there when the setting is taken: None if nothing is
# offered.
_TAKEN: dict[str, tuple[str, str, dict[str, str | None]]] = {
    "a key of JSON": (
        "settings.json",
        '    "Scal',
        {"new": '    "ScalingConfig": {}', "old": None},
    ),
    "a lone quote": (
        "settings.json",
        '    "',
        {"new": '    "BatchSize": ', "old": '    ""BatchSize": '},
    ),
    "no quote": (
        "settings.json",
        "    ",
        {"new": '    "BatchSize": ', "old": '    "BatchSize": '},
    ),
    "a block of Terraform": (
        "settings.tf",
        "  scal",
        {"new": "  scaling_config {\n    \n  }", "old": "  scaling_config {}"},
    ),
    "an argument of Terraform": (
        "settings.tf",
        "  batch",
        {"new": "  batch_size = ", "old": "  batch_size = "},
    ),
    "a key of YAML": (
        "settings.yaml",
        "      Batch",
        {"new": "      BatchSize: ", "old": "      BatchSize: "},
    ),
}
_TEXTS = {
    "settings.json": _JSON,
    "settings.tf": _TERRAFORM_MAPPING,
    "settings.yaml": f"{_TEMPLATE.replace('Pattern: ', 'Pattern:  ')}@\n",
}


@pytest.mark.parametrize("case", _TAKEN)
def test_setting_that_is_taken_comes_as_a_whole(case: str, running: Neovim, kind: _Kind) -> None:
    name, typed, taken = _TAKEN[case]
    expected = taken["old" if kind.versions is _OLD else "new"]
    before, after = _TEXTS[name].split("@\n")
    line = before.count("\n") + 1
    Path(running.lua("vim.fn.getcwd()"), name).write_text(f"{before}\n{after}", encoding="utf-8")
    running.type(f"<C-\\><C-n>:silent edit! {name}<CR>")
    running.wait(f"vim.fn.bufname() == '{name}'", name)
    running.wait(f"{_CLIENT} and vim.lsp.buf_is_attached(0, {_CLIENT}.id)", "server")
    if kind.versions is _OLD:
        running.type(":set completeopt=menuone,noinsert<CR>")
    running.lua(f"vim.fn.setline({line}, '{typed}')")
    running.lua("(function() answer = nil end)()")
    running.type(f"{line}GA<C-x><C-o>")
    if expected is None:
        # Nothing comes, so there is nothing to wait for: the server answers in turn.
        running.lua(_ASK_AGAIN)
        assert int(running.wait("answer", "answer")) > 0
        assert running.lua("vim.fn.pumvisible()") == "0"
    else:
        running.wait("vim.fn.pumvisible() == 1", "completion")
        running.type("<C-y>")
        last = line + expected.count("\n")
        shown = f"table.concat(vim.fn.getline({line}, {last}), '\\n')"
        running.wait(f"vim.fn.json_encode({shown}) == {json.dumps(json.dumps(expected))}", expected)
    running.type("<C-\\><C-n>:silent edit!<CR>")


def test_fix_mends_the_text(editor: Neovim) -> None:
    editor.lua(_CHOOSE)
    _go_to(editor, _LINE, _START)
    editor.type("gra")
    editor.wait("#vim.diagnostic.get(0) == 0", "end of the finding")
    titles = editor.lua("table.concat(titles, '\\n')").split("\n")
    assert "Set BatchSize to 10" in titles
    assert "Ignore ESM204 on this line" in titles
    assert _text(editor) == _MENDED
    assert editor.messages() == ""


def test_everything_safe_is_mended_at_once(editor: Neovim, kind: _Kind) -> None:
    new, old = re.findall(r"`:(lua vim\.lsp\.buf\.code_action.*?)`", page("neovim.md"))
    command = old if kind.versions is _OLD else new
    editor.lua(_FIRST)
    editor.lua("(function() titles = nil end)()")
    editor.type(f":{command}<CR>")
    editor.wait("#vim.diagnostic.get(0) == 0", "end of the finding")
    assert _text(editor) == _MENDED
    # Old ones ask, as the page says.
    assert editor.lua("titles and #titles or 0") == ("1" if kind.versions is _OLD else "0")


def test_outline_has_the_mappings(editor: Neovim) -> None:
    editor.type("gO")
    # Old ones have one list for all windows.
    both = "vim.list_extend(vim.fn.getloclist(0), vim.fn.getqflist())"
    listed = editor.wait(f"#{both} > 0 and vim.fn.json_encode({both})", "list")
    assert {"First", "Second"} <= {
        word for item in json.loads(listed) for word in item["text"].split()
    }
    editor.type(":silent! cclose | silent! lclose<CR>")


def test_line_above_a_mapping_says_what_it_is(editor: Neovim) -> None:
    editor.type(":lua vim.lsp.codelens.refresh()<CR>")
    both = "vim.lsp.codelens.get(0)"
    shown = json.loads(editor.wait(f"#{both} > 0 and vim.fn.json_encode({both})", "lenses"))
    assert any("SQS FIFO · batch 100" in lens["command"]["title"] for lens in shown)


# -- files ----------------------------------------------------------------------------------------

_TERRAFORM = 'resource "aws_sqs_queue" "orders" {}\n'
_YAML = 'AWSTemplateFormatVersion: "2010-09-09"\n'
_FILES = {
    "serverless.yml": "service: orders\n",
    "stack.template": _YAML,
    "stack2.template": "{}\n",
    "stack.cfn": _YAML,
    "stack.json": "{}\n",
    "main.tf": _TERRAFORM,
    "empty.tf": "",
    "main.tofu": _TERRAFORM,
    "terraform.tfvars": 'name = "orders"\n',
    "mappinglint.toml": "",
}


@pytest.mark.parametrize("name", _FILES)
def test_one_server_looks_at_every_kind_of_file(name: str, running: Neovim) -> None:
    path = Path(running.lua("vim.fn.getcwd()"), "kinds", name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(_FILES[name], encoding="utf-8")
    running.type(f"<C-\\><C-n>:silent edit! kinds/{name}<CR>")
    running.wait(f"vim.fn.expand('%:t') == '{name}'", name)
    running.wait(f"{_CLIENT} and vim.lsp.buf_is_attached(0, {_CLIENT}.id)", f"server for {name}")
    assert running.lua(f"#{_CLIENTS}") == "1"


def test_file_types_of_plugins_are_known(running: Neovim) -> None:
    """vim-cloudformation says `yaml.cloudformation`."""
    running.type("<C-\\><C-n>:silent edit! kinds/new.yaml<CR>")
    running.wait("vim.fn.expand('%:t') == 'new.yaml'", "new file")
    running.type(":set filetype=yaml.cloudformation<CR>")
    running.wait("vim.bo.filetype == 'yaml.cloudformation'", "file type")
    running.wait(f"{_CLIENT} and vim.lsp.buf_is_attached(0, {_CLIENT}.id)", "server")


def test_server_is_not_asked_about_other_files(running: Neovim) -> None:
    for name in ("pyproject.toml", "notes.txt", "script.js"):
        running.type(f"<C-\\><C-n>:silent edit! {name}<CR>")
        running.wait(f"vim.fn.expand('%:t') == '{name}'", name)
        assert running.lua(f"#{_CLIENTS} > 0 and vim.lsp.buf_is_attached(0, {_CLIENT}.id)") in {
            "false",
            "v:false",
        }


def test_saved_configuration_counts_at_once(editor: Neovim) -> None:
    editor.type(":split mappinglint.toml<CR>")
    editor.wait("vim.fn.expand('%') == 'mappinglint.toml'", "configuration")
    for line, count in (('ignore = ["ESM204"]', 0), ("", 1)):
        editor.lua(f"vim.fn.setline(1, '{line}')")
        editor.type(":silent write<CR>")
        shown = f"#vim.diagnostic.get(vim.fn.bufnr('{_NAME}')) == {count}"
        editor.wait(shown, f"text with {count} findings")


def _restart(editor: Neovim, kind: _Kind, count: int) -> None:
    """Type what the page says, and wait for so many findings."""
    new, old = re.findall(r"`:(lua vim\.lsp\.stop_client.*?)`", page("neovim.md"))
    command = old if kind.versions is _OLD else new
    before = editor.lua(f"{_CLIENT}.id")
    editor.type(f":{command}<CR>")
    editor.wait(f"#{_CLIENTS} == 0", "end of the server")
    editor.type(":silent edit<CR>")
    editor.wait(f"#{_CLIENTS} == 1 and {_CLIENT}.id ~= {before}", "server")
    editor.wait(f"#vim.diagnostic.get(0) == {count}", f"text with {count} findings")


def test_server_that_is_started_anew_reads_everything_again(editor: Neovim, kind: _Kind) -> None:
    configuration = Path(editor.lua("vim.fn.getcwd()"), "mappinglint.toml")
    configuration.write_text('ignore = ["ESM204"]\n')
    _restart(editor, kind, 0)
    configuration.unlink()
    _restart(editor, kind, 1)


def test_program_that_is_not_found_is_told_when_asked(tmp_path: Path) -> None:
    path = next((path for (_, minor), path in neovims().items() if minor in _NEW), None)
    if path is None:
        pytest.skip("no Neovim of 0.11 or newer")
    settings = blocks("neovim.md", "lua")[_KINDS["new"].block]
    configuration = tmp_path / "init.lua"
    configuration.write_text(settings.replace('{ "mappinglint",', '{ "not-there",'))
    (tmp_path / _NAME).write_text(_TEMPLATE, encoding="utf-8")
    for editor in neovim(path, configuration, tmp_path, tmp_path / "home"):
        editor.type(f":silent edit {_NAME}<CR>:checkhealth vim.lsp<CR>")
        told = "table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), ' ')"
        editor.wait(f'{told}:find("not.there. is not executable")', "warning")
        log = Path(editor.lua("vim.lsp.get_log_path()"))
        assert "not-there is not executable" in log.read_text(encoding="utf-8")
