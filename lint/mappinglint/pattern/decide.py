"""What can be said of patterns without an event. All of it is proved; what is hard is not said.

Proofs have to do with lists: fields that hold must not do so in different elements of one list, and
whether a field is absent is asked only of the elements where the fields before it hold. Two fields
can be in one list only if their paths begin with the same name.
"""

from collections.abc import Iterator
from itertools import product

from mappinglint.pattern.compare import holds_for_all, holds_for_none, includes
from mappinglint.pattern.mistake import quoted
from mappinglint.pattern.model import Condition, Exact, Exists, Figure, Leaf, Or, Pattern
from mappinglint.record import dataclass
from mappinglint.span import Span

# So many combinations of alternatives of $or are looked at, and so many pairs of conditions.
_MAX_RULES = 64
_MAX_PAIRS = 20_000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pattern can never match, and where."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Redundant:
    """A condition that adds nothing to its list, because another one holds wherever it does."""

    condition: Condition
    by: Condition


def can_never_match(pattern: Pattern) -> tuple[Reason, ...]:
    """Return why no event whatever passes a pattern, or nothing if one may."""
    found: list[Reason] = []
    for leaf in pattern.leaves:
        if leaf.complete and leaf.conditions and all(map(holds_for_none, leaf.conditions)):
            message = f"no value of {quoted(leaf.key.dotted)} can meet any of these conditions"
            found.append(Reason(message, leaf.span))
    for choice in pattern.choices:
        reasons = [can_never_match(one) for one in choice.alternatives]
        if choice.complete and reasons and all(reasons):
            found += [reason for alternative in reasons for reason in alternative]
    return tuple(found)


def lets_everything_through(pattern: Pattern) -> bool:
    """Say whether every event passes a pattern."""
    return (
        pattern.complete
        and all(map(_is_always_true, pattern.leaves))
        and all(map(_has_true_alternative, pattern.choices))
    )


def covers(wide: Pattern, narrow: Pattern) -> bool:
    """Say whether a pattern lets through every event that the narrow one lets through."""
    if not wide.is_known or not narrow.is_known or _has_odd_path(wide) or _has_odd_path(narrow):
        return False
    wides, narrows = _rules(wide), _rules(narrow)
    if not wides or not narrows:
        return False
    is_plain = not wide.choices and not narrow.choices
    return all(any(_covers_rule(one, rule, is_plain=is_plain) for one in wides) for rule in narrows)


def redundant(leaf: Leaf) -> tuple[Redundant, ...]:
    """Return the conditions of a list that could as well not be there."""
    found: dict[int, Redundant] = {}
    seen: dict[object, Condition] = {}
    for index, condition in enumerate(leaf.conditions):
        by = seen.setdefault(_identity(condition), condition)
        if by is not condition:
            found[index] = Redundant(condition, by)
    left = [one for one in enumerate(leaf.conditions) if one[0] not in found]
    wides = [(index, one) for index, one in left if not isinstance(one, Exact)]
    if len(wides) * len(left) <= _MAX_PAIRS:
        for index, condition in left:
            for at, wide in wides:
                # Of two that hold for the same values, one must stay.
                if at != index and at not in found and includes(wide, condition):
                    found[index] = Redundant(condition, wide)
                    break
    return tuple(found[index] for index in sorted(found))


# -- single fields --------------------------------------------------------------------------------


def _is_always_true(leaf: Leaf) -> bool:
    return leaf.is_known and _may_be_absent(leaf) and holds_for_all(leaf.conditions)


def _has_true_alternative(choice: Or) -> bool:
    return any(map(lets_everything_through, choice.alternatives))


def _may_be_absent(leaf: Leaf) -> bool:
    return any(isinstance(one, Exists) and not one.wanted for one in leaf.conditions)


def _covers_values(wide: Leaf, narrow: Leaf) -> bool:
    """Say whether a field holds for every value for which the narrow one does."""
    if holds_for_all(wide.conditions):
        return True
    same = {_identity(one) for one in wide.conditions}
    values = [
        one
        for one in narrow.conditions
        if (not isinstance(one, Exists) or one.wanted) and _identity(one) not in same
    ]
    if len(wide.conditions) * len(values) > _MAX_PAIRS:
        return False
    return all(any(includes(one, value) for one in wide.conditions) for value in values)


def _identity(condition: Condition) -> object:
    match condition:
        case Exact(data=Figure(value=float() as value)):
            return value
    return condition


# -- whole patterns -------------------------------------------------------------------------------

# The fields of a pattern with one alternative taken of each $or, by their paths.
_Rule = dict[str, Leaf]


def _rules(pattern: Pattern) -> list[_Rule]:
    """Return the rules that a pattern stands for, one of which must hold; none if too many."""
    found = list(_some_rules(pattern, _MAX_RULES + 1))
    return found if len(found) <= _MAX_RULES else []


def _some_rules(pattern: Pattern, most: int) -> Iterator[_Rule]:
    own = {leaf.key.dotted: leaf for leaf in pattern.leaves}
    sides = []
    for choice in pattern.choices:
        side: list[_Rule] = []
        for alternative in choice.alternatives:
            side += _some_rules(alternative, most - len(side))
            if len(side) >= most:
                break
        sides.append(side)
    for count, taken in enumerate(product(*sides)):
        if count >= most:
            return
        rule = dict(own)
        for part in taken:
            rule |= part
        yield rule


def _covers_rule(wide: _Rule, narrow: _Rule, *, is_plain: bool) -> bool:
    wides, narrows = _groups(wide), _groups(narrow)
    for path, leaf in wide.items():
        other = narrow.get(path)
        group = wides[_first(path)]
        if other is None:
            # It must not draw the fields beside it to an element where they do not hold.
            if len(group) > 1 or not _is_always_true(leaf):
                return False
        elif not _covers_values(leaf, other):
            return False
        elif _may_be_absent(other):
            is_same_company = group == narrows[_first(path)] and (is_plain or len(group) == 1)
            if not _may_be_absent(leaf) or not is_same_company:
                return False
    return True


def _groups(rule: _Rule) -> dict[str, set[str]]:
    """Return the paths that can be in one list, by the name that they begin with."""
    found: dict[str, set[str]] = {}
    for path in rule:
        found.setdefault(_first(path), set()).add(path)
    return found


def _first(path: str) -> str:
    return path.partition(".")[0]


def _has_odd_path(pattern: Pattern) -> bool:
    """Say whether a name is empty: whether AWS sees such a field depends on the other fields."""
    return any("" in leaf.key.fields for leaf in pattern.all_leaves())
