"""Who may import whom, and what a run may import at all."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_ENGINE = _ROOT / "lint" / "mappinglint"
_RULES = _ROOT / "rules" / "mappinglint_rules"

# What rules see of the engine.
_PUBLIC_MODEL = {
    f"mappinglint.{name}"
    for name in (
        "arn",
        "edit",
        "bundle",
        "filters",
        "bundle",
        "finding",
        "hookspecs",
        "json_text",
        "kind",
        "parts",
        "pattern",
        "mapping",
        "path",
        "place",
        "record",
        "resource",
        "rule",
        "scenario",
        "setting",
        "span",
        "value",
    )
}
# Packages with one importer each, and who it is.
_ONLY_IN = {
    "mappinglint_rules": {"lint/mappinglint/plugins.py"},
    "sarif_om": {
        f"lint/mappinglint/report/sarif/{name}.py"
        for name in ("__init__", "places", "results", "rules")
    },
    "attr": {"lint/mappinglint/report/sarif/plain.py"},
    "junitparser": {"lint/mappinglint/report/junit.py"},
    "shtab": {"lint/mappinglint/commands/completion.py"},
    "tqdm": {"lint/mappinglint/progress.py"},
    "jsonschema": {"rules/mappinglint_rules/shape/explain.py"},
    "markdown_it": {"lint/mappinglint/document/fences.py"},
    "tree_sitter": {
        "lint/mappinglint/config/places.py",
        "lint/mappinglint/document/hcl.py",
        "lint/mappinglint/document/shell.py",
    },
    "tree_sitter_toml": {"lint/mappinglint/config/places.py"},
    "tree_sitter_bash": {"lint/mappinglint/document/shell.py"},
    "yaml": {"lint/mappinglint/document/yaml.py"},
    "tree_sitter_hcl": {"lint/mappinglint/document/hcl.py"},
    "ruamel": {"lint/mappinglint/document/yaml.py"},
    # It is for tests alone: what it knows of events stands in dialects/sam.
    "samtranslator": set(),
    "botocore": {"rules/mappinglint_rules/schema/generate.py"},
    "pathspec": {"lint/mappinglint/gitignore.py"},
    "pygls": {f"lint/mappinglint/lsp/{name}.py" for name in ("positions", "server", "workspace")},
    "lsprotocol": {
        f"lint/mappinglint/lsp/{name}.py"
        for name in (
            "abilities",
            "actions",
            "completion",
            "diagnostics",
            "edits",
            "features",
            "hover",
            "outline",
            "positions",
            "server",
            "workspace",
        )
    },
    "pluggy": {"lint/mappinglint/hookspecs.py", "lint/mappinglint/plugins.py"},
}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield str(node.module)


@cache
def _all_imports() -> list[tuple[str, str]]:
    paths = [*_ENGINE.rglob("*.py"), *_RULES.rglob("*.py")]
    return [(str(path.relative_to(_ROOT)), name) for path in paths for name in _imports(path)]


@pytest.mark.parametrize("package", _ONLY_IN)
def test_package_is_imported_where_it_is_used_and_nowhere_else(package: str) -> None:
    found = {path for path, name in _all_imports() if name.split(".")[0] == package}
    own = "rules/mappinglint_rules/" if package == "mappinglint_rules" else "-"
    assert {path for path in found if not path.startswith(own)} == _ONLY_IN[package]


def test_rules_see_only_the_public_model() -> None:
    seen = {
        name
        for path, name in _all_imports()
        if path.startswith("rules/") and name.split(".")[0] == "mappinglint"
    }
    # Of a package, all modules are seen.
    assert {".".join(name.split(".")[:2]) for name in seen} <= _PUBLIC_MODEL


def test_pattern_language_stands_alone() -> None:
    own = {"span", "parts", "value", "document", "pattern", "record"}
    for path, name in _all_imports():
        if path.startswith("lint/mappinglint/pattern/") and name.startswith("mappinglint."):
            assert name.split(".")[1] in own, (path, name)


def test_data_flows_one_way() -> None:
    """No module imports one that comes after it on a file's way through the program."""
    way = ["span", "source", "document", "dialects", "engine", "report", "cli"]
    for path, name in _all_imports():
        parts = Path(path).with_suffix("").parts
        if parts[0] == "lint" and name.startswith("mappinglint."):
            importer, imported = parts[2], name.split(".")[1]
            if importer in way and imported in way:
                assert way.index(imported) <= way.index(importer), (path, name)


