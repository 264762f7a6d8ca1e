"""Mistakes between resources are found in every format that has resources.

Each file of fixtures/across is about one rule. It has `wrong` and `right` stacks; `stacks` writes
them in every format. Of a wrong one, the rule has one finding (`times` says if more), at the
mapping, with the cause as a second place, and nothing but notes beside it (`also` has what else
is found); of a right one it has none. A rule that is `lonely` may do without a second place.
`not_in`, of a case or of the rule, has the formats in which a stack means something else or cannot
be known, each with the reason.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from stacks import WRITERS, Inexpressible, Stack

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding, Level
from mappinglint.plugins import Plugins
from mappinglint.project import Project

_FOLDER = Path(__file__).parent.parent / "fixtures" / "across"
_RULES = {path.stem: yaml.safe_load(path.read_text()) for path in sorted(_FOLDER.glob("*.yaml"))}


def _cases(verdict: str) -> list[Any]:
    return [
        pytest.param(format_, rule, case, id=f"{format_}-{rule['code']}-{index}")
        for format_ in WRITERS
        for rule in _RULES.values()
        for index, case in enumerate(rule[verdict])
    ]


def _lint(format_: str, stack: Stack) -> Result:
    """Lint the files of a stack, which are those of the current folder."""
    try:
        files = WRITERS[format_](stack)
    except Inexpressible as reason:
        pytest.skip(str(reason))
    for path, text in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
    main, *_ = files
    result = Engine(Plugins(), Project(), advice=True).check_bytes(main, Path(main).read_bytes())
    assert result.failures == []
    assert result.mappings > 0
    return result


# Formats that cannot have any of the wrong stacks of a rule, or in which these cannot be known to
# be wrong. The reasons stand in the writers and in the files of stacks.
_NOT_IN = {
    "ESM113": {"crossplane"},
    "ESM709": {"ack", "crossplane", "plan"},
    "ESM710": {"ack", "crossplane"},
    "ESM723": {"ack", "crossplane"},
    "ESM730": {"crossplane"},
    "ESM731": {"crossplane"},
    "ESM732": {"ack", "crossplane"},
    "ESM733": {"ack", "crossplane", "serverless"},
    "ESM734": {"ack", "crossplane", "plan", "sam", "serverless"},
}


@pytest.mark.parametrize("rule", _RULES.values(), ids=lambda rule: rule["code"])
def test_rule_is_tested_in_every_format_but_few(rule: dict[str, Any]) -> None:
    untested = {
        format_
        for format_ in WRITERS
        if not any(_has(format_, rule, case) for case in rule["wrong"])
    }
    assert untested == _NOT_IN.get(rule["code"], set())


def _has(format_: str, rule: dict[str, Any], case: dict[str, Any]) -> bool:
    """Say whether a wrong stack is linted in a format."""
    if format_ in rule.get("not_in", {}) or format_ in case.get("not_in", {}):
        return False
    try:
        return bool(WRITERS[format_](case["stack"]))
    except Inexpressible:
        return False


@pytest.mark.parametrize(("format_", "rule", "case"), _cases("wrong"))
def test_mistake_is_found(
    format_: str,
    rule: dict[str, Any],
    case: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    not_in = {**rule.get("not_in", {}), **case.get("not_in", {})}
    if format_ in not_in:
        pytest.skip(not_in[format_])
    monkeypatch.chdir(tmp_path)
    result = _lint(format_, case["stack"])
    found = [one for one in result.findings if one.rule.code == rule["code"]]
    assert len(found) == case.get("times", 1), result.findings
    for one in found:
        assert str(one.level) == rule["level"]
        if one.related or not rule.get("lonely"):
            _has_cause(one)
    others = {one.rule.code for one in result.findings if one.level > Level.NOTE}
    assert others <= {rule["code"], *case.get("also", [])}


def _has_cause(finding: Finding) -> None:
    assert finding.related
    assert all(label.text and label.place.text for label in finding.related)
    assert finding.primary.place not in [label.place for label in finding.related]


@pytest.mark.parametrize(("format_", "rule", "case"), _cases("right"))
def test_no_false_alarm(
    format_: str,
    rule: dict[str, Any],
    case: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    not_in = case.get("not_in", {})
    if format_ in not_in:
        pytest.skip(not_in[format_])
    monkeypatch.chdir(tmp_path)
    result = _lint(format_, case["stack"])
    assert [one for one in result.findings if one.rule.code == rule["code"]] == []
    assert {one.rule.code for one in result.findings if one.level > Level.NOTE} <= set(
        case.get("also", [])
    )


def test_each_rule_about_resources_has_its_stacks() -> None:
    codes = {one.item.code for one in Plugins().rules() if one.item.code.startswith("ESM7")}
    assert codes <= {rule["code"] for rule in _RULES.values()}
    for stem, rule in _RULES.items():
        assert stem == rule["code"].lower()
        assert rule["wrong"]
        assert rule["right"]
