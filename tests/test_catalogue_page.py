"""docs/rules.md is fresh, and the lists of rules say what there is."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mappinglint import plugins
from mappinglint.catalogue_page import render
from mappinglint.kind import ALL_KINDS, SourceKind
from mappinglint.plugins import Plugins
from mappinglint.rule import Evidence
from mappinglint.setting import Range, Setting

Run = Callable[..., tuple[int, str, str]]

_ROOT = Path(__file__).parent.parent
_PAGE = _ROOT / "docs" / "rules.md"


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in the checkout, without plugins that a contributor happens to have installed."""
    monkeypatch.chdir(_ROOT)
    monkeypatch.setattr(plugins, "_is_any_plugin_installed", lambda: False)


def test_page_is_fresh(run: Run) -> None:
    code, page, _ = run("rules", "--format", "markdown")
    assert code == 0
    command = "mappinglint rules --format markdown > docs/rules.md"
    assert page == _PAGE.read_text(encoding="utf-8"), f"docs/rules.md is stale; run: {command}"


def test_every_rule_and_setting_is_there(run: Run) -> None:
    _, page, _ = run("rules", "--format", "markdown")
    known = Plugins()
    for provided in known.rules():
        assert page.count(f"| {provided.item.name} |") == 1
    rows = [line.replace("`<br>`", "") for line in page.splitlines()]
    for name, setting in known.settings().items():
        count = len([row for row in rows if row.startswith(f"| `{name}` |")])
        # A row of its own is for what differs from the setting around it.
        assert count == 1 if setting.takes and "." not in name else count < 2, name
    for name in ("ProvisionedPollerConfig.PollerGroupName", "SelfManagedEventSource.Endpoints"):
        assert [row for row in rows if row.startswith(f"| `{name}` |")]
    for name in ("UUID", "FilterCriteria.Filters", "DestinationConfig.OnSuccess"):
        assert not [row for row in rows if row.startswith(f"| `{name}` |")]


def test_rules_of_other_plugins_come_last(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(_ROOT / "fixtures" / "plugin"))
    code, page, _ = run("rules", "--format", "markdown", "--plugin", "example_plugin")
    assert code == 0
    (heading,) = [line for line in page.splitlines() if line.startswith("### Plugin")]
    assert heading == "### Plugin example_plugin"
    theirs = page.partition(heading)[2].partition("\n## ")[0]
    link = "../fixtures/plugin/example_plugin/owner_tag.md"
    assert f"| [EX001]({link}) | owner-tag | warning | advised | every source |" in theirs
    assert "ESM" not in theirs
    sys.modules.pop("example_plugin")


def test_page_made_elsewhere_has_no_link_to_nowhere(tmp_path: Path) -> None:
    page = render(Plugins().rules(), {}, str(tmp_path))
    assert "| ESM204 | fifo-batch-size |" in page
    assert "](.." not in page


def test_each_state_of_a_setting() -> None:
    queue, fifo, stream = SourceKind.SQS, SourceKind.SQS_FIFO, SourceKind.KINESIS
    setting = Setting(
        "Outer.Inner",
        takes={queue: Evidence.RECORDED, fifo: Evidence.DOCUMENTED},
        refuses={stream: Evidence.RECORDED},
        ignores=frozenset({SourceKind.DYNAMODB}),
        ranges={queue: Range(1, 10_000), fifo: Range(0, 0)},
        defaults={queue: True},
        required={queue: Evidence.MODELLED},
    )
    (row,) = [
        line
        for line in render([], {"Outer.Inner": setting}, ".").splitlines()
        if line.startswith("| `Outer.`<br>`Inner` |")
    ]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:] == [
        "✗ r",
        "~",
        "✓ r<br>**required** m<br>1 to 10,000<br>default true",
        "✓ d<br>only 0",
        *["?"] * (len(ALL_KINDS) - 4),
    ]


def test_json_describes_every_rule(run: Run) -> None:
    code, output, _ = run("rules", "--format", "json")
    assert code == 0
    described = {one["code"]: one for one in json.loads(output)}
    assert len(described) == len(Plugins().rules())
    assert described["ESM204"] == {
        "code": "ESM204",
        "name": "fifo-batch-size",
        "level": "error",
        "evidence": "recorded",
        "sources": ["sqs_fifo"],
        "settings": ["BatchSize"],
        "summary": "Reports a batch size over 10 on a mapping whose source is a FIFO queue.",
        "plugin": "mappinglint-rules",
    }
