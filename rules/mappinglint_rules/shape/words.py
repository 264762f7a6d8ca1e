"""Values and types as messages show them."""

from typing import Any

from mappinglint.kind import listing
from mappinglint.mapping import Format

_TYPE_NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}


# More than these are not read within a sentence.
_MOST_OPTIONS = 5


def type_name(wanted: str) -> str:
    """Return a type of the schema in words."""
    return _TYPE_NAMES[wanted]


def as_list(format_: Format, text: str) -> str:
    """Return a list of one text as a format has it; HCL knows no text without quotes."""
    return f'["{text}"]' if format_.name.startswith("terraform") else f"[{text}]"


def clipped(text: str, most: int = 60) -> str:
    """Return a text, cut short if it is long."""
    return text if len(text) <= most else f"{text[:most]}…"


def shown(data: Any) -> str:
    """Return a value: texts quoted, long ones cut short."""
    match data:
        case None:
            return "null"
        case bool():
            return "true" if data else "false"
        case str():
            return f'"{clipped(data)}"'
        case list():
            return "a list"
        case dict():
            return "an object"
    return str(data)


def described(data: Any) -> str:
    """Return a value with its type: what stands where another type is needed."""
    match data:
        case str():
            return f"the text {shown(data)}"
        case bool() | None | list() | dict():
            return shown(data)
    return f"the number {data}"


def options(wanted: list[str]) -> str:
    """Return the values of an enum: "A, B or C"; of many, how many they are."""
    if len(wanted) > _MOST_OPTIONS:
        return f"one of the {len(wanted)} values that AWS takes here"
    return listing(list(wanted), "or")


def closest(word: str, choices: dict[str, str]) -> str | None:
    """Return the choice whose key is spelled most like a word, or None if none is near."""
    from difflib import get_close_matches

    lowered = {key.lower(): choice for key, choice in choices.items()}
    found = get_close_matches(word.lower(), lowered, n=1, cutoff=0.7)
    return lowered[found[0]] if found else None


def all_of_many(wanted: list[str]) -> str:
    """Return the values of an enum that are too many for a sentence, or nothing."""
    return f"use one of {', '.join(wanted)}" if len(wanted) > _MOST_OPTIONS else ""


def count(number: int, unit: str) -> str:
    """Return "1 entry", "2 entries", "5 characters"."""
    if number == 1:
        return f"1 {unit}"
    return f"{number} {unit.removesuffix('y')}ies" if unit.endswith("y") else f"{number} {unit}s"
