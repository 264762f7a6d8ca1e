"""An event as AWS looks at it: the values at each path, and the list elements they come from.

A path is names with dots between them. A list is no step of a path: all that it holds, at whatever
depth, stands at its own path.
"""

from collections.abc import Iterable

from mappinglint.pattern.holds import Scalar
from mappinglint.pattern.model import Figure
from mappinglint.pattern.numbers import comparable
from mappinglint.record import dataclass

# JSON as the standard library reads it.
Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

# Which element of which list a value is in; a list is known by its number.
Membership = frozenset[tuple[int, int]]

NOWHERE: Membership = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A value in an event, and the list elements it is in."""

    value: Scalar
    membership: Membership


class Event:
    """The values at some paths of an event, and which of these paths have an object."""

    def __init__(self, data: Json, paths: Iterable[str]) -> None:
        self._found: dict[str, list[Found]] = {path: [] for path in paths}
        self._objects: set[str] = set()
        self._fill(data)

    def at(self, path: str) -> list[Found]:
        """Return the values at a path."""
        return self._found[path]

    def has_object(self, path: str) -> bool:
        """Say whether an object or an empty list stands at a path; no condition sees it."""
        return path in self._objects

    def _fill(self, data: Json) -> None:
        """Go through the event, but not into keys that no path has."""
        used = _steps(self._found)
        lists = 0
        stack: list[tuple[Json, str | None, Membership]] = [(data, None, NOWHERE)]
        while stack:
            value, path, membership = stack.pop()
            if isinstance(value, dict):
                self._objects.add(path or "")
                for name, inner in value.items():
                    if _is_used(name, used):
                        onward = name if path is None else f"{path}.{name}"
                        stack.append((inner, onward, membership))
            elif isinstance(value, list):
                if not value:
                    self._objects.add(path or "")
                for index, item in enumerate(value):
                    # Only what is inside an element belongs to it; the others are alternatives.
                    is_inside = isinstance(item, dict | list)
                    inside = membership | {(lists, index)} if is_inside else membership
                    stack.append((item, path, inside))
                lists += 1
            elif path in self._found:
                self._found[path].append(Found(_scalar(value), membership))


def joined(one: Membership, other: Membership) -> Membership | None:
    """Return both memberships as one, or None if they are in different elements of a list."""
    if not one or not other:
        return one or other
    elements = dict(one)
    for number, index in other:
        if elements.setdefault(number, index) != index:
            return None
    return frozenset(elements.items())


def _steps(paths: Iterable[str]) -> set[str]:
    """Return all the names in paths. The Java that splits them loses empty ones at the end."""
    used: set[str] = set()
    for path in paths:
        used.update(path.rstrip(".").split(".") if path.strip(".") or not path else ())
    return used


def _is_used(name: str, used: set[str]) -> bool:
    if name in used:
        return True
    return "." in name and _steps([name]) <= used


def _scalar(value: str | float | None) -> Scalar:
    if value is None or isinstance(value, str | bool):
        return value
    spelling = repr(value)
    return Figure(spelling, comparable(spelling))
