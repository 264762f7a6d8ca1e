"""What a project asks of the linter, and what is wrong with how it asks."""

import dataclasses
import io
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint.choice import Choice
from mappinglint.config import Configuration, Configurations
from mappinglint.config.findings import invalid
from mappinglint.config.generate import SCHEMA, shipped_schema, with_keys
from mappinglint.config.keys import KEYS
from mappinglint.config.reading import read, unknown
from mappinglint.config.values import as_toml
from mappinglint.engine import Engine
from mappinglint.plugins import Plugins
from mappinglint.project import Project
from mappinglint.source import Source
from mappinglint_rules.service import FILTERS, FILTERS_ON_REQUEST, LEAST_CONCURRENCY

Run = Callable[..., tuple[int, str, str]]

_ROOT = Path(__file__).parent.parent
_PAGE = _ROOT / "docs" / "configuration.md"
_RULES = [provided.item for provided in Plugins().rules()]

# ESM204, an error, at the third line.
_ERROR = (
    "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q.fifo\nBatchSize: 11\n"
)
_QUEUE = "FunctionName: f\nEventSourceArn: arn:aws:sqs:us-east-1:123456789012:q\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a repository with files, and go there."""

    def make(files: dict[str, str]) -> Path:
        (tmp_path / ".git").mkdir(exist_ok=True)
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return make


def _concise(run: Run, *arguments: str) -> tuple[int, list[str]]:
    """Return the exit code, and path and code of each finding."""
    code, output, _ = run("check", *arguments, "--format", "json")
    found = json.loads(output)["findings"]
    return code, [f"{one['place']['path']} {one['code']}" for one in found]


# -- which configuration holds --------------------------------------------------------------------


def test_nearest_configuration_holds_for_each_file_of_a_run(
    project: Callable[..., Path], run: Run
) -> None:
    project(
        {
            "pyproject.toml": '[tool.mappinglint]\nignore = ["ESM204"]\n',
            "a.yaml": _ERROR,
            "stacks/deep/b.yaml": _ERROR,
            "other/mappinglint.toml": "",
            "other/deep/c.yaml": _ERROR,
        }
    )
    expected = (1, ["other/deep/c.yaml ESM204"])
    assert _concise(run) == expected
    assert _concise(run, "a.yaml", "stacks/deep/b.yaml", "other/deep/c.yaml") == expected


def test_own_file_comes_before_pyproject(project: Callable[..., Path], run: Run) -> None:
    ignoring = '[tool.mappinglint]\nignore = ["ESM204"]\n'
    project({"pyproject.toml": ignoring, "mappinglint.toml": "", "a.yaml": _ERROR})
    assert _concise(run) == (1, ["a.yaml ESM204"])


@pytest.mark.parametrize(
    "other",
    [
        '[project]\nname = "x"\n',
        '[project]\nname = "x"\ndependencies = ["mappinglint"]\n',
        "[tool]\nblack = 1 # mappinglint\n",
        "tool = 5 # mappinglint\n",
        "[project\n",
    ],
)
def test_pyproject_without_the_table_is_passed_over(
    other: str, project: Callable[..., Path], run: Run
) -> None:
    top = '[tool.mappinglint]\nignore = ["ESM204"]\n'
    project({"pyproject.toml": top, "in/pyproject.toml": other, "in/a.yaml": _ERROR})
    assert _concise(run) == (0, [])


def test_nothing_above_the_repository_is_read(project: Callable[..., Path], run: Run) -> None:
    root = project({"mappinglint.toml": 'ignore = ["ESM204"]', "inner/a.yaml": _ERROR})
    (root / "inner" / ".git").mkdir()
    assert _concise(run) == (1, ["inner/a.yaml ESM204"])


def test_linked_folder_has_the_configuration_of_where_it_is(
    project: Callable[..., Path], run: Run
) -> None:
    root = project({"real/mappinglint.toml": 'ignore = ["ESM204"]', "real/a.yaml": _ERROR})
    (root / "link").symlink_to(root / "real")
    assert _concise(run, "link/a.yaml") == (0, [])


def test_standard_input_has_the_configuration_of_this_folder(
    project: Callable[..., Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project({"mappinglint.toml": 'ignore = ["ESM204"]\nper-file-ignores = {"*" = ["ESM1"]}'})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_ERROR.encode())))
    assert _concise(run, "-") == (0, [])


def test_configuration_can_be_named_or_left_out(project: Callable[..., Path], run: Run) -> None:
    project(
        {
            "mappinglint.toml": "",
            "in/mappinglint.toml": "",
            "in/a.yaml": _ERROR,
            "else/strict.toml": 'level = {ESM204 = "note"}',
            "else/pyproject.toml": '[tool.mappinglint]\nignore = ["ESM2"]',
        }
    )
    assert _concise(run) == (1, ["in/a.yaml ESM204"])
    assert _concise(run, "--config", "else/strict.toml") == (0, [])
    assert _concise(run, "--config", "else/pyproject.toml") == (0, [])
    assert _concise(run, "--config", "else/pyproject.toml", "--isolated") == (
        0,
        [],
    )


