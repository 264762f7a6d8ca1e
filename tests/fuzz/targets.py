"""What is fuzzed: functions of some bytes that assert what has to hold for them.

Atheris, hypothesis and the replay of the corpus call the same functions. Where a file is meant, the
first byte of an input says its name, as `checks.NAMES` has it: so a file of the corpus can be read.
"""

import json
from collections.abc import Callable

from checks import (
    ENGINE,
    assert_fixed,
    assert_found,
    assert_heeded,
    assert_ignorable,
    assert_reads,
    assert_reported,
    assert_within,
    named,
    text_of,
)
from editors import editor

from mappinglint.config.findings import invalid
from mappinglint.config.reading import read as read_configuration
from mappinglint.config.reading import unknown
from mappinglint.pattern.decide import can_never_match, covers, lets_everything_through
from mappinglint.pattern.match import explain, passes
from mappinglint.pattern.parse import parse
from mappinglint.pattern.reader import read_carefully
from mappinglint.pattern.record import formats, records_of, try_record
from mappinglint.source import Source

Property = Callable[[bytes], None]

# Bytes of a file that is large for what it says.
_MUCH = 60_000

_RULES = ENGINE.every_rule()


def _reader(name: str) -> Property:
    def check(data: bytes) -> None:
        text = text_of(data)
        if text is not None:
            assert_reads(name, text)

    return check


def toml(data: bytes) -> None:
    """A configuration, of its own or in pyproject.toml."""
    text = text_of(data)
    if text is None:
        return
    source = Source("mappinglint.toml", text)
    for table in ((), ("tool", "mappinglint")):
        reading = read_configuration(text, table)
        if reading is None:
            continue
        mistakes = [*reading.mistakes, *unknown(reading.words, _RULES)]
        for found in invalid(source, mistakes):
            assert_within(found.primary.place.span, len(text))
            assert found.message
        assert read_configuration(text, table) == reading


def dialects(data: bytes) -> None:
    """A file, by its name: all that is found in it, in every report."""
    assert_reported(assert_found(*named(data)))


def pattern(data: bytes) -> None:
    """A filter pattern, its mistakes, and what is decided about it."""
    text = text_of(data)
    if text is None:
        return
    parsed = parse(text)
    assert parse(text) == parsed
    for mistake in parsed.mistakes:
        assert_within(mistake.span, len(text))
        assert mistake.message
    tree, mistakes = read_carefully(text)
    assert (tree is None) <= bool(mistakes)
    if parsed.pattern is not None:
        never = can_never_match(parsed.pattern)
        always = lets_everything_through(parsed.pattern)
        assert not (never and always)
        assert covers(parsed.pattern, parsed.pattern) in (True, False)
        formats(parsed.pattern)


def matcher(data: bytes) -> None:
    """A pattern and an event, on a line each."""
    first, _, second = (text_of(data) or "").partition("\n")
    found = parse(first).pattern
    try:
        event = json.loads(second)
    except (ValueError, RecursionError):
        return
    if found is None:
        return
    outcome = explain(found, event)
    assert explain(found, event) == outcome
    assert passes(found, event) is outcome.passes
    # A filter that lets a record pass is not one that never does.
    if outcome.passes:
        assert not can_never_match(found)
    elif outcome.passes is False:
        assert not lets_everything_through(found)
        assert outcome.failures
    for failure in outcome.failures:
        assert_within(failure.span, len(first))
        assert str(failure)
    for record in records_of(event):
        try_record(found, record)


def suppressions(data: bytes) -> None:
    """A file with comments for us: what they hide, and those that we write ourselves."""
    name, content = named(data)
    assert_heeded(name, content)
    assert_ignorable(name, content)


def fix(data: bytes) -> None:
    """A file whose mistakes are mended."""
    name, content = named(data)
    assert_fixed(name, content, assert_found(name, content))


def repeated(data: bytes) -> None:
    """A file in which some stretch is repeated very often: the work has to grow with it alone.

    That it does is for libFuzzer to say, which stops at what takes too long.
    """
    name, rest = named(data)
    first, second = (byte / 256 for byte in rest[:2].ljust(2, b"\0"))
    content = rest[2:]
    start = int(len(content) * first)
    unit = content[start : start + 1 + int((len(content) - start) * second)]
    if unit:
        many = content[:start] + unit * (_MUCH // len(unit)) + content[start + len(unit) :]
        assert ENGINE.check_bytes(name, many).failures == []


TARGETS: dict[str, Property] = {
    "yaml": _reader("template.yaml"),
    "json": _reader("template.json"),
    "hcl": _reader("main.tf"),
    "markdown": _reader("guide.md"),
    "shell": _reader("deploy.sh"),
    "toml": toml,
    "dialects": dialects,
    "pattern": pattern,
    "matcher": matcher,
    "suppressions": suppressions,
    "fix": fix,
    "editor": editor,
    "repeated": repeated,
}


def any_target(data: bytes) -> None:
    """An input of any target: the first byte says of which."""
    names = list(TARGETS)
    TARGETS[names[data[0] % len(names)] if data else names[0]](data[1:])
