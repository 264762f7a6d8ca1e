"""The JSON Schema of a configuration, for editors: made from the table of keys."""

import json
from collections.abc import Iterable
from typing import Any

from mappinglint.config.keys import FOR_NO_FILE, KEYS, Key, Kind
from mappinglint.config.values import plain
from mappinglint.finding import Level
from mappinglint.rule import Rule

Schema = dict[str, Any]

_DIALECT = "http://json-schema.org/draft-07/schema#"


def schema(rules: Iterable[Rule]) -> Schema:
    """Return the schema of mappinglint.toml, draft 7, which editors of TOML know.

    Editors complete the codes and names of the rules; beginnings of codes are right as well.
    """
    rules = list(rules)
    words = [*(rule.code for rule in rules), *(rule.name for rule in rules)]
    beginnings = sorted({rule.code[:end] for rule in rules for end in (-1, -2, -3)})
    # As a pattern, they are right and not proposed.
    beginning = {"type": "string", "pattern": f"^({'|'.join(beginnings)})$"}
    properties: Schema = {}
    for key in KEYS:
        group, _, name = key.name.rpartition(".")
        home = properties
        if group:
            home = properties.setdefault(group, _table({}))["properties"]
        home[name] = {"description": key.summary} | _type(key)
        if key.default is not None:
            home[name]["default"] = plain(key.default)
    return {
        "$schema": _DIALECT,
        "title": "Configuration of mappinglint",
        **_table(properties),
        "definitions": {
            "level": {"enum": [str(level) for level in reversed(Level)]},
            "rule": {"enum": words},
            "rules": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "#/definitions/rule"}, beginning]},
            },
        },
    }


def of_pyproject(made: Schema) -> Schema:
    """Return the schema of a pyproject.toml with such a table in it; the rest may be anything."""
    inner = {name: value for name, value in made.items() if name not in ("$schema", "definitions")}
    tool = {"type": "object", "properties": {"mappinglint": inner}}
    return {
        "$schema": made["$schema"],
        "title": "pyproject.toml with a configuration of mappinglint",
        "type": "object",
        "properties": {"tool": tool},
        "definitions": made["definitions"],
    }


def as_text(made: Schema) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _table(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


_RULES, _LEVEL = {"$ref": "#/definitions/rules"}, {"$ref": "#/definitions/level"}
_TEXT = {"type": "string", "minLength": 1}
_TYPES: dict[Kind, Schema] = {
    Kind.FLAG: {"type": "boolean"},
    Kind.NUMBER: {"type": "integer"},
    Kind.PATH: _TEXT,
    Kind.TEXTS: {"type": "array", "items": _TEXT},
    Kind.GLOBS: {
        "type": "array",
        "items": _TEXT | {"not": {"pattern": FOR_NO_FILE.replace("^(", "^!?(")}},
    },
    # What stands beside a reference is not read in draft 7.
    Kind.LEVEL: {"allOf": [_LEVEL]},
    Kind.RULES: {"allOf": [_RULES]},
    Kind.RULES_BY_GLOB: {
        "type": "object",
        "propertyNames": {"not": {"pattern": FOR_NO_FILE}},
        "additionalProperties": _RULES,
    },
    Kind.LEVEL_BY_RULE: {
        "type": "object",
        "propertyNames": {"$ref": "#/definitions/rule"},
        "additionalProperties": _LEVEL,
    },
}


def _type(key: Key) -> Schema:
    bounds = {"minimum": key.least, "maximum": key.most}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    return _TYPES[key.kind] | given