@pytest.mark.parametrize("name", ["nowhere.toml", "pyproject.toml", "folder", "nul\0"])
def test_configuration_that_cannot_be_read_is_wrong_usage(
    name: str, project: Callable[..., Path], run: Run
) -> None:
    project({"pyproject.toml": "", "folder/x": "", "a.yaml": _ERROR})
    code, output, complaints = run("check", "--config", name)
    assert (code, output) == (2, "")
    assert complaints.count("\n") == 1
    # What a terminal would obey is escaped.
    assert name.replace("\0", "\\x00") in complaints


def test_program_asks_for_the_configuration_of_a_path(project: Callable[..., Path]) -> None:
    root = project({"mappinglint.toml": "require-reasons = true\nbaseline = 'known.json'"})
    configuration = Configurations().of(str(root / "not" / "there.yaml"))
    assert configuration.require_reasons
    assert configuration.baseline == str(root / "known.json")
    assert configuration.path == "mappinglint.toml"
    assert Configurations(isolated=True).of("x.yaml").baseline is None


# -- which findings there are ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ('select = ["ESM2"]', True),
        ('select = ["fifo-batch-size"]', True),
        ('select = ["esm204"]', True),
        ('select = ["ESM5"]', False),
        ("select = []", False),
        ('ignore = ["ESM20"]', False),
        ('ignore = ["FIFO-batch-size"]', False),
        ('ignore = ["ESM5"]', True),
        ('select = ["ESM204"]\nignore = ["ESM2"]', False),
    ],
)
def test_rules_are_selected_and_ignored(
    text: str, is_there: bool, project: Callable[..., Path], run: Run
) -> None:
    project({"mappinglint.toml": text, "a.yaml": _ERROR})
    assert _concise(run) == ((1, ["a.yaml ESM204"]) if is_there else (0, []))


def test_command_line_comes_before_the_file(project: Callable[..., Path], run: Run) -> None:
    project({"mappinglint.toml": 'ignore = ["ESM2"]\nfail-on = "note"', "a.yaml": _ERROR})
    assert _concise(run, "--ignore", "ESM5, ESM7") == (1, ["a.yaml ESM204"])
    assert _concise(run, "--ignore", "", "--select", "ESM5,ESM204") == (1, ["a.yaml ESM204"])
    assert _concise(run, "--ignore", "", "--select", "ESM5") == (0, [])


@pytest.mark.parametrize("word", ["ESM1", "ESM2", "ESM508", "filter-pattern-structure", "ESM"])
def test_ignoring_a_rule_takes_its_findings_away_and_changes_no_other(word: str) -> None:
    plugins, paths = Plugins(), sorted((_ROOT / "fixtures" / "bad").rglob("*.*ml"))
    every = Engine(plugins, Project(), advice=True)
    engine = Engine(plugins, Project(), choice=Choice(ignore=(word,), advice=True))
    wanted = {rule.code for rule in _RULES if rule.code.startswith(word) or rule.name == word}
    for path in paths:
        data = path.read_bytes()
        expected = [
            (one.rule.code, one.message)
            for one in every.check_bytes(str(path), data).findings
            if one.rule.code not in wanted
        ]
        found = engine.check_bytes(str(path), data).findings
        assert [(one.rule.code, one.message) for one in found] == expected, path


def test_what_readers_find_can_be_ignored_as_well(project: Callable[..., Path], run: Run) -> None:
    broken = _QUEUE + "BatchSize: 5\nBatchSize: 6\n"
    project({"a.yaml": broken, "mappinglint.toml": 'level = {duplicate-key = "error"}'})
    assert _concise(run) == (1, ["a.yaml ESM003"])
    assert _concise(run, "--ignore", "ESM0") == (0, [])
    assert _concise(run, "nowhere.yaml") == (1, ["nowhere.yaml ESM001"])
    assert _concise(run, "nowhere.yaml", "--ignore", "unreadable") == (0, [])


def test_level_of_a_rule_is_that_of_all_its_findings(
    project: Callable[..., Path], run: Run
) -> None:
    filters = ", ".join(f'{{Pattern: \'{{"body": {{"k{n}": [1]}}}}\'}}' for n in range(6))
    text = _QUEUE + f"FilterCriteria: {{Filters: [{filters}]}}\n"
    project({"a.yaml": text, "mappinglint.toml": 'level = {ESM508 = "error"}'})
    assert _concise(run) == (1, ["a.yaml ESM508"])
    assert run("check", "--format", "concise")[1].startswith("a.yaml:3:")
    assert "error[ESM508]" in run("check", "--format", "concise")[1]
    assert "warning[ESM508]" in run("check", "--isolated", "--format", "concise")[1]


