"""ESM618: a consumer group belongs to one mapping."""

from collections.abc import Iterator, Sequence

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, comparing_rule
from mappinglint_rules.access.registries import KAFKA, KAFKA_CONFIGS
from mappinglint_rules.source.together import Scenarios, identity, sharing


@comparing_rule(
    "ESM618",
    "duplicate-consumer-group",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=KAFKA_CONFIGS,
    kinds=KAFKA,
)
def duplicate_consumer_group(mappings: Sequence[Scenarios]) -> Iterator[Finding]:
    for mapping, (earlier, *_) in sharing(mappings, _groups):
        setting, first = _setting(mapping), earlier.mapping
        shown = mapping.string(setting) or mapping.place_of(setting).text
        yield duplicate_consumer_group.finding(
            mapping,
            setting,
            f"{mapping.spell(setting)} {shown} is used twice: "
            "each mapping needs a consumer group of its own",
            related=[Label(first.place_of(_setting(first)).first_line(), "already used here")],
            aws="documents that it must be unique among all Kafka event sources",
            remedy="choose another one, or leave it out: Lambda then makes one up",
            when=earlier.when,
        )


def _groups(mapping: EventSourceMapping) -> Iterator[str]:
    setting = _setting(mapping)
    group = identity(mapping, setting)
    if group is not None and mapping.string(setting) != "" and mapping.kinds & KAFKA:
        yield group


def _setting(mapping: EventSourceMapping) -> str:
    """Return where a mapping has its consumer group, if it has one."""
    settings = [f"{config}.ConsumerGroupId" for config in KAFKA_CONFIGS]
    return next((one for one in settings if not mapping.lacks(one)), settings[0])
