"""The command line: arguments in, exit code out."""

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from mappinglint import __version__
from mappinglint.console import (
    BROKEN,
    FOUND,
    code_of,
    complain,
    discard,
    flush,
    remark,
    show,
    width,
)
from mappinglint.finding import Level
from mappinglint.report import FORMATS

# Characters in a line of help, where there is no terminal.
_WIDTH = 80
# No machine has more processors, and each process takes memory.
_MOST_JOBS = 1024
# New objects between two searches for garbage. A start makes some 30,000, modules mostly, and none
# of them is garbage: at Python's own 700, it would search a hundred times.
_OBJECTS_PER_SEARCH = 50_000


def main(
    argv: Sequence[str] | None = None, *, clock: Callable[[], float] = time.perf_counter
) -> int:
    """Run a command line, without one the process's own, and return its exit code.

    The clock counts seconds.

    0: nothing at or above the exit level; 1: findings; 2: usage; 3: the linter or a plugin failed.
    """
    started = clock()
    if argv is None:
        gc.set_threshold(_OBJECTS_PER_SEARCH)
    try:
        try:
            words = sys.argv[1:] if argv is None else argv
            arguments = _parser(words[0] if words else "").parse_args(words)
            arguments.elapsed = lambda: clock() - started
            return _run(arguments)
        finally:
            # What argparse prints waits as well, and what there is when somebody interrupts.
            flush()
            if argv is None:
                # Python would search all that is left before it ends, and it ends anyway.
                gc.freeze()
    except KeyboardInterrupt as interrupt:
        return code_of(interrupt)
    except OSError as error:
        # Nobody takes what is printed.
        if sys.stdout is not None:
            discard(sys.stdout)
        if isinstance(error, BrokenPipeError):
            return FOUND  # `| head` has seen enough
        complain(f"cannot print: {error.strerror or error}")
        return BROKEN


def _run(arguments: argparse.Namespace) -> int:
    """Do what a command does; only that one's code is imported."""
    module, function = arguments.does
    code: int = getattr(import_module(f"mappinglint.commands.{module}"), function)(arguments)
    return code


class _Parser(argparse.ArgumentParser):
    """A parser that need not import shutil, with its compressors, to learn the terminal's width."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_formatter, **options)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print help and versions as all else is printed: argparse hides that nobody takes them."""
        if file is not None and file is sys.stdout:
            show(message)
        else:
            remark(message)


def _formatter(prog: str) -> argparse.HelpFormatter:
    columns = os.environ.get("COLUMNS", "")
    wide = (int(columns) if columns.isdecimal() else 0) or width() or _WIDTH
    return argparse.HelpFormatter(prog, width=wide - 2)