_NOTED = """
from mappinglint.hookspecs import hookimpl
from mappinglint.rule import Evidence, Level, rule
@rule("EX003", "always-notes", Level.NOTE, Evidence.ADVISED)
def notes(mapping):
    yield notes.finding(mapping, "FunctionName", "noted")
@hookimpl
def mappinglint_rules():
    return [notes]
"""


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("", False),
        ('select = ["ESM", "EX"]', False),
        ('select = ["EX003"]', True),
        ('select = ["always-notes", "ESM"]', True),
        ('level = {EX003 = "warning"}', True),
        ('level = {EX003 = "note"}', False),
        ("advice = true", True),
        ('fail-on = "note"', True),
        ('advice = true\nignore = ["EX"]', False),
    ],
)
def test_note_is_shown_when_it_is_asked_for_by_name_or_level(
    text: str,
    is_there: bool,
    project: Callable[..., Path],
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = project({"configured_notes.py": _NOTED, "a.yaml": _QUEUE})
    monkeypatch.syspath_prepend(str(root))
    project({"mappinglint.toml": f'plugins = ["configured_notes"]\n{text}'})
    code, found = _concise(run)
    # There are notes of our own on the mapping, too.
    assert ("a.yaml EX003" in found) == is_there
    assert code == int("fail-on" in text)


def test_advice_of_the_file_can_be_declined(project: Callable[..., Path], run: Run) -> None:
    project({"mappinglint.toml": "advice = true", "a.sh": "", "b.yaml": _QUEUE})
    assert "advice = false" in run("config", "--no-advice")[1]
    assert "advice = true" in run("config")[1]


def test_exit_level_is_that_of_each_finding_s_file(project: Callable[..., Path], run: Run) -> None:
    warned = _QUEUE + "BatchSize: 5\nBatchSize: 6\n"
    project({"old/a.yaml": warned, "new/b.yaml": _QUEUE, "new/mappinglint.toml": ""})
    assert _concise(run)[0] == 0
    project({"new/mappinglint.toml": 'fail-on = "warning"'})
    assert _concise(run)[0] == 0
    project({"new/b.yaml": warned})
    assert _concise(run)[0] == 1
    assert _concise(run, "--fail-on", "error")[0] == 0


# -- which files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("glob", "ignored"),
    [
        ("legacy/", {"legacy/a.yaml", "legacy/deep/b.yaml"}),
        ("*.yaml", {"c.yaml", "legacy/a.yaml", "legacy/deep/b.yaml"}),
        ("/c.yaml", {"c.yaml"}),
        ("legacy/**/b.*", {"legacy/deep/b.yaml"}),
        ("other/", set()),
    ],
)
def test_rules_are_ignored_in_some_files(
    glob: str, ignored: set[str], project: Callable[..., Path], run: Run
) -> None:
    paths = ("c.yaml", "legacy/a.yaml", "legacy/deep/b.yaml")
    project(dict.fromkeys(paths, _ERROR))
    project({"mappinglint.toml": f"per-file-ignores = {{'{glob}' = ['ESM204']}}"})
    _, found = _concise(run)
    assert {one.split()[0] for one in found} == set(paths) - ignored
    _, found = _concise(run, *(str(Path.cwd() / path) for path in paths))
    assert len(found) == 3 - len(ignored)


_EXCLUDING = 'exclude = ["generated/", "*.example.yaml"]\n'


def test_excluded_files_are_passed_over_in_folders_and_not_when_named(
    project: Callable[..., Path], run: Run
) -> None:
    paths = ("a.yaml", "b.example.yaml", "generated/c.yaml", "in/generated/deep/d.yaml")
    project(dict.fromkeys(paths, _ERROR) | {"mappinglint.toml": _EXCLUDING})
    assert _concise(run)[1] == ["a.yaml ESM204"]
    assert _concise(run, "b.example.yaml", "generated/c.yaml")[1] == [
        "b.example.yaml ESM204",
        "generated/c.yaml ESM204",
    ]
    # A folder that is named is walked though it is excluded.
    assert _concise(run, "generated", "in/generated/deep")[1] == [
        "generated/c.yaml ESM204",
        "in/generated/deep/d.yaml ESM204",
    ]


def test_excluded_files_are_passed_over_when_named_if_that_is_forced(
    project: Callable[..., Path], run: Run
) -> None:
    paths = ("a.yaml", "b.example.yaml", "generated/c.yaml")
    project(dict.fromkeys(paths, _ERROR) | {"mappinglint.toml": _EXCLUDING})
    assert _concise(run, *paths, "generated", "--force-exclude")[1] == ["a.yaml ESM204"]
    project({"mappinglint.toml": _EXCLUDING + "force-exclude = true"})
    assert _concise(run, *paths, "generated")[1] == ["a.yaml ESM204"]
    assert len(_concise(run, *paths, "--no-force-exclude")[1]) == 3


def test_editor_is_told_nothing_of_an_excluded_file_if_that_is_forced(
    project: Callable[..., Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project({"mappinglint.toml": _EXCLUDING, "generated/c.yaml": ""})
    for options, findings in ((["--force-exclude"], []), ([], ["generated/c.yaml ESM204"])):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_ERROR.encode())))
        assert _concise(run, "--stdin-filename", "generated/c.yaml", *options)[1] == findings


