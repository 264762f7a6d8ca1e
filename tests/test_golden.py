"""Every file of fixtures/bad has its text report beside it, every file of fixtures/ok is silent.

Every folder of fixtures/projects has the report of a run over it beside it.

    pytest tests/test_golden.py --rewrite-golden

writes the reports anew; read the difference before you keep it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from mappinglint.discovery import SUFFIXES
from mappinglint.engine import Engine
from mappinglint.report import render
from mappinglint.report.words import remedies

_FIXTURES = Path(__file__).parent.parent / "fixtures"
# Scripts and texts are linted when they are named.
_SUFFIXES = (*SUFFIXES, ".md", ".sh")


def _files(folder: str) -> list[str]:
    paths = sorted((_FIXTURES / folder).rglob("*"))
    return [str(path.relative_to(_FIXTURES)) for path in paths if path.suffix in _SUFFIXES]


@pytest.mark.parametrize("name", _files("bad"))
def test_report_is_the_recorded_one(
    name: str, engine: Engine, advisor: Engine, request: pytest.FixtureRequest
) -> None:
    path = _FIXTURES / name
    # There, notes were asked for.
    linter = advisor if name.startswith("bad/advice/") else engine
    result = linter.check_bytes(name, path.read_bytes())
    report = render("text", result)
    golden = path.with_name(path.name + ".out")
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(report, encoding="utf-8")
    assert result.failures == []
    assert result.findings
    for finding in result.findings:
        # What --fix does is said once.
        begun = [line[:10] for line in remedies(finding)]
        assert len(set(begun)) == len(begun)
    assert report == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(p.name for p in (_FIXTURES / "projects").glob("*/")))
def test_report_of_a_project_is_the_recorded_one(
    name: str,
    run: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(_FIXTURES / "projects" / name)
    code, report, _ = run("check", ".")
    golden = _FIXTURES / "projects" / f"{name}.out"
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(report, encoding="utf-8")
    assert code in (0, 1)
    assert report == golden.read_text(encoding="utf-8")


def test_no_report_is_left_over() -> None:
    reports = [*(_FIXTURES / "bad").rglob("*.out"), *(_FIXTURES / "projects").glob("*.out")]
    # `cdk.out` is a folder.
    reports = [path for path in reports if path.is_file()]
    assert [path for path in reports if not path.with_suffix("").exists()] == []


@pytest.mark.parametrize("name", _files("ok"))
def test_right_file_has_no_finding(name: str, engine: Engine) -> None:
    result = engine.check_bytes(name, (_FIXTURES / name).read_bytes())
    assert result.failures == []
    assert result.findings == []
    is_ours = not name.startswith("ok/not_ours")
    assert (result.mappings > 0) == is_ours