def _modules_after(*arguments: str) -> set[str]:
    """Run a command line in a fresh interpreter and return the packages that it imported."""
    code = (
        "import sys; from mappinglint.cli import main; main(sys.argv[1:]);"
        "print('imported:', *{name.split('.')[0] for name in sys.modules}, *sys.modules)"
    )
    command = [sys.executable, "-c", code, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(run.stdout.rpartition("imported:")[2].split())


_HEAVY = {
    "attr", "hashlib", "importlib.metadata", "jsonschema", "junitparser", "markdown_it", "pathspec",
    "pygls", "ruamel", "sarif_om", "shtab", "shutil", "tqdm", "tree_sitter", "xml", "yaml",
}  # fmt: skip


def test_run_without_a_mapping_imports_no_parser(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("services: {web: {image: nginx}}\n")
    (tmp_path / "b.json").write_text('{"Records": [{"eventSourceARN": "x"}]}\n')
    imported = _modules_after("check", str(tmp_path))
    assert not imported & _HEAVY
    assert not imported & {"mappinglint_rules.catalogue", "mappinglint.edit"}
    assert _dialects_in(imported) == set()


# What is imported to search the bytes of a file.
_SEARCHES = ("mappinglint.dialects.terraform.mapping_words", "mappinglint.dialects.terraform.plan")


def _dialects_in(imported: set[str]) -> set[str]:
    """Return the dialects of which more was imported than their byte search."""
    modules = [name.split(".") for name in imported.difference(_SEARCHES)]
    return {parts[2] for parts in modules if parts[1:2] == ["dialects"] and len(parts) > 3}


@pytest.mark.parametrize(
    ("path", "dialects"),
    [
        ("bad/cloudformation/queue.yaml", {"api", "cloudformation", "serverless"}),
        ("bad/terraform/queues.tf", {"terraform"}),
        ("bad/shell/quoting.sh", {"aws_cli"}),
        ("bad/kubernetes/ack.yaml", {"kubernetes", "terraform"}),
    ],
)
def test_run_imports_the_dialects_of_its_files_alone(path: str, dialects: set[str]) -> None:
    imported = _modules_after("check", str(_ROOT / "fixtures" / path))
    assert _dialects_in(imported) == dialects
    assert "mappinglint.dialects.serverless.service" not in imported


def test_run_with_right_mappings_imports_no_validator() -> None:
    imported = _modules_after("check", str(_ROOT / "fixtures" / "ok" / "cloudformation"))
    assert "yaml" in imported
    assert not imported & {"jsonschema", "sarif_om", "attr", "importlib.metadata"}


def test_run_over_json_imports_no_yaml_parser() -> None:
    imported = _modules_after("check", str(_ROOT / "fixtures" / "bad" / "api" / "list.json"))
    assert not imported & {"yaml", "ruamel", "sarif_om", "tree_sitter"}


def test_run_over_terraform_imports_no_yaml_parser() -> None:
    imported = _modules_after("check", str(_ROOT / "fixtures" / "ok" / "terraform"))
    assert "tree_sitter_hcl" in imported
    assert not imported & {"yaml", "ruamel", "sarif_om", "jsonschema"}


def test_text_run_imports_no_sarif() -> None:
    imported = _modules_after("check", str(_ROOT / "fixtures" / "bad"))
    assert {"jsonschema", "ruamel"} <= imported
    assert "sarif_om" not in imported


def test_run_loads_no_texts_that_only_editors_show() -> None:
    imported = _modules_after("check", str(_ROOT / "fixtures" / "bad" / "cloudformation"))
    assert "mappinglint_rules.catalogue" in imported
    shown = {"mappinglint_rules.knowledge", "mappinglint_rules.summaries"}
    assert not imported & (shown | {"mappinglint.pattern.operator_texts"})
