"""`mappinglint check`: lints files and folders, changes them if asked to, and reports."""

import argparse
import os
from collections.abc import Sequence

from mappinglint.commands.files import complain_of, write
from mappinglint.commands.linting import Linting
from mappinglint.commands.rewriting import Rewriting, asked_for
from mappinglint.console import (
    BROKEN,
    FOUND,
    OK,
    USAGE,
    complain,
    remark,
    report_failures,
    show,
    wants_colour,
    width,
)
from mappinglint.discovery import STDIN, project_root
from mappinglint.engine import Result
from mappinglint.report import WITH_RULES, render


def run(arguments: argparse.Namespace) -> int:
    """Lint, and return the exit code."""
    stdin_name = arguments.stdin_filename
    paths = arguments.paths or [os.curdir if stdin_name is None else STDIN]
    rewriting = asked_for(arguments)
    if complain_of(*_contradictions(arguments, paths, rewriting)):
        return USAGE
    if stdin_name is not None:
        # Where it stands for a file, the other files should see it in that one's place.
        paths.sort(key=lambda path: path != STDIN)
    linting = Linting(arguments, paths, rewriting)
    result = linting.run()
    if arguments.baseline and not _heed_baseline(arguments, linting, result):
        return USAGE
    if not WITH_RULES.isdisjoint([arguments.format, *(name for name, _ in arguments.output)]):
        result.rules = linting.rules()
    code = _report(arguments, result, rewriting)
    if arguments.statistics:
        from mappinglint.report.statistics import render as render_statistics

        remark(render_statistics(result, arguments.elapsed()))
    report_failures(result.failures, verbose=arguments.verbose)
    if result.failures:
        return BROKEN
    return OK if code == FOUND and arguments.exit_zero else code


def _contradictions(
    arguments: argparse.Namespace, paths: Sequence[str], rewriting: Rewriting | None
) -> list[str]:
    """Return the first thing that a command line wants and cannot have."""
    if arguments.stdin_filename is not None and STDIN not in paths:
        return ["--stdin-filename is for standard input: name - among the paths, or no path"]
    if rewriting and not rewriting.shows and STDIN in paths:
        return ["standard input cannot be changed; --diff shows what would change"]
    if arguments.write_baseline and not arguments.baseline:
        return ["--write-baseline needs to know where: --baseline FILE"]
    return []


def _report(arguments: argparse.Namespace, result: Result, rewriting: Rewriting | None) -> int:
    """Print and write the reports; return the exit code if nothing has failed."""
    if rewriting and rewriting.shows:
        return FOUND if rewriting.changed else OK
    if arguments.write_baseline:
        return OK
    root = project_root(os.path.realpath(os.curdir))
    report = render(
        arguments.format,
        result,
        root=root,
        colour=wants_colour(),
        quiet=arguments.quiet,
        width=width(),
    )
    show(report)
    is_unwritten = complain_of(
        *(
            write(path, render(name, result, root=root).encode(errors="backslashreplace"))
            for name, path in arguments.output
        )
    )
    _write_job_summary(arguments, result, root)
    if is_unwritten or (rewriting and rewriting.complaints):
        return USAGE
    return FOUND if result.has_at_least(arguments.fail_on) else OK


def _write_job_summary(arguments: argparse.Namespace, result: Result, root: str) -> None:
    """Write the page of the job where GitHub wants it. A run is no worse if that cannot be."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if arguments.format != "github" or not path:
        return
    from mappinglint.report.job_summary import render as render_page

    page = render_page(result, root).encode(errors="backslashreplace")
    complain_of(write(path, page, appended=True))


def _heed_baseline(arguments: argparse.Namespace, linting: Linting, result: Result) -> bool:
    """Write the baseline, or take out what it knows; complain and say no if that cannot be."""
    from mappinglint import baseline

    path = arguments.baseline
    try:
        if not arguments.write_baseline:
            known = baseline.read_baseline(path)
            codes = frozenset(rule.code for rule in linting.rules())
            baseline.apply_baseline(known, result, linting.looked_at, codes)
            return True
        before = baseline.read_baseline(path) if os.path.exists(path) else None
    except baseline.BaselineError as error:
        complain(str(error))
        return False
    root = baseline.root_of(path)
    text = baseline.render_baseline(result, root, before, linting.looked_at)
    if complain_of(write(path, text.encode())):
        return False
    show(baseline.told(path, result))
    return True
