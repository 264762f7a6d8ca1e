"""Which mappings of one file exist side by side, and poll the same thing."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.value import Known, Unknown

# Of a larger group, the first ones stand for all: the work for each mapping stays the same.
_MOST = 10

# A mapping in all its scenarios.
Scenarios = Sequence[EventSourceMapping]
Keys = Callable[[EventSourceMapping], Iterable[Hashable]]


def sharing(mappings: Iterable[Scenarios], keys: Keys) -> Iterator[list[EventSourceMapping]]:
    """Yield mappings that exist side by side and have a key in common: the latest one last.

    They come once for each scenario of the latest one. What AWS has stored already is left out.
    """
    groups: dict[Hashable, list[list[EventSourceMapping]]] = {}
    for scenarios in mappings:
        with_key: dict[Hashable, list[EventSourceMapping]] = {}
        for mapping in scenarios:
            for key in keys(mapping) if mapping.operation is Operation.CREATE else ():
                with_key.setdefault(key, []).append(mapping)
        for key, alternatives in with_key.items():
            group = groups.setdefault(key, [])
            for mapping in alternatives:
                if others := _side_by_side(group, mapping):
                    yield [*others, mapping]
            if len(group) < _MOST:
                group.append(alternatives)


def _side_by_side(
    group: list[list[EventSourceMapping]], mapping: EventSourceMapping
) -> list[EventSourceMapping]:
    """Return the mappings of a group that can exist together with one more."""
    found = [mapping]
    for alternatives in group:
        fitting = (one for one in alternatives if all(_coexist(one, other) for other in found))
        found += [one for one in [next(fitting, None)] if one is not None]
    return found[1:]


def identity(mapping: EventSourceMapping, setting: str) -> str | None:
    """Return a text that is the same for the same value; None if that is not known."""
    value = mapping.get(setting)
    match value:
        case Known(text=text):
            return f"={text}"
        case Unknown(identity=name):
            return name
    return None


def _coexist(one: EventSourceMapping, other: EventSourceMapping) -> bool:
    """Say whether there is a case in which both mappings exist."""
    assumed = dict(one.assumptions)
    return all(assumed.get(subject, value) == value for subject, value in other.assumptions)
