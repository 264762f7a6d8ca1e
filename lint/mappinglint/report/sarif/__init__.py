"""Findings as SARIF 2.1.0, for code scanning.

GitHub's limits and what it makes of each property:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import json
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import sarif_om as om

from mappinglint import __version__
from mappinglint.engine import Result
from mappinglint.finding import Finding, Level, Suppressed
from mappinglint.report.sarif.places import ROOT, Places
from mappinglint.report.sarif.plain import plain
from mappinglint.report.sarif.results import Results, escaped
from mappinglint.report.sarif.rules import descriptor
from mappinglint.report.words import count, unobeyed

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

# GitHub refuses a run with more results.
MOST_RESULTS = 25_000

# GitHub's name for the runs of which a later one takes the place of an earlier one; a run's own
# number would stand behind the slash.
_CATEGORY = "mappinglint/"

# A finding, and if it is not to be seen, why.
_Reported = tuple[Finding, Suppressed | None]


def render(result: Result, root: str) -> str:
    """Return a log with one run. The same result gives the same bytes.

    `root` is the folder of the project that paths are relative to: absolute, and no link.
    """
    reported: list[_Reported] = [(finding, None) for finding in result.findings]
    reported += [(one.finding, one) for one in result.suppressed]
    kept, left_out = _most_important(reported)
    found = {finding.rule for finding, _ in kept}
    rules = sorted(found.union(result.rules), key=attrgetter("code"))
    results = Results(Places(root), rules, (finding for finding, _ in reported), root)
    driver = om.ToolComponent(
        name="mappinglint",
        version=__version__,
        semantic_version=__version__,
        rules=[descriptor(rule) for rule in rules],
    )
    run = om.Run(
        tool=om.Tool(driver=driver),
        automation_details=om.RunAutomationDetails(id=_CATEGORY),
        # Without an absolute URI: where the checkout was is no matter to whoever reads the log.
        original_uri_base_ids={
            ROOT: om.ArtifactLocation(
                description=om.Message(text="The folder of the project, its repository's root.")
            )
        },
        column_kind="utf16CodeUnits",
        invocations=[_invocation(result, left_out)],
        results=[],
    )
    log = plain(om.SarifLog(version="2.1.0", schema_uri=_SCHEMA, runs=[run]))
    # One by one: an object of sarif_om is several times as large as what is written of it.
    log["runs"][0]["results"] = [plain(results.result(*one)) for one in kept]
    return unobeyed(json.dumps(log, indent=2, ensure_ascii=False)) + "\n"


def _most_important(reported: list[_Reported]) -> tuple[list[_Reported], list[_Reported]]:
    """Return what fits into a run, and what does not: errors go first, what is suppressed last."""
    if len(reported) <= MOST_RESULTS:
        return reported, []
    ordered = sorted(reported, key=lambda one: (one[1] is not None, -one[0].level))
    return ordered[:MOST_RESULTS], ordered[MOST_RESULTS:]


def _invocation(result: Result, left_out: list[_Reported]) -> Any:
    """Return how the run went. What is left out is no failure of the tool."""
    notifications = [_notification("error", str(failure)) for failure in result.failures]
    if left_out:
        text = (
            f"{len(result.findings) + len(result.suppressed)} results are more than GitHub takes "
            f"({MOST_RESULTS}). Left out: {', '.join(_counted(left_out))}."
        )
        notifications.append(_notification("warning", text))
    return om.Invocation(
        execution_successful=not result.failures,
        tool_execution_notifications=notifications or None,
    )


def _notification(level: str, text: str) -> Any:
    return om.Notification(level=level, message=om.Message(text=escaped(text)))


def _counted(left_out: list[_Reported]) -> Iterator[str]:
    """Yield "2 errors", "3 notes", "1 suppressed finding"."""
    levels = Counter(finding.level for finding, suppressed in left_out if suppressed is None)
    for level in reversed(Level):
        if levels[level]:
            yield count(levels[level], str(level))
    suppressed = len(left_out) - levels.total()
    if suppressed:
        yield count(suppressed, "suppressed finding")
