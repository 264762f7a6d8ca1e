"""What makes a finding the same one tomorrow."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from mappinglint.engine import Result
from mappinglint.identity import fingerprints, identity, relative

Lint = Callable[..., Result]

_QUEUE = "arn:aws:sqs:us-east-1:123456789012:q.fifo"
_WRONG = f"FunctionName: f\nEventSourceArn: {_QUEUE}\nBatchSize: 11\n"
_TWICE = "FunctionName: f\nEventSourceArn: !Ref A\nBatchSize: 0\nBatchSize: 0\nBatchSize: 0\n"


def test_lines_added_above_change_no_fingerprint(lint: Lint) -> None:
    before, after = lint(_WRONG), lint(f"# a comment\n\n{_WRONG}")
    assert before.findings[0].primary.place.start != after.findings[0].primary.place.start
    assert fingerprints(before.findings, "/") == fingerprints(after.findings, "/")


def test_fingerprint_is_what_it_was_in_earlier_releases(lint: Lint, tmp_path: Path) -> None:
    root = os.path.realpath(tmp_path)
    result = lint(_WRONG, f"{root}/a/x.yaml")
    one = identity(result.findings[0], root)
    assert one == ("ESM204", "a/x.yaml", one.mapping, "BatchSize")
    text = f"ESM204\0a/x.yaml\0{one.mapping}\0BatchSize\0" + "0"
    assert fingerprints(result.findings, root) == [hashlib.sha256(text.encode()).hexdigest()]


def test_equal_findings_are_told_apart_by_their_number(lint: Lint) -> None:
    findings = lint(_TWICE).findings
    same = [one for one in findings if one.rule.code == findings[0].rule.code]
    assert len(same) > 1
    assert len({identity(one, "/") for one in same}) == 1
    marks = fingerprints(findings, "/")
    assert len(set(marks)) == len(findings)
    assert marks[: len(same) - 1] == fingerprints(findings[: len(same) - 1], "/")


def test_path_that_is_no_text_has_a_fingerprint(lint: Lint) -> None:
    assert len(fingerprints(lint(_WRONG, "a\udcff.yaml").findings, "/")[0]) == 64


def test_paths_are_relative_to_the_root(tmp_path: Path) -> None:
    root = os.path.realpath(tmp_path)
    assert relative(f"{root}/a/b.yaml", root) == "a/b.yaml"
    assert relative("/elsewhere/b.yaml", f"{root}") == "/elsewhere/b.yaml"
    assert relative("<stdin>", root) == "<stdin>"
