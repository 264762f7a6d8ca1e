"""Which setting stands at an offset of a text."""

from collections.abc import Iterable, Iterator

from mappinglint.filters import FilterPattern, filter_patterns
from mappinglint.lsp.pattern_place import PatternPlace, place_in_pattern
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.source import Source
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value


@dataclass(frozen=True)
class Spot:
    """A setting of a mapping, as `mapping.get` takes its path, with the indices of lists.

    `place` is that of its key or of its value, as `is_key` says. Between the settings of an object
    it is that object; an empty path is the mapping as a whole.
    """

    mapping: EventSourceMapping
    path: Path
    place: Place
    is_key: bool


@dataclass(frozen=True)
class PatternSpot:
    """A filter pattern of a mapping, and what stands in it."""

    pattern: FilterPattern
    place: PatternPlace


def pattern_at(spot: Spot, offset: int) -> PatternSpot | None:
    """Return the pattern that a spot is, if an offset of the file is in its text."""
    if spot.is_key or spot.path[-1:] != ("Pattern",):
        return None
    for pattern in filter_patterns(spot.mapping):
        if pattern.path == spot.path and (index := pattern.index(offset)) is not None:
            return PatternSpot(pattern, place_in_pattern(pattern.text, index))
    return None


def spot_at(mappings: Iterable[EventSourceMapping], source: Source, offset: int) -> Spot | None:
    """Return the innermost that stands at an offset of a source.

    A word stands there up to the offset right behind it, where somebody may be typing it.
    """
    best: Spot | None = None
    for mapping in mappings:
        for spot, ends_with_word in _spots(mapping):
            start, end = spot.place.span
            is_here = start <= offset < end + ends_with_word
            if not is_here or spot.place.source.path != source.path:
                continue
            if best is None or _rank(spot) < _rank(best):
                best = spot
    return best


def _rank(spot: Spot) -> tuple[int, bool, int]:
    """Return what sorts first: the shortest; of one place a value, and the innermost."""
    start, end = spot.place.span
    return end - start, spot.is_key, -len(spot.path)


def _is_written(field: Field) -> bool:
    """Say whether a field stands here; some are made of what says something else, as a name."""
    match field.value:
        case Known(node=None, offsets=None) | Unknown(node=None, offsets=None):
            return field.key != field.value.place
    return True


def _spots(mapping: EventSourceMapping) -> Iterator[tuple[Spot, bool]]:
    """Yield every spot of a mapping, and whether it is a word."""
    pending: list[tuple[Path, Value]] = [((), mapping.settings)]
    if mapping.stored is not None:
        pending.append(((), mapping.stored))
    # What an alias repeats stands only once in the file.
    seen: set[int] = set()
    while pending:
        path, value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        is_word = isinstance(value, Known | Unknown)
        yield Spot(mapping, path, value.place, is_key=False), is_word
        if isinstance(value, Fields):
            for field in value.fields:
                if field.name is not None and _is_written(field):
                    inner = (*path, field.name)
                    yield Spot(mapping, inner, field.key, is_key=True), True
                    pending.append((inner, field.value))
        elif isinstance(value, Items):
            pending += [((*path, index), item) for index, item in enumerate(value.items)]