def test_excluded_file_is_passed_over_though_another_includes_it(
    project: Callable[..., Path], run: Run
) -> None:
    service = "service: s\nprovider: {name: aws}\nfunctions:\n  f: ${file(gen/f.yml)}\n"
    event = "arn: arn:aws:sqs:us-east-1:123456789012:q.fifo, batchSize: 11"
    included = f"handler: h.h\nevents: [{{sqs: {{{event}}}}}]\n"
    project({"serverless.yml": service, "gen/f.yml": included, "mappinglint.toml": ""})
    assert _concise(run, "serverless.yml")[1] == ["gen/f.yml ESM204"]
    project({"mappinglint.toml": 'exclude = ["gen/"]'})
    assert _concise(run, "serverless.yml")[1] == []


def test_scripts_and_prose_are_looked_at_where_the_configuration_says_so(
    project: Callable[..., Path], run: Run
) -> None:
    prose = f"```yaml\n{_ERROR}```\n"
    project({"a.md": prose, "docs/b.md": prose, "docs/mappinglint.toml": "include-docs = true"})
    assert _concise(run)[1] == ["docs/b.md ESM204"]
    assert _concise(run, "--include-docs")[1] == ["a.md ESM204", "docs/b.md ESM204"]
    assert _concise(run, "--no-include-docs")[1] == []


# -- quotas ---------------------------------------------------------------------------------------


def _with_filters(count: int) -> str:
    filters = ", ".join(f'{{Pattern: \'{{"body": {{"k{n}": [1]}}}}\'}}' for n in range(count))
    return f"{_QUEUE}FilterCriteria: {{Filters: [{filters}]}}\n"


def test_raised_quota_of_filters_silences_findings_up_to_it(
    project: Callable[..., Path], run: Run
) -> None:
    project({"mappinglint.toml": "quotas.filters-per-mapping = 7", "a.yaml": _with_filters(7)})
    assert _concise(run) == (0, [])
    assert "warning[ESM508]" in run("check", "--isolated")[1]
    project({"a.yaml": _with_filters(8)})
    code, output, _ = run("check")
    assert code == 1
    assert "has 8 entries; 7 are allowed, as filters-per-mapping in the configuration" in output


def test_raised_quota_of_concurrency_silences_findings_up_to_it(
    project: Callable[..., Path], run: Run
) -> None:
    text = _QUEUE + "ScalingConfig: {MaximumConcurrency: 2000}\n"
    project({"mappinglint.toml": "quotas = {maximum-concurrency = 2000}", "a.yaml": text})
    assert _concise(run) == (0, [])
    assert _concise(run, "--isolated") == (1, ["a.yaml ESM012"])
    project({"mappinglint.toml": "quotas = {maximum-concurrency = 1999}"})
    code, output, _ = run("check")
    assert code == 1
    assert "2000 is more than maximum-concurrency in the configuration allows (1999)" in output
    assert "Member must" not in output


def test_quotas_of_one_configuration_are_not_those_of_another(
    project: Callable[..., Path], run: Run
) -> None:
    raised = "quotas = {filters-per-mapping = 10}"
    text = _with_filters(10)
    project({"a/mappinglint.toml": raised, "a/x.yaml": text, "b/x.yaml": text})
    assert _concise(run)[1] == ["b/x.yaml ESM508"]


def test_bounds_of_quotas_are_those_of_the_table_of_limits() -> None:
    bounds = {key.name: (key.least, key.most) for key in KEYS if key.name.startswith("quotas.")}
    assert bounds == {
        "quotas.filters-per-mapping": (FILTERS, FILTERS_ON_REQUEST),
        "quotas.maximum-concurrency": (LEAST_CONCURRENCY, None),
    }


def test_every_value_of_a_configuration_has_a_key() -> None:
    own = {"source", "table", "folder", "given", "words"}
    fields = {field.name for field in dataclasses.fields(Configuration)} - own
    assert fields == {key.field.partition(".")[0] for key in KEYS}
    defaults = Configuration()
    for key in KEYS:
        value: Any = defaults
        for name in key.field.split("."):
            value = getattr(value, name)
        assert value == key.default, key.name


# -- mistakes -------------------------------------------------------------------------------------

