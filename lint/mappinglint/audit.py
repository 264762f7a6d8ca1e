"""Findings about the mappings that accounts have: lines of an inventory in, plain dicts out.

    from mappinglint.audit import findings

    with open("fleet.jsonl", "rb") as lines:
        for found in findings(lines):
            print(found["uuid"], found["code"], found["message"])

`findings` can be sent to other processes and machines: it opens nothing and keeps nothing, and
says the same everywhere. docs/fleet.md has it over Dask.

Each line is judged by itself. Rules that compare mappings with each other see those of one line
alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import lru_cache
from time import time
from typing import Any

from mappinglint.choice import Choice
from mappinglint.dialects.inventory import (
    InventoryDialect,
    NoConfigurationError,
    Unwrapped,
    complain_of_too_little,
    unwrapped,
)
from mappinglint.document import read_as
from mappinglint.engine import Engine
from mappinglint.finding import Finding, Level
from mappinglint.hookspecs import Quotas
from mappinglint.mapping import EventSourceMapping
from mappinglint.plugins import BREAKAGE, BUILT_IN, Failure, Plugins, Provided, failure
from mappinglint.project import ALONE
from mappinglint.record import dataclass
from mappinglint.source import Source, UndecodableError, decode
from mappinglint.unreadable import from_problem, undecodable, unreadable

# Characters or bytes. AWS allows a mapping a tenth of this, with all filters at their longest.
LONGEST_LINE = 1_000_000

# What a line is called within the engine. The ending makes it JSON, and no guess.
_NAME = "inventory.jsonl"
_ONE_A_LINE = "write one mapping on each line: jq -c '.EventSourceMappings[]'"
_WHOLE = "write all that list-event-source-mappings returns of the mapping"
_FUNCTION_ARN_REGION, _FUNCTION_ARN_ACCOUNT = 3, 4


@dataclass(frozen=True)
class Options:
    """What to look for; the words mean what they mean in a configuration file.

    `level` has pairs of a rule and its level. `now` is the time that rules are told, in seconds
    since 1970 (UTC); without it, it is the time at which they ask.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    level: tuple[tuple[str, Level], ...] = ()
    advice: bool = False
    plugins: tuple[str, ...] = ()
    quotas: Quotas = field(default_factory=Quotas)
    now: float | None = None


@dataclass
class Audited:
    """What came of some lines: findings as dicts, what broke, and how much was looked at.

    Lines that are `passed_over` are about something else.
    """

    findings: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    lines: int = 0
    mappings: int = 0
    passed_over: int = 0


