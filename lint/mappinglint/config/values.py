"""The values of a configuration one by one, and where each comes from."""

import json
from collections.abc import Mapping
from functools import reduce
from typing import Any

from mappinglint.config.configuration import Configuration
from mappinglint.config.keys import KEYS, Key
from mappinglint.config.loading import IN_FILE
from mappinglint.finding import Level
from mappinglint.record import dataclass

DEFAULT = "default"


@dataclass(frozen=True)
class Held:
    """A value as TOML and JSON have it, and its origin.

    That is "file", "command line" or "default". `line` is where the key stands in the file, or 0.
    """

    key: Key
    value: Any
    origin: str
    line: int = 0


def held(configuration: Configuration) -> list[Held]:
    """Return the value of every key, in the order of the table."""
    return [
        Held(
            key,
            plain(reduce(getattr, key.field.split("."), configuration)),
            origin := configuration.given.get(key.name, DEFAULT),
            _line(configuration, key) if origin == IN_FILE else 0,
        )
        for key in KEYS
    ]


def _line(configuration: Configuration, key: Key) -> int:
    from mappinglint.config.places import Places

    source = configuration.source
    if source is None:
        return 0
    path = (*configuration.table, *key.name.split("."))
    return source.position(Places(source.text)[path].key.start).line


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    match value:
        case Level():
            return str(value)
        case tuple():
            return [plain(one) for one in value]
        case Mapping():
            return {name: plain(one) for name, one in value.items()}
    return value


def as_toml(value: Any) -> str:
    """Return a value as it is written in TOML; its texts are JSON's, which TOML reads as well."""
    match value:
        case list():
            return f"[{', '.join(map(as_toml, value))}]"
        case dict():
            pairs = (f"{_key(name)} = {as_toml(one)}" for name, one in value.items())
            return f"{{{', '.join(pairs)}}}"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else as_toml(name)