_MISTAKES = [
    ('ingore = ["ESM2"]', "ingore", "did you mean ignore?"),
    ('per_file_ignores = {"*" = ["ESM2"]}', "per_file_ignores", "did you mean per-file-ignores?"),
    ("quotas.filters = 7", "filters", "did you mean filters-per-mapping?"),
    ("quotas = 7", "7", "not a table"),
    ("quotas.filters-per-mapping = 11", "11", "from 5 to 10"),
    ("[quotas]\nfilters-per-mapping = 4", "4", "from 5 to 10"),
    ("quotas.maximum-concurrency = 1", "1", "2"),
    ("quotas.maximum-concurrency = true", "true", "not a whole number"),
    ("quotas.maximum-concurrency = 1e400", "1e400", "not a whole number"),
    ('ignore = "ESM508"', '"ESM508"', "not a list of rules"),
    ('ignore = ["ESM508", 5]', "5", "the number 5"),
    ('ignore = ["ESM508", ""]', '""', "an empty text"),
    ('ignore = ["ESM24"]', '"ESM24"', "did you mean ESM204?"),
    ('ignore = [\n 5, # 1\n "ESM508",\n "fifo-batchsize",\n]', "5", "the number 5"),
    ("select = [\"ESM2\", 'fifo-batchsize']", "'fifo-batchsize'", "did you mean fifo-batch-size?"),
    ('per-file-ignores = {"*" = ["ESM999"]}', '"ESM999"', "there is no rule ESM999"),
    ('per-file-ignores = {"*" = "ESM2"}', '"ESM2"', "not a list of rules"),
    ('[per-file-ignores]\n"ä ö/*" = ["ESM2", "EMS2"]', '"EMS2"', "there is no rule EMS2"),
    ('level = {ESM508 = "erorr"}', '"erorr"', "did you mean error?"),
    ('ignore = ["ESM2*"]', '"ESM2*"', "did you mean ESM2?"),
    ('ignore = ["ESM2,ESM5"]', '"ESM2,ESM5"', "write each rule as a text of its own"),
    ('extend-exclude = ["gen/"]', "extend-exclude", "did you mean exclude?"),
    ("failOn = 'note'", "failOn", "did you mean fail-on?"),
    ("filters-per-mapping = 7", "filters-per-mapping", "did you mean quotas.filters-per-mapping?"),
    ("quotas.advice = true", "advice", "did you mean advice, outside of quotas?"),
    ('[mappinglint]\nignore = ["ESM2"]', "mappinglint", "write the keys at the top"),
    ('"" = 1', '""', 'there is no key ""'),
    ("level = {ESM508 = 2}", "2", "not a level"),
    ("level = {ESM508 = 'off'}", "'off'", "to look for a rule no longer, put it into ignore"),
    ("exclude = ['./gen/']", "'./gen/'", 'the pattern "./gen/" is for no file'),
    ("exclude = ['gen/', '# old']", "'# old'", "is for no file"),
    ("[per-file-ignores]\n'../a.yaml' = ['ESM5']", "'../a.yaml'", "is for no file"),
    ("[per-file-ignores]\n'!a.yaml' = ['ESM5']", "'!a.yaml'", "is for no file"),
    ("[per-file-ignores]\n'' = ['ESM5']", "''", "is for no file"),
    ('level.ESM50 = "error"', "ESM50", "name each rule in full"),
    ('[level]\n"fifo-batch-sise" = "note"', '"fifo-batch-sise"', "did you mean fifo-batch-size?"),
    ('fail-on = "Error"', '"Error"', "did you mean error?"),
    ("advice = 'true'", "'true'", "not true or false"),
    ('exclude = ["ok/", ["x"]]', '["x"]', "a list"),
    ("baseline = ''", "''", "an empty text"),
    ("baseline = 1979-05-27", "1979-05-27", "a date or time"),
    ('[tool.mappinglint]\nignore = ["ESM2"]', "tool", "without [tool.mappinglint]"),
    ("advice = tru", "t", "this is no TOML"),
    ("advice = true\nadvice = true", "a", "this is no TOML"),
    ("ignore = [", None, "this is no TOML"),
]


@pytest.mark.parametrize(("text", "at", "said"), _MISTAKES, ids=[one[0] for one in _MISTAKES])
def test_mistake_is_an_error_at_its_place_and_the_rest_holds(
    text: str, at: str | None, said: str, project: Callable[..., Path], run: Run
) -> None:
    project({"mappinglint.toml": text, "a.yaml": _ERROR, "in/b.yaml": _ERROR})
    code, output, _ = run("check", "--format", "json")
    first, *rest = json.loads(output)["findings"]
    assert code == 2
    assert (first["place"]["path"], first["code"], first["level"]) == (
        "mappinglint.toml",
        "ESM910",
        "error",
    )
    lines = text.split("\n")
    if at is not None:
        line = lines[first["place"]["line"] - 1]
        assert line[first["place"]["column"] - 1 :].startswith(at)
    assert said in first["message"] + first["fix"]
    others = [one for one in rest if one["code"] != "ESM910"]
    if "ESM2" not in text.replace("ESM24", ""):
        assert [one["place"]["path"] for one in others] == ["a.yaml", "in/b.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        "level = {ESM204 = 'note', Fifo-batch-size = 'error'}",
        "[level]\nesm204='note'\nESM204='error'",
    ],
)
def test_rule_has_one_level(text: str, project: Callable[..., Path], run: Run) -> None:
    project({"mappinglint.toml": text, "a.yaml": _ERROR})
    code, output, _ = run("check", "--format", "concise")
    assert code == 2
    assert "is the same rule as" in output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("advice = true\nadvice = true", "it is there already, further up"),
        ("[level]\nESM508 = 'note'\n[level]\n", "it is there already, further up"),
        ("[level]\n\nESM508 = 'note'\n[[level]]\n", "it is there already, further up"),
        ("advice = yes", "texts stand in quotes"),
        ("ignore = [ESM5]", "texts stand in quotes"),
    ],
)
def test_what_is_no_toml_has_a_remedy(text: str, said: str) -> None:
    reading = read(text, ())
    assert reading is not None
    assert [said in one.remedy for one in reading.mistakes] == [True]


