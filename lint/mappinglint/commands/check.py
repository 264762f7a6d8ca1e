"""`mappinglint check`: lints files and folders, changes them if asked to, and reports."""

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mappinglint.commands.configured import (
    complain_of_mistakes,
    complain_of_unknown,
    configurations_for,
)
from mappinglint.commands.contradictions import contradiction
from mappinglint.commands.files import complain_of, write
from mappinglint.commands.linting import Linting
from mappinglint.config import Configurations, ConfigurationUnreadableError
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
from mappinglint.core import UNREADABLE
from mappinglint.discovery import STDIN, STDIN_NAME, project_root, repository_of
from mappinglint.engine import Result
from mappinglint.report import FOR_PEOPLE, WITH_RULES, render

if TYPE_CHECKING:
    from mappinglint.commands.rewriting import Rewriting

# What is called so may be an inventory.
_LINES = (".jsonl", ".ndjson")


def run(arguments: argparse.Namespace) -> int:
    """Lint, and return the exit code."""
    stdin_name = arguments.stdin_filename
    paths = arguments.paths or [os.curdir if stdin_name is None else STDIN]
    if complain_of(contradiction(arguments, paths)):
        return USAGE
    if stdin_name is not None:
        # Where it stands for a file, the other files should see it in that one's place.
        paths.sort(key=lambda path: path != STDIN)
    try:
        configurations = configurations_for(arguments)
    except ConfigurationUnreadableError as error:
        complain(str(error))
        return USAGE
    rewriting = _rewriting(arguments, configurations)
    linting = Linting(arguments, paths, configurations, rewriting)
    result = linting.run()
    codes = [
        _heed_baselines(arguments, linting, result),
        _report(arguments, linting, result, rewriting),
    ]
    if arguments.statistics:
        from mappinglint.report.statistics import render as render_statistics

        remark(render_statistics(result, arguments.elapsed()))
    failures = [one for one in result.failures if not one.is_interruption]
    report_failures(failures, verbose=arguments.verbose)
    if linting.stopped:
        is_told = arguments.format == "text" and not arguments.quiet
        complain_of("" if is_told or not linting.interruption else str(linting.interruption))
        return linting.stopped
    if result.failures:
        return BROKEN
    if linting.engines.are_misconfigured:
        return USAGE
    code = max(codes)
    return OK if code == FOUND and arguments.exit_zero else code


def _rewriting(arguments: argparse.Namespace, configurations: Configurations) -> "Rewriting | None":
    """Return what a command line wants to be changed. Most want nothing, and import nothing."""
    if not (arguments.add_ignores or arguments.fix or arguments.unsafe_fixes or arguments.diff):
        return None
    from mappinglint.commands.baselines import Baselines
    from mappinglint.commands.rewriting import asked_for

    return asked_for(arguments, Baselines(configurations).knows)


def _heed_baselines(arguments: argparse.Namespace, linting: Linting, result: Result) -> int:
    """Write baselines, or take out what they know; return the exit code so far."""
    if not (arguments.write_baseline or arguments.baseline or linting.has_baselines):
        return OK
    from mappinglint.commands.baselines import Baselines

    baselines = Baselines(linting.configurations, arguments.baseline)
    codes = linting.codes()
    if arguments.write_baseline and linting.stopped:
        complain("the baseline stays as it is: nobody has looked at all files")
    elif arguments.write_baseline:
        show("".join(baselines.write(result, linting.looked_at, codes)))
    else:
        baselines.heed(result, linting.looked_at, codes)
    return USAGE if complain_of(*baselines.problems) else OK


def _report(
    arguments: argparse.Namespace, linting: Linting, result: Result, rewriting: "Rewriting | None"
) -> int:
    """Print and write the reports; return the exit code if nothing has failed."""
    if rewriting:
        show("".join(rewriting.differences))
    if (rewriting and rewriting.shows) or arguments.write_baseline:
        complain_of_mistakes(linting.engines)
        is_unread = complain_of(*_unread(result))
        return FOUND if is_unread or (rewriting and rewriting.changed) else OK
    if not WITH_RULES.isdisjoint([arguments.format, *(name for name, _ in arguments.output)]):
        result.rules = linting.every_rule()
    root = _root(linting.looked_at)
    # Whoever stops reading what is printed still wants the files.
    unwritten = linting.heeding_interrupts(
        lambda: [
            write(path, render(name, result, root=root).encode(errors="backslashreplace"))
            for name, path in arguments.output
        ]
    )
    report = linting.heeding_interrupts(
        lambda: render(
            arguments.format,
            result,
            root=root,
            colour=wants_colour(),
            quiet=arguments.quiet,
            width=width(),
        )
    )
    show(report, for_programs=arguments.format not in FOR_PEOPLE)
    is_unwritten = complain_of(*unwritten)
    _write_job_summary(arguments, result, root)
    complain_of(*_inventories(arguments, result))
    complain_of_unknown(linting.engines)
    if is_unwritten or (rewriting and rewriting.complaints):
        return USAGE
    configurations = linting.configurations
    is_found = any(
        one.level >= configurations.of(one.primary.place.source.path).fail_on
        for one in result.findings
    )
    return FOUND if is_found else OK


def _root(paths: Sequence[str]) -> str:
    """Return the folder that paths in reports start from: the project's.

    That is the current folder's; where this is in no repository, the one that all files are in.
    """
    here = os.path.realpath(os.curdir)
    if repository_of(here) is None:
        folders = {os.path.dirname(os.path.abspath(path)) for path in paths if path != STDIN_NAME}
        repositories = {repository_of(os.path.realpath(folder)) for folder in folders}
        if len(repositories) == 1:
            return repositories.pop() or here
    return project_root(here)


def _inventories(arguments: argparse.Namespace, result: Result) -> Iterator[str]:
    """Yield what there is to say if files were named that another command reads."""
    if result.mappings == 0 and arguments.format in FOR_PEOPLE and not arguments.quiet:
        for path in arguments.paths:
            if path.endswith(_LINES):
                yield f"{path} has no mapping for check; mappinglint audit reads inventories"


def _unread(result: Result) -> Iterator[str]:
    """Yield what there is to say of files of which nothing could be read."""
    for one in result.findings:
        if one.rule is UNREADABLE:
            yield f"{one.primary.place.source.path} {one.message}"


def _write_job_summary(arguments: argparse.Namespace, result: Result, root: str) -> None:
    """Write the page of the job where GitHub wants it. A run is no worse if that cannot be."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if arguments.format != "github" or not path:
        return
    from mappinglint.report.job_summary import render as render_page

    page = render_page(result, root).encode(errors="backslashreplace")
    complain_of(write(path, page, appended=True))
