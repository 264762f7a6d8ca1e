"""What `check` does with the baselines that hold for its files."""

import os

from mappinglint.baseline import (
    BaselineError,
    apply_baseline,
    read_baseline,
    render_baseline,
    root_of,
)
from mappinglint.commands.files import write
from mappinglint.commands.linting import Linting
from mappinglint.engine import Result
from mappinglint.report.words import count


def _files(linting: Linting, named: str | None) -> dict[str, list[str]]:
    """Return the files that were looked at, by the baseline that holds for them.

    One that is named on the command line is among these though there be no file.
    """
    found: dict[str, list[str]] = {} if named is None else {os.path.relpath(named): []}
    for path in linting.looked_at:
        baseline = linting.configurations.of(path).baseline
        if baseline is not None:
            found.setdefault(os.path.relpath(baseline), []).append(path)
    return found


def _codes(linting: Linting) -> frozenset[str]:
    """Return the codes of the rules that have been run."""
    return frozenset(rule.code for rule in linting.rules())


def heed(linting: Linting, result: Result, named: str | None) -> str:
    """Take what baselines know out of a result; return what is wrong with one, or nothing."""
    files = _files(linting, named)
    codes = _codes(linting) if files else frozenset()
    try:
        for baseline, paths in files.items():
            apply_baseline(read_baseline(baseline), result, paths, codes)
    except BaselineError as error:
        return str(error)
    return ""


def write_all(linting: Linting, result: Result, named: str | None) -> tuple[list[str], str]:
    """Write the baselines anew; return what has been written, and what went wrong, or nothing."""
    told: list[str] = []
    codes = _codes(linting)
    for baseline, paths in _files(linting, named).items():
        try:
            before = read_baseline(baseline) if os.path.exists(baseline) else None
        except BaselineError as error:
            return told, str(error)
        text, known = render_baseline(result, root_of(baseline), before, paths, codes)
        # The name of a file need not be text: its bytes are escaped, as JSON does.
        if problem := write(baseline, text.encode(errors="backslashreplace")):
            return told, problem
        told.append(f"{baseline} knows {count(known, 'finding')} now\n")
    return told, "" if told else "--write-baseline needs to know where: --baseline FILE"
