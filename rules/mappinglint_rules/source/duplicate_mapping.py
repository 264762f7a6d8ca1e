"""ESM112: a function polls a source once."""

from collections.abc import Iterator, Sequence

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, comparing_rule
from mappinglint_rules.source.functions import function_of
from mappinglint_rules.source.together import Scenarios, identity, sharing

_ARN = "EventSourceArn"
_SERVERS = "SelfManagedEventSource.Endpoints.KAFKA_BOOTSTRAP_SERVERS"
# Within a cluster or a broker, what a mapping reads.
_PARTS = (
    "Topics[0]",
    "Queues[0]",
    "DocumentDBEventSourceConfig.DatabaseName",
    "DocumentDBEventSourceConfig.CollectionName",
)


@comparing_rule(
    "ESM112",
    "duplicate-mapping",
    Level.ERROR,
    Evidence.RECORDED,
    settings=(_ARN, "SelfManagedEventSource", "FunctionName", "Topics", "Queues"),
)
def duplicate_mapping(mappings: Sequence[Scenarios]) -> Iterator[Finding]:
    for mapping, others in sharing(mappings, _identities):
        earlier = next((one for one in others if _is_same_function(one.mapping, mapping)), None)
        if earlier is None:
            continue
        first = earlier.mapping
        is_kafka = mapping.lacks(_ARN)
        setting = "SelfManagedEventSource" if is_kafka else _ARN
        what = "this cluster and topic" if is_kafka else "this source"
        is_recorded = is_kafka or all(mapping.lacks(part) for part in _PARTS)
        yield duplicate_mapping.finding(
            mapping,
            setting,
            f"{_name(first)} already maps {what} to the same function",
            level=Level.ERROR if is_recorded else Level.WARNING,
            related=[Label(first.place_of(setting).first_line(), "mapped here")],
            aws=(
                "answers ResourceConflictException: … already exists"
                if is_recorded
                else "refuses this for other sources; for this one its answer is not recorded"
            ),
            remedy="remove one of the two mappings",
            when=earlier.when,
        )


def _identities(mapping: EventSourceMapping) -> Iterator[tuple[str, ...]]:
    """Yield what no two mappings may have in common: for Kafka, any of its servers counts."""
    told = function_of(mapping)
    if told is None:
        return
    function = told.name
    if not mapping.lacks(_ARN):
        source = identity(mapping, _ARN)
        parts = [_part(mapping, name) for name in _PARTS]
        known = [part for part in parts if part is not None]
        if source is not None and len(known) == len(parts):
            yield (source, function, *known)
        return
    topic = identity(mapping, "Topics[0]")
    if topic is not None:
        servers = (mapping.string(server) for server in mapping.each(_SERVERS))
        yield from ((server, topic, function) for server in servers if server is not None)


def _part(mapping: EventSourceMapping, name: str) -> str | None:
    """Return what a setting says: nothing if it is absent, None if it is not known."""
    return "" if mapping.lacks(name) else identity(mapping, name)


def _is_same_function(one: EventSourceMapping, other: EventSourceMapping) -> bool:
    first, second = function_of(one), function_of(other)
    return first is not None and second is not None and first.may_be(second)


def _name(mapping: EventSourceMapping) -> str:
    """Return what the file calls a mapping, unless it has no other name than its function's."""
    is_own = mapping.name and mapping.name != mapping.string("FunctionName")
    return mapping.name if is_own else "another mapping"
