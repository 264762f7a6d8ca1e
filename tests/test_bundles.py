"""A bundle is loaded for the mappings that its rules are about, and for no others."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from forms import Inexpressible, kubernetes, sam, shell
from stacks import WRITERS

from mappinglint.bundle import Bundle
from mappinglint.discovery import SUFFIXES, find_files
from mappinglint.engine import Engine
from mappinglint.finding import Finding
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.rule import Evidence, Level, Rule, comparing_rule, rule

_ROOT = Path(__file__).parent.parent
_FIXTURES = _ROOT / "fixtures"
_SUFFIXES = (*SUFFIXES, ".md", ".sh")
_EXAMPLE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Files = dict[str, str]
Run = Callable[..., tuple[int, str, str]]


def _single_files() -> Iterator[Files]:
    for path in sorted(_FIXTURES.rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file() and "across" not in path.parts:
            yield {str(path.relative_to(_FIXTURES)): path.read_text("utf-8", errors="replace")}


def _examples() -> Iterator[Files]:
    for page in sorted((_ROOT / "rules").rglob("*.md")):
        for language, text in _EXAMPLE.findall(page.read_text(encoding="utf-8")):
            yield {f"example.{language}": text}


def _requests() -> Iterator[Files]:
    cases = (_FIXTURES / "service" / "cases.jsonl").read_text(encoding="utf-8")
    for case in map(json.loads, cases.splitlines()):
        for write in (kubernetes, sam, shell):
            try:
                name, text = write(case["source_kind"], case["request"])
            except (Inexpressible, KeyError):  # SAM has no event for a source that is none
                continue
            yield {name: text}


def _stacks() -> Iterator[Files]:
    for path in sorted((_FIXTURES / "across").glob("*.yaml")):
        described: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in (*described["wrong"], *described["right"]):
            # What a rule sees of a resource is the same in all formats: two are enough.
            for format_ in ("sam", "terraform"):
                try:
                    yield WRITERS[format_](case["stack"])
                except Inexpressible:
                    continue


def _found(everything: Iterable[Files]) -> list[tuple[str, list[Finding], int]]:
    """Return what is found in the first of some files each time, and how many mappings it has."""
    plugins = Plugins()
    found = []
    for files in everything:
        project = Project()
        for name, text in files.items():
            project.replace(name, text.encode())
        path, text = next(iter(files.items()))
        result = Engine(plugins, project, advice=True).check_bytes(path, text.encode())
        assert result.failures == []
        found.append((path, result.findings, result.mappings))
    return found


@pytest.mark.parametrize("everything", [_single_files, _examples, _requests, _stacks])
def test_other_bundles_have_nothing_to_say(
    everything: Callable[[], Iterator[Files]], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = _found(everything())
    assert sum(mappings for _, _, mappings in chosen) > 100
    monkeypatch.setattr(Bundle, "is_about", lambda *_: True)
    for one, of_all in zip(chosen, _found(everything()), strict=True):
        assert repr(one) == repr(of_all)


def test_other_bundles_have_nothing_to_say_of_projects(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_FIXTURES / "projects")
    chosen = run("check", ".", "--advice")
    assert len(list(find_files(["."]))) > 20
    monkeypatch.setattr(Bundle, "is_about", lambda *_: True)
    assert run("check", ".", "--advice") == chosen


_PLUGIN = """
from mappinglint.bundle import Bundle
from mappinglint.hookspecs import hookimpl

def _load():
    import only_topics
    return [only_topics.topic_name]

def _is_about(mapping):
    {is_about}

@hookimpl
def mappinglint_rules():
    return [Bundle({{"EX101": "{name}"}}, _load, settings=({setting!r},), concerns=_is_about)]
"""
_RULE = """
from mappinglint.rule import Evidence, Level, rule

@rule("EX101", "topic-name", Level.ERROR, Evidence.ADVISED)
def topic_name(mapping):
    yield topic_name.finding(mapping, "Topics", "this topic has no name")