def test_mistakes_about_thousands_of_rules_are_told_soon_and_not_all() -> None:
    text = "".join(f'"XQ{number}", "ESM2",\n' for number in range(50_000))
    reading = read(f"ignore = [{text}]", ())
    assert reading is not None
    assert len(list(unknown(reading.words, _RULES))) == 100
    choice = Choice(ignore=reading.values["ignore"])
    assert not any(choice.level_of(rule) for rule in _RULES if rule.code.startswith("ESM2"))


@pytest.mark.parametrize(
    "data",
    [
        b'[tool.poetry\ndependencies = ["mappinglint"]\n',
        b"# mappinglint: caf\xe9\n",
        b"[tool.mappinglint-extra]\nx = \n",
    ],
)
def test_broken_pyproject_without_our_table_is_not_our_business(
    data: bytes, project: Callable[..., Path], run: Run
) -> None:
    root = project({"a.yaml": _ERROR})
    (root / "pyproject.toml").write_bytes(data)
    assert _concise(run) == (1, ["a.yaml ESM204"])


@pytest.mark.parametrize(
    "head", ["[tool.mappinglint]", '[ tool . "mappinglint" ]', "tool.mappinglint.x="]
)
@pytest.mark.parametrize("rest", ["advice = ", "# caf\xe9"])
def test_broken_pyproject_with_our_table_is_a_mistake(
    head: str, rest: str, project: Callable[..., Path], run: Run
) -> None:
    root = project({"a.yaml": _ERROR})
    (root / "pyproject.toml").write_bytes(f"{head}\n{rest}\n".encode("latin-1"))
    assert _concise(run) == (2, ["pyproject.toml ESM910", "a.yaml ESM204"])


def test_configuration_that_leads_nowhere_is_a_mistake(
    project: Callable[..., Path], run: Run
) -> None:
    root = project({"a.yaml": _ERROR})
    (root / "mappinglint.toml").symlink_to(root / "nowhere.toml")
    assert _concise(run) == (2, ["mappinglint.toml ESM910", "a.yaml ESM204"])


def test_mistake_in_pyproject_has_its_place_there(project: Callable[..., Path], run: Run) -> None:
    text = '[project]\nname = "ignore"\n\n[tool.mappinglint]\nignore = ["ESM24"]\nadvise = true\n'
    project({"pyproject.toml": text, "in/a.yaml": _ERROR, "in/b.yaml": _ERROR})
    code, output, _ = run("check", "--format", "concise")
    assert code == 2
    assert output.splitlines()[:2] == [
        "pyproject.toml:5:11: error[ESM910] there is no rule ESM24",
        "pyproject.toml:6:1: error[ESM910] there is no key advise",
    ]
    assert output.count("ESM910") == 2


def test_mistakes_cannot_be_ignored(project: Callable[..., Path], run: Run) -> None:
    project({"mappinglint.toml": 'ignore = ["ESM9", "ESM204"]\nadvise = true', "a.yaml": _ERROR})
    assert _concise(run, "a.yaml") == (2, ["mappinglint.toml ESM910"])


def test_select_of_which_nothing_is_known_selects_nothing_away(
    project: Callable[..., Path], run: Run
) -> None:
    project({"mappinglint.toml": 'select = ["ESM24"]', "a.yaml": _ERROR})
    assert _concise(run) == (2, ["mappinglint.toml ESM910", "a.yaml ESM204"])


def test_rule_that_the_command_line_misspells_is_wrong_usage(
    project: Callable[..., Path], run: Run
) -> None:
    project({"a.yaml": _ERROR})
    code, _, complaints = run("check", "--select", "ESM204,fifo-batchsize", "--ignore", "XYZ9")
    assert code == 2
    assert "there is no rule fifo-batchsize; did you mean fifo-batch-size?" in complaints
    assert "there is no rule XYZ9; `mappinglint rules` lists them" in complaints


def test_mistakes_are_told_when_only_differences_are_shown(
    project: Callable[..., Path], run: Run
) -> None:
    project({"mappinglint.toml": "advise = true", "a.yaml": _ERROR})
    code, output, complaints = run("check", "--diff")
    assert code == 2
    assert "+BatchSize: 10" in output
    assert complaints == (
        "mappinglint: mappinglint.toml:1: there is no key advise; did you mean advice?\n"
    )


