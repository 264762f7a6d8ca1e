"""Whether one value meets one condition."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from mappinglint.pattern.addresses import address
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

# A value of an event that is neither a list nor an object.
Scalar = str | Figure | bool | None


def holds(condition: Condition, value: Scalar) -> bool | None:
    """Say whether a value meets a condition, or None if nobody knows the condition."""
    match condition:
        case Exists(wanted=wanted):
            return wanted
        case Unknown():
            return None
        case AnythingBut(excluded=excluded):
            return not any(holds(one, value) for one in excluded)
        case Numeric():
            return isinstance(value, Figure) and _is_between(condition, value.value)
        case Exact(data=data) if not isinstance(data, str):
            return _is_same(data, value)
    return isinstance(value, str) and _TEXT_TESTS[type(condition)](condition, value)


def _is_same(wanted: Scalar, value: Scalar) -> bool:
    if isinstance(wanted, Figure):
        return isinstance(value, Figure) and wanted.is_equal(value)
    return wanted is value


def _is_between(bounds: Numeric, value: float | None) -> bool:
    if value is None:
        return False
    low, high = bounds.low, bounds.high
    above = low is None or low < value or (low == value and not bounds.low_is_open)
    return above and (high is None or value < high or (value == high and not bounds.high_is_open))


def _exact(condition: Exact, text: str) -> bool:
    wanted = condition.data
    if text == wanted:
        return True
    found = address(wanted) if isinstance(wanted, str) else None
    return found is not None and found == address(text)


def _exactly(condition: Exactly, text: str) -> bool:
    return text == condition.text


def _equals_ignore_case(condition: EqualsIgnoreCase, text: str) -> bool:
    return re.fullmatch(_in_either_case(condition.text), text) is not None


def _prefix(condition: Prefix, text: str) -> bool:
    if not condition.ignores_case:
        return text.startswith(condition.text)
    return re.match(_in_either_case(condition.text), text) is not None


def _suffix(condition: Suffix, text: str) -> bool:
    if not condition.ignores_case:
        return text.endswith(condition.text)
    return re.search(_in_either_case(condition.text) + r"\Z", text) is not None


def _cidr(condition: Cidr, text: str) -> bool:
    found = address(text)
    return found is not None and condition.block.has(found)


@lru_cache(maxsize=256)
def _in_either_case(text: str) -> str:
    """Return the regular expression of a text with each character in lower or in upper case.

    Character by character, as AWS does it: ß is ß or SS.
    """
    parts = []
    for char in text:
        cases = {re.escape(char.lower()), re.escape(char.upper())}
        parts.append(f"(?:{'|'.join(sorted(cases))})")
    return "".join(parts)


def _wildcard(condition: Wildcard, text: str) -> bool:
    """Say whether the pieces stand in a text in this order, with anything between them."""
    first, *rest = condition.pieces
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first):
        return False
    at = len(first)
    end = len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return text.endswith(last)


# No condition of these types holds for anything but a text.
_TEXT_TESTS: dict[type, Callable[[Any, str], bool]] = {
    Exact: _exact,
    Exactly: _exactly,
    EqualsIgnoreCase: _equals_ignore_case,
    Prefix: _prefix,
    Suffix: _suffix,
    Wildcard: _wildcard,
    Cidr: _cidr,
}
