"""Options of `check` that cannot be had together."""

import argparse
from collections.abc import Sequence

from mappinglint.discovery import STDIN


def contradiction(arguments: argparse.Namespace, paths: Sequence[str]) -> str:
    """Return what a command line wants and cannot have, or nothing."""
    return _about_stdin(arguments, paths) or _about_changes(arguments)


def _about_stdin(arguments: argparse.Namespace, paths: Sequence[str]) -> str:
    changes = arguments.fix or arguments.unsafe_fixes or arguments.add_ignores
    if arguments.stdin_filename is not None and STDIN not in paths:
        return "--stdin-filename is for standard input: name - among the paths, or no path"
    if changes and not arguments.diff and STDIN in paths:
        return "standard input cannot be changed; --diff shows what would change"
    return ""


def _about_changes(arguments: argparse.Namespace) -> str:
    fixes = {"--fix": arguments.fix, "--unsafe-fixes": arguments.unsafe_fixes}
    adds = {"--add-ignores": arguments.add_ignores}
    others = {"--no-ignore": arguments.no_ignore, "--baseline": arguments.baseline is not None}
    if arguments.reason and not arguments.add_ignores:
        return "--reason is what --add-ignores writes: give both"
    if arguments.write_baseline:
        forbidden = fixes | adds | {"--diff": arguments.diff}
        wanted = "--write-baseline"
    else:
        forbidden = fixes | others if arguments.add_ignores else {}
        wanted = "--add-ignores"
    for option, is_given in forbidden.items():
        if is_given:
            return f"{wanted} and {option} cannot be given together: run one after the other"
    return ""
