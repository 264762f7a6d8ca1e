"""Conditions and values as a pattern spells them, for messages."""

from mappinglint.pattern.holds import Scalar
from mappinglint.pattern.mistake import as_json, quoted
from mappinglint.pattern.model import (
    AnythingBut,
    Cidr,
    Condition,
    EqualsIgnoreCase,
    Exact,
    Exactly,
    Excluded,
    Exists,
    Figure,
    Numeric,
    Prefix,
    Suffix,
    Unknown,
    Wildcard,
)

# A message shows so many conditions of a list.
_MOST = 6


def show_value(value: Scalar) -> str:
    """Return a value as JSON, shortened if it is long."""
    if isinstance(value, Figure):
        return value.spelling
    if isinstance(value, str):
        return quoted(value)
    return {True: "true", False: "false", None: "null"}[value]


def show_all(conditions: tuple[Condition, ...]) -> str:
    """Return a list of conditions, with … for all after the first few."""
    shown = [show(condition) for condition in conditions[:_MOST]]
    return f"[{', '.join(shown + ['…'] * (len(conditions) > _MOST))}]"


def show(condition: Condition) -> str:
    """Return a condition as JSON, with … for what is unknown."""
    match condition:
        case Exact(data=data):
            return show_value(data)
        case Unknown():
            return "…"
    return f"{{{as_json(_OPERATORS[type(condition)])}: {_operand(condition)}}}"


def _operand(condition: Condition) -> str:
    match condition:
        case Exists(wanted=wanted):
            return show_value(wanted)
        case Numeric():
            return f"[{_bounds(condition)}]"
        case AnythingBut(excluded=excluded):
            return _excluded(excluded)
        case Prefix(text=text, ignores_case=True) | Suffix(text=text, ignores_case=True):
            return f'{{"equals-ignore-case": {quoted(text)}}}'
    return quoted(_text(condition))


def _text(condition: Condition) -> str:
    match condition:
        case Wildcard():
            return _wildcard(condition)
        case Exactly(text=text) | EqualsIgnoreCase(text=text) | Cidr(text=text):
            return text
        case Prefix(text=text) | Suffix(text=text):
            return text
    return ""


def _wildcard(condition: Wildcard) -> str:
    return "*".join(piece.replace("\\", "\\\\").replace("*", "\\*") for piece in condition.pieces)


def _bounds(condition: Numeric) -> str:
    low, high = condition.low, condition.high
    if low is not None and low == high:
        return f'"=", {_number(low)}'
    parts = []
    if low is not None:
        parts.append(f'"{">" if condition.low_is_open else ">="}", {_number(low)}')
    if high is not None:
        parts.append(f'"{"<" if condition.high_is_open else "<="}", {_number(high)}')
    return ", ".join(parts)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _excluded(excluded: tuple[Excluded, ...]) -> str:
    values = [show(one) if isinstance(one, Exact) else _operand(one) for one in excluded]
    operand = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
    if isinstance(excluded[0], Exact | Exactly):
        return operand
    return f"{{{as_json(_OPERATORS[type(excluded[0])])}: {operand}}}"


_OPERATORS: dict[type, str] = {
    Exactly: "exactly",
    EqualsIgnoreCase: "equals-ignore-case",
    Prefix: "prefix",
    Suffix: "suffix",
    Wildcard: "wildcard",
    Cidr: "cidr",
    Numeric: "numeric",
    Exists: "exists",
    AnythingBut: "anything-but",
}