"""
_TEMPLATE = """
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: f
      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders
"""
_WITH_TOPICS = _TEMPLATE.replace(
    ":sqs:eu-west-1:123456789012:", ":kafka:eu-west-1:123456789012:"
).replace("orders", "cluster/orders/0-1\n      StartingPosition: LATEST\n      Topics: [orders]")


def _write(
    folder: Path,
    *,
    is_about: str = "return True",
    name: str = "topic-name",
    setting: str = "Topics",
) -> None:
    text = _PLUGIN.format(is_about=is_about, name=name, setting=setting)
    (folder / "topics_plugin.py").write_text(text)
    (folder / "only_topics.py").write_text(_RULE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in ("topics_plugin", "only_topics"):
        sys.modules.pop(name, None)


def test_bundle_of_a_plugin_is_loaded_for_what_it_is_about(run: Run, folder: Path) -> None:
    _write(folder)
    (folder / "a.yaml").write_text(_TEMPLATE)
    code, output, _ = run("check", "a.yaml", "--plugin", "topics_plugin")
    assert (code, "only_topics" in sys.modules) == (0, False), output
    (folder / "b.yaml").write_text(_WITH_TOPICS)
    code, output, _ = run("check", ".", "--plugin", "topics_plugin")
    assert (code, "only_topics" in sys.modules) == (1, True)
    assert output.count("EX101") == 1


def test_its_rules_are_listed_and_selected_like_all_others(run: Run, folder: Path) -> None:
    _write(folder)
    (folder / "b.yaml").write_text(_WITH_TOPICS)
    plugin = ("--plugin", "topics_plugin")
    assert "EX101" in run("rules", *plugin)[1]
    code, output, complaints = run("check", "--select", "EX1", *plugin)
    assert (code, complaints) == (1, "")
    assert "EX101" in output
    code, output, complaints = run("check", "--ignore", "topic-name", *plugin)
    assert (code, complaints) == (0, ""), output


@pytest.mark.parametrize(
    ("mistake", "complaint"),
    [
        ({"name": "another-name"}, "to load its rules: ValueError: EX101 another-name should be"),
        ({"setting": "A.B"}, "to name its rules: ValueError: 'A.B' is no setting at the top"),
        ({"is_about": "raise KeyError(5)"}, "to choose its rules for b.yaml:3: KeyError: 5"),
    ],
)
def test_mistake_in_a_bundle_is_reported(
    mistake: dict[str, str], complaint: str, run: Run, folder: Path
) -> None:
    _write(folder, **mistake)
    (folder / "b.yaml").write_text(_WITH_TOPICS)
    code, _, complaints = run("check", "--plugin", "topics_plugin")
    assert code == 3
    assert complaint in complaints


def test_names_are_known_without_a_rule() -> None:
    plugins = Plugins()
    named = [tuple(one) for one in plugins.named()]
    assert not plugins._rules  # noqa: SLF001
    assert named == [(rule.item.code, rule.item.name) for rule in plugins.rules()]


def test_rule_is_run_where_its_bundle_says() -> None:
    @comparing_rule("EX201", "compares", Level.ERROR, Evidence.ADVISED)
    def compares(_mappings: object) -> list[Finding]:
        return []

    @rule("EX202", "checks", Level.ERROR, Evidence.ADVISED)
    def checks(_mapping: object) -> list[Finding]:
        return []

    def bundle(one: Rule, *, checks: bool = True, compares: bool = False) -> Bundle:
        return Bundle({one.code: one.name}, lambda: [one], checks=checks, compares=compares)

    assert bundle(compares, checks=False, compares=True).loaded() == [compares]
    with pytest.raises(ValueError, match="EX201 compares is in a bundle that never compares"):
        bundle(compares).loaded()
    with pytest.raises(ValueError, match="EX202 checks is in a bundle that never checks"):
        bundle(checks, checks=False).loaded()
