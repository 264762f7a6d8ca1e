"""Notes that nearly every mapping of a queue gets, and tests of other things do without."""

from dataclasses import replace

from mappinglint.engine import Result
from mappinglint.finding import Level

_FAMILY = "ESM7"


def without_common_notes(result: Result) -> Result:
    """Return a result without advice about the resources around a mapping."""
    findings = [
        one
        for one in result.findings
        if one.level > Level.NOTE or not one.rule.code.startswith(_FAMILY)
    ]
    return replace(result, findings=findings)
