"""Terraform's arithmetic, as far as numbers are known."""

import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from mappinglint.place import Place
from mappinglint.value import Known, Value, number

_OPERATORS: Final[dict[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
OPERATORS: Final = frozenset(_OPERATORS)
# No setting is larger.
_LARGEST: Final = 10**12


def calculated(sign: str, operands: Sequence[Value | None], place: Place) -> Known | None:
    """Return what an operation comes to; None if that is not known."""
    numbers = _numbers(operands)
    if numbers is None or len(numbers) not in (1, 2):
        return None
    if len(numbers) == 1:
        return _known(-numbers[0], operands, place) if sign == "-" else None
    one, other = numbers
    if sign == "/" and not other:
        return None
    return _known(_OPERATORS[sign](one, other), operands, place)


def _of_all(choose: Callable[[list[Fraction]], Fraction]) -> Callable[..., Value | None]:
    def function(operands: list[Value], place: Place) -> Value | None:
        numbers = _numbers(operands)
        return _known(choose(numbers), operands, place) if numbers else None

    return function


def _of_one(change: Callable[[Fraction], int | Fraction]) -> Callable[..., Value | None]:
    def function(operands: list[Value], place: Place) -> Value | None:
        numbers = _numbers(operands)
        is_one = numbers is not None and len(numbers) == 1
        return _known(Fraction(change(numbers[0])), operands, place) if is_one and numbers else None

    return function


FUNCTIONS: Final = {
    "abs": _of_one(abs),
    "ceil": _of_one(math.ceil),
    "floor": _of_one(math.floor),
    "max": _of_all(max),
    "min": _of_all(min),
}


def _numbers(operands: Sequence[Value | None]) -> list[Fraction] | None:
    found = []
    for one in operands:
        data = number(one, converts=True)
        if data is None or not abs(data) < _LARGEST:
            return None
        # The decimal that is written, not the binary fraction that is near it.
        found.append(Fraction(str(data)))
    return found


def _known(result: Fraction, operands: Sequence[Value | None], place: Place) -> Known | None:
    """Return a number; where it comes from is where the first operand from elsewhere does."""
    if not abs(result) < _LARGEST:
        return None
    data = int(result) if result.denominator == 1 else float(result)
    causes = [one.cause for one in operands if isinstance(one, Known) and one.cause]
    return Known(data, place, str(data), causes[0] if causes else None)
