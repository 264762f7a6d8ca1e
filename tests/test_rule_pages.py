"""Every rule's page is complete, and its examples are what it says they are."""

import re

import pytest
from notes import without_common_notes

from mappinglint.config.findings import invalid
from mappinglint.config.reading import read
from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding
from mappinglint.pages import HEADINGS, read_page, section, summary
from mappinglint.plugins import Plugins
from mappinglint.rule import Level, Rule
from mappinglint.source import Source

_PLUGINS = Plugins()
_RULES = [provided.item for provided in _PLUGINS.rules()]
_ENGINE = Engine(_PLUGINS, advice=True, needs_reasons=True)
# Their examples are no files with mappings: tests of their own show what they report.
_ABOUT_OTHER_FILES = {"ESM920"}
_EXAMPLE = re.compile(r"^(Wrong|Right):\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(params=_RULES, ids=lambda rule: rule.code)
def rule(request: pytest.FixtureRequest) -> Rule:
    found: Rule = request.param
    return found


def test_page_has_title_and_all_headings_in_order(rule: Rule) -> None:
    page = read_page(rule)
    assert page.startswith(f"# {rule.code} {rule.name}\n")
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == list(HEADINGS)
    assert all(section(page, heading) for heading in HEADINGS)


def test_page_states_the_evidence_of_the_rule(rule: Rule) -> None:
    evidence = section(read_page(rule), "Evidence")
    assert evidence.lower().startswith(rule.evidence.value)


def test_summary_fits_on_one_line(rule: Rule) -> None:
    assert 20 < len(summary(read_page(rule))) < 120


def test_wrong_examples_have_this_finding_alone(rule: Rule) -> None:
    examples = [one for one in _examples(rule) if one[0] == "Wrong"]
    assert examples
    for _, language, text in examples if rule.code not in _ABOUT_OTHER_FILES else ():
        result = _check(rule, language, text)
        assert {one.rule.code for one in result.findings} == {rule.code}, text


def test_right_examples_have_no_finding(rule: Rule) -> None:
    examples = [one for one in _examples(rule) if one[0] == "Right"]
    assert examples
    for _, language, text in examples if rule.code not in _ABOUT_OTHER_FILES else ():
        result = _check(rule, language, text)
        assert result.findings == [], text
        assert result.mappings > 0, text


def _check(rule: Rule, language: str, text: str) -> Result:
    if language == "toml":
        return Result(findings=_mistakes(text), mappings=1)
    result = _ENGINE.check_text(f"example.{language}", text)
    is_about_resources = rule.code.startswith("ESM7")
    if rule.level is Level.NOTE and is_about_resources:
        return result
    return without_common_notes(result)


def _mistakes(configuration: str) -> list[Finding]:
    reading = read(configuration, ())
    assert reading is not None
    return list(invalid(Source("mappinglint.toml", configuration), reading.mistakes))


def _examples(rule: Rule) -> list[tuple[str, str, str]]:
    return _EXAMPLE.findall(section(read_page(rule), "Example"))
