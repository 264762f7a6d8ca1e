"""Lines of an inventory: what an account has, one JSON object for each resource.

What the Lambda API's List operation returns for a mapping is the API's own words, and the dialect
`api` reads it. Other inventories wrap the settings: AWS Config's form has them as `configuration`,
an object or a text that has one, and CloudFormation's as `Properties`.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from mappinglint.dialects import Alternatives
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


def _settings(found: Any, place: str) -> dict[str, Any]:
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError) as error:
            raise NoConfigurationError(f"the text in {place} is not JSON") from error
    if not isinstance(found, dict):
        raise NoConfigurationError(f"{place} is no object with the settings of the mapping")
    return found


def _written(settings: dict[str, Any], uuid: str) -> str:
    if not _RETURNED.isdisjoint(settings):
        return json.dumps(settings)
    return json.dumps({"Resources": {uuid or "Mapping": {"Type": TYPE, "Properties": settings}}})


def _first(*values: Any) -> str:
    return next((value for value in values if value and isinstance(value, str)), "")
