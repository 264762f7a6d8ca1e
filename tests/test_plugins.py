"""Plugins come in, fire, and cannot break anything when they break."""

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from mappinglint.plugins import Plugins
from mappinglint.rule import Evidence, Level, Rule

Run = Callable[..., tuple[int, str, str]]

_ROOT = Path(__file__).parent.parent
_PLUGIN = _ROOT / "fixtures" / "plugin"
_BAD = str(_ROOT / "fixtures" / "bad" / "cloudformation" / "fifo.yaml")

_BROKEN = {
    "breaks_on_import": "raise RuntimeError('no database')",
    "exits_on_import": "import sys; sys.exit(5)",
    "breaks_in_a_hook": """
from mappinglint.hookspecs import hookimpl
@hookimpl
def mappinglint_rules():
    raise KeyError("rules")
""",
    "breaks_in_a_rule": """
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, rule
@rule("EX002", "always-breaks", Level.ERROR, Evidence.ADVISED)
def breaks(mapping):
    raise ZeroDivisionError("never divide by zero")
@hookimpl
def mappinglint_rules():
    return [breaks]
""",
    "breaks_in_a_dialect": """
from mappinglint.hookspecs import hookimpl
class Dialect:
    name = "broken"
    def may_contain(self, data): return True
    def is_meant(self, data): return False
    def mappings(self, document): raise LookupError("nothing here")
@hookimpl
def mappinglint_dialects():
    return [Dialect()]
""",
    "exits_in_a_rule": """
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, rule
@rule("EX002", "always-exits", Level.ERROR, Evidence.ADVISED)
def exits(mapping):
    raise SystemExit(0)
@hookimpl
def mappinglint_rules():
    return [exits]
""",
    "finds_no_finding": """
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, rule
@rule("EX002", "finds-text", Level.ERROR, Evidence.ADVISED)
def finds(mapping):
    return ["a finding"]
@hookimpl
def mappinglint_rules():
    return [finds]
""",
    "names_no_rule": """
from mappinglint.hookspecs import hookimpl
@hookimpl
def mappinglint_rules():
    return ["ESM900"]
""",
    "reads_no_mapping": """
from mappinglint.hookspecs import hookimpl
class Dialect:
    name = "broken"
    def may_contain(self, data): return True
    def is_meant(self, data): return False
    def mappings(self, document): yield 5
@hookimpl
def mappinglint_dialects():
    return [Dialect()]
""",
    "is_no_dialect": """
from mappinglint.hookspecs import hookimpl
@hookimpl
def mappinglint_dialects():
    return [5]
""",
    "takes_a_code": """
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, rule
@rule("ESM204", "mine", Level.ERROR, Evidence.ADVISED)
def mine(mapping):
    return []
@hookimpl
def mappinglint_rules():
    return [mine]
""",
}


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, code in _BROKEN.items():
        (tmp_path / f"{name}.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("module", "complaint"),
    [
        ("json", "failed to load: TypeError: it has none of the hooks"),
        ("breaks_on_import", "failed to load: RuntimeError: no database"),
        ("exits_on_import", "failed to load: SystemExit: 5"),
        ("no_such_module", "failed to load: ModuleNotFoundError: No module named"),
        ("breaks_in_a_hook", "failed to name its rules: KeyError: 'rules'"),
        ("breaks_in_a_rule", "failed in rule EX002 on"),
        ("breaks_in_a_dialect", "as broken: LookupError: nothing here"),
        ("exits_in_a_rule", "SystemExit: 0"),
        ("finds_no_finding", "TypeError: 'a finding' is no Finding"),
        ("names_no_rule", "failed to name its rules: TypeError: 'ESM900' is no Rule"),
        ("reads_no_mapping", "as broken: TypeError: 'int' object is not iterable"),
        ("is_no_dialect", "failed to name its dialects: TypeError: 5 is no Dialect"),
        ("takes_a_code", "ValueError: ESM204 mine is a rule of mappinglint-rules"),
    ],
)
def test_broken_plugin_is_named_and_the_findings_are_there(
    module: str, complaint: str, run: Run
) -> None:
    code, output, complaints = run("check", _BAD, "--plugin", module, "--plugin", module)
    assert code == 3
    assert "ESM204" in output
    assert f"plugin {module} failed" in complaints
    assert complaint in complaints
    assert "Traceback" not in output + complaints
    _, _, complaints = run("check", _BAD, "--plugin", module, "--verbose")
    # The last of them is refused before it can raise anything.
    assert ("Traceback" in complaints) == (module != "takes_a_code")


