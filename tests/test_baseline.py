"""A baseline hides what is known, and says when it is no longer so."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mappinglint.baseline import BaselineError, read_baseline

Run = Callable[..., tuple[int, str, str]]

_MAPPING = """\
  {name}:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:{name}.fifo
      FunctionName: handle-orders
      BatchSize: {size}
"""


def _template(**sizes: int) -> str:
    return "Resources:\n" + "".join(
        _MAPPING.format(name=name, size=size) for name, size in sizes.items()
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A project with two wrong files, and a baseline that knows it."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(_template(orders=100, bills=10))
    (tmp_path / "b.yaml").write_text(_template(mails=100))
    code, output, complaints = run("check", "--baseline", "known.json", "--write-baseline")
    assert (code, output, complaints) == (0, "known.json knows 2 findings now\n", "")
    return tmp_path


def _baseline(project: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((project / "known.json").read_text())["findings"]
    return found


def test_baseline_names_rule_file_and_setting_and_no_line(project: Path) -> None:
    first, second = _baseline(project)
    assert first == {
        "rule": "ESM204", "path": "a.yaml", "mapping": "orders", "setting": "BatchSize", "count": 1,
    }  # fmt: skip
    assert second["path"] == "b.yaml"


def test_known_findings_are_hidden_though_lines_have_moved(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(f"# one more line\n\n{_template(orders=100, bills=10)}")
    assert run("check", "--baseline", "known.json")[0] == 0
    assert run("check")[0] == 1


def test_new_finding_is_shown(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(_template(orders=100, bills=100))
    code, output, _ = run("check", "--baseline", "known.json")
    assert code == 1
    assert output.count("error[") == 1
    assert "a.yaml:13:18" in output


def test_it_holds_from_any_folder_of_the_project(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "deep").mkdir()
    monkeypatch.chdir(project / "deep")
    assert run("check", "..", "--baseline", "../known.json")[0] == 0


def test_what_is_mended_is_stale(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(_template(orders=10, bills=10))
    code, output, _ = run("check", "--baseline", "known.json")
    assert code == 0
    assert "warning[ESM920]" in output
    assert "known.json:4:3" in output
    assert "ESM204 of BatchSize of orders in a.yaml, and it is not there any more" in output
    run("check", "--baseline", "known.json", "--write-baseline")
    assert [one["path"] for one in _baseline(project)] == ["b.yaml"]


def test_file_that_is_gone_is_stale(project: Path, run: Run) -> None:
    (project / "b.yaml").unlink()
    _, output, _ = run("check", "a.yaml", "--baseline", "known.json")
    assert "b.yaml is gone" in output
    run("check", "a.yaml", "--baseline", "known.json", "--write-baseline")
    assert [one["path"] for one in _baseline(project)] == ["a.yaml"]


def test_what_was_not_looked_at_is_not_stale(project: Path, run: Run) -> None:
    code, output, _ = run("check", "a.yaml", "--baseline", "known.json")
    assert (code, "ESM920" in output) == (0, False)
    run("check", "a.yaml", "--baseline", "known.json", "--write-baseline")
    assert [one["path"] for one in _baseline(project)] == ["a.yaml", "b.yaml"]


def test_file_that_cannot_be_read_to_its_end_is_not_stale(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(f"{_template(bills=10)}      : : [\n")
    _, output, _ = run("check", "--baseline", "known.json")
    assert "ESM002" in output
    assert "ESM920" not in output


@pytest.mark.parametrize("spoiled", [b"      : : [\n", b"\xf6\n"])
def test_written_baseline_keeps_what_it_knows_of_a_broken_file(
    spoiled: bytes, project: Path, run: Run
) -> None:
    before = _baseline(project)
    (project / "a.yaml").write_bytes(_template(bills=10).encode() + spoiled)
    run("check", "--baseline", "known.json", "--write-baseline")
    assert [one for one in _baseline(project) if one["rule"] == "ESM204"] == before


def test_written_baseline_keeps_what_it_knows_of_rules_that_were_not_run(
    project: Path, run: Run
) -> None:
    before = _baseline(project)
    for option in ("--select=ESM201", "--ignore=ESM204"):
        _, output, _ = run("check", "--baseline", "known.json", "--write-baseline", option)
        assert output == "known.json knows 2 findings now\n"
        assert _baseline(project) == before


def test_file_of_which_the_name_is_no_text_can_be_known(project: Path, run: Run) -> None:
    path = os.fsencode(project) + b"/gr\xf6\xdfe.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(_template(mails=100))
    assert run("check", "--baseline", "known.json", "--write-baseline")[0] == 0
    assert len(_baseline(project)) == 3
    assert run("check", "--baseline", "known.json")[0] == 0


def test_two_of_a_kind_are_counted(project: Path, run: Run) -> None:
    path = project / "c.jsonl"
    request = {"EventSourceArn": "arn:aws:sqs:eu-west-1:1:o.fifo", "BatchSize": 100}
    text = json.dumps(request | {"FunctionName": "x"}) + "\n"
    path.write_text(text * 2)
    run("check", "--baseline", "known.json", "--write-baseline")
    path.write_text(text)
    _, output, _ = run("check", "--baseline", "known.json")
    counted = [one for one in _baseline(project) if one["path"] == "c.jsonl"]
    assert any(one["count"] == 2 for one in counted)
    assert "and it is there 1 time" in output


def test_baseline_written_twice_is_the_same(project: Path, run: Run) -> None:
    before = (project / "known.json").read_bytes()
    run("check", "--baseline", "known.json", "--write-baseline")
    assert (project / "known.json").read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 2, "findings": []}',
        '{"version": 1, "findings": [1]}',
        '{"version": 1, "findings": [{"rule": "ESM204"}]}',
        '{"version": 1, "findings": [{"rule": "ESM204", "path": "a", "count": -1}]}',
        f'{{"version": 1, "findings": [{{"rule": "a", "path": "b", "count": {"9" * 5000}}}]}}',
        '{"version": 1, "findings": [{"rule": "a", "path": "b", "count": "\u0663"}]}',
        "[" * 5000,
        "\x00",
    ],
)
def test_what_is_no_baseline_is_a_usage_error(text: str, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "known.json"
    path.write_text(text)
    with pytest.raises(BaselineError):
        read_baseline(str(path))
    code, output, complaints = run("check", str(tmp_path), "--baseline", str(path))
    # What is found is printed all the same.
    assert code == 2
    assert "no event source mapping found" in output
    assert "known.json" in complaints


def test_missing_baseline_and_missing_name_are_usage_errors(tmp_path: Path, run: Run) -> None:
    assert run("check", str(tmp_path), "--baseline", str(tmp_path / "none.json"))[0] == 2
    code, _, complaints = run("check", str(tmp_path), "--write-baseline")
    assert code == 2
    assert "--baseline FILE" in complaints


@pytest.mark.parametrize("others", [("--fix",), ("--diff",), ("--add-ignores",)])
def test_baseline_is_not_written_while_files_change(
    others: tuple[str, ...], project: Path, run: Run
) -> None:
    before = (project / "a.yaml").read_bytes()
    code, output, complaints = run("check", "--baseline", "b.json", "--write-baseline", *others)
    assert (code, output) == (2, "")
    assert others[0] in complaints
    assert (project / "a.yaml").read_bytes() == before
    assert not (project / "b.json").exists()


def test_baseline_that_cannot_be_written_is_a_usage_error(tmp_path: Path, run: Run) -> None:
    code, _, complaints = run(
        "check", str(tmp_path), "--baseline", str(tmp_path / "a" / "b.json"), "--write-baseline"
    )
    assert code == 2
    assert "cannot write" in complaints


def test_file_that_is_not_there_is_no_known_finding(project: Path, run: Run) -> None:
    known = ("--baseline", "known.json")
    code, output, complaints = run("check", "a.yaml", "nope.yaml", *known, "--write-baseline")
    assert code == 1
    assert "nope.yaml cannot be read" in complaints
    assert "known.json knows 2 findings now" in output
    assert {one["path"] for one in _baseline(project)} == {"a.yaml", "b.yaml"}


def test_what_is_known_is_not_mended(project: Path, run: Run) -> None:
    before = (project / "a.yaml").read_text()
    known = ("--baseline", "known.json")
    assert run("check", *known, "--diff")[:2] == (0, "")
    assert run("check", *known, "--fix")[0] == 0
    assert (project / "a.yaml").read_text() == before
    (project / "a.yaml").write_text(_template(orders=100, bills=100))
    run("check", *known, "--fix")
    assert (project / "a.yaml").read_text() == before
