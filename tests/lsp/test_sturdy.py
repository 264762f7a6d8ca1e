"""What the language server lives through, whom it believes, and what it does on command."""

import asyncio
import gc
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from lsp_client import PATIENCE, SERVER, Editor, codes, editing, template, write
from lsprotocol import types

from mappinglint.lsp.session import Session, Settings
from mappinglint.pages import read_page
from mappinglint.plugins import Plugins

_ROOTS = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]

_RULE = """
import os, subprocess, sys
from mappinglint.finding import Finding, Label
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, rule
{at_import}
@rule("EX001", "example", Level.WARNING, Evidence.ADVISED)
def example(mapping):
    {in_rule}
    yield Finding(example, Level.WARNING, "an example", Label(mapping.place))
@hookimpl
def mappinglint_rules():
    return [example]
"""


def plugin(folder: Path, *, at_import: str = "", in_rule: str = "pass") -> dict[str, str]:
    """Install a plugin into an environment of the server's own, and return that."""
    write(folder / "example_plugin.py", _RULE.format(at_import=at_import, in_rule=in_rule))
    write(
        folder / "example_plugin-1.0.dist-info" / "entry_points.txt",
        "[mappinglint]\nexample_plugin = example_plugin\n",
    )
    write(
        folder / "example_plugin-1.0.dist-info" / "METADATA",
        "Metadata-Version: 2.1\nName: example_plugin\nVersion: 1.0\n",
    )
    return own(folder)


def own(folder: Path) -> dict[str, str]:
    """Return what makes a folder a part of the server's environment."""
    return {"PYTHONPATH": os.pathsep.join([*_ROOTS, str(folder)])}


# -- what breaks ---------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("mistake", ["raise ZeroDivisionError(mapping.place.span)", "sys.exit(0)"])
async def test_rule_that_breaks_is_told_of_once_and_the_others_go_on(
    mistake: str, tmp_path: Path
) -> None:
    environment = plugin(tmp_path / "own", in_rule=mistake)
    file = write(tmp_path / "work" / "template.yaml", template(100))
    async with editing(file.parent, environment=environment) as editor:
        uri = editor.open_file(file)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        # It breaks at another line each time.
        for lines in range(1, 4):
            editor.change(uri, "# more\n" * lines + template(100))
            assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        (shown,) = editor.shown
        (logged,) = editor.logged
    assert (
        "plugin example_plugin of the distribution example_plugin 1.0 failed in rule EX001" in shown
    )
    assert "Traceback" in logged
    assert "example_plugin.py" in logged


@pytest.mark.asyncio
async def test_plugin_that_cannot_be_loaded_is_told_of_once(tmp_path: Path) -> None:
    environment = plugin(tmp_path / "own", at_import="raise RuntimeError('no database')")
    file = write(tmp_path / "work" / "template.yaml", template(100))
    async with editing(file.parent, environment=environment) as editor:
        uri = editor.open_file(file)
        for _ in range(3):
            assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
            editor.save(uri)
        assert len(editor.shown) == len(editor.logged) == 1


@pytest.mark.asyncio
async def test_what_a_plugin_prints_is_not_in_the_way(tmp_path: Path) -> None:
    prints = "print('hello'); os.write(1, b'hello'); sys.__stdout__.write('hello')"
    environment = plugin(
        tmp_path / "own",
        at_import=prints,
        in_rule=f"{prints}; subprocess.run(['echo', 'hello']); assert sys.stdin.read() == ''",
    )
    file = write(tmp_path / "work" / "template.yaml", template(100))
    async with editing(file.parent, environment=environment) as editor:
        uri = editor.open_file(file)
        assert codes(await editor.next_diagnostics(uri)) == ["EX001", "ESM204"]
        editor.change(uri, template(99))
        assert codes(await editor.next_diagnostics(uri)) == ["EX001", "ESM204"]
        assert editor.shown == editor.logged == []
        assert editor.client.error is None


_BREAKS = """
import sys
from mappinglint.lsp import hover, session
def breaks(*_):
    raise LookupError("our own mistake")
{what} = breaks
sys.argv[1:] = ["lsp"]
from mappinglint.cli import main
sys.exit(main())
"""


