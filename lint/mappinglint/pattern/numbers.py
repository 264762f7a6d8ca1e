"""Which numbers AWS compares, and as what.

It compares them as 64-bit floating-point numbers, but only those that such a number keeps digit for
digit: 0.1 does, and 12345678901234567890 does not.
"""

from math import isinf


def comparable(spelling: str) -> float | None:
    """Return the number that a JSON number means, or None if AWS cannot compare it."""
    value = float(spelling)
    if isinf(value):
        return None
    # Up to 15 digits always survive. It is asked first because it is true of nearly all.
    if len(spelling) <= 15 and "e" not in spelling and "E" not in spelling:
        return value
    return value if _digits(spelling) == _digits(repr(value)) else None


def _digits(spelling: str) -> tuple[bool, str, int]:
    """Return sign, significant digits, and the power of ten of the last of them."""
    mantissa, _, exponent = spelling.lower().partition("e")
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    significant = digits.rstrip("0")
    if not significant:
        return (False, "", 0)
    # Python refuses to read an integer of thousands of digits; such an exponent is out of range.
    power = int(exponent or "0") if len(exponent) < 20 else 0
    dropped = len(digits) - len(significant)
    return (mantissa.startswith("-"), significant, power - len(fraction) + dropped)
