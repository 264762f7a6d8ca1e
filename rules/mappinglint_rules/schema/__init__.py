"""The one schema of a mapping's shape: mapping.json, made by generate.py."""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

from mappinglint.hookspecs import Quotas
from mappinglint.path import Path

Schema = dict[str, Any]


@cache
def load() -> Schema:
    """Return the schema: JSON Schema, draft 2020-12, of a mapping in the API's words.

    Beside the standard's keywords, `x-createOnly` marks what an update cannot carry, `readOnly`
    what only AWS writes, and `title` says in words what a text must look like.
    """
    # importlib.resources would cost more than all the rest of this.
    with open(os.path.join(os.path.dirname(__file__), "mapping.json"), encoding="utf-8") as file:
        schema: Schema = json.load(file)
    return schema


@cache
def writable() -> Schema:
    """Return the schema of a request that makes a mapping: without what only AWS writes."""
    schema = load()
    properties = schema["properties"]
    # In the schema's order, whatever the seed of the hashes is.
    ours = {name: inner for name, inner in properties.items() if not inner.get("readOnly")}
    return schema | {"properties": ours}


@cache
def with_quotas(schema: Callable[[], Schema], quotas: Quotas) -> Schema:
    """Return a schema, of those above, with the limits of an account in place of the usual ones.

    Such a limit has `x-quota`, the key that the configuration has for it.
    """
    most = quotas.maximum_concurrency
    if most is None:
        return schema()
    raised = deepcopy(schema())
    concurrency = raised["properties"]["ScalingConfig"]["properties"]["MaximumConcurrency"]
    concurrency |= {"maximum": most, "x-quota": "maximum-concurrency"}
    return raised


def schema_at(path: Path) -> Schema:
    """Return the schema of the setting at a path, or an empty one, which allows anything."""
    found = load()
    for step in path:
        if isinstance(step, int):
            found = found.get("items", {})
        else:
            inner = found.get("properties", {}).get(step)
            found = inner or found.get("additionalProperties") or {}
    return found


def is_create_only(name: str) -> bool:
    """Say whether an update cannot carry a setting."""
    return bool(schema_at((name,)).get("x-createOnly"))


def homes_of(name: str) -> list[Path]:
    """Return the path of every setting of a name, at whatever level, that people may write.

    A setting of the entries of a list has the path of the first entry's.
    """
    return [path for path in _paths() if path[-1] == name]


@cache
def _paths() -> list[Path]:
    paths: list[Path] = []
    pending: list[tuple[Path, Schema]] = [((), writable())]
    while pending:
        path, schema = pending.pop(0)
        for name, definition in sorted(schema.get("properties", {}).items()):
            paths.append((*path, name))
            pending.append(((*path, name), definition))
        paths += [(*path, name) for name in schema.get("propertyNames", {}).get("enum", ())]
        if "items" in schema:
            pending.append(((*path, 0), schema["items"]))
    return paths
