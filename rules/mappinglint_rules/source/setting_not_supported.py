"""ESM103: settings that the source does not take, by the table of limits."""

from collections.abc import Iterator

from mappinglint.edit import Fix, remove, rename, safe, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import QUEUES, SourceKind, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.presence import says_something
from mappinglint_rules.service import SETTINGS
from mappinglint_rules.source.no_event_source import SOURCES

# Rules of their own judge the others: they know AWS's answer.
_JUDGED_ELSEWHERE = {*SOURCES, "StartingPosition", "StartingPositionTimestamp"}
_JUDGED = tuple(
    name
    for name, setting in SETTINGS.items()
    if name not in _JUDGED_ELSEWHERE and (setting.refuses or setting.ignores)
)
# What tells kinds of source apart: of two settings that no source takes together, not the culprit.
_TELLING = frozenset(
    {
        "Topics",
        "Queues",
        "AmazonManagedKafkaEventSourceConfig",
        "SelfManagedKafkaEventSourceConfig",
        "DocumentDBEventSourceConfig",
    }
)


_TWINS = {
    "AmazonManagedKafkaEventSourceConfig": "SelfManagedKafkaEventSourceConfig",
    "SelfManagedKafkaEventSourceConfig": "AmazonManagedKafkaEventSourceConfig",
}


@rule(
    "ESM103",
    "setting-not-supported",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=_JUDGED,
    tier=Tier.SUPPORT,
)
def setting_not_supported(mapping: EventSourceMapping) -> Iterator[Finding]:
    if all(mapping.has(source) for source in SOURCES):
        return
    present = [name for name in _JUDGED if says_something(mapping, name)]
    refused = {
        kind: _outermost([name for name in present if SETTINGS[name].refused_by(kind)])
        for kind in SourceKind
        if kind in mapping.kinds
    }
    if not all(refused.values()):
        return
    refused_by_all = [name for name in present if all(name in names for names in refused.values())]
    for name in refused_by_all:
        yield _not_supported(mapping, name)
    if not refused_by_all:
        # No possible source takes all of it: blame what the likeliest source does not take.
        for name in min(refused.values(), key=_unlikeliness):
            yield _not_together(mapping, name, refused)


def _outermost(names: list[str]) -> list[str]:
    """Return the names without those that are within others of them."""
    return [name for name in names if not any(name.startswith(f"{other}.") for other in names)]


def _unlikeliness(refused: list[str]) -> tuple[int, int]:
    return len(refused), len(_TELLING.intersection(refused))


def _not_supported(mapping: EventSourceMapping, name: str) -> Finding:
    setting, spelling = SETTINGS[name], mapping.spell(name)
    here, takers = name_kinds(mapping.kinds), name_kinds(setting.takes)
    if len(mapping.kinds) > 2:
        message = f"{spelling} is only for {takers}"
    elif len(setting.takes) > 4:
        message = f"{spelling} is not supported for {here}"
    else:
        message = f"{spelling} is not supported for {here} (only for {takers})"
    is_refused = mapping.kinds <= setting.refuses.keys()
    return setting_not_supported.finding(
        mapping,
        name,
        message,
        level=Level.ERROR if is_refused else Level.WARNING,
        label="not for this source",
        related=[mapping.kinds_label],
        aws=_answer(mapping, name) if is_refused else "does not list it for this source",
        remedy=_remedy(mapping, name),
        fix=_fix(mapping, name, is_refused=is_refused),
    )


def _remedy(mapping: EventSourceMapping, name: str) -> str:
    spelling = mapping.spell(name)
    if twin := _twin(mapping, name):
        return f"write {twin}"
    if name == "DestinationConfig" and mapping.kinds <= QUEUES:
        return f"remove {spelling}; the queue's RedrivePolicy says where messages go that fail"
    return f"remove {spelling}"


def _fix(mapping: EventSourceMapping, name: str, *, is_refused: bool) -> Fix | None:
    field = mapping.settings.field(name)
    if field and (twin := _twin(mapping, name)):
        return safe(f"write {twin}", rename(field, twin))
    title, edit = f"remove {mapping.spell(name)}", remove(mapping, name)
    # Where nobody knows what AWS does with it, or where it says what to do with failures, taking
    # it out may change what happens.
    is_safe = is_refused and name != "DestinationConfig"
    return safe(title, edit) if is_safe else unsafe(title, edit)


def _twin(mapping: EventSourceMapping, name: str) -> str | None:
    """Return the setting that says the same for the other kind of Kafka, if it is not there yet."""
    twin = _TWINS.get(name)
    if twin is None or not mapping.lacks(twin):
        return None
    return mapping.spell(twin) if mapping.kinds <= SETTINGS[twin].takes.keys() else None


def _answer(mapping: EventSourceMapping, name: str) -> str:
    evidence = {SETTINGS[name].refuses[kind] for kind in mapping.kinds}
    if evidence == {Evidence.RECORDED}:
        return f'answers "Unsupported {name} parameter for given event source mapping type."'
    return "documents it for other sources only"


def _not_together(
    mapping: EventSourceMapping, name: str, refused: dict[SourceKind, list[str]]
) -> Finding:
    """Report a setting that some possible source takes, but none that takes the others too."""
    taker = next(kind for kind in refused if kind in SETTINGS[name].takes)
    other = refused[taker][0]
    spelling = mapping.spell(name)
    return setting_not_supported.finding(
        mapping,
        name,
        f"{spelling} and {mapping.spell(other)} exclude each other: no event source takes both",
        label=f"only for {name_kinds(SETTINGS[name].takes)}",
        related=[Label(mapping.place_of(other), f"only for {name_kinds(SETTINGS[other].takes)}")],
        aws="refuses one of them, whatever the source is",
        remedy=f"remove {spelling} or {mapping.spell(other)}",
    )
