"""Lines of an inventory: what an account has, one JSON object for each resource.

What the Lambda API's List operation returns for a mapping is the API's own words, and the dialect
`api` reads it. Other inventories wrap the settings: AWS Config's form has them as `configuration`,
an object or a text that has one, and CloudFormation's as `Properties`. Some write each name with a
small letter first: `batchSize`.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from mappinglint.dialects import Alternatives
from mappinglint.dialects.api import NAMES, RETURNED, SOURCES, TELLING
from mappinglint.dialects.cloudformation import TYPE
from mappinglint.document import Document
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.record import dataclass

NAME: Final = "inventory"

# The key that says what a resource is, and the one that has its settings.
_WRAPPERS = (("resourceType", "configuration"), ("Type", "Properties"))
# What the Lambda API returns with every mapping, and CloudFormation does not have.
_RETURNED = frozenset({"UUID", "State", "LastModified"})
# What AWS Config keeps of a resource that is gone: ResourceDeleted and ResourceDeletedNotRecorded.
_GONE = "ResourceDeleted"

# All that a mapping has, in the API's words and in CloudFormation's; and what few others have.
_KNOWN = NAMES | RETURNED | {"UUID", "Id", "KmsKeyArn"}
_OWN = TELLING | SOURCES | {"EventSourceMappingArn"}
_OWN_SMALL = frozenset(name[0].lower() + name[1:] for name in _OWN)
_UUID_SMALL = frozenset({"uuid", "uUID"})
# Names of which more than the first letter differs.
_SPELLED: Final = {
    "uuid": "UUID",
    "uUID": "UUID",
    "uri": "URI",
    "uRI": "URI",
    "schemaRegistryUri": "SchemaRegistryURI",
    "documentDbEventSourceConfig": "DocumentDBEventSourceConfig",
}
_KEYS_OF_KMS = ("kmsKeyArn", "kMSKeyArn")
# Their keys are the user's.
_FREE = ("tags", "endpoints")
_ENOUGH = 2


class NoConfigurationError(ValueError):
    """A line is about an event source mapping, and has no settings that can be read."""


@dataclass(frozen=True)
class Unwrapped:
    """The settings of a mapping as a text that a dialect reads, and what the wrapper says of it."""

    text: str
    uuid: str = ""
    account: str = ""
    region: str = ""


class InventoryDialect:
    """What is read here is what AWS has stored, whatever words are there."""

    name = NAME

    def may_contain(self, data: bytes) -> bool:
        del data
        return True

    def is_meant(self, data: bytes) -> bool:
        del data
        return True

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        if '"Resources"' in document.source.text[:_HEAD]:
            from mappinglint.dialects.cloudformation.mappings import mappings
        else:
            from mappinglint.dialects.api.mappings import mappings
        for alternatives in mappings(document):
            yield [_stored(mapping) for mapping in alternatives]


# The beginning of the template that a resource is put into.
_HEAD = len('{"Resources"')


def _stored(mapping: EventSourceMapping) -> EventSourceMapping:
    if mapping.operation is Operation.STORED:
        return mapping
    settings = replace(mapping.settings, complete=False)
    return replace(mapping, operation=Operation.STORED, settings=settings)


def unwrapped(item: Any, text: str) -> Unwrapped | None:
    """Return the settings in one line of an inventory, or None if it is about something else.

    `item` is what the text is as JSON. Raises NoConfigurationError.
    """
    if not isinstance(item, dict):
        return Unwrapped(text)
    if _is_small(item):
        return Unwrapped(json.dumps(_capitalised(item, "KMSKeyArn")))
    for key, place in _WRAPPERS:
        kind = item.get(key)
        if not isinstance(kind, str):
            continue
        if kind != TYPE or str(item.get("configurationItemStatus", "")).startswith(_GONE):
            return None
        settings = _settings(item.get(place), place)
        uuid = _first(settings.get("UUID"), settings.get("Id"), item.get("resourceId"))
        return Unwrapped(
            _written(settings, uuid),
            uuid,
            _first(item.get("accountId")),
            _first(item.get("awsRegion")),
        )
    return Unwrapped(text)


def complain_of_too_little(text: str) -> None:
    """Raise NoConfigurationError if a text that has no mapping is surely meant to be one."""
    try:
        item = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(item, dict):
        return
    own = sorted(_OWN & item.keys())
    if len(TELLING.intersection(own)) >= _ENOUGH or (
        (own or "UUID" in item) and item.keys() <= _KNOWN
    ):
        there = ", ".join(own or ["UUID"])
        raise NoConfigurationError(f"this is too little to be a mapping: {there}")


def _settings(given: Any, place: str) -> dict[str, Any]:
    found: object = given
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError) as error:
            raise NoConfigurationError(f"the text in {place} is not JSON") from error
    if not isinstance(found, dict):
        raise NoConfigurationError(f"{place} is no object with the settings of the mapping")
    if _is_small(found):
        is_returned = any(_capital(key) in _RETURNED for key in found)
        found = _capitalised(found, "KMSKeyArn" if is_returned else "KmsKeyArn")
    if _KNOWN.isdisjoint(found):
        raise NoConfigurationError(f"{place} has no setting of a mapping")
    return found


def _is_small(settings: dict[str, Any]) -> bool:
    """Say whether the names of settings begin with small letters."""
    is_returned = "functionArn" in settings and not _UUID_SMALL.isdisjoint(settings)
    return is_returned or not _OWN_SMALL.isdisjoint(settings)


def _capitalised(settings: dict[str, Any], key_of_kms: str) -> dict[str, Any]:
    """Return settings with names as AWS writes them."""
    named = {}
    for key, value in settings.items():
        is_free = key in _FREE and isinstance(value, dict)
        name = key_of_kms if key in _KEYS_OF_KMS else _capital(key)
        named[name] = value if is_free else _inner(value, key_of_kms)
    return named


def _inner(value: Any, key_of_kms: str) -> Any:
    if isinstance(value, list):
        return [_inner(one, key_of_kms) for one in value]
    return _capitalised(value, key_of_kms) if isinstance(value, dict) else value


def _capital(key: str) -> str:
    return _SPELLED.get(key) or key[:1].upper() + key[1:]


def _written(settings: dict[str, Any], uuid: str) -> str:
    if not _RETURNED.isdisjoint(settings):
        return json.dumps(settings)
    return json.dumps({"Resources": {uuid or "Mapping": {"Type": TYPE, "Properties": settings}}})


def _first(*values: Any) -> str:
    return next((value for value in values if value and isinstance(value, str)), "")
