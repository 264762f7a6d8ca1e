"""ESM723: what a function has for asynchronous calls is not for those of mappings."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import BROKERS, QUEUES, SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.resource import Resource
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Fields, Items, is_there
from mappinglint_rules.resources.callers import invoke_configs_if_only_polled
from mappinglint_rules.resources.destinations import ON_FAILURE, on_failure
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.queues import queue_of
from mappinglint_rules.resources.same import identity_of

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
    without_effect=True,
)
def async_settings_without_effect(mapping: EventSourceMapping) -> Iterator[Finding]:
    function = mapping.function
    configs = None if function is None else invoke_configs_if_only_polled(function)
    if function is None or configs is None:
        return
    settings = list(_settings(function, configs))
    if settings:
        names = list(dict.fromkeys(name for name, _ in settings))
        # "destinations have no effect", but "onError has none".
        has = "has" if len(names) == 1 and not names[0].endswith("s") else "have"
        yield async_settings_without_effect.finding(
            mapping,
            "FunctionName",
            f"{' and '.join(names)} of {called(function, 'function')} {has} no effect: mappings "
            "alone call it, never asynchronously",
            about=identity_of(function),
            label="this function",
            related=[label for _, label in settings],
            aws="reads that for asynchronous calls alone; " + _where_failures_go(mapping),
            remedy=_remedy(mapping, configs, " and ".join(names)),
        )


def _settings(function: Resource, configs: list[Resource]) -> Iterator[tuple[str, Label]]:
    """Yield the settings that are for asynchronous calls alone: what they are called, and where."""
    label = "this is for asynchronous calls"
    if is_there(function.get(_TARGET)):
        yield function.spell(_DEAD_LETTERS), Label(function.place_of(_TARGET), label)
    if _says_something(function):
        yield function.spell(_INVOKE_CONFIG), Label(function.place_of(_INVOKE_CONFIG), label)
    for config in configs:
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
        return f"messages that fail go where the {_redrive_policy(mapping)} of the queue says"
    if mapping.is_only(*BROKERS, SourceKind.DOCUMENTDB):
        return "what a mapping has read is called with again"
    return f"records that fail go where {on_failure(mapping)} of the {_noun(mapping)} says"


def _remedy(mapping: EventSourceMapping, configs: list[Resource], names: str) -> str:
    """Return what to remove, and what to set instead if failures were to go somewhere."""
    removal = f"remove {names}" + (" of the function" if not configs else "")
    instead = _instead(mapping) if _sends_failures(mapping, configs) else ""
    return f"{instead}, and {removal}" if instead else removal


def _sends_failures(mapping: EventSourceMapping, configs: list[Resource]) -> bool:
    function = mapping.function
    assert function is not None
    own = (_TARGET, f"{_INVOKE_CONFIG}.DestinationConfig")
    return any(not function.lacks(name) for name in own) or any(
        not config.lacks("DestinationConfig") for config in configs
    )


def _instead(mapping: EventSourceMapping) -> str:
    """Return how failures of what a mapping reads get somewhere; nothing if they do already."""
    if mapping.is_only(*QUEUES):
        queue, name = queue_of(mapping), _redrive_policy(mapping)
        has_policy = queue is not None and not queue.lacks("RedrivePolicy")
        return "" if has_policy else f"give {called(queue, 'queue')} a {name}"
    if mapping.is_only(*BROKERS, SourceKind.DOCUMENTDB) or not mapping.lacks(ON_FAILURE):
        return ""
    return f"set {on_failure(mapping)} of the {_noun(mapping)}"


def _redrive_policy(mapping: EventSourceMapping) -> str:
    queue = queue_of(mapping)
    return "RedrivePolicy" if queue is None else queue.spell("RedrivePolicy")


def _noun(mapping: EventSourceMapping) -> str:
    """Return what the format calls a mapping, in a word: its function may have a like setting."""
    return "mapping" if mapping.format.noun.endswith("mapping") else "event"