def _parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of all commands, or of a single one: that is what most runs need."""
    parser = _Parser(prog="mappinglint", description="Lint AWS Lambda event source mappings.")
    parser.add_argument("--version", action="version", version=f"mappinglint {__version__}")
    # Given the name, argparse need not ask how wide the terminal is, which loads much.
    commands = parser.add_subparsers(metavar="COMMAND", required=True, prog="mappinglint")
    add = _COMMANDS.get(command)
    for one in _COMMANDS.values() if add is None else (add,):
        one(commands)
    if add is None:
        _add_completion(commands, parser)
    return parser


def _add_check(commands: "argparse._SubParsersAction[_Parser]") -> None:
    check = commands.add_parser("check", help="lint files and folders")
    check.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="a file, a folder, or - for standard input (default: this folder)",
    )
    check.add_argument(
        "--stdin-filename",
        metavar="FILE",
        help="the file that standard input stands for, in reports and for the files around it; "
        "with this, the default PATH is -",
    )
    check.add_argument(
        "--jobs",
        metavar="N",
        type=_number,
        help="lint in so many processes at the most, where there is much to do; 1: in this one "
        "alone (default: as many as the machine has processors for it)",
    )
    _add_report_options(check)
    _add_configuration_options(check)
    _add_fix_options(check)
    _add_suppression_options(check)
    _add_plugin_option(check)
    check.set_defaults(does=("check", "run"))


def _add_audit(commands: "argparse._SubParsersAction[_Parser]") -> None:
    audit = commands.add_parser(
        "audit",
        help="check the mappings that accounts have: an inventory as JSON Lines",
        description="Check the mappings that accounts have, each by itself: an inventory as JSON "
        "Lines, of any length. What is found is printed as it comes.",
    )
    audit.add_argument(
        "paths",
        metavar="FILE",
        nargs="*",
        help="a file with a JSON object on each line, .gz too, or - for standard input "
        "(default: standard input)",
    )
    audit.add_argument(
        "--jobs",
        metavar="N",
        type=_number,
        help="audit in so many processes at the most, where there is much to do; 1: in this one "
        "alone (default: as many as the machine has processors for it)",
    )
    reports = audit.add_argument_group("reports")
    reports.add_argument(
        "--format",
        choices=("text", "jsonl"),
        default="text",
        help="a line of text for each finding, or a JSON object (default: text)",
    )
    reports.add_argument(
        "-q", "--quiet", action="store_true", help="print no line that sums up at the end"
    )
    reports.add_argument(
        "--exit-zero",
        action="store_true",
        help="let the exit code be 0 in place of 1; 2 and 3 stay what they are",
    )
    _add_configuration_options(audit, for_folders=False)
    _add_plugin_option(audit)
    audit.set_defaults(does=("audit", "run"))


def _add_fix_options(check: argparse.ArgumentParser) -> None:
    fixes = check.add_argument_group("fixes")
    fixes.add_argument(
        "--fix", action="store_true", help="mend what has one safe fix, and report the rest"
    )
    fixes.add_argument(
        "--unsafe-fixes", action="store_true", help="mend with fixes that need a look, as well"
    )
    fixes.add_argument(
        "--diff",
        action="store_true",
        help="print what --fix would change and write nothing; exit code 1 if it is something",
    )


def _add_suppression_options(check: argparse.ArgumentParser) -> None:
    known = check.add_argument_group("known findings")
    known.add_argument(
        "--no-ignore", action="store_true", help="show what comments and Metadata ignore, too"
    )
    known.add_argument(
        "--add-ignores",
        action="store_true",
        help="write a comment into the files for everything that is found",
    )
    known.add_argument(
        "--reason", metavar="TEXT", default="", help="what these comments give as the reason"
    )
    known.add_argument(
        "--baseline", metavar="FILE", help="do not show findings that this file knows"
    )
    known.add_argument(
        "--write-baseline", action="store_true", help="write what is found into the baseline"
    )


def _add_report_options(check: argparse.ArgumentParser) -> None:
    reports = check.add_argument_group("reports")
    reports.add_argument(
        "--format", choices=FORMATS, default="text", help="what to print (default: text)"
    )
    reports.add_argument(
        "--output",
        metavar="FORMAT:FILE",
        type=_output,
        action="append",
        default=[],
        help="write a report to a file as well; may be given several times",
    )
    reports.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        help="as text, print findings and nothing else: no line that sums up, and no progress",
    )
    reports.add_argument(
        "--statistics",
        action="store_true",
        help="print to standard error what was read and how long it took",
    )
    reports.add_argument(
        "--exit-zero",
        action="store_true",
        help="let the exit code be 0 in place of 1; 2 and 3 stay what they are",
    )


def _add_configuration_options(
    command: argparse.ArgumentParser, *, for_folders: bool = True
) -> None:
    """Add what says which configuration holds, and what overrides it; None is not given."""
    configuration = command.add_argument_group("configuration")
    configuration.add_argument(
        "--config", metavar="FILE", help="the configuration of all files, in place of theirs"
    )
    configuration.add_argument(
        "--isolated", action="store_true", help="look for no configuration file"
    )
    configuration.add_argument(
        "--select",
        metavar="RULES",
        type=_words,
        help="look for these rules alone: codes, names or beginnings (ESM2), with commas",
    )
    configuration.add_argument(
        "--ignore", metavar="RULES", type=_words, help="do not look for these rules"
    )
    configuration.add_argument(
        "--fail-on",
        choices=[str(level) for level in reversed(Level)],
        help="the lowest level that makes the exit code 1 (default: error)",
    )
    configuration.add_argument(
        "--advice", action=argparse.BooleanOptionalAction, help="show notes, too"
    )
    if not for_folders:
        return
    configuration.add_argument(
        "--include-docs",
        action=argparse.BooleanOptionalAction,
        help="in folders, look at shell scripts and Markdown, too",
    )
    configuration.add_argument(
        "--force-exclude",
        action=argparse.BooleanOptionalAction,
        help="what the configuration excludes is passed over though it is named",
    )


def _add_config(commands: "argparse._SubParsersAction[_Parser]") -> None:
    config = commands.add_parser("config", help="show what holds for a file, and from where")
    config.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        default=".",
        help="a file or a folder (default: this folder)",
    )
    config.add_argument(
        "--format", choices=("text", "json"), default="text", help="text or JSON (default: text)"
    )
    config.add_argument(
        "--schema",
        choices=("mappinglint", "pyproject"),
        nargs="?",
        const="mappinglint",
        help="print the JSON Schema of mappinglint.toml, or of pyproject.toml, for editors",
    )
    _add_configuration_options(config)
    _add_plugin_option(config)
    config.set_defaults(does=("config", "run"))


def _add_explain(commands: "argparse._SubParsersAction[_Parser]") -> None:
    explain = commands.add_parser("explain", help="print the page of a rule")
    explain.add_argument("rule", metavar="CODE", help="a rule's code or name: ESM204")
    _add_plugin_option(explain)
    explain.set_defaults(does=("catalogue", "explain"))


def _add_rules(commands: "argparse._SubParsersAction[_Parser]") -> None:
    rules = commands.add_parser("rules", help="list the rules")
    rules.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="text, a page for docs/ with what each source takes, or JSON (default: text)",
    )
    _add_plugin_option(rules)
    rules.set_defaults(does=("catalogue", "rules"))


def _add_lsp(commands: "argparse._SubParsersAction[_Parser]") -> None:
    lsp = commands.add_parser(
        "lsp",
        help="serve an editor: a language server",
        description="Serve an editor: a language server on standard input and output. An editor "
        "starts it, and says what it wants. It needs pip install 'mappinglint[lsp]'.",
    )
    lsp.add_argument("--stdio", action="store_true", help=argparse.SUPPRESS)
    lsp.set_defaults(does=("lsp", "run"))


def _add_match(commands: "argparse._SubParsersAction[_Parser]") -> None:
    match = commands.add_parser("match", help="try records on the filters of a mapping")
    match.add_argument("path", metavar="FILE", nargs="?", help="the file that has the mapping")
    match.add_argument("--mapping", metavar="NAME", help="its name, if the file has several")
    match.add_argument("--pattern", metavar="JSON", help="a filter pattern instead of a file")
    match.add_argument(
        "--event",
        metavar="FILE",
        required=True,
        help="an event, a record or a list of records as JSON; - for standard input",
    )
    _add_plugin_option(match)
    match.set_defaults(does=("match", "run"))


def _add_completion(
    commands: "argparse._SubParsersAction[_Parser]",
    parser: argparse.ArgumentParser,
) -> None:
    completion = commands.add_parser("completion", help="print a script for the Tab key of a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="which shell it is for")
    completion.set_defaults(does=("completion", "run"), parser=parser)


def _add_plugin_option(command: argparse.ArgumentParser) -> None:
    plugins = command.add_argument_group("plugins")
    plugins.add_argument(
        "--plugin",
        metavar="MODULE",
        action="append",
        default=[],
        help="load a plugin by its module's name; may be given several times",
    )
    plugins.add_argument(
        "--verbose", action="store_true", help="show the traceback of whatever breaks"
    )


# In the order in which the help has them. `completion` comes last: it needs the parser of them all.
_COMMANDS = {
    "check": _add_check,
    "audit": _add_audit,
    "explain": _add_explain,
    "rules": _add_rules,
    "match": _add_match,
    "config": _add_config,
    "lsp": _add_lsp,
}


def _words(argument: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in argument.split(",") if word.strip())


def _number(argument: str) -> int:
    if not argument.isascii() or not argument.isdecimal() or not 0 < int(argument) <= _MOST_JOBS:
        message = f"{argument!r} is not a number from 1 to {_MOST_JOBS}"
        raise argparse.ArgumentTypeError(message)
    return int(argument)


def _output(argument: str) -> tuple[str, str]:
    name, colon, path = argument.partition(":")
    if name in FORMATS and path == "-":
        raise argparse.ArgumentTypeError(f"- is no file: --format {name} prints the report")
    if name not in FORMATS or not colon or not path:
        message = f"{argument!r} is not FORMAT:FILE with a format of {', '.join(FORMATS)}"
        raise argparse.ArgumentTypeError(message)
    return name, path
