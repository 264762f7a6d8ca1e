"""One line a finding, as compilers print them and editors and `grep` read them."""

from mappinglint.engine import Result
from mappinglint.report.words import printable, sentence


def render(result: Result) -> str:
    """Return `path:line:column: level[CODE] message` for each finding."""
    lines = []
    for finding in result.findings:
        place = finding.primary.place
        line, column = place.start
        where = printable(f"{place.source.path}:{line}:{column}")
        what = f"{finding.level}[{finding.rule.code}] {sentence(finding)}"
        lines.append(f"{where}: {what}\n")
    return "".join(lines)