@pytest.mark.parametrize("data", [b"\xff", b"ignore = ['\x00']", b"\xef\xbb\xbfadvice = 5"])
def test_configuration_in_odd_bytes(data: bytes, project: Callable[..., Path], run: Run) -> None:
    root = project({"a.yaml": _ERROR})
    (root / "mappinglint.toml").write_bytes(data)
    assert _concise(run) == (2, ["mappinglint.toml ESM910", "a.yaml ESM204"])


def test_plugin_that_cannot_be_imported_is_told_with_the_configuration_that_names_it(
    project: Callable[..., Path], run: Run
) -> None:
    text = 'plugins = ["no_such_plugin"]\nignore = ["ESM5"]'
    project({"in/mappinglint.toml": text, "in/a.yaml": _ERROR})
    code, output, complaints = run("check")
    assert code == 3
    assert "ESM204" in output
    assert "plugin no_such_plugin failed to load, as in/mappinglint.toml asks:" in complaints
    assert complaints.count("no_such_plugin failed") == 1


def test_rule_of_a_plugin_of_the_configuration_is_known(
    project: Callable[..., Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project({"explained_notes.py": _NOTED, "a.yaml": _QUEUE})
    monkeypatch.syspath_prepend(str(root))
    project({"mappinglint.toml": 'plugins = ["explained_notes"]\nignore = ["EX003"]'})
    assert _concise(run) == (0, [])
    assert "EX003" in run("rules")[1]
    assert run("explain", "EX003")[0] == 0
    assert "always-notes" in run("config", "--schema")[1]


# Text that is nearly a configuration.
_PIECES = st.sampled_from(
    [
        *(key.name for key in KEYS), *(key.example for key in KEYS), "[tool.mappinglint]",
        "[[tool.mappinglint]]", "[level]", "=", "\n", "\r\n", " ", "[", "]", "{", "}", '"', "'",
        '"""', ",", ".", "#", "5", "-1", "1e400", "true", "nan", "0x" + "f" * 5000, "9" * 5000,
        "1979-05-27", "1979-99-27", '"ESM2"', '"ä"', '"\\u0000"', '"\U0001f600"', "\x00", "\ud800",
        "tool", "mappinglint",
    ]
)  # fmt: skip
_TEXTS = st.lists(_PIECES | st.text(max_size=3), max_size=25).map("".join)


@given(_TEXTS, st.sampled_from([(), ("tool", "mappinglint")]))
def test_no_text_breaks_the_reader_and_every_mistake_is_in_the_file(
    text: str, table: tuple[str, ...]
) -> None:
    reading = read(text, table)
    if reading is None:
        return
    source = Source("mappinglint.toml", text)
    mistakes = [*reading.mistakes, *unknown(reading.words, _RULES)]
    for found in invalid(source, mistakes):
        assert 0 <= found.primary.place.span.start <= found.primary.place.span.end <= len(text)
        assert found.message


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "x = " + "{a = " * 50_000,
        "ignore = " + "[" * 300 + "]" * 300,
        ".".join("a" * 10_000) + " = 1",
        "\n".join(f"key{n} = {n}" for n in range(10_000)),
    ],
)
def test_huge_configuration_is_read_in_good_time(text: str) -> None:
    reading = read(text, ())
    assert reading is not None
    assert list(invalid(Source("mappinglint.toml", text), reading.mistakes))


# -- schema and documentation ---------------------------------------------------------------------


def test_shipped_schema_and_documentation_are_made_from_the_table() -> None:
    command = "run: python -m mappinglint.config.generate docs/configuration.md"
    assert Path(SCHEMA).read_text(encoding="utf-8") == shipped_schema(), command
    page = _PAGE.read_text(encoding="utf-8")
    assert with_keys(page) == page, command


_SCHEMA = jsonschema.Draft7Validator(json.loads(shipped_schema()))


def _validator(run: Run, *arguments: str) -> jsonschema.Draft7Validator:
    code, output, _ = run("config", "--schema", *arguments)
    assert code == 0
    schema = json.loads(output)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def test_schema_takes_what_is_right(run: Run) -> None:
    validator = _validator(run)
    for key in KEYS:
        data = tomllib.loads(key.example)
        assert list(validator.iter_errors(data)) == []
        reading = read(key.example, ())
        assert reading is not None
        assert reading.values
        assert [*reading.mistakes, *unknown(reading.words, _RULES)] == []


def test_schema_refuses_what_is_a_mistake(run: Run) -> None:
    validator, of_pyproject = _validator(run), _validator(run, "pyproject")
    for text, _, said in _MISTAKES:
        if said != "this is no TOML":
            data = tomllib.loads(text)
            assert list(validator.iter_errors(data)), text
            assert list(of_pyproject.iter_errors({"tool": {"mappinglint": data}})), text
    assert list(of_pyproject.iter_errors({"project": {}, "tool": {"black": {}}})) == []


