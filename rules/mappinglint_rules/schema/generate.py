"""Makes mapping.json, the JSON Schema of a mapping's shape, from botocore's model of Lambda.

    python -m mappinglint_rules.schema.generate

Run it when a new botocore brings new settings; botocore is a development dependency. What the model
does not say is in overlay.json, merged as a JSON merge patch (RFC 7396): a `title` says in words
what a text must look like, null takes away what the table of limits knows better.
"""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_FOLDER = files("mappinglint_rules.schema")
_TYPES = {
    "string": "string",
    "integer": "integer",
    "long": "integer",
    "boolean": "boolean",
    "timestamp": "number",
    "structure": "object",
    "map": "object",
    "list": "array",
}
# The model's name of a bound, by type: JSON Schema's names.
_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum"),
    "long": ("minimum", "maximum"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
}
_ANY_TEXT = r"[\s\S]*"


def service_model() -> Any:
    """Return the installed botocore's model of Lambda."""
    from botocore.session import Session

    return Session().get_service_model("lambda")


def model_version() -> str:
    """Return the version of the installed botocore."""
    import botocore

    return str(botocore.__version__)


def overlay() -> Json:
    """Return what the model does not say."""
    stored: Json = json.loads(_FOLDER.joinpath("overlay.json").read_text(encoding="utf-8"))
    return stored


def generate() -> str:
    """Return the text that mapping.json should have with the installed botocore."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"Generated from botocore {model_version()} by generate.py: do not edit.",
        **model_schema(service_model()),
    }
    return json.dumps(merge(schema, overlay()), indent=1) + "\n"


def model_schema(model: Any) -> Json:
    """Return the schema that a model of Lambda gives, before the overlay."""
    create = model.operation_model("CreateEventSourceMapping")
    update = model.operation_model("UpdateEventSourceMapping").input_shape.members
    properties = {}
    for name, shape in create.input_shape.members.items():
        properties[name] = _schema(shape)
        if name not in update:
            properties[name]["x-createOnly"] = True
    for name in create.output_shape.members:
        if name not in properties:
            # Only AWS writes these, and it may write what it likes.
            properties[name] = {"readOnly": True}
    return {
        "type": "object",
        "required": list(create.input_shape.required_members),
        "properties": dict(sorted(properties.items())),
        "additionalProperties": False,
    }


def merge(target: Any, patch: Any) -> Any:
    """Return the target with a JSON merge patch applied."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            del merged[key]
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def _schema(shape: Any) -> Json:
    schema: Json = {"type": _TYPES[shape.type_name]}
    metadata = shape.metadata
    for key, bound in zip(("min", "max"), _BOUNDS.get(shape.type_name, ()), strict=False):
        if key in metadata:
            schema[bound] = metadata[key]
    if metadata.get("pattern", _ANY_TEXT) != _ANY_TEXT:
        schema["pattern"] = _pattern(metadata["pattern"])
    if getattr(shape, "enum", None):
        schema["enum"] = shape.enum
    match shape.type_name:
        case "structure":
            schema["properties"] = {name: _schema(one) for name, one in shape.members.items()}
            schema["additionalProperties"] = False
            if shape.required_members:
                schema["required"] = list(shape.required_members)
        case "list":
            schema["items"] = _schema(shape.member)
        case "map":
            schema["propertyNames"] = _schema(shape.key)
            schema["additionalProperties"] = _schema(shape.value)
    return schema


def _pattern(java: str) -> str:
    """Return a pattern of the model, which the whole text must match, for Python's `re.search`."""
    python = java
    if r"\p{L}" in java:
        # Letters can only be said as "no non-letter", which needs a set of its own.
        rest = java.replace(r"\p{L}", "").replace(r"\p{Z}", r"\s").replace(r"\p{N}", r"\d")
        python = re.sub(r"\[([^\]]*)\]", r"(?:[^\\W\\d_]|[\1])", rest)
    # "$" alone would also match before a last line break.
    return rf"^(?:{python})$(?!\n)"


def main() -> None:
    """Write mapping.json beside this file."""
    Path(str(_FOLDER.joinpath("mapping.json"))).write_text(generate(), encoding="utf-8")


if __name__ == "__main__":
    main()
