"""The command line: arguments in, exit code out."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from mappinglint import __version__
from mappinglint.discovery import STDIN, STDIN_NAME, find_files, read_file
from mappinglint.finding import Level
from mappinglint.report import FORMATS, render

if TYPE_CHECKING:
    from mappinglint.dialects import Alternatives
    from mappinglint.engine import Engine, Result
    from mappinglint.plugins import Failure, Plugins

OK, FOUND, USAGE, BROKEN = 0, 1, 2, 3
INTERRUPTED = 130


def main(
    argv: Sequence[str] | None = None, *, clock: Callable[[], float] = time.perf_counter
) -> int:
    """Run a command line and return its exit code. The clock counts seconds.

    0: nothing at or above the exit level; 1: findings; 2: usage; 3: the linter or a plugin failed.
    """
    started = clock()
    arguments = _parser().parse_args(argv)
    arguments.elapsed = lambda: clock() - started
    try:
        code: int = arguments.run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Nobody takes what is printed. Python would try again, and complain, at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return FOUND  # `| head` has seen enough
        _complain(f"cannot print: {error.strerror}")
        return BROKEN
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mappinglint", description="Lint AWS Lambda event source mappings."
    )
    parser.add_argument("--version", action="version", version=f"mappinglint {__version__}")
    # Given the name, argparse need not ask how wide the terminal is, which loads much.
    commands = parser.add_subparsers(metavar="COMMAND", required=True, prog="mappinglint")
    _add_check(commands)
    explain = commands.add_parser("explain", help="print the page of a rule")
    explain.add_argument("rule", metavar="CODE", help="a rule's code or name: ESM204")
    explain.set_defaults(run=_explain)
    rules = commands.add_parser("rules", help="list the rules")
    rules.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="text, a page for docs/ with what each source takes, or JSON (default: text)",
    )
    rules.set_defaults(run=_rules)
    _add_match(commands)
    for command in (explain, rules):
        _add_plugin_option(command)
    return parser


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser("check", help="lint files and folders")
    check.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="a file, a folder, or - for standard input (default: this folder)",
    )
    check.add_argument(
        "--format", choices=FORMATS, default="text", help="what to print (default: text)"
    )
    check.add_argument(
        "--output",
        metavar="FORMAT:FILE",
        type=_output,
        action="append",
        default=[],
        help="write a report to a file as well; may be given several times",
    )
    check.add_argument(
        "--fail-on",
        choices=[str(level) for level in reversed(Level)],
        default="error",
        help="the lowest level that makes the exit code 1 (default: error)",
    )
    check.add_argument("--advice", action="store_true", help="show notes, too")
    check.add_argument(
        "--include-docs",
        action="store_true",
        help="in folders, look at shell scripts and Markdown, too",
    )
    check.add_argument(
        "--statistics",
        action="store_true",
        help="print to standard error what was read and how long it took",
    )
    check.add_argument(
        "--fix", action="store_true", help="mend what has one safe fix, and report the rest"
    )
    check.add_argument(
        "--unsafe-fixes", action="store_true", help="mend with fixes that need a look, as well"
    )
    check.add_argument(
        "--diff",
        action="store_true",
        help="print what --fix would change and write nothing; exit code 1 if it is something",
    )
    _add_plugin_option(check)
    check.set_defaults(run=_check)


def _add_match(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
    match.set_defaults(run=_match)


def _add_plugin_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--plugin",
        metavar="MODULE",
        action="append",
        default=[],
        help="load a plugin by its module's name; may be given several times",
    )
    command.add_argument(
        "--verbose", action="store_true", help="show the traceback of whatever breaks"
    )


def _output(argument: str) -> tuple[str, str]:
    name, colon, path = argument.partition(":")
    if name not in FORMATS or not colon or not path:
        message = f"{argument!r} is not FORMAT:FILE with a format of {', '.join(FORMATS)}"
        raise argparse.ArgumentTypeError(message)
    return name, path


# -- check --------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    fixing = _Fixing.of(arguments)
    if fixing and not fixing.shows and STDIN in arguments.paths:
        _complain("standard input cannot be fixed; --diff shows what would change")
        return USAGE
    result = _lint(arguments, fixing)
    if fixing and fixing.shows:
        _print_statistics(result, arguments)
        _report_failures(result.failures, verbose=arguments.verbose)
        return BROKEN if result.failures else FOUND if result.fixed else OK
    _print(render(arguments.format, result, colour=_wants_colour()))
    written = [
        _write(path, render(name, result).encode(errors="backslashreplace"))
        for name, path in arguments.output
    ]
    _print_statistics(result, arguments)
    _report_failures(result.failures, verbose=arguments.verbose)
    if result.failures:
        return BROKEN
    if not all(written) or (fixing and fixing.unwritten):
        return USAGE
    return FOUND if result.has_at_least(arguments.fail_on) else OK


@dataclass(frozen=True)
class _Fixing:
    """What to do with fixes: apply them, or show what they would change.

    `unwritten` are the files that could not be written.
    """

    unsafe: bool
    shows: bool
    unwritten: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> "_Fixing | None":
        if not (arguments.fix or arguments.unsafe_fixes or arguments.diff):
            return None
        return cls(arguments.unsafe_fixes, arguments.diff)


def _write(path: str, data: bytes, *, and_so: str = "") -> bool:
    """Write a file and say whether that went well; if not, complain, and say what it means."""
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        _complain(f"cannot write {path}: {error.strerror or error}{and_so}")
        return False
    return True


def _lint(arguments: argparse.Namespace, fixing: _Fixing | None) -> "Result":
    from mappinglint.engine import Engine, Result
    from mappinglint.plugins import BREAKAGE, Plugins, failure
    from mappinglint.project import Project
    from mappinglint.settling import distinct
    from mappinglint.unreadable import unreadable

    plugins = Plugins(arguments.plugin)
    advice = arguments.advice or arguments.fail_on == str(Level.NOTE)
    engine = Engine(plugins, Project(), advice=advice)
    result = Result()
    # Files that others include are linted, too; find_files names each path once.
    paths = chain(arguments.paths, _taken(result.parts))
    for path in find_files(paths, docs=arguments.include_docs):
        name = STDIN_NAME if path == STDIN else path
        try:
            data = read_file(path)
            found = engine.check_bytes(name, data)
            result.add(_mend(engine, path, data, found, fixing) if fixing else found)
        except OSError as error:
            reason = error.strerror or str(error)
            result.add(Result(findings=[unreadable(name, reason)], files=1))
        except BREAKAGE as error:  # a bug of ours must not hide other findings
            result.failures.append(failure("mappinglint", "", f"on {name}", error))
    # What several files include is found from each of them.
    result.findings = distinct(result.findings)
    result.failures[:0] = plugins.failures
    return result


def _taken(parts: list[str]) -> Iterator[str]:
    """Yield what is in a list and what is added to it meanwhile."""
    while parts:
        yield parts.pop(0)


def _mend(engine: "Engine", path: str, data: bytes, found: "Result", fixing: _Fixing) -> "Result":
    """Fix a file, or print what would change, and return what is then found in it."""
    from mappinglint.fixing import difference, mend

    name = STDIN_NAME if path == STDIN else path
    mended = mend(engine, name, data, found, unsafe=fixing.unsafe)
    if mended.data == data:
        return found
    if fixing.shows:
        _print(difference(name, data, mended.data))
    elif not _write(path, mended.data, and_so="; its findings are not fixed"):
        fixing.unwritten.append(path)
        return found
    return mended.result


def _print_statistics(result: "Result", arguments: argparse.Namespace) -> None:
    """Print what --statistics asks for, where it is in no report's way."""
    if not arguments.statistics or sys.stderr is None:
        return
    from mappinglint.report.statistics import render as render_statistics

    if sys.stdout is not None:
        sys.stdout.flush()  # first the report, if both go to one place
    print(render_statistics(result, arguments.elapsed()), end="", file=sys.stderr)


