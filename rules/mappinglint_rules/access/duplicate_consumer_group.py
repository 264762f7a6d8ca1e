"""ESM618: a consumer group belongs to one mapping."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation, Path
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, comparing_rule
from mappinglint.value import Unknown
from mappinglint_rules.access.registries import KAFKA, KAFKA_CONFIGS


@dataclass(frozen=True)
class _Group:
    """The consumer group of a mapping in one scenario; `identity` is None if it is not known."""

    mapping: EventSourceMapping
    path: Path = ()
    identity: tuple[str, str] | None = None


@comparing_rule(
    "ESM618",
    "duplicate-consumer-group",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=KAFKA_CONFIGS,
    kinds=KAFKA,
)
def duplicate_consumer_group(
    together: Sequence[Sequence[EventSourceMapping]],
) -> Iterator[Finding]:
    named = [[_group(mapping) for mapping in alternatives] for alternatives in together]
    known = [groups for groups in named if any(group.identity for group in groups)]
    for position, groups in enumerate(known):
        for earlier in known[:position]:
            pairs = [(one, two) for one in earlier for two in groups if _may_coexist(one, two)]
            same = [
                (one, two) for one, two in pairs if one.identity and one.identity == two.identity
            ]
            if same:
                yield _duplicate(*same[0], always=len(same) == len(pairs))
                break


def _group(mapping: EventSourceMapping) -> _Group:
    if mapping.operation is Operation.CREATE and mapping.kinds & KAFKA:
        for config in KAFKA_CONFIGS:
            path = (config, "ConsumerGroupId")
            value, text = mapping.get(path), mapping.string(path)
            if text:
                return _Group(mapping, path, ("text", text))
            if isinstance(value, Unknown) and value.identity is not None:
                return _Group(mapping, path, ("reference", value.identity))
    return _Group(mapping)


def _may_coexist(one: _Group, two: _Group) -> bool:
    """Say whether the scenarios of two groups do not contradict each other."""
    assumed = dict(one.mapping.assumptions)
    return all(assumed.get(subject, value) == value for subject, value in two.mapping.assumptions)


def _duplicate(earlier: _Group, group: _Group, *, always: bool) -> Finding:
    mapping, path = group.mapping, group.path
    shown = mapping.string(path) or mapping.place_of(path).text
    found = duplicate_consumer_group.finding(
        mapping,
        path,
        f"{mapping.spell(path)} {shown} is used twice: "
        "each mapping needs a consumer group of its own",
        related=[Label(earlier.mapping.place_of(earlier.path), "already used here")],
        aws="documents that it must be unique among all Kafka event sources",
        remedy="choose another one, or leave it out: Lambda then makes one up",
    )
    assumed = {*earlier.mapping.assumptions, *mapping.assumptions}
    return replace(found, when=() if always else tuple(sorted(assumed)))