@pytest.mark.asyncio
async def test_mistake_of_ours_in_an_answer_is_told_of_once(tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(100))
    command = [sys.executable, "-c", _BREAKS.format(what="hover.hover")]
    async with editing(tmp_path, command=command) as editor:
        uri = editor.open_file(file)
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        for column in range(5):
            params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, column))
            assert await editor.client.text_document_hover_async(params) is None
        assert len(editor.shown) == len(editor.logged) == 1
        assert "LookupError: our own mistake" in editor.logged[0]


@pytest.mark.asyncio
@pytest.mark.parametrize("what", ["session.Session.set_text", "session.Session.misconfigured"])
async def test_mistake_of_ours_beside_answers_ends_nothing(what: str, tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(100))
    command = [sys.executable, "-c", _BREAKS.format(what=what)]
    async with editing(tmp_path, command=command) as editor:
        for _ in range(3):
            uri = editor.open_file(file)
            editor.change(uri, template(99))
            editor.close(uri)
        await editor.until(lambda: editor.logged)
        assert "our own mistake" in editor.logged[0]


# -- how it ends ---------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_exit_code_is_0_after_a_goodbye() -> None:
    async with editing() as editor:
        assert await editor.end() == 0


@pytest.mark.asyncio
async def test_exit_code_is_1_without_a_goodbye() -> None:
    async with editing() as editor:
        editor.client.exit(None)
        assert await editor.leave(says_goodbye=False) == 1


@pytest.mark.asyncio
async def test_server_ends_when_the_editor_dies(tmp_path: Path) -> None:
    async with editing(tmp_path) as editor:
        editor.open((tmp_path / "template.yaml").as_uri(), template(100))
        assert await editor.leave(says_goodbye=False) == 1


def _start(*arguments: str, stdin: bytes = b"", **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*arguments], input=stdin, capture_output=True, timeout=PATIENCE, check=False, **more
    )


def test_nonsense_on_standard_input_ends_with_it() -> None:
    done = _start(*SERVER, stdin=b"Content-Length: 5\r\n\r\nhello\xff\xfe\r\n\r\n")
    assert done.returncode == 1


_WITHOUT = """
import sys
sys.modules[sys.argv.pop()] = None
from mappinglint.cli import main
sys.exit(main())
"""


