"""Says whether data fits the schema, and nothing else.

Most mappings fit. jsonschema takes 90 ms to import, which a person would feel at every commit; so
this decides that there is nothing to explain, and jsonschema explains what there is. A test holds
the two against each other.
"""

import re
from typing import Any

from mappinglint_rules.schema import Schema
from mappinglint_rules.shape.plain import UNKNOWN, OpenDict

# What of JSON Schema the generated schema uses; a test says so.
KEYWORDS = frozenset(
    {
        "type", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "items",
        "minItems", "maxItems", "properties", "required", "additionalProperties",
        "propertyNames", "minProperties", "maxProperties",
    }
)  # fmt: skip
ANNOTATIONS = frozenset({"$schema", "$comment", "title", "readOnly", "x-createOnly"})

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def fits(data: Any, schema: Schema) -> bool:
    """Say whether the data is what the schema allows; UNKNOWN is."""
    if data is UNKNOWN:
        return True
    wanted = schema.get("type")
    has_type = wanted is None or _has_type(data, wanted)
    return has_type and data in schema.get("enum", (data,)) and _fits_bounds(data, schema)


def _fits_bounds(data: Any, schema: Schema) -> bool:
    match data:
        case bool():
            return True
        case str():
            return _fits_text(data, schema)
        case int() | float():
            return _within(data, schema, "minimum", "maximum")
        case list():
            inner = schema.get("items", {})
            is_counted = _within(len(data), schema, "minItems", "maxItems")
            return is_counted and all(fits(item, inner) for item in data)
        case dict():
            return _fits_object(data, schema)
    return True


def _has_type(data: Any, wanted: str) -> bool:
    if isinstance(data, float) and data.is_integer():
        return wanted in ("integer", "number")
    return isinstance(data, _TYPES[wanted]) and (wanted == "boolean" or not isinstance(data, bool))


def _within(number: float, schema: Schema, least: str, most: str) -> bool:
    return bool(schema.get(least, number) <= number <= schema.get(most, number))


def _fits_text(text: str, schema: Schema) -> bool:
    # The length first: some of AWS's patterns take long over long texts.
    if not _within(len(text), schema, "minLength", "maxLength"):
        return False
    return "pattern" not in schema or re.search(schema["pattern"], text) is not None


def _fits_object(data: dict[str, Any], schema: Schema) -> bool:
    is_open = isinstance(data, OpenDict)
    if not is_open and not data.keys() >= set(schema.get("required", ())):
        return False
    if not is_open and not _within(len(data), schema, "minProperties", "maxProperties"):
        return False
    properties = schema.get("properties", {})
    names = schema.get("propertyNames", {})
    other = schema.get("additionalProperties", {})
    for name, value in data.items():
        inner = properties.get(name, other)
        if inner is False or not fits(name, names) or not fits(value, inner):
            return False
    return True
