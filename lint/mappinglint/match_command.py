"""`mappinglint match`: whether records pass the filters of a mapping, and if not, why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mappinglint.engine import Engine
from mappinglint.filters import SENDERS, filter_patterns
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.event import Json
from mappinglint.pattern.parse import Parsed, parse
from mappinglint.pattern.record import Record, Sender, Trial, records_of, try_record
from mappinglint.place import Place
from mappinglint.report.words import count, printable
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.value import TextPlaces, places_of

_MARKS = {True: "passes", False: "-", None: "?"}
_WIDEST_NAME = 40


class MatchError(Exception):
    """What was asked for cannot be tried; the message says why."""


@dataclass(frozen=True)
class Filter:
    """One filter to try: its number in the mapping, what it says, and where that stands."""

    number: int
    parsed: Parsed
    places: TextPlaces

    def where(self, span: Span) -> Place:
        return self.places.within(*span)


@dataclass(frozen=True)
class Matching:
    """Filters, and the records that were tried on all of them."""

    filters: tuple[Filter, ...]
    records: tuple[Record, ...]
    trials: tuple[tuple[Trial | None, ...], ...]

    def passes(self, index: int) -> bool | None:
        """Say whether a record passes any filter; without filters every record does."""
        if not self.filters:
            return True
        results = [trial.outcome.passes if trial else False for trial in self.trials[index]]
        return True if True in results else None if None in results else False

    @property
    def all_pass(self) -> bool:
        return all(self.passes(index) for index in range(len(self.records)))


def filters_of_text(pattern: str) -> tuple[Filter, ...]:
    """Return a pattern that stands on the command line as the one filter."""
    source = Source("--pattern", pattern)
    places = TextPlaces(Place(source, Span(0, len(pattern))), list(range(len(pattern) + 1)))
    return (Filter(1, parse(pattern), places),)


def filters_of_mapping(mapping: EventSourceMapping) -> tuple[Filter, ...]:
    """Return the filters of a mapping that are known."""
    return tuple(
        Filter(one.number, one.parsed, places_of(one.value)) for one in filter_patterns(mapping)
    )


def find_mapping(engine: Engine, path: str, data: bytes, name: str | None) -> EventSourceMapping:
    """Return the mapping of a file with a name, or its only one. Raises MatchError."""
    found = {
        alternatives[0].name: alternatives[0]
        for alternatives in engine.mappings(path, data)
        if alternatives
    }
    if not found:
        raise MatchError(f"{path} has no event source mapping")
    names = ", ".join(found)
    if name is not None and name not in found:
        raise MatchError(f"{path} has no mapping called {name}; it has {names}")
    if name is None and len(found) > 1:
        raise MatchError(f"{path} has several mappings; choose one with --mapping: {names}")
    return found[name] if name is not None else next(iter(found.values()))


def sender_of(mapping: EventSourceMapping) -> Sender | None:
    """Return what sends the records of a mapping, if that is known."""
    senders = {SENDERS.get(kind) for kind in mapping.kinds}
    return senders.pop() if len(senders) == 1 else None


def read_records(text: str, sender: Sender | None) -> list[Record]:
    """Return the records of an event as JSON, or as JSON Lines. Raises MatchError."""
    try:
        event: Json = json.loads(text)
    except ValueError as error:
        try:
            event = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise MatchError(f"the event is not JSON: {error}") from error
    except RecursionError as error:
        raise MatchError("the event is nested too deep") from error
    records = records_of(event, sender)
    if not records:
        raise MatchError("the event has no record: it is no object, and no list of objects")
    return records


def match(filters: Sequence[Filter], records: Sequence[Record]) -> Matching:
    """Try every filter on every record. A filter that AWS refuses is not tried."""
    trials = tuple(tuple(_tried(one, record) for one in filters) for record in records)
    return Matching(tuple(filters), tuple(records), trials)


def _tried(one: Filter, record: Record) -> Trial | None:
    pattern = one.parsed.pattern
    return None if pattern is None or one.parsed.mistakes else try_record(pattern, record)


# -- telling --------------------------------------------------------------------------------------


def render(matching: Matching) -> str:
    """Return the outcome as text: every reason for one record, a table for several."""
    lines = list(_mistakes(matching))
    lines += _reasons(matching) if len(matching.records) == 1 else _table(matching)
    return "\n".join(lines) + "\n"


def _mistakes(matching: Matching) -> Iterator[str]:
    for one in matching.filters:
        for mistake in one.parsed.mistakes:
            yield f"filter {one.number}: AWS refuses it: {printable(mistake.message)}"
            yield _arrow(one, mistake.span)


def _reasons(matching: Matching) -> Iterator[str]:
    for one, trial in zip(matching.filters, matching.trials[0], strict=True):
        if trial is None:
            continue
        yield f"filter {one.number}: {_verdict(trial)}"
        yield from (f"  {printable(mismatch)}" for mismatch in trial.mismatches)
        for failure in trial.outcome.failures:
            yield f"  {printable(str(failure))}"
            yield _arrow(one, failure.span)
    if not matching.filters:
        yield "the mapping has no filters: every record passes"
        return
    passes = {True: "the record passes", False: "the record does not pass"}
    verdict = matching.passes(0)
    yield passes[verdict] if verdict is not None else "the record may pass: see above"


def _verdict(trial: Trial) -> str:
    words = {True: "passes", False: "does not pass"}
    passes = trial.outcome.passes
    return words[passes] if passes is not None else "depends on what is not known of the pattern"


def _arrow(one: Filter, span: Span) -> str:
    place = one.where(span).first_line()
    line, column = place.start
    return f"    --> {printable(place.source.path)}:{line}:{column}"


def _table(matching: Matching) -> Iterator[str]:
    heads = ["record", *(f"filter {one.number}" for one in matching.filters), "passes"]
    rows = [heads, *(_row(matching, index) for index in range(len(matching.records)))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
    passing = sum(matching.passes(index) is True for index in range(len(matching.records)))
    open_ones = sum(matching.passes(index) is None for index in range(len(matching.records)))
    unsure = f", {open_ones} may" if open_ones else ""
    yield f"{passing} of {count(len(matching.records), 'record')} pass{unsure}"


def _row(matching: Matching, index: int) -> list[str]:
    results = [trial.outcome.passes if trial else False for trial in matching.trials[index]]
    whole = {True: "yes", False: "no", None: "?"}[matching.passes(index)]
    return [_name(matching.records[index], index), *(_MARKS[one] for one in results), whole]


def _name(record: Record, index: int) -> str:
    """Return what tells a record from the others: its number, and its id if it has one."""
    for key in ("messageId", "eventID", "sequenceNumber", "messageID", "offset"):
        value = record.data.get(key)
        if isinstance(value, str | int):
            return f"{index + 1} {printable(str(value))[:_WIDEST_NAME]}"
    return str(index + 1)
