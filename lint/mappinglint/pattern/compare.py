"""What one condition has to do with another: whether it holds wherever, or never where, that does.

True is proved; False may only mean that no proof was found.
"""

from enum import Flag, auto
from math import inf, nextafter

from mappinglint.parts import HOLE
from mappinglint.pattern.addresses import Address, Block, address
from mappinglint.pattern.holds import Scalar, holds
from mappinglint.pattern.model import (
    AnythingBut,
    Cidr,
    Condition,
    EqualsIgnoreCase,
    Exact,
    Exactly,
    Exists,
    Figure,
    Numeric,
    Prefix,
    Suffix,
    Unknown,
    Wildcard,
)


class Types(Flag):
    """The types of values; true, false and null are OTHER."""

    TEXT = auto()
    NUMBER = auto()
    OTHER = auto()


_ALL = Types.TEXT | Types.NUMBER | Types.OTHER


def types_of(condition: Condition) -> Types:
    """Return the types of the values for which a condition can hold."""
    match condition:
        case Exact(data=str()):
            return Types.TEXT
        case Exact(data=Figure()) | Numeric():
            return Types.NUMBER
        case Exact():
            return Types.OTHER
        case Exists() | AnythingBut() | Unknown():
            return _ALL
    return Types.TEXT


def holds_for_none(condition: Condition) -> bool:
    """Say whether there is no value at all for which a condition holds."""
    if not isinstance(condition, Numeric) or condition.low is None or condition.high is None:
        return False
    # AWS refuses a range that is empty, but not one without a number between its bounds.
    is_open = condition.low_is_open and condition.high_is_open
    return is_open and nextafter(condition.low, inf) >= condition.high


def holds_for_all(conditions: tuple[Condition, ...]) -> bool:
    """Say whether one of some conditions holds for every value that there can be."""
    for one in conditions:
        if isinstance(one, Exists) and one.wanted:
            return True
        if isinstance(one, AnythingBut):
            others = [other for other in conditions if other is not one]
            if all(any(includes(other, value) for other in others) for value in one.excluded):
                return True
    return False


def includes(wide: Condition, narrow: Condition) -> bool:
    """Say whether a condition holds for every value for which the narrow one does."""
    if isinstance(wide, Unknown | Exists) or isinstance(narrow, Unknown | Exists):
        is_any = isinstance(wide, Exists) and wide.wanted
        return is_any and not isinstance(narrow, Unknown | Exists)
    if isinstance(wide, AnythingBut):
        return all(excludes(value, narrow) for value in wide.excluded)
    if isinstance(narrow, AnythingBut):
        return False
    if types_of(narrow) == Types.TEXT:
        return _includes_texts(wide, narrow)
    if isinstance(narrow, Exact):
        return holds(wide, narrow.data) is True
    return _includes_numbers(wide, narrow)


def excludes(one: Condition, other: Condition) -> bool:
    """Say whether there is no value for which both conditions hold."""
    for all_but, rest in ((one, other), (other, one)):
        if isinstance(all_but, AnythingBut):
            return any(includes(value, rest) for value in all_but.excluded)
    if not types_of(one) & types_of(other):
        return True
    for single, rest in ((one, other), (other, one)):
        if _is_single(single):
            return holds(rest, _value(single)) is False
    if isinstance(one, Numeric) and isinstance(other, Numeric):
        return _is_below(one, other) or _is_below(other, one)
    return _exclude_texts(one, other)


# -- single values --------------------------------------------------------------------------------


def _is_single(condition: Condition) -> bool:
    """Say whether a condition holds for one value only: an address has several spellings."""
    match condition:
        case Exact(data=str() as text):
            return address(text) is None
        case Exact() | Exactly():
            return True
    return False


def _value(condition: Condition) -> Scalar:
    assert isinstance(condition, Exact | Exactly)
    return condition.text if isinstance(condition, Exactly) else condition.data


# -- numbers --------------------------------------------------------------------------------------


def _includes_numbers(wide: Condition, narrow: Condition) -> bool:
    assert isinstance(narrow, Numeric)
    if narrow.low is not None and narrow.low == narrow.high:
        return holds(wide, Figure("", narrow.low)) is True
    if not isinstance(wide, Numeric):
        return False
    return _is_low_enough(wide, narrow) and _is_high_enough(wide, narrow)


