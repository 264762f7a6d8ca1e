"""One line a finding, as compilers print them and editors and `grep` read them."""

from mappinglint.engine import Result
from mappinglint.report.words import printable, when


def render(result: Result) -> str:
    """Return `path:line:column: level[CODE] message` for each finding."""
    lines = []
    for finding in result.findings:
        place = finding.primary.place
        line, column = place.start
        condition = f" (when {when(finding)})" if finding.when else ""
        what = f"{finding.level}[{finding.rule.code}] {finding.message}{condition}"
        lines.append(printable(f"{place.source.path}:{line}:{column}: {what}") + "\n")
    return "".join(lines)