def _wants_colour() -> bool:
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


# -- explain and rules --------------------------------------------------------------------------


def _explain(arguments: argparse.Namespace) -> int:
    from mappinglint.pages import read_page
    from mappinglint.plugins import Plugins

    plugins = Plugins(arguments.plugin)
    rules = [provided.item for provided in plugins.rules()]
    wanted = arguments.rule
    for rule in rules:
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            _print(read_page(rule) or f"{rule.code} {rule.name} has no page\n")
            return _end(plugins, arguments)
    from difflib import get_close_matches

    # A code of three digits is no slip of another.
    codes = [] if wanted[-3:].isdecimal() else [rule.code for rule in rules]
    names = [*codes, *(rule.name for rule in rules)]
    close = get_close_matches(wanted.upper(), names, n=1) or get_close_matches(wanted, names, n=1)
    hint = f"; did you mean {close[0]}?" if close else "; `mappinglint rules` lists them"
    _complain(f"there is no rule {wanted}{hint}")
    return USAGE


def _rules(arguments: argparse.Namespace) -> int:
    from mappinglint.plugins import Plugins

    plugins = Plugins(arguments.plugin)
    rules = plugins.rules()
    match arguments.format:
        case "markdown":
            from mappinglint.catalogue_page import render as render_page

            _print(render_page(rules, plugins.settings(), os.getcwd()))
        case "json":
            from mappinglint.rule_list import as_json

            _print(as_json(rules))
        case _:
            from mappinglint.rule_list import as_text

            _print(as_text(rules))
    return _end(plugins, arguments)