_VALUES = st.recursive(
    st.none().map(lambda _: True)
    | st.sampled_from(["ESM2", "ESM204", "fifo-batch-size", "ESM999", "note", "Error", "", "#x"])
    | st.sampled_from(["legacy/", "!x", "./x", "../x", "/", " ", "a b", "!", "!./x", ".", "..x"])
    | st.sampled_from([1, 2, 4, 5, 10, 11, -1, 2.5]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["ESM204", "few-receives", "ESM2", "x", "", "./x", "!x", "*.yaml"])
            | st.sampled_from(["filters-per-mapping", "maximum-concurrency"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=4,
)


@given(
    st.dictionaries(
        st.sampled_from([*(key.name.partition(".")[0] for key in KEYS), "advise"]),
        _VALUES,
        max_size=2,
    )
)
def test_schema_and_reader_refuse_the_same(data: dict[str, Any]) -> None:
    text = "".join(f"{name} = {as_toml(value)}\n" for name, value in data.items())
    reading = read(text, ())
    assert reading is not None
    mistakes = [*reading.mistakes, *unknown(reading.words, _RULES)]
    errors = list(_SCHEMA.iter_errors(tomllib.loads(text)))
    assert bool(mistakes) == bool(errors), (text, mistakes, errors)


def test_examples_of_the_documentation_are_right(run: Run) -> None:
    validator = _validator(run)
    for name in ("README.md", "docs/configuration.md"):
        for example in (_ROOT / name).read_text(encoding="utf-8").split("```toml\n")[1:]:
            data = tomllib.loads(example.partition("```")[0])
            table = data["tool"]["mappinglint"] if "tool" in data else data
            assert list(validator.iter_errors(table)) == []


# -- mappinglint config ---------------------------------------------------------------------------


def test_config_shows_what_the_documentation_shows(project: Callable[..., Path], run: Run) -> None:
    page = _PAGE.read_text(encoding="utf-8")
    project({"mappinglint.toml": page.split("```toml\n")[1].partition("```")[0]})
    shown = page.split("$ mappinglint config stacks/orders.yaml --fail-on note\n")[1]
    code, output, complaints = run("config", "stacks/orders.yaml", "--fail-on", "note")
    assert (code, complaints) == (0, "")
    assert output == shown.partition("```")[0]


def test_config_prints_toml_that_says_the_same(project: Callable[..., Path], run: Run) -> None:
    text = "\n".join(key.example for key in KEYS if not key.name.startswith("quotas."))
    quotas = "quotas = {filters-per-mapping = 10, maximum-concurrency = 2000}"
    # No plugin is loaded for this.
    text = f"{text}\n{quotas}\n".replace('plugins = ["our_rules"]', "plugins = []")
    project({"mappinglint.toml": text})
    code, output, complaints = run("config")
    assert (code, complaints) == (0, "")
    first, second = read(text, ()), read(output, ())
    assert first is not None
    assert second is not None
    baseline = str(Path.cwd() / "mappinglint-baseline.json")
    assert second.values == first.values | {"baseline": baseline}


def test_config_tells_programs_where_each_value_is_from(
    project: Callable[..., Path], run: Run
) -> None:
    text = "[tool.other]\n[tool.mappinglint]\nexclude = ['gen/']\n"
    text += "[tool.mappinglint.per-file-ignores]\n'*.yaml' = ['ESM2']\n"
    project({"pyproject.toml": text})
    _, output, _ = run("config", "gen/a.yaml", "--format", "json", "--advice")
    data = json.loads(output)
    assert (data["file"], data["excluded"], data["ignored"]) == ("pyproject.toml", True, ["ESM2"])
    values = {one.pop("key"): one for one in data["values"]}
    assert list(values) == [key.name for key in KEYS]
    assert values["exclude"] == {"value": ["gen/"], "from": "file", "line": 3}
    assert values["per-file-ignores"]["line"] == 4
    assert values["advice"] == {"value": True, "from": "command line"}
    assert values["fail-on"] == {"value": "error", "from": "default"}


def test_config_complains_of_mistakes(project: Callable[..., Path], run: Run) -> None:
    project({"mappinglint.toml": 'ignore = ["ESM24", "ESM5"]'})
    code, output, complaints = run("config")
    assert code == 2
    assert 'ignore = ["ESM24", "ESM5"]' in output
    assert "mappinglint.toml:1: there is no rule ESM24; did you mean ESM204?" in complaints


# -- cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("configuration", "is_read"), [(None, False), ("advice = true\n", True), ("", True)]
)
def test_run_loads_no_more_than_its_configuration_needs(
    configuration: str | None, is_read: bool, project: Callable[..., Path]
) -> None:
    project({"a.yaml": "services: {}\n", "pyproject.toml": "[project]\nname = 'x'\n"})
    if configuration is not None:
        project({"mappinglint.toml": configuration})
    code = "import sys; from mappinglint.cli import main; main(['check']); print(*sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert ("tomllib" in modules) == is_read
    assert not modules & {"tree_sitter", "pathspec", "mappinglint_rules.catalogue", "difflib"}
    late = {"baseline", "commands.baselines", "commands.rewriting", "config.reading"}
    late = {f"mappinglint.{name}" for name in late} | {"shutil"}
    assert modules & late == ({"mappinglint.config.reading"} if is_read else set())
