"""The settings for editors that the tests cannot run are complete, and start the server."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatch
from typing import Any

import pytest
from real_editors import PAGES, blocks

from mappinglint.cli import _parser

# Of each kind of file one: an editor that is told by names has to be told of them all.
_NAMES = ("serverless.yml", "template.yaml", "stack.json", "stack.template", "main.tf", "main.tofu")


def _section(title: str) -> str:
    """Return a section of the page about other editors."""
    text = (PAGES / "editors.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def _shown(title: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", _section(title), re.DOTALL | re.MULTILINE)


def _json(title: str) -> list[Any]:
    return [json.loads(block) for block in _shown(title, "json")]


def _starts_the_server(command: Iterable[str]) -> bool:
    program, *arguments = command
    return program == "mappinglint" and _parser().parse_args(arguments).does[0] == "lsp"


def test_helix_has_the_server_beside_its_own() -> None:
    (block,) = _shown("Helix", "toml")
    settings = tomllib.loads(block)
    server = settings["language-server"]["mappinglint"]
    assert set(server) == {"command", "args"}
    assert _starts_the_server([server["command"], *server["args"]])
    for language in settings["language"]:
        # What else stands there would take the place of what Helix has.
        assert set(language) == {"name", "language-servers"}
        *others, last = language["language-servers"]
        assert others
        assert last == "mappinglint"
    assert {one["name"] for one in settings["language"]} == {"yaml", "json", "hcl", "tfvars"}


def test_sublime_text_starts_the_server_for_every_syntax() -> None:
    ((settings),) = _json("Sublime Text")
    client = settings["clients"]["mappinglint"]
    assert set(client) == {"enabled", "command", "selector"}
    assert client["enabled"] is True
    assert _starts_the_server(client["command"])
    scopes = {"source.yaml", "source.json", "source.terraform", "source.terraform-vars"}
    assert set(client["selector"].split(" | ")) == scopes


def test_kate_starts_the_server_in_every_mode() -> None:
    (settings,) = _json("Kate")
    servers = settings["servers"].values()
    for server in servers:
        assert set(server) == {"command", "rootIndicationFileNames", "highlightingModeRegex"}
        assert _starts_the_server(server["command"])
    for mode in ("YAML", "JSON", "Terraform"):
        assert sum(bool(re.search(one["highlightingModeRegex"], mode)) for one in servers) == 1


def test_jetbrains_template_starts_the_server_for_every_kind_of_file() -> None:
    (template,) = _json("JetBrains")
    assert set(template) == {"id", "name", "programArgs", "fileTypeMappings"}
    *shell, command = shlex.split(template["programArgs"]["default"])
    assert shell == ["sh", "-c"]
    assert _starts_the_server(shlex.split(command))
    assert template["programArgs"]["windows"] == command.replace("mappinglint", "mappinglint.exe")
    patterns = []
    for mapping in template["fileTypeMappings"]:
        assert set(mapping) == {"fileType", "languageId"}
        patterns += mapping["fileType"]["patterns"]
    assert [name for name in _NAMES if not any(fnmatch(name, one) for one in patterns)] == []


def test_zed_runs_what_there_is() -> None:
    (task,), settings = _json("Zed")
    assert set(task) == {"label", "command", "args"}
    assert task["command"] == "mappinglint"
    assert _parser().parse_args(task["args"]).does[0] == "check"
    binary = settings["lsp"]["yaml-language-server"]["binary"]
    assert _starts_the_server([binary["path"], *binary["arguments"]])


@pytest.mark.parametrize("page", ["neovim.md", "emacs.md", "editors.md"])
def test_pages_name_the_command_that_there_is(page: str) -> None:
    text = (PAGES / page).read_text(encoding="utf-8")
    assert re.search(r"mappinglint\W+lsp\b", text)
    for line in blocks(page, "json"):
        json.loads(line)


def test_options_on_the_page_are_those_of_the_server() -> None:
    from mappinglint.lsp.session import Settings

    text = (PAGES.parent / "editors.md").read_text(encoding="utf-8")
    options = re.findall(r'^\| `"(\w+)": ', text, re.MULTILINE)
    assert set(options) == set(Settings.__dataclass_fields__) - {"folders"}
