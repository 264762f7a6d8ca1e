"""Writes the objects of sarif_om, which has no writer of its own."""

import re
from functools import cache
from typing import Any

import attr

# Half a character of UTF-16 by itself: file names and JSON texts can have it, UTF-8 cannot.
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(value: Any) -> Any:
    """Return SARIF objects as dicts under the standard's names, without what is at its default.

    A level is written even so: readers fall back to the rule's level when it is missing, not to
    the standard's default.
    """
    match value:
        case str():
            return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(inner) for key, inner in value.items()}
    if not attr.has(type(value)):
        return value
    found = {}
    for name, written, default in _fields(value.__class__):
        inner = getattr(value, name)
        if inner is not None and (inner != default or name == "level"):
            found[written] = plain(inner)
    return found


@cache
def _fields(kind: type) -> list[tuple[str, str, Any]]:
    """Return the fields of a class: the name in Python, the one in SARIF, and the default."""
    fields = []
    for field in attr.fields(kind):
        default = field.default
        if isinstance(default, attr.Factory):  # type: ignore[arg-type]  # attrs types it as a function
            default = default.factory()
        fields.append((field.name, field.metadata["schema_property_name"], default))
    return fields
