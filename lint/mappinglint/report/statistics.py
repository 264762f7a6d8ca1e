"""What --statistics prints: how much was read, what it was, and how long that took."""

from collections import Counter
from collections.abc import Iterator

from mappinglint.engine import Result
from mappinglint.finding import Level
from mappinglint.kind import BROKERS, QUEUES, Kinds, SourceKind
from mappinglint.report.words import printable

# The service is known, and that it has two kinds is no matter for most rules.
_OF_ONE_SERVICE = {
    QUEUES: "SQS queues, standard or FIFO",
    BROKERS: "Amazon MQ, ActiveMQ or RabbitMQ",
}
_UNKNOWN = "unknown"

# What a line counts, and the number as it is shown.
_Line = tuple[str, str]


def render(result: Result, seconds: float) -> str:
    """Return a table of what a run that took so many seconds has looked at and found."""
    lines = list(_lines(result, seconds))
    words = max(len(what) for what, _ in lines)
    numbers = max(len(number) for _, number in lines)
    return "".join(f"{what:<{words}}  {number:>{numbers}}\n" for what, number in lines)


def _lines(result: Result, seconds: float) -> Iterator[_Line]:
    yield "files looked at", str(result.files)
    yield "  with mappings", str(result.files_with_mappings)
    yield "  unfilled templates", str(result.unfilled)
    yield "mappings", str(result.mappings)
    for name in sorted({name for name, _ in result.tally}):
        yield from _of_format(name, result.tally)
    unknown = (number for (_, kinds), number in result.tally.items() if _source(kinds) == _UNKNOWN)
    yield "unknown sources", str(sum(unknown))
    levels = Counter(finding.level for finding in result.findings)
    yield "findings", str(len(result.findings))
    for level in reversed(Level):
        yield f"  {level}s", str(levels[level])
    if result.fixed:
        yield "fixed", str(len(result.fixed))
    yield "seconds", f"{seconds:.2f}"


def _of_format(name: str, tally: Counter[tuple[str, Kinds]]) -> Iterator[_Line]:
    """Yield how many mappings a format has, then of which sources; the unknown ones come last."""
    of_sources: Counter[str] = Counter()
    for (written_in, kinds), number in tally.items():
        if written_in == name:
            of_sources[_source(kinds)] += number
    yield f"  {printable(name)}", str(of_sources.total())
    known = [kind.every for kind in SourceKind]
    for source in (*known, *_OF_ONE_SERVICE.values(), _UNKNOWN):
        if of_sources[source]:
            yield f"    {source}", str(of_sources[source])


def _source(kinds: Kinds) -> str:
    if len(kinds) == 1:
        return next(iter(kinds)).every
    return _OF_ONE_SERVICE.get(kinds, _UNKNOWN)