@pytest.mark.apart
@pytest.mark.parametrize("missing", ["pygls", "lsprotocol", "cattrs"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    done = _start(sys.executable, "-c", _WITHOUT, "lsp", missing)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == (
        f"mappinglint: the language server needs {missing}, which is not here or too old: "
        "pip install 'mappinglint[lsp]'\n"
    )


def test_without_standard_input_it_says_so() -> None:
    done = _start("sh", "-c", '"$@" <&-', "sh", *SERVER)
    assert done.returncode == 2
    assert b"needs standard input and output" in done.stderr


def test_help_says_what_it_is_for() -> None:
    done = _start(sys.executable, "-m", "mappinglint", "lsp", "--help")
    assert done.returncode == 0
    assert b"language server" in done.stdout


# -- whom it believes ----------------------------------------------------------------------------


# Python itself looks for modules in the current folder then.
_UNSAFE = (sys.executable, "-m", "mappinglint", "lsp")


def _hostile(folder: Path) -> Path:
    """Make a workspace that would like to run its own code, and return the sign that it has."""
    sign = folder.parent / "it-has-run"
    code = f"open({str(sign)!r}, 'w').close()\n"
    for name in ("evil", "entry", "yaml", "pygls", "sitecustomize"):
        write(folder / f"{name}.py", code)
    write(folder / "mappinglint.toml", 'plugins = ["evil"]\n')
    info = folder / "entry-1.0.dist-info"
    write(info / "entry_points.txt", "[mappinglint]\nentry = entry\n")
    write(info / "METADATA", "Metadata-Version: 2.1\nName: entry\nVersion: 1.0\n")
    write(folder / "template.yaml", template(100))
    return sign


@pytest.mark.apart
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("trusted", "command", "path"),
    [(False, SERVER, ""), (True, SERVER, ":"), (False, _UNSAFE, ":"), (True, _UNSAFE, "")],
)
async def test_code_in_the_workspace_is_not_run(
    trusted: bool, command: tuple[str, ...], path: str, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    sign = _hostile(work)
    (work / "sitecustomize.py").unlink()
    # With an empty entry, Python looks for modules in the current folder.
    environment = {"PYTHONPATH": path + os.pathsep.join(_ROOTS)}
    options = {"trusted": trusted}
    async with editing(work, command=command, options=options, environment=environment) as editor:
        uri = editor.open_file(work / "template.yaml")
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        editor.change(uri, template(99))
        assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        if trusted:
            assert len(editor.shown) == 1
            assert "No module named 'evil'" in editor.shown[0]
        else:
            assert editor.shown == []
            (logged,) = editor.logged
            assert logged.startswith("mappinglint.toml names plugins (evil). They are not loaded")
    assert not sign.exists()


@pytest.mark.apart
@pytest.mark.asyncio
@pytest.mark.parametrize(("trusted", "expected"), [(True, ["EX001"]), (False, []), ("yes", [])])
async def test_plugin_that_a_trusted_workspace_names_is_the_environments_own(
    trusted: bool | str, expected: list[str], tmp_path: Path
) -> None:
    write(tmp_path / "own" / "named.py", _RULE.format(at_import="", in_rule="pass"))
    work = tmp_path / "work"
    write(work / "mappinglint.toml", 'plugins = ["named"]\n')
    file = write(work / "template.yaml", template(10))
    environment = own(tmp_path / "own")
    async with editing(work, options={"trusted": trusted}, environment=environment) as editor:
        assert codes(await editor.next_diagnostics(editor.open_file(file))) == expected


# -- what an editor asks for at the start --------------------------------------------------------


@pytest.mark.apart
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("options", "has_notes"),
    [
        ({"advice": True}, True),
        (None, False),
        ({"advice": "yes", "configuration": 5, "trusted": []}, False),
        ("advice", False),
        ({"configuration": "strict.toml"}, True),
        ({"configuration": "strict.toml", "advice": False}, False),
    ],
)
async def test_options_say_what_is_shown(options: Any, has_notes: bool, tmp_path: Path) -> None:
    write(tmp_path / "strict.toml", "advice = true\n")
    file = write(tmp_path / "template.yaml", template(10))
    async with editing(tmp_path, options=options) as editor:
        found = await editor.next_diagnostics(editor.open_file(file))
        assert bool(found) == has_notes
        assert {one.severity for one in found} <= {types.DiagnosticSeverity.Information}
        assert editor.shown == []


@pytest.mark.asyncio
async def test_configuration_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    file = write(tmp_path / "template.yaml", template(100))
    async with editing(tmp_path, options={"configuration": "strict.toml"}) as editor:
        assert codes(await editor.next_diagnostics(editor.open_file(file))) == ["ESM204"]
        (shown,) = editor.shown
        assert "strict.toml" in shown
        assert "plugin" not in shown


# -- commands ------------------------------------------------------------------------------------


def _workspace(folder: Path) -> dict[str, Path]:
    files = {
        "bad": write(folder / "bad.yaml", template(100)),
        "worse": write(folder / "deep" / "worse.yaml", template(99)),
        "good": write(folder / "good.yaml", template(10)),
        "ignored": write(folder / "ignored.yaml", template(98)),
    }
    write(folder / ".gitignore", "ignored.yaml\n")
    return files


def _found(editor: Editor) -> set[str]:
    return {Path(uri).name for uri, found in editor.diagnostics.items() if found}


@pytest.mark.asyncio
@pytest.mark.parametrize("pulls", [False, True])
async def test_workspace_is_linted_on_command(pulls: bool, tmp_path: Path) -> None:
    files = _workspace(tmp_path)
    async with editing(tmp_path, pulls=pulls) as editor:
        assert "mappinglint.lintWorkspace" in _commands(editor)
        counted = await editor.command("mappinglint.lintWorkspace")
        assert counted == {"files": 3, "findings": 2}
        assert _found(editor) == {"bad.yaml", "worse.yaml"}
        assert codes(editor.diagnostics[files["bad"].as_uri()]) == ["ESM204"]
        # What is open is told of once: in one way or in the other.
        uri = editor.open_file(files["bad"])
        if pulls:
            assert codes(await editor.next_diagnostics(uri)) == []
            assert codes(await editor.ask(uri)) == ["ESM204"]
        else:
            assert codes(await editor.next_diagnostics(uri)) == ["ESM204"]
        before = len(editor.published)
        write(files["worse"], template(10))
        await editor.command("mappinglint.lintWorkspace")
        assert [one.uri for one in editor.published[before:]] == [files["worse"].as_uri()]
        assert _found(editor) == (set() if pulls else {"bad.yaml"})


def _commands(editor: Editor) -> list[str]:
    provider = editor.capabilities.execute_command_provider
    return list(provider.commands) if provider else []


@pytest.mark.asyncio
async def test_closed_file_that_changes_on_the_disk_is_linted_again(tmp_path: Path) -> None:
    files = _workspace(tmp_path)
    async with editing(tmp_path, watches=True) as editor:
        await editor.command("mappinglint.lintWorkspace")
        write(files["worse"], template(10))
        editor.tell_of_files(files["worse"])
        assert codes(await editor.next_diagnostics(files["worse"].as_uri())) == []
        files["bad"].unlink()
        editor.tell_of_files(files["bad"])
        assert codes(await editor.next_diagnostics(files["bad"].as_uri())) == []


@pytest.mark.asyncio
async def test_editor_shows_how_far_the_workspace_is_linted(tmp_path: Path) -> None:
    _workspace(tmp_path)
    async with editing(tmp_path, shows_progress=True) as editor:
        await editor.command("mappinglint.lintWorkspace")
        values: list[Any] = [one.value for one in editor.progress]
        assert [one["kind"] for one in values] == ["begin", "report", "report", "report", "end"]
        assert values[2]["message"] == "good.yaml"
        assert values[2]["percentage"] == 33


@pytest.mark.asyncio
async def test_linting_the_workspace_can_be_cancelled(tmp_path: Path) -> None:
    for number in range(200):
        write(tmp_path / f"{number}.yaml", template(100))
    async with editing(tmp_path, shows_progress=True) as editor:
        running = asyncio.create_task(editor.command("mappinglint.lintWorkspace"))
        await editor.until(lambda: len(editor.progress) > 3)
        editor.client.window_work_done_progress_cancel(
            types.WorkDoneProgressCancelParams(editor.progress[0].token)
        )
        await running
        assert len(editor.progress) < 200
        assert editor.published == []


@pytest.mark.asyncio
async def test_editor_is_heeded_while_the_workspace_is_linted(tmp_path: Path) -> None:
    for number in range(200):
        write(tmp_path / f"{number}.yaml", template(100))
    async with editing(tmp_path, shows_progress=True) as editor:
        running = asyncio.create_task(editor.command("mappinglint.lintWorkspace"))
        await editor.until(lambda: len(editor.progress) > 3)
        await editor.roundtrip()
        assert not running.done()
        await running
        assert len(editor.published) == 200


@pytest.mark.asyncio
async def test_page_of_a_rule_is_given_on_command(tmp_path: Path) -> None:
    (rule,) = (one.item for one in Plugins().rules() if one.item.code == "ESM204")
    async with editing(tmp_path) as editor:
        assert await editor.command("mappinglint.explain", "ESM204") == read_page(rule)
        assert await editor.command("mappinglint.explain", "fifo-batch-size") == read_page(rule)
        strange: list[tuple[Any, ...]] = [(), ("ESM999",), (5,), (None, {}), ([],)]
        for arguments in strange:
            assert await editor.command("mappinglint.explain", *arguments) is None
        assert editor.shown == []


# -- how much it needs ---------------------------------------------------------------------------


@pytest.mark.apart
def test_memory_does_not_grow_with_changes(tmp_path: Path) -> None:
    project = Path(__file__).parents[2] / "fixtures" / "projects"
    paths = [*sorted((project / "terraform-resources").glob("*.tf")), tmp_path / "template.yaml"]
    texts = [template(100) if path.suffix == ".yaml" else path.read_text() for path in paths]
    session = Session(Settings(folders=(str(project),)))

    def change(times: int) -> None:
        for number in range(times):
            for path, text in zip(paths, texts, strict=True):
                more = f"# {number}\n{text}"
                session.set_text(str(path), path.as_uri(), number, more)
            for opened in session.take_stale():
                assert session.result(opened).failures == []
                session.scenarios(opened)
            session.take_untold()

    change(20)
    tracemalloc.start()
    try:
        change(5)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        change(60)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 300_000
