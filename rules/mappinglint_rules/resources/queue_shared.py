"""ESM707: two functions take each other's messages."""

from collections.abc import Hashable, Iterator, Sequence

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, comparing_rule
from mappinglint.value import Items, Value, is_default
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.queues import queue_of
from mappinglint_rules.resources.same import identity_of, is_same
from mappinglint_rules.source.functions import bare_name_of, function_of
from mappinglint_rules.source.together import Companion, Scenarios, identity, is_polling, sharing

_ARN, _FILTERS = "EventSourceArn", "FilterCriteria"


@comparing_rule(
    "ESM707",
    "queue-shared",
    Level.WARNING,
    Evidence.ADVISED,
    settings=(_ARN, "FunctionName", _FILTERS),
    kinds=QUEUES,
)
def queue_shared(mappings: Sequence[Scenarios]) -> Iterator[Finding]:
    for mapping, others in sharing(mappings, _queue):
        rival = next((one for one in others if _are_rivals(one.mapping, mapping)), None)
        if rival is not None:
            yield _finding(mapping, rival)


def _finding(mapping: EventSourceMapping, rival: Companion) -> Finding:
    place = mapping.place_of(_ARN).first_line()
    queue = queue_of(mapping)
    labels = [
        Label(rival.mapping.place_of(_ARN).first_line(), "polled here too"),
        Label(queue.place, "each message goes to one of them") if queue else None,
    ]
    return queue_shared.finding(
        mapping,
        _ARN,
        f"{_name(rival.mapping)} polls {called(queue, 'queue')} too: each message goes to one of "
        "the two, by chance",
        # Mappings that one piece of text makes have the same place.
        related=[label for label in labels if label is not None and label.place != place],
        aws="takes it, and shares the messages out",
        remedy="give each function a queue of its own (a topic can send to both), or remove one of "
        "the mappings",
        when=rival.when,
    )


def _name(rival: EventSourceMapping) -> str:
    """Return what to call the other one: its function, or the mapping if that is not known."""
    if rival.function is not None:
        return called(rival.function, "function")
    name = _function_name(rival)
    return f"function {name}" if name else f"mapping {rival.name}"


def _queue(mapping: EventSourceMapping) -> Iterator[Hashable]:
    """Yield what tells the queue of a mapping that surely polls one."""
    if not mapping.is_only(*QUEUES) or not is_polling(mapping):
        return
    queue, same = queue_of(mapping), identity(mapping, _ARN)
    if queue is not None:
        yield identity_of(queue)
    elif same is not None:
        yield same


def _are_rivals(one: EventSourceMapping, other: EventSourceMapping) -> bool:
    return _are_functions_different(one, other) and not _may_filters_differ(one, other)


def _are_functions_different(one: EventSourceMapping, other: EventSourceMapping) -> bool:
    """Say whether two mappings surely call different functions, not versions of one."""
    if any(is_default(mapping.get("FunctionName")) for mapping in (one, other)):
        return False
    if one.function is not None and other.function is not None:
        return not is_same(one.function, other.function)
    first, second = _function_name(one), _function_name(other)
    return bool(first and second) and first != second


def _function_name(mapping: EventSourceMapping) -> str:
    """Return the name of the function, without version or alias; nothing if it is not known."""
    if mapping.function is not None:
        return mapping.function.string("FunctionName") or ""
    told = function_of(mapping)
    return "" if told is None or told.name.startswith("=") else bare_name_of(told.name)


def _may_filters_differ(one: EventSourceMapping, other: EventSourceMapping) -> bool:
    """Say whether two mappings may take different messages: both have filters, or may have some.

    A message that no filter of its mapping takes is lost, but that is not this rule's to say.
    """
    values = [_filters(one), _filters(other)]
    if None in values:
        # One takes all. What is not known of the other may be what parts them.
        return any(value is not None and not isinstance(value, Items) for value in values)
    patterns = [_patterns(one), _patterns(other)]
    return None in patterns or patterns[0] != patterns[1]


def _filters(mapping: EventSourceMapping) -> Value | None:
    filters = mapping.get(f"{_FILTERS}.Filters")
    return None if isinstance(filters, Items) and not filters.items else filters


def _patterns(mapping: EventSourceMapping) -> set[str] | None:
    """Return the patterns of a mapping, or None if one of them is not known."""
    filters = _filters(mapping)
    if not isinstance(filters, Items):
        return None
    texts = [mapping.string((*path, "Pattern")) for path in mapping.each(f"{_FILTERS}.Filters")]
    return None if None in texts else {text for text in texts if text is not None}
