"""`mappinglint audit`: checks the mappings that accounts have, line by line."""

import argparse
import codecs
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mappinglint.audit import Audited, Options, broken_plugins, unreadable_file
from mappinglint.commands.auditing import audited
from mappinglint.commands.chunks import Chunk, chunks
from mappinglint.commands.configured import complain_of_mistakes, configurations_for
from mappinglint.commands.interrupts import termination_heeded
from mappinglint.config import Configurations, ConfigurationUnreadableError
from mappinglint.console import BROKEN, FOUND, OK, USAGE, complain, remark, report_failures, show
from mappinglint.discovery import STDIN, STDIN_NAME
from mappinglint.engines import Engines
from mappinglint.finding import Level
from mappinglint.report.words import count, printable

_FAILURES_SHOWN = 20


def run(arguments: argparse.Namespace) -> int:
    """Audit, and return the exit code."""
    paths = arguments.paths or [STDIN]
    if not arguments.paths and sys.stdin is not None and sys.stdin.isatty():
        complain("name a file with an inventory, or - for what you type")
        return USAGE
    try:
        configurations = configurations_for(arguments)
    except ConfigurationUnreadableError as error:
        complain(str(error))
        return USAGE
    audit = _Audit(arguments, configurations)
    if audit.is_misconfigured(paths):
        return USAGE
    try:
        with termination_heeded():
            for path in paths:
                audit.run(path)
    except KeyboardInterrupt:
        audit.sum_up("interrupted: ")
        raise
    audit.sum_up()
    report_failures(audit.failures, verbose=arguments.verbose)
    if audit.failures:
        return BROKEN
    return FOUND if audit.is_found and not arguments.exit_zero else OK


class _Audit:
    """Prints findings as they come, and counts what it has seen."""

    def __init__(self, arguments: argparse.Namespace, configurations: Configurations) -> None:
        self._arguments = arguments
        self._configurations = configurations
        self._levels: Counter[str] = Counter()
        self._lines = 0
        self._mappings = 0
        self._passed_over = 0
        self._now = time.time()
        self.failures: list[Any] = []
        self.is_found = False

    def is_misconfigured(self, paths: list[str]) -> bool:
        """Say whether a configuration has a mistake, and what it is."""
        engines = Engines(self._configurations, self._arguments.plugin)
        for path in paths:
            engines.of(_name(path))
            failures = [*engines.failures, *broken_plugins(self._options(path))]
            self.failures = list(dict.fromkeys([*self.failures, *failures]))
        if engines.are_misconfigured:
            complain_of_mistakes(engines)
        return engines.are_misconfigured

    def _options(self, path: str) -> Options:
        configuration = self._configurations.of(_name(path))
        return Options(
            configuration.select,
            (*configuration.ignore, *configuration.ignored_in(_name(path))),
            tuple(configuration.level.items()),
            configuration.advice or configuration.fail_on is Level.NOTE,
            (*self._arguments.plugin, *configuration.plugins),
            configuration.quotas,
            self._now,
        )

    def run(self, path: str) -> None:
        """Audit a file, and print what is found."""
        options = self._options(path)
        fail_on = self._configurations.of(_name(path)).fail_on
        for result in audited(_read(path, options), options, self._arguments.jobs):
            self._lines += result.lines
            self._mappings += result.mappings
            self._passed_over += result.passed_over
            self.failures += result.failures[: max(0, _FAILURES_SHOWN - len(self.failures))]
            for found in result.findings:
                self._levels[found["level"]] += 1
                self.is_found |= Level[found["level"].upper()] >= fail_on
            self._show(_name(path), result.findings)

    def _show(self, path: str, findings: list[dict[str, Any]]) -> None:
        if not findings:
            return
        if self._arguments.format == "jsonl":
            lines = (json.dumps({"path": path, **one}, ensure_ascii=False) for one in findings)
        else:
            lines = (_as_text(path, one) for one in findings)
        show("".join(f"{line}\n" for line in lines), for_programs=self._arguments.format == "jsonl")
        # Whoever waits for them sees them now.
        if sys.stdout is not None:
            sys.stdout.flush()

    def sum_up(self, begun: str = "") -> None:
        """Print what was found in how much, apart from the findings."""
        if self._arguments.quiet:
            return
        found = ", ".join(
            count(self._levels[str(level)], str(level))
            for level in reversed(Level)
            if self._levels[str(level)]
        )
        none = "no findings" if self._mappings else "no event source mapping found"
        looked_at = f"{count(self._mappings, 'mapping')} in {count(self._lines, 'line')}"
        looked_at += f", {self._passed_over:,} passed over" if self._passed_over else ""
        remark(f"{begun}{found or none}: {looked_at}\n")
        if self._passed_over and not (self._mappings or found or begun):
            complain(
                "none of these lines is an event source mapping; one is read as"
                " aws lambda list-event-source-mappings returns it, on one line"
            )


def _name(path: str) -> str:
    return STDIN_NAME if path == STDIN else path


def _read(path: str, options: Options) -> Iterator[Chunk | Audited]:
    """Yield the lines of a file, and at last what is wrong with it, if something is."""
    line = -1
    try:
        for chunk in chunks(path):
            if line == -1 and (document := _document(chunk.lines)):
                yield unreadable_file(document, 1, options)
                return
            line = chunk.first + len(chunk.lines) - 1
            yield chunk
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield unreadable_file(reason, line + 1, options)


def _document(lines: list[bytes]) -> str:
    """Return what to say if lines are the beginning of one JSON document, as the AWS CLI prints it.

    The first line has a bracket alone then, and the next one is no object by itself.
    """
    begun = [line.removeprefix(codecs.BOM_UTF8).strip() for line in lines]
    first, *following = [line for line in begun if line][:2] or [b""]
    if first not in (b"{", b"[") or not following or _is_object(following[0]):
        return ""
    path = ".EventSourceMappings[]" if first == b"{" else ".[]"
    return (
        "this is one JSON document over many lines;"
        f" make it one mapping a line with jq -c '{path}', or give it to mappinglint check"
    )


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _as_text(path: str, found: dict[str, Any]) -> str:
    who = "/".join(found[key] for key in ("account", "region", "uuid") if found[key])
    # There is no line of a file that is not there.
    line = f":{found['line']}" if found["line"] else ""
    where = f"{path}{line}: " + (f"{who}: " if who else "")
    return printable(f"{where}{found['level']}[{found['code']}] {found['message']}")