def findings(
    lines: Iterable[str | bytes],
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    level: Mapping[str, str] | None = None,
    advice: bool = False,
    plugins: Iterable[str] = (),
    now: float | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield what is found in the lines of an inventory, in their order.

    Every line is a JSON object, as text or UTF-8; docs/fleet.md says which. `select`, `ignore`,
    `level` ("error", "warning" or "note", by rule) and `advice` are as in a configuration file,
    `plugins` are names of modules, and `now` is the time to go by, in seconds since 1970 (UTC).

    Each finding is a dict of texts, and `line`, an int: lines count from 1. A line that cannot be
    read has a finding that says so; one about something else is passed over. What breaks in a
    plugin is yielded as well, with the level "failure" and no code. Raises KeyError for a level
    that there is not.
    """
    options = Options(
        None if select is None else tuple(select),
        tuple(ignore),
        tuple((rule, Level[name.upper()]) for rule, name in (level or {}).items()),
        advice,
        tuple(plugins),
        now=now,
    )
    for one in broken_plugins(options):
        yield _as_dict_of_failure(one, 0)
    for number, line in enumerate(lines, 1):
        result = audit([line], options, number)
        yield from result.findings
        for one in result.failures:
            yield _as_dict_of_failure(one, number)


def audit(lines: Iterable[str | bytes], options: Options, first: int = 1) -> Audited:
    """Return what is found in some lines, of which the first has a number."""
    engine = _engine(options)
    audited = Audited()
    for number, line in enumerate(lines, first):
        audited.lines += 1
        try:
            _audit_line(engine, line, number, audited)
        except BREAKAGE as error:  # a bug of ours must not hide other findings
            doing = f"on line {number}"
            audited.failures.append(failure("mappinglint", "", doing, error))
    return audited


def broken_plugins(options: Options) -> list[Failure]:
    """Return what has broken as the plugins were loaded and named their rules."""
    _engine(options).rules()
    return _plugins(options).failures


def unreadable_file(reason: str, line: int, options: Options) -> Audited:
    """Return what there is to say of a file that cannot be read from a line on; 0: not at all."""
    audited = Audited()
    _add(audited, _engine(options), [unreadable(_NAME, reason)], line)
    return audited


class _InventoryPlugins(Plugins):
    """All plugins, of which only the rules count: the lines have one form."""

    def dialects(self) -> list[Provided[Any]]:
        return [Provided(InventoryDialect(), BUILT_IN[0], "")]


# Rules are loaded once for a process: that takes as long as a hundred lines.
@lru_cache(maxsize=8)
def _plugins(options: Options) -> Plugins:
    now = options.now
    clock = time if now is None else lambda: now
    return _InventoryPlugins(options.plugins, clock, options.quotas)


@lru_cache(maxsize=8)
def _engine(options: Options) -> Engine:
    choice = Choice(options.select, options.ignore, dict(options.level), options.advice)
    # Nobody writes comments in an inventory.
    return Engine(_plugins(options), choice=choice, suppressions=False)


def _audit_line(engine: Engine, line: str | bytes, number: int, audited: Audited) -> None:
    if not line.strip():
        return
    try:
        content = _content(line)
        if content is None:
            audited.passed_over += 1
            return
        result = engine.check_text(_NAME, content.text)
        audited.failures += result.failures
        if not (result.mappings or result.findings):
            complain_of_too_little(content.text)
            audited.passed_over += 1
    except _UnreadableLineError as error:
        _add(audited, engine, error.findings, number, remedy=error.remedy)
        return
    except NoConfigurationError as error:
        _add(audited, engine, [unreadable(_NAME, str(error))], number, remedy=_WHOLE)
        return
    audited.mappings += result.mappings
    if result.findings:
        mappings = {one[0].name: one[0] for one in reversed(result.read)}
        for found in result.findings:
            who = _who(mappings.get(found.mapping), content)
            audited.findings.append(_as_dict(found, number, who))


class _UnreadableLineError(ValueError):
    """A line is no JSON: what there is to say of that."""

    def __init__(self, findings: list[Finding], remedy: str = "") -> None:
        super().__init__()
        self.findings = findings
        self.remedy = remedy


def _content(line: str | bytes) -> Unwrapped | None:
    """Return the settings in a line, or None if it is about something else.

    Raises _UnreadableLineError and NoConfigurationError.
    """
    # The end of the line is no part of its JSON.
    line = line.rstrip("\r\n") if isinstance(line, str) else line.rstrip(b"\r\n")
    if len(line) > LONGEST_LINE:
        reason = f"the line has more than {LONGEST_LINE:,} characters"
        raise _UnreadableLineError([unreadable(_NAME, reason)], _ONE_A_LINE)
    try:
        text = line if isinstance(line, str) else decode(line)
    except UndecodableError as error:
        raise _UnreadableLineError([undecodable(_NAME, error)]) from error
    try:
        return unwrapped(json.loads(text), text)
    except NoConfigurationError:
        raise
    except (ValueError, RecursionError) as error:
        document = read_as("json", Source(_NAME, text), text, ALONE)
        if document.broken:
            problems = [from_problem(document.source, one) for one in document.problems]
            remedy = _ONE_A_LINE if text.strip() in ("{", "[") else ""
            raise _UnreadableLineError(list(map(_with_column, problems)), remedy) from error
        # The standard reader has less patience, with long numbers for example.
        return Unwrapped(text)


def _with_column(found: Finding) -> Finding:
    line, column = found.primary.place.start
    return replace(found, message=f"{found.message} (column {column})") if line == 1 else found


def _add(
    audited: Audited, engine: Engine, found: list[Finding], number: int, *, remedy: str = ""
) -> None:
    """Add findings about a line that cannot be read."""
    who = _who(None, Unwrapped(""))
    for one in engine.chosen(found):
        audited.findings.append(_as_dict(one, number, who) | ({"fix": remedy} if remedy else {}))


def _who(mapping: EventSourceMapping | None, content: Unwrapped) -> dict[str, str]:
    """Return what tells a mapping from all others, as far as it is known."""

    def text(name: str) -> str:
        return (mapping and mapping.string(name)) or ""

    function = text("FunctionArn") or text("FunctionName")
    arn = text("EventSourceMappingArn")
    fields = (arn or function).split(":")
    of_arn = fields if fields[0] == "arn" and len(fields) > _FUNCTION_ARN_ACCOUNT else [""] * 5
    return {
        "account": content.account or of_arn[_FUNCTION_ARN_ACCOUNT],
        "region": content.region or of_arn[_FUNCTION_ARN_REGION],
        "uuid": content.uuid or text("UUID"),
        "arn": arn,
        "function": function,
        "source": text("EventSourceArn"),
    }


def _as_dict(found: Finding, number: int, who: dict[str, str]) -> dict[str, Any]:
    return {
        "line": number,
        **who,
        "code": found.rule.code,
        "name": found.rule.name,
        "level": str(found.level),
        "message": found.message,
        "setting": found.setting,
        "aws": found.aws,
        "fix": found.remedy,
    }


def _as_dict_of_failure(broken: Failure, number: int) -> dict[str, Any]:
    keys = ("account", "region", "uuid", "arn", "function", "source", "code", "name")
    return {
        "line": number,
        **dict.fromkeys(keys, ""),
        "level": "failure",
        "message": str(broken),
        "setting": "",
        "aws": "",
        "fix": "",
    }
