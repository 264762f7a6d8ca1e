"""ESM723: what a function has for asynchronous calls is not for those of mappings."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import BROKERS, QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.resource import Resource
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Fields, Items, is_there
from mappinglint_rules.resources.callers import Callers, only_polled
from mappinglint_rules.resources.destinations import on_failure

_DEAD_LETTERS, _INVOKE_CONFIG = "DeadLetterConfig", "EventInvokeConfig"
_TARGET = f"{_DEAD_LETTERS}.TargetArn"
# What the latter says; it is a resource of its own in most formats.
_OF_INVOKE_CONFIG = ("DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")


@rule(
    "ESM723",
    "async-settings-without-effect",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FunctionName",),
)
def async_settings_without_effect(mapping: EventSourceMapping) -> Iterator[Finding]:
    function = mapping.function
    callers = None if function is None else only_polled(function)
    if function is None or callers is None or _is_later(mapping, callers):
        return
    settings = list(_settings(function, callers))
    if settings:
        names = list(dict.fromkeys(name for name, _ in settings))
        has = "has" if len(names) == 1 else "have"
        yield async_settings_without_effect.finding(
            mapping,
            "FunctionName",
            f"{' and '.join(names)} of {function.name} {has} no effect: mappings alone call this "
            "function, never asynchronously",
            label="this function",
            related=[label for _, label in settings],
            aws="reads that for asynchronous calls alone; " + _where_failures_go(mapping),
            remedy=_instead(mapping, " and ".join(names)),
        )


def _is_later(mapping: EventSourceMapping, callers: Callers) -> bool:
    """Say whether another mapping of the function stands before this one, and tells it."""
    return mapping.place in [one.place for one in callers.mappings[1:]]


def _settings(function: Resource, callers: Callers) -> Iterator[tuple[str, Label]]:
    """Yield the settings that are for asynchronous calls alone: what they are called, and where."""
    label = "this is for asynchronous calls"
    if is_there(function.get(_TARGET)):
        yield function.spell(_DEAD_LETTERS), Label(function.place_of(_TARGET), label)
    if _says_something(function):
        yield function.spell(_INVOKE_CONFIG), Label(function.place_of(_INVOKE_CONFIG), label)
    for config in callers.invoke_configs:
        if any(is_there(config.get(name)) for name in _OF_INVOKE_CONFIG):
            yield _called(config), Label(config.place, label)


def _called(config: Resource) -> str:
    """Return the name of an invoke config, with what it is if the name does not tell."""
    return config.name if "invoke" in config.name.lower() else f"{_INVOKE_CONFIG} {config.name}"


def _says_something(function: Resource) -> bool:
    match function.get(_INVOKE_CONFIG):
        case Fields(fields=said) | Items(items=said):
            return bool(said)
    return False


def _where_failures_go(mapping: EventSourceMapping) -> str:
    if mapping.is_only(*QUEUES):
        return "messages that fail go where the RedrivePolicy of the queue says"
    if mapping.is_only(*BROKERS, SourceKind.DOCUMENTDB):
        return "what a mapping has read is called with again"
    return f"records that fail go where {on_failure(mapping)} of the mapping says"


def _instead(mapping: EventSourceMapping, names: str) -> str:
    if mapping.is_only(*QUEUES):
        return f"give the queue a RedrivePolicy, and remove {names}"
    if mapping.is_only(*BROKERS, SourceKind.DOCUMENTDB):
        return f"remove {names}"
    return f"set {on_failure(mapping)}, and remove {names}"