def test_plugin_named_on_the_command_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(_PLUGIN))
    code, output, _ = run("check", _BAD, "--plugin", "example_plugin", "--format", "concise")
    assert code == 1
    assert "warning[EX001] no tag says who owns this mapping" in output
    pollers = tmp_path / "pollers.yaml"
    pollers.write_text('pollers:\n- source: "arn:aws:sqs:x:1:q.fifo"\n  size: 11\n  windw: 5\n')
    code, output, _ = run("check", str(pollers), "--plugin", "example_plugin")
    assert "size 11 is more than a FIFO queue allows (10)" in output
    assert "windw is not a setting of an event source mapping" in output
    assert "function is missing" in output
    code, output, _ = run("explain", "owner-tag", "--plugin", "example_plugin")
    assert code == 0
    assert output.startswith("# EX001 owner-tag")


def test_built_in_rules_need_no_installed_plugin() -> None:
    plugins = Plugins()
    assert plugins.failures == []
    assert {provided.plugin for provided in plugins.rules()} == {"mappinglint", "mappinglint-rules"}


@pytest.mark.parametrize(("code", "name"), [("esm1", "x"), ("ESM001", "Not Good"), ("", "x")])
def test_malformed_rule_is_refused(code: str, name: str) -> None:
    with pytest.raises(ValueError, match="rule"):
        Rule(code, name, Level.ERROR, Evidence.ADVISED, __name__)


def test_installed_plugin_fires(tmp_path: Path) -> None:
    """Install the linter and the example plugin into a fresh environment, as a user would."""
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    # Its dependencies come from this environment: tests use no network.
    paths = [path for path in sys.path if path.endswith("site-packages")]
    Path(site, "dependencies.pth").write_text("\n".join(paths) + "\n")
    source = tmp_path / "plugin"
    shutil.copytree(_PLUGIN, source)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    subprocess.run([*pip, *offline, str(_ROOT), str(source)], check=True, env=clean)

    def mappinglint(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(environment / "bin" / "mappinglint"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    checked = mappinglint("check", _BAD, "--format", "concise")
    assert checked.stderr == ""
    assert checked.returncode == 1
    assert "EX001" in checked.stdout
    assert "ESM204" in checked.stdout
    assert "EX001   owner-tag" in mappinglint("rules").stdout
    # Should it break, both the plugin and the distribution are named.
    Path(site, "example_plugin", "__init__.py").write_text("import nothing_of_this_name\n")
    checked = mappinglint("check", _BAD)
    assert checked.returncode == 3
    assert "plugin example of the distribution example-mappinglint-plugin 1.0" in checked.stderr
    assert "ESM204" in checked.stdout


@pytest.mark.usefixtures("broken")
def test_what_is_wrong_with_a_plugin_is_told_once(tmp_path: Path, run: Run) -> None:
    """Also where the mappings of a file are compared, which asks for the rules again."""
    requests = [
        {"FunctionName": name, "EventSourceArn": "arn:aws:sqs:us-east-1:123456789012:q"}
        for name in ("f", "g")
    ]
    path = tmp_path / "requests.json"
    path.write_text(json.dumps(requests))
    _, _, complaints = run("check", str(path), "--plugin", "takes_a_code")
    assert complaints.count("ESM204 mine is a rule of mappinglint-rules") == 1


def test_configuration_loads_no_module_of_the_linted_folder(tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text("raise SystemExit('it was run')\n")
    (tmp_path / "mappinglint.toml").write_text('plugins = ["theirs"]\n')
    (tmp_path / "a.yaml").write_text("a: 1\n")
    for command in ([sys.executable, "-m", "mappinglint"], [_command()]):
        run = subprocess.run(
            [*command, "check"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 3
        assert "No module named 'theirs'" in run.stderr
        assert "it was run" not in run.stderr


def _command() -> str:
    return str(Path(sys.executable).parent / "mappinglint")
