"""What makes a finding the same one tomorrow."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mappinglint.engine import Result
from mappinglint.finding import Finding, Suppressed, SuppressedBy
from mappinglint.identity import fingerprints, identity, relative
from mappinglint.report import render

Lint = Callable[..., Result]

_QUEUE = "arn:aws:sqs:us-east-1:123456789012:q.fifo"
_WRONG = f"FunctionName: f\nEventSourceArn: {_QUEUE}\nBatchSize: 11\n"
_TWICE = "FunctionName: f\nEventSourceArn: !Ref A\nBatchSize: 0\nBatchSize: 0\nBatchSize: 0\n"


def _marks(findings: list[Finding], root: str = "/") -> list[str]:
    marks = fingerprints(findings, root)
    return [marks[id(one)] for one in findings]


def test_lines_added_above_change_no_fingerprint(lint: Lint) -> None:
    before, after = lint(_WRONG), lint(f"# a comment\n\n{_WRONG}")
    assert before.findings[0].primary.place.start != after.findings[0].primary.place.start
    assert _marks(before.findings) == _marks(after.findings)


def test_fingerprint_is_what_it_was_in_earlier_releases(lint: Lint, tmp_path: Path) -> None:
    root = os.path.realpath(tmp_path)
    result = lint(_WRONG, f"{root}/a/größe.yaml")
    one = identity(result.findings[0], root)
    assert one == ("ESM204", "a/größe.yaml", one.mapping, "BatchSize")
    text = f'["ESM204", "a/gr\\u00f6\\u00dfe.yaml", "{one.mapping}", "BatchSize", 1]'
    assert _marks(result.findings, root) == [hashlib.sha256(text.encode()).hexdigest()]


def test_equal_findings_are_told_apart_by_their_number(lint: Lint) -> None:
    findings = lint(_TWICE).findings
    same = [one for one in findings if one.rule.code == findings[0].rule.code]
    assert len(same) > 1
    assert len({identity(one, "/") for one in same}) == 1
    marks = _marks(findings)
    assert len(set(marks)) == len(findings)
    assert marks[: len(same) - 1] == _marks(findings[: len(same) - 1])
    assert _marks(findings[::-1]) == marks[::-1]


@pytest.mark.parametrize("name", ["gitlab", "sarif"])
def test_suppressed_finding_does_not_take_its_number_from_an_equal_one(
    name: str, lint: Lint
) -> None:
    result = lint(_TWICE)
    before = _printed(render(name, result))
    first, *others = result.findings
    assert identity(first, "/") == identity(others[0], "/")
    result.findings, result.suppressed = others, [Suppressed(first, SuppressedBy.COMMENT)]
    assert _printed(render(name, result))[: len(others)] == before[1:]


def test_code_scanning_and_gitlab_know_a_finding_by_the_same_fingerprint(lint: Lint) -> None:
    result = lint(_TWICE)
    assert _printed(render("gitlab", result)) == _printed(render("sarif", result))


def _printed(report: str) -> list[str]:
    return re.findall(r'"(?:fingerprint|mappinglint/v1)": "(\w{64})"', report)


def test_path_that_is_no_text_has_a_fingerprint(lint: Lint) -> None:
    assert len(_marks(lint(_WRONG, "a\udcff.yaml").findings)[0]) == 64


def test_paths_are_relative_to_the_root(tmp_path: Path) -> None:
    root = os.path.realpath(tmp_path)
    assert relative(f"{root}/a/b.yaml", root) == "a/b.yaml"
    assert relative("/elsewhere/b.yaml", f"{root}") == "/elsewhere/b.yaml"
    assert relative("<stdin>", root) == "<stdin>"
