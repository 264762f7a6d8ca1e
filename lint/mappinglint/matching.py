"""Whether records pass the filters of a mapping, and if not, why."""

import json
from collections.abc import Iterator

from mappinglint.dialects import Alternatives
from mappinglint.engine import Engine, Result
from mappinglint.filters import FILTERS, SENDERS, known_text
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.event import Json
from mappinglint.pattern.parse import Parsed, parse
from mappinglint.pattern.record import Record, Sender, Trial, records_of, try_record
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.report.words import count, printable
from mappinglint.scenario import Assumption, needed
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.value import Items, Known, TextPlaces, Unknown, places_of

_MARKS = {True: "passes", False: "fails", None: "?"}
_WIDEST_NAME = 40
# Of so many records that do not pass, the reasons are told one by one.
_MOST_TOLD = 10


class MatchError(Exception):
    """What was asked for cannot be tried; the message says why."""


@dataclass(frozen=True)
class Filter:
    """One filter to try: its number in the mapping, what it says, and where that stands.

    `parsed` is None if nothing is known of it.
    """

    number: int
    parsed: Parsed | None
    places: TextPlaces


@dataclass(frozen=True)
class Case:
    """The filters that records are tried on, and what has to be so for a mapping to have them.

    There may be more than these if they are not `complete`.
    """

    filters: tuple[Filter, ...]
    complete: bool
    when: tuple[Assumption, ...] = ()


@dataclass(frozen=True)
class Matching:
    """What became of every record, filter by filter; None where a filter could not be tried."""

    case: Case
    records: tuple[Record, ...]
    trials: tuple[tuple[Trial | None, ...], ...]

    def passes(self, index: int) -> bool | None:
        """Say whether a record passes any filter; without filters every record does."""
        results = [self.result(index, position) for position in range(len(self.case.filters))]
        if True in results:
            return True
        if None in results or not self.case.complete:
            return None
        return not results

    def result(self, index: int, position: int) -> bool | None:
        """Say whether a record passes one filter; what AWS refuses lets nothing through."""
        trial, parsed = self.trials[index][position], self.case.filters[position].parsed
        if trial is None:
            return None if parsed is None or not parsed.mistakes else False
        return trial.outcome.passes

    @property
    def all_pass(self) -> bool:
        return all(self.passes(index) for index in range(len(self.records)))


# -- what to try ----------------------------------------------------------------------------------


def case_of_text(pattern: str) -> Case:
    """Return a pattern that stands on the command line as the one filter."""
    source = Source("--pattern", pattern)
    places = TextPlaces(Place(source, Span(0, len(pattern))), list(range(len(pattern) + 1)))
    return Case((Filter(1, parse(pattern), places),), complete=True)


def cases_of(alternatives: Alternatives) -> list[Case]:
    """Return the filters of a mapping, a case for each scenario in which they differ."""
    cases: dict[tuple[object, ...], list[EventSourceMapping]] = {}
    for mapping in alternatives:
        cases.setdefault(_written(mapping), []).append(mapping)
    every = [frozenset(mapping.assumptions) for mapping in alternatives]
    return [
        _case(group[0], needed([frozenset(one.assumptions) for one in group], every))
        for group in cases.values()
    ]


def _written(mapping: EventSourceMapping) -> tuple[object, ...]:
    """Return what tells the filters of one scenario from those of another."""
    texts = [known_text(mapping.get((*path, "Pattern"))) for path in mapping.each(FILTERS)]
    return (isinstance(mapping.get(FILTERS), Unknown), *texts)


def _case(mapping: EventSourceMapping, when: tuple[Assumption, ...]) -> Case:
    filters = tuple(
        _filter(mapping, number, (*path, "Pattern"))
        for number, path in enumerate(mapping.each(FILTERS), start=1)
    )
    found = mapping.get(FILTERS)
    return Case(filters, found is None or isinstance(found, Items), when)


def _filter(mapping: EventSourceMapping, number: int, path: tuple[str | int, ...]) -> Filter:
    value = mapping.get(path)
    text = known_text(value)
    if text is None or not isinstance(value, Known | Unknown):
        return Filter(number, None, TextPlaces(mapping.place_of(path), None))
    return Filter(number, parse(text), places_of(value))


def find_mapping(engine: Engine, path: str, data: bytes, name: str | None) -> Alternatives:
    """Return the mapping of a file with a name, or its only one. Raises MatchError."""
    result = Result()
    found = [alternatives for alternatives in engine.mappings(path, data, result) if alternatives]
    if result.failures:
        raise MatchError(str(result.failures[0]))
    if not found:
        raise MatchError(f"{path} has no event source mapping")
    names = ", ".join(alternatives[0].name for alternatives in found)
    if name is None and len(found) > 1:
        raise MatchError(f"{path} has several mappings; choose one with --mapping: {names}")
    chosen = [one for one in found if name is None or one[0].name == name]
    if not chosen:
        raise MatchError(f"{path} has no mapping called {name}; it has {names}")
    if len(chosen) > 1:
        raise MatchError(f"{path} has {len(chosen)} mappings called {name}")
    return chosen[0]


