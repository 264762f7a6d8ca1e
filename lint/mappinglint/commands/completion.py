"""`mappinglint completion`: a script that lets a shell complete command lines."""

import argparse

import shtab

from mappinglint.console import OK, show

# Arguments that are called so are paths.
_PATHS = ("PATH", "FILE")


def run(arguments: argparse.Namespace) -> int:
    """Print the script for a shell. It is made of the parser, and runs no Python in the shell."""
    _mark_paths(arguments.parser)
    show(shtab.complete(arguments.parser, shell=arguments.shell))
    return OK


def _mark_paths(parser: argparse.ArgumentParser) -> None:
    # argparse has no public list of what a parser takes; shtab reads this one as well.
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                _mark_paths(command)
        elif action.metavar in _PATHS:
            action.complete = shtab.FILE  # type: ignore[attr-defined] # shtab looks for it