def _end(plugins: "Plugins", arguments: argparse.Namespace) -> int:
    _report_failures(plugins.failures, verbose=arguments.verbose)
    return BROKEN if plugins.failures else OK


# -- match --------------------------------------------------------------------------------------


def _match(arguments: argparse.Namespace) -> int:
    """Exit code 0: every record passes a filter; 1: one does not, or a pattern is wrong."""
    from mappinglint import match_command as command
    from mappinglint.source import UndecodableError, decode

    if (arguments.path is None) == (arguments.pattern is None):
        _complain("match needs either a file or --pattern")
        return USAGE
    if arguments.pattern is not None and arguments.mapping is not None:
        _complain("--mapping is for a file, not for --pattern")
        return USAGE
    sender = None
    try:
        if arguments.pattern is not None:
            cases = [command.case_of_text(arguments.pattern)]
        else:
            alternatives = _mapping(arguments)
            cases, sender = command.cases_of(alternatives), command.sender_of(alternatives[0])
        records = command.read_records(decode(_read(arguments.event)), sender)
    except (UndecodableError, command.MatchError) as error:
        _complain(str(error))
        return USAGE
    matchings = [command.match(case, records) for case in cases]
    _print(command.render(matchings, sender))
    return OK if all(one.all_pass for one in matchings) else FOUND


def _read(path: str) -> bytes:
    """Return the content of a file that is asked for. Raises MatchError."""
    from mappinglint.match_command import MatchError

    try:
        return read_file(path)
    except OSError as error:
        raise MatchError(f"cannot read {path}: {error.strerror or error}") from error


def _mapping(arguments: argparse.Namespace) -> "Alternatives":
    from mappinglint.engine import Engine
    from mappinglint.match_command import find_mapping
    from mappinglint.plugins import Plugins
    from mappinglint.project import Project

    engine = Engine(Plugins(arguments.plugin), Project())
    name = STDIN_NAME if arguments.path == STDIN else arguments.path
    return find_mapping(engine, name, _read(arguments.path), arguments.mapping)


# -- printing -----------------------------------------------------------------------------------


def _print(text: str) -> None:
    if sys.stdout is None:
        return
    # Names and values may hold what the terminal's encoding does not.
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, errors="backslashreplace").decode(encoding))


def _complain(message: str) -> None:
    print(f"mappinglint: {message}", file=sys.stderr)


def _report_failures(failures: Sequence["Failure"], *, verbose: bool) -> None:
    for one in failures:
        _complain(str(one))
        if verbose:
            print(one.traceback, end="", file=sys.stderr)
    if failures and not verbose:
        _complain("run again with --verbose to see where")
