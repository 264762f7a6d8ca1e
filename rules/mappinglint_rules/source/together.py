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

    A group is yielded anew with each mapping that joins it. A mapping joins it in the first of its
    scenarios in which all the others can exist, too. What AWS has stored already is left out.
    """
    groups: dict[Hashable, list[EventSourceMapping]] = {}
    for scenarios in mappings:
        joined: set[Hashable] = set()
        for mapping in scenarios:
            if mapping.operation is not Operation.CREATE:
                continue
            for key in keys(mapping):
                group = groups.setdefault(key, [])
                if key not in joined and all(_coexist(mapping, other) for other in group):
                    joined.add(key)
                    yield [*group, mapping]
                    if len(group) < _MOST:
                        group.append(mapping)


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
