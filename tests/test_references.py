"""docs/references.md: each line of AWS's references has rules, and each rule finds its breach."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mappinglint.engine import Result
from mappinglint.plugins import Plugins

_ROOT = Path(__file__).parent.parent
_PAGE = (_ROOT / "docs" / "references.md").read_text(encoding="utf-8")
_FILE = _ROOT / "fixtures" / "service" / "references.jsonl"
_BREACHES = [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]

_ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \| (.*)\| (.+) \|$", re.MULTILINE)
_LINES = 35

_UUID = "a1b2c3d4-5678-90ab-cdef-11111EXAMPLE"
_RETURNED = {
    "UUID": _UUID,
    "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:my-fn",
    "State": "Enabled",
    "LastModified": "2025-11-25T10:11:12+00:00",
}


def _rules_by_row() -> dict[int, str]:
    return {int(number): rules for number, *_, rules in _ROW.findall(_PAGE)}


def _pairs() -> set[tuple[int, str]]:
    """Return each line with each of its rules."""
    return {(row, code) for row, rules in _rules_by_row().items() for code in _codes_of(rules)}


def _codes_of(rules: str) -> list[str]:
    return [] if rules.startswith("no rule: ") else rules.split(", ")


def test_every_line_is_there() -> None:
    assert list(_rules_by_row()) == list(range(1, _LINES + 1))


@pytest.mark.parametrize("row", _rules_by_row())
def test_line_names_rules_or_says_why_there_is_none(row: int) -> None:
    rules = _rules_by_row()[row]
    if rules.startswith("no rule: "):
        assert len(rules) > 30
    else:
        known = {provided.item.code for provided in Plugins().rules()}
        assert set(_codes_of(rules)) <= known


def test_every_rule_of_every_line_has_a_breach() -> None:
    assert {(breach["row"], breach["rule"]) for breach in _BREACHES} == _pairs()


def _name(breach: dict[str, Any]) -> str:
    return f"{breach['row']}-{breach['rule']}"


@pytest.mark.parametrize("breach", _BREACHES, ids=_name)
def test_rule_finds_the_breach_and_no_other_rule_finds_anything(
    breach: dict[str, Any], lint: Callable[..., Result]
) -> None:
    name, text = _as_file(breach)
    result = lint(text, name)
    assert result.failures == []
    assert result.mappings > 0
    assert {found.rule.code for found in result.findings} == {breach["rule"]}


def _as_file(breach: dict[str, Any]) -> tuple[str, str]:
    """Return name and text of a file: a template, an update after what is stored, or a request."""
    if "resources" in breach:
        return "template.json", json.dumps({"Resources": breach["resources"]})
    if "stored" in breach:
        stored, update = {**breach["stored"], **_RETURNED}, {"UUID": _UUID, **breach["request"]}
        return "update.jsonl", f"{json.dumps(stored)}\n{json.dumps(update)}"
    return "request.json", json.dumps(breach["request"])
