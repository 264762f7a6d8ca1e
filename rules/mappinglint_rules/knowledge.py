"""All that is known of settings and of records, put together for those who show it.

Who takes a setting stands in the table of limits, what its value may be in the schema, and what it
is for in the summaries; a setting within another is taken by those that take that one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from mappinglint.hookspecs import Quotas
from mappinglint.kind import ALL_KINDS, Kinds, SourceKind
from mappinglint.setting import Range, RecordKey, Setting
from mappinglint_rules import summaries
from mappinglint_rules.access.registries import KAFKA
from mappinglint_rules.failures.on_success_not_supported import on_success_not_supported
from mappinglint_rules.filters.image_not_in_stream import IMAGES_OF_VIEW
from mappinglint_rules.filters.records import (
    ATTRIBUTE_TYPES,
    CHANGE_KEYS,
    DATA_KEY,
    EVENT_NAMES,
    EVENT_SOURCES,
    IMAGES,
    RECORD_KEYS,
)
from mappinglint_rules.schema import Schema, load, with_quotas
from mappinglint_rules.service import (
    ACCESS_TYPES,
    AT_TIMESTAMP,
    METRICS,
    NEED_PROVISIONED_MODE,
    RECORD_AGE,
    SETTINGS,
)

_DYNAMODB: Final = frozenset({SourceKind.DYNAMODB})

# The words that not every source takes which takes the setting.
_TAKERS: Mapping[str, Mapping[str, Kinds]] = {
    "StartingPosition": {"AT_TIMESTAMP": AT_TIMESTAMP},
    "SourceAccessConfigurations.Type": {name: one.kinds for name, one in ACCESS_TYPES.items()},
    "MetricsConfig.Metrics": METRICS,
}
# Bounds that the schema has in another form: beside them one other number is allowed.
_BOUNDS: Mapping[str, Range] = {"MaximumRecordAgeInSeconds": RECORD_AGE}


def settings(quotas: Quotas) -> list[Setting]:
    """Return every setting, within the limits that the quotas say.

    Those of the table come first, in its order.
    """
    definitions = dict(_definitions("", with_quotas(load, quotas)))
    names = [*SETTINGS, *(name for name in definitions if name not in SETTINGS)]
    found: dict[str, Setting] = {}
    for name in names:
        found[name] = _described(_row(name, found), definitions[name])
    return list(found.values())


def _definitions(name: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield what the schema says of each setting, by name; those that hold others come first."""
    if name:
        yield name, schema
    named = schema.get("propertyNames", {}).get("enum", ())
    inner = {
        **schema.get("properties", {}),
        **dict.fromkeys(named, schema.get("additionalProperties")),
    }
    for one, definition in inner.items():
        yield from _definitions(f"{name}.{one}".removeprefix("."), definition)
    items = schema.get("items", {})
    if "properties" in items:
        for one, definition in items["properties"].items():
            yield from _definitions(f"{name}.{one}", definition)


def _row(name: str, known: Mapping[str, Setting]) -> Setting:
    """Return who takes a setting."""
    if name in SETTINGS:
        return SETTINGS[name]
    if name in on_success_not_supported.settings:
        return Setting(name, {}, dict.fromkeys(ALL_KINDS, on_success_not_supported.evidence))
    outer = known.get(name.rpartition(".")[0])
    if outer is None:
        return Setting(name, {})
    return Setting(name, outer.takes, outer.refuses, outer.ignores)


def _described(row: Setting, definition: Schema) -> Setting:
    words = definition.get("enum") or definition.get("items", {}).get("enum", ())
    may_take = ALL_KINDS - row.refuses.keys() - row.ignores
    takers = _TAKERS.get(row.name, {})
    bounds = _BOUNDS.get(row.name)
    if "minimum" in definition and "maximum" in definition:
        bounds = Range(definition["minimum"], definition["maximum"])
    return replace(
        row,
        summary=_summary(row, definition),
        type=definition.get("type", ""),
        words={word: may_take & takers.get(word, ALL_KINDS) for word in words},
        meanings=_meanings(row.name, words),
        bounds=bounds,
        create_only=bool(definition.get("x-createOnly")),
    )


def _meanings(name: str, words: Iterable[str]) -> Mapping[str, str]:
    if name != "SourceAccessConfigurations.Type":
        return {}
    return {word: summaries.access_meaning(word) for word in words if word in ACCESS_TYPES}


def _summary(row: Setting, definition: Schema) -> str:
    sentences = [summaries.SETTINGS.get(row.name, "")]
    if row.name in NEED_PROVISIONED_MODE:
        whose = "It" if row.takes.keys() <= KAFKA else "For Kafka it"
        sentences.append(f"{whose} needs ProvisionedPollerConfig.")
    # Tags have requests of their own.
    if definition.get("x-createOnly") and row.name != "Tags":
        sentences.append("An update cannot change it.")
    return " ".join(sentences)


def record_keys() -> Iterator[RecordKey]:
    """Yield the keys of the records of every source, the one with what was sent first."""
    for kinds, texts in summaries.RECORD_KEYS.items():
        data = {DATA_KEY[kind] for kind in kinds if kind in DATA_KEY}
        for name in sorted(texts, key=lambda name: (name not in data, name != "eventName", name)):
            yield from _record_key(name, kinds, texts[name])
    for name in sorted(CHANGE_KEYS, key=lambda name: (name not in IMAGES, name)):
        words = tuple(IMAGES_OF_VIEW) if name == "StreamViewType" else ()
        yield RecordKey(("dynamodb", name), _DYNAMODB, summaries.CHANGE_KEYS[name], words)
    for image in sorted(IMAGES):
        # In the order of the summaries, in which what is usual comes first.
        for name in sorted(ATTRIBUTE_TYPES, key=[*summaries.ATTRIBUTE_TYPES].index):
            path = ("dynamodb", image, "*", name)
            yield RecordKey(path, _DYNAMODB, summaries.ATTRIBUTE_TYPES[name])


def _record_key(name: str, kinds: Kinds, text: str) -> Iterator[RecordKey]:
    """Yield a first key of a record, once for all sources in which it can be the same."""
    by_words: dict[tuple[str, ...], set[SourceKind]] = {}
    for kind in SourceKind:
        if kind in kinds and name in RECORD_KEYS.get(kind, ()):
            by_words.setdefault(_record_words(name, kind), set()).add(kind)
    for words, those in by_words.items():
        yield RecordKey((name,), frozenset(those), text, words)


def _record_words(name: str, kind: SourceKind) -> tuple[str, ...]:
    if name == "eventSource":
        return (EVENT_SOURCES[kind],)
    return EVENT_NAMES if name == "eventName" and kind in _DYNAMODB else ()
