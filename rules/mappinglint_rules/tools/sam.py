"""What rules about AWS SAM share: an event as SAM reads it, before CloudFormation does."""

from typing import Final

from mappinglint.kind import BROKERS, STREAMS, Kinds, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.value import Fields

ON_FAILURE: Final = ("DestinationConfig", "OnFailure")
REGISTRY: Final = "SchemaRegistryConfig"
# SAM writes policies for what these ask for.
KAFKA: Final[Kinds] = frozenset({SourceKind.MSK, SourceKind.KAFKA})
WITH_DESTINATION: Final[Kinds] = STREAMS | KAFKA
WITH_SECRET: Final[Kinds] = BROKERS | {SourceKind.KAFKA, SourceKind.DOCUMENTDB}


def is_sam(mapping: EventSourceMapping) -> bool:
    """Say whether SAM makes the mapping."""
    return mapping.format.name == "sam"


def as_read(mapping: EventSourceMapping, *path: str) -> Fields | None:
    """Return the properties of an event as SAM reads them, or an object among them."""
    found = mapping.raw if is_sam(mapping) else None
    for step in path:
        found = found.get(step) if isinstance(found, Fields) else None
    return found if isinstance(found, Fields) else None


def declared_kinds(mapping: EventSourceMapping) -> Kinds:
    """Return the kinds of source that the event's Type says; none if it says nothing."""
    return (mapping.declared and mapping.declared.kinds) or frozenset()


def answers(text: str) -> str:
    """Return what SAM says, for the line about AWS."""
    return f'SAM answers "{text}"'