def _is_low_enough(wide: Numeric, narrow: Numeric) -> bool:
    if wide.low is None or narrow.low is None:
        return wide.low is None
    is_same_bound = wide.low == narrow.low and (narrow.low_is_open or not wide.low_is_open)
    return wide.low < narrow.low or is_same_bound


def _is_high_enough(wide: Numeric, narrow: Numeric) -> bool:
    if wide.high is None or narrow.high is None:
        return wide.high is None
    is_same_bound = wide.high == narrow.high and (narrow.high_is_open or not wide.high_is_open)
    return wide.high > narrow.high or is_same_bound


def _is_below(one: Numeric, other: Numeric) -> bool:
    if one.high is None or other.low is None:
        return False
    touches = one.high == other.low and not one.high_is_open and not other.low_is_open
    return one.high <= other.low and not touches


# -- texts ----------------------------------------------------------------------------------------


def _includes_texts(wide: Condition, narrow: Condition) -> bool:
    if _is_any_text(wide):
        return True
    pieces = _pieces(narrow)
    if pieces is not None:
        # What stands for the unknown between the pieces is in no condition, so that only what
        # takes anything takes it.
        return holds(wide, HOLE.join(pieces)) is True
    block = _block(narrow)
    if block is not None:
        return _includes_addresses(wide, block)
    return _includes_either_case(wide, narrow)


def _is_any_text(condition: Condition) -> bool:
    match condition:
        case Prefix(text="") | Suffix(text="") | Wildcard(pieces=("", "")):
            return True
    return False


def _pieces(condition: Condition) -> tuple[str, ...] | None:
    """Return a condition as the pieces of a wildcard, if it is like one."""
    if isinstance(condition, Wildcard):
        return condition.pieces
    if _is_single(condition):
        value = _value(condition)
        return (value,) if isinstance(value, str) else None
    match condition:
        case EqualsIgnoreCase(text=text) if _is_caseless(text):
            return (text,)
        case Prefix(text=text, ignores_case=ignores) if not ignores or _is_caseless(text):
            return (text, "")
        case Suffix(text=text, ignores_case=ignores) if not ignores or _is_caseless(text):
            return ("", text)
    return None


def _exclude_texts(one: Condition, other: Condition) -> bool:
    first, second = _pieces(one), _pieces(other)
    if first is not None and second is not None:
        starts = sorted((first[0], second[0]), key=len)
        ends = sorted((first[-1], second[-1]), key=len)
        return not starts[1].startswith(starts[0]) or not ends[1].endswith(ends[0])
    left, right = _block(one), _block(other)
    if left is not None and right is not None:
        return left.bits != right.bits or left.high < right.low or right.high < left.low
    return False


def _block(condition: Condition) -> Block | None:
    """Return the addresses that a condition is about."""
    match condition:
        case Cidr(block=block):
            return block
        case Exact(data=str() as text):
            found = address(text)
            return Block(found.number, found.number, found.bits) if found is not None else None
    return None


def _includes_addresses(wide: Condition, narrow: Block) -> bool:
    block = _block(wide)
    return block is not None and all(
        block.has(Address(number, narrow.bits)) for number in (narrow.low, narrow.high)
    )


def _includes_either_case(wide: Condition, narrow: Condition) -> bool:
    """Compare two conditions that ignore case, character by character."""
    match wide, narrow:
        case EqualsIgnoreCase(text=text), EqualsIgnoreCase(text=inner):
            return len(text) == len(inner) and _takes_cases(text, inner)
        case Prefix(text=text, ignores_case=True), Prefix() | EqualsIgnoreCase():
            return _takes_cases(text, narrow.text)
        case Suffix(text=text, ignores_case=True), Suffix() | EqualsIgnoreCase():
            return _takes_cases(text[::-1], narrow.text[::-1])
    return False


def _takes_cases(text: str, inner: str) -> bool:
    """Say whether the beginning of `inner`, in any case, is always the text in some case."""
    is_long_enough = len(inner) >= len(text)
    pairs = zip(text, inner, strict=False)
    return is_long_enough and all(_cases(narrow) <= _cases(wide) for wide, narrow in pairs)


def _is_caseless(text: str) -> bool:
    return all(_cases(char) == {char} for char in text)


def _cases(char: str) -> set[str]:
    return {char.lower(), char.upper()}
