"""ESM721: a queue may not call its function more often at once than the function may run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label, Place
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.functions import queues_of_function, reserved_concurrency
from mappinglint_rules.resources.names import called
from mappinglint_rules.service import LEAST_CONCURRENCY
from mappinglint_rules.source.together import Scenarios, is_polling, sharing

_CONCURRENCY = "ScalingConfig.MaximumConcurrency"
_AWS = (
    "throttles what is over, and puts the messages back; each time counts as a receive: under load "
    "they may end in the dead-letter queue without the function ever seeing them"
)


@rule(
    "ESM721",
    "maximum-concurrency-over-reserved",
    Level.WARNING,
    Evidence.ADVISED,
    settings=(_CONCURRENCY, "FunctionName"),
    kinds=QUEUES,
)
def _alone(mapping: EventSourceMapping) -> Iterator[Finding]:
    most, reserved = mapping.integer(_CONCURRENCY), reserved_concurrency(mapping)
    # Of a function that never runs another rule speaks.
    if most is None or reserved is None or not 0 < reserved.number < most:
        return
    name = mapping.spell(_CONCURRENCY)
    yield maximum_concurrency_over_reserved.finding(
        mapping,
        _CONCURRENCY,
        f"{name} {most} is more than {reserved.name} of {called(mapping.function, 'function')}, "
        f"{reserved.number}",
        related=reserved.labels,
        aws=_AWS,
        remedy=_remedy(name, most, reserved.number, queues_of_function(mapping)),
    )


def _remedy(name: str, most: int, reserved: int, queues: int) -> str:
    """Return what to set so that all queues of the function have enough."""
    room = reserved - LEAST_CONCURRENCY * (queues - 1)
    if queues == 1:
        raising = f"reserve {most} for the function"
        return f"set {name} to {reserved}, or {raising}" if room >= LEAST_CONCURRENCY else raising
    raising = f"reserve as much as all {queues} queues of the function have together"
    if room < LEAST_CONCURRENCY:
        return f"{raising}, at least {LEAST_CONCURRENCY} for each"
    return (
        f"lower {name}, so that the {queues} queues of the function have no more than {reserved} "
        f"together, or {raising}"
    )


def _together(mappings: Sequence[Scenarios]) -> Iterator[Finding]:
    """Yield, for each function, a finding at the mapping with which it becomes too much."""
    for mapping, companions in sharing(mappings, _functions):
        others = [one.mapping for one in companions]
        when = {one for other in companions for one in other.when}
        reserved, own = reserved_concurrency(mapping), mapping.integer(_CONCURRENCY)
        if reserved is None or own is None or not _coexist([mapping, *others]):
            continue
        before = sum(one.integer(_CONCURRENCY) or 0 for one in others)
        total = before + own
        if before <= reserved.number < total:
            name = mapping.spell(_CONCURRENCY)
            yield maximum_concurrency_over_reserved.finding(
                mapping,
                _CONCURRENCY,
                f"{name} {own} makes {total} with the other queues of "
                f"{called(mapping.function, 'function')}: more than its {reserved.name}, "
                f"{reserved.number}",
                related=[*map(_of_another, others), *reserved.labels],
                aws=_AWS,
                remedy=f"{_lower(name, reserved.number - before)}, or reserve at least {total} for "
                "the function",
                when=tuple(sorted(when)),
            )


def _lower(name: str, room: int) -> str:
    if room >= LEAST_CONCURRENCY:
        return f"set {name} to {room}"
    return f"lower {name} of each (it cannot be less than {LEAST_CONCURRENCY})"


def _of_another(mapping: EventSourceMapping) -> Label:
    place = mapping.place_of(_CONCURRENCY).first_line()
    return Label(place, f"{mapping.integer(_CONCURRENCY)} for another queue")


def _functions(mapping: EventSourceMapping) -> Iterator[Place]:
    """Yield the function of a mapping that is not too much for it alone."""
    most, reserved = mapping.integer(_CONCURRENCY), reserved_concurrency(mapping)
    function = mapping.function
    if function is None or most is None or reserved is None or not is_polling(mapping):
        return
    if 0 < most <= reserved.number:
        yield function.place


def _coexist(mappings: list[EventSourceMapping]) -> bool:
    """Say whether there is a case in which all of them exist as they are."""
    assumed: dict[str, str] = {}
    return all(
        assumed.setdefault(subject, value) == value
        for mapping in mappings
        for subject, value in mapping.assumptions
    )


maximum_concurrency_over_reserved = replace(_alone, comparison=_together)
