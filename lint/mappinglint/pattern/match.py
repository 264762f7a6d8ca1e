"""Whether an event passes a pattern, and if not, which conditions failed and on what."""

from collections.abc import Iterable

from mappinglint.pattern.event import NOWHERE, Event, Found, Json, Membership, joined
from mappinglint.pattern.holds import Scalar, holds
from mappinglint.pattern.model import Condition, Exists, Leaf, Or, Pattern, Unknown
from mappinglint.pattern.show import show_all, show_value
from mappinglint.record import dataclass
from mappinglint.span import Span

_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Miss:
    """A field none of whose conditions holds. `found` are its values in the event, if any.

    `is_object` says that an object or an empty list stands there, which no condition sees.
    """

    leaf: Leaf
    found: tuple[Scalar, ...]
    is_object: bool = False

    @property
    def span(self) -> Span:
        """The list of conditions in the pattern."""
        return self.leaf.span

    def __str__(self) -> str:
        path = f"`{self.leaf.key.dotted}`"
        wanted = show_all(self.leaf.conditions)
        if not self.found:
            state = "is an object or an empty list" if self.is_object else "is not there"
            return f"{path} {state}; wanted is {wanted}"
        values = " or ".join(show_value(value) for value in self.found[:_MOST_SHOWN])
        if len(self.found) > _MOST_SHOWN:
            values += " …"
        return f"{path}: none of {wanted} matches {values}"


@dataclass(frozen=True, slots=True)
class NoAlternative:
    """A `$or` none of whose alternatives holds, with what each of them misses."""

    choice: Or
    misses: "tuple[tuple[Failure, ...], ...]"

    @property
    def span(self) -> Span:
        return self.choice.span

    def __str__(self) -> str:
        each = "; ".join(" and ".join(map(str, misses)) for misses in self.misses)
        return f"no alternative of $or holds: {each}"


@dataclass(frozen=True, slots=True)
class Scattered:
    """Fields that all hold, but only in different elements of one list of the event."""

    leaves: tuple[Leaf, ...]

    @property
    def span(self) -> Span:
        return self.leaves[0].span

    def __str__(self) -> str:
        paths = ", ".join(f"`{leaf.key.dotted}`" for leaf in self.leaves)
        return f"{paths}: each holds in some element of a list, but not all in the same one"


Failure = Miss | NoAlternative | Scattered


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an event passes; None if that depends on what is unknown of the pattern.

    `failures` says why it does not, and is empty if it does or may.
    """

    passes: bool | None
    failures: tuple[Failure, ...] = ()


def explain(pattern: Pattern, data: Json) -> Outcome:
    """Try a pattern on an event: plain JSON data, as the filter sees it."""
    event = Event(data, {leaf.key.dotted for leaf in pattern.all_leaves()})
    shared = _shared_lists(event, pattern)
    if pattern.is_known:
        trial = _Trial(event, shared, believes=False)
        if trial.reach(pattern, {NOWHERE}):
            return Outcome(passes=True)
        return Outcome(passes=False, failures=trial.failures(pattern))
    if _Trial(event, shared, believes=False).reach(pattern, {NOWHERE}):
        return Outcome(passes=True)
    trial = _Trial(event, shared, believes=True)
    if trial.reach(pattern, {NOWHERE}):
        return Outcome(passes=None)
    return Outcome(passes=False, failures=trial.failures(pattern))


def passes(pattern: Pattern, data: Json) -> bool | None:
    """Say whether an event passes, or None if that depends on what is unknown of the pattern."""
    return explain(pattern, data).passes


class _Trial:
    """One go at an event, in which what is unknown holds always (`believes`) or never.

    Values that meet conditions together must not be in different elements of one list. So each
    field is tried with every set of elements that those before it allow.
    """

    def __init__(self, event: Event, shared: set[int], *, believes: bool) -> None:
        self._event = event
        self._shared = shared
        self._believes = believes

    def reach(self, pattern: Pattern, starts: set[Membership]) -> set[Membership]:
        """Return the list elements in which all of a pattern holds, from where others hold."""
        if not pattern.complete and not self._believes:
            return set()
        # In AWS's order, which matters where something must not exist.
        for leaf in sorted(pattern.leaves, key=_order):
            starts = self._reach_leaf(leaf, starts)
        for choice in pattern.choices:
            is_open = self._believes and not choice.complete
            reached = set(starts) if is_open else set()
            starts = reached.union(*(self.reach(one, starts) for one in choice.alternatives))
        return starts

    def _reach_leaf(self, leaf: Leaf, starts: set[Membership]) -> set[Membership]:
        if not starts:
            return starts
        found = self._event.at(leaf.key.dotted)
        if not leaf.key.is_known:
            return starts if self._believes else set()
        may_lack = self._may_lack(leaf)
        good = {self._where(one) for one in found if self._holds(leaf, one.value)}
        everywhere = {self._where(one) for one in found} if may_lack else set()
        reached: set[Membership] = set()
        for start in starts:
            ways = (joined(start, membership) for membership in good)
            reached.update(way for way in ways if way is not None)
            if may_lack and all(joined(start, one) is None for one in everywhere):
                reached.add(start)
        return reached

    def _may_lack(self, leaf: Leaf) -> bool:
        """Say whether a field need not be there."""
        if self._believes and not leaf.complete:
            return True
        return any(map(self._may_lack_for, leaf.conditions))

    def _may_lack_for(self, condition: Condition) -> bool:
        match condition:
            case Exists(wanted=wanted):
                return not wanted
            case Unknown(needs_value=needs_value):
                return self._believes and not needs_value
        return False

    def _holds(self, leaf: Leaf, value: Scalar) -> bool:
        if self._believes and not leaf.complete:
            return True
        return any(self._condition_holds(one, value) for one in leaf.conditions)

    def _condition_holds(self, condition: Condition, value: Scalar) -> bool:
        verdict = holds(condition, value)
        return self._believes if verdict is None else verdict

    def _where(self, found: Found) -> Membership:
        # What only one field can be in can keep no two apart.
        return frozenset(one for one in found.membership if one[0] in self._shared)

    # -- why not --------------------------------------------------------------------------------

    def failures(self, pattern: Pattern) -> tuple[Failure, ...]:
        """Return why a pattern does not hold, with the fields in the order of the pattern."""
        found: list[Failure] = []
        for leaf in pattern.leaves:
            if not self._reach_leaf(leaf, {NOWHERE}):
                path = leaf.key.dotted
                values = tuple(one.value for one in self._event.at(path))
                found.append(Miss(leaf, values, self._event.has_object(path)))
        for choice in pattern.choices:
            alone = Pattern((), (choice,), choice.span)
            if not self.reach(alone, {NOWHERE}):
                misses = tuple(self.failures(one) for one in choice.alternatives)
                found.append(NoAlternative(choice, misses))
        return tuple(found) or (Scattered(tuple(pattern.all_leaves())),)


def _shared_lists(event: Event, pattern: Pattern) -> set[int]:
    """Return the lists with values of several fields: only these can keep two fields apart."""
    fields: dict[int, set[str]] = {}
    for leaf in pattern.all_leaves():
        path = leaf.key.dotted
        for number in _lists(event.at(path)):
            fields.setdefault(number, set()).add(path)
    return {number for number, paths in fields.items() if len(paths) > 1}


def _lists(found: Iterable[Found]) -> set[int]:
    return {number for one in found for number, _ in one.membership}


def _order(leaf: Leaf) -> bytes:
    # The order of Java's strings.
    return leaf.key.dotted.encode("utf-16-be", "surrogatepass")