def sender_of(mapping: EventSourceMapping) -> Sender | None:
    """Return what sends the records of a mapping, if that is known."""
    senders = {SENDERS.get(kind) for kind in mapping.kinds}
    return senders.pop() if len(senders) == 1 else None


def read_records(text: str, sender: Sender | None) -> tuple[Record, ...]:
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
    records = tuple(records_of(event, sender))
    if not records:
        raise MatchError("the event has no record in it")
    return records


def match(case: Case, records: tuple[Record, ...]) -> Matching:
    """Try every filter on every record."""
    trials = tuple(tuple(_tried(one, record) for one in case.filters) for record in records)
    return Matching(case, records, trials)


def _tried(one: Filter, record: Record) -> Trial | None:
    if one.parsed is None or one.parsed.pattern is None or one.parsed.mistakes:
        return None
    return try_record(one.parsed.pattern, record)


# -- telling --------------------------------------------------------------------------------------


def render(matchings: list[Matching], sender: Sender | None) -> str:
    """Return the outcome as text; `sender` is what the mapping reads, if that is known."""
    blocks = ["\n".join(_block(one)) for one in matchings]
    strangers = {one.sender for one in matchings[0].records} - {sender, None}
    if sender is not None and strangers:
        names = " and ".join(sorted(one.value for one in strangers if one))
        blocks.insert(0, f"the event is of {names}, and the mapping reads {sender.value}")
    return "\n\n".join(blocks) + "\n"


def _block(matching: Matching) -> Iterator[str]:
    if matching.case.when:
        conditions = (f"{subject} is {value}" for subject, value in matching.case.when)
        yield f"when {printable(' and '.join(conditions))}:"
    yield from _mistakes(matching)
    if len(matching.records) == 1:
        yield from _reasons(matching, 0)
        yield _verdict(matching)
    else:
        yield from _table(matching)


def _mistakes(matching: Matching) -> Iterator[str]:
    for one in matching.case.filters:
        for mistake in one.parsed.mistakes if one.parsed else ():
            yield f"filter {one.number}: AWS refuses it: {printable(mistake.message)}"
            yield _arrow(one, mistake.span)


def _reasons(matching: Matching, index: int) -> Iterator[str]:
    for one, trial in zip(matching.case.filters, matching.trials[index], strict=True):
        if trial is None:
            if one.parsed is None:
                yield f"filter {one.number}: nothing is known of it"
            continue
        yield f"filter {one.number}: {_words(trial)}"
        yield from (f"  {printable(mismatch)}" for mismatch in trial.mismatches)
        for failure in trial.outcome.failures:
            yield f"  {printable(str(failure))}"
            yield _arrow(one, failure.span)
    if not matching.case.complete:
        yield "the mapping may have filters that are not known"


def _words(trial: Trial) -> str:
    words = {True: "passes", False: "does not pass"}
    passes = trial.outcome.passes
    return words[passes] if passes is not None else "depends on what is not known of the pattern"


def _verdict(matching: Matching) -> str:
    if matching.case.complete and not matching.case.filters:
        return "the mapping has no filters: every record passes"
    words = {True: "the record passes", False: "the record does not pass"}
    passes = matching.passes(0)
    return words[passes] if passes is not None else "the record may pass"


def _arrow(one: Filter, span: Span) -> str:
    place = one.places.within(*span).first_line()
    line, column = place.start
    return f"    --> {printable(place.source.path)}:{line}:{column}"


def _table(matching: Matching) -> Iterator[str]:
    heads = ["record", *(f"filter {one.number}" for one in matching.case.filters), "passes"]
    indexes = range(len(matching.records))
    rows = [heads, *(_row(matching, index) for index in indexes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
    passing = [index for index in indexes if matching.passes(index)]
    unsure = sum(matching.passes(index) is None for index in indexes)
    may = f", {unsure} may" if unsure else ""
    yield f"{len(passing)} of {count(len(matching.records), 'record')} pass{may}"
    for index in [index for index in indexes if index not in passing][:_MOST_TOLD]:
        yield ""
        yield f"record {_name(matching.records[index], index)}"
        yield from _reasons(matching, index)


def _row(matching: Matching, index: int) -> list[str]:
    positions = range(len(matching.case.filters))
    results = [_MARKS[matching.result(index, position)] for position in positions]
    whole = {True: "yes", False: "no", None: "?"}[matching.passes(index)]
    return [_name(matching.records[index], index), *results, whole]


def _name(record: Record, index: int) -> str:
    """Return what tells a record from the others: its number, and its id if it has one."""
    for key in ("messageId", "eventID", "sequenceNumber", "messageID", "offset"):
        value = record.data.get(key)
        if isinstance(value, str | int):
            return f"{index + 1} {printable(str(value))[:_WIDEST_NAME]}"
    return str(index + 1)
