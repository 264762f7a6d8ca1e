"""Which mappings of one file exist side by side, and poll the same thing."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import product

from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Label
from mappinglint.record import dataclass
from mappinglint.scenario import Assumption, needed
from mappinglint.value import Known, Unknown

# Of a larger group, the first ones stand for all: the work for each mapping stays the same.
_MOST = 10

# A mapping in all its scenarios.
Scenarios = Sequence[EventSourceMapping]
Keys = Callable[[EventSourceMapping], Iterable[Hashable]]


@dataclass(frozen=True)
class Companion:
    """A mapping that shares a key with another one, and what has to be so for that."""

    mapping: EventSourceMapping
    when: tuple[Assumption, ...]


def sharing(
    mappings: Iterable[Scenarios], keys: Keys
) -> Iterator[tuple[EventSourceMapping, list[Companion]]]:
    """Yield each mapping that has a key in common with earlier ones, with these.

    Only mappings that can exist side by side count, and what AWS has stored already does not.
    """
    groups: dict[Hashable, list[tuple[Scenarios, Scenarios]]] = {}
    for scenarios in mappings:
        for key, having in _by_key(scenarios, keys).items():
            group = groups.setdefault(key, [])
            found = (_companion(earlier, (scenarios, having)) for earlier in group)
            if companions := [one for one in found if one is not None]:
                yield having[0], companions
            if len(group) < _MOST:
                group.append((scenarios, having))


def _by_key(scenarios: Scenarios, keys: Keys) -> dict[Hashable, list[EventSourceMapping]]:
    having: dict[Hashable, list[EventSourceMapping]] = {}
    for mapping in scenarios:
        for key in keys(mapping) if mapping.operation is Operation.CREATE else ():
            having.setdefault(key, []).append(mapping)
    return having


def _companion(
    earlier: tuple[Scenarios, Scenarios], later: tuple[Scenarios, Scenarios]
) -> Companion | None:
    """Compare two mappings, each with all of its scenarios and those in which it has the key."""
    together = [pair for pair in product(earlier[0], later[0]) if _coexist(*pair)]
    sharing = [pair for pair in together if pair[0] in earlier[1] and pair[1] in later[1]]
    if not sharing:
        return None
    when = needed([_assumed(pair) for pair in sharing], [_assumed(pair) for pair in together])
    return Companion(sharing[0][0], when)


def _assumed(pair: tuple[EventSourceMapping, EventSourceMapping]) -> frozenset[Assumption]:
    return frozenset(pair[0].assumptions + pair[1].assumptions)


def identity(mapping: EventSourceMapping, setting: str) -> str | None:
    """Return a text that is the same for the same value; None if that is not known."""
    value = mapping.get(setting)
    match value:
        case Known(cause=Label() as cause, text=text, refers_to=target):
            # Two parameters may have the same default, and other values when it counts; two calls
            # of a module make two things of one place.
            return f"@{cause.place.span.start} {cause.place.source.path} {text} {target}"
        case Known(text=text):
            return f"={text}"
        case Unknown(identity=name):
            return name
    return None


def is_polling(mapping: EventSourceMapping) -> bool:
    """Say whether a mapping is surely switched on: of two, a parameter may leave one."""
    value = mapping.get("Enabled")
    is_written = isinstance(value, Known) and value.cause is None
    return value is None or (is_written and mapping.boolean("Enabled") is True)


def _coexist(one: EventSourceMapping, other: EventSourceMapping) -> bool:
    """Say whether there is a case in which both mappings exist."""
    if one.name == other.name and one.place.source.path != other.place.source.path:
        # No tool takes a name twice: these files are not deployed together.
        return False
    assumed = dict(one.assumptions)
    return all(assumed.get(subject, value) == value for subject, value in other.assumptions)
