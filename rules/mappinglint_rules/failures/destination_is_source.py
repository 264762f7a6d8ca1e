"""ESM406: records that failed would come back."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint_rules.failures.destination import DESTINATION, TOPIC_SCHEME
from mappinglint_rules.resources.same import is_same
from mappinglint_rules.source.together import identity

_ARN, _TOPIC = "EventSourceArn", "Topics[0]"
_ANSWERS = {
    _TOPIC: "blocks a topic that is the source as well, by its documentation",
    _ARN: "documents no such destination: what failed goes to a queue, a topic or a bucket",
}


@rule(
    "ESM406",
    "destination-is-source",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(DESTINATION, _ARN, "Topics"),
    tier=Tier.SHAPE,
)
def destination_is_source(mapping: EventSourceMapping) -> Iterator[Finding]:
    source = _source(mapping)
    if source is not None:
        yield destination_is_source.finding(
            mapping,
            DESTINATION,
            f"{mapping.spell('DestinationConfig.OnFailure')} is what the mapping reads: "
            "what fails would come back for ever",
            related=[Label(mapping.place_of(source), "read here")],
            aws=_ANSWERS[source],
            remedy="send what fails to a queue, topic or bucket of its own",
        )


def _source(mapping: EventSourceMapping) -> str | None:
    """Return the setting that names the same thing as the destination."""
    destination = mapping.string(DESTINATION)
    topic = mapping.string(_TOPIC)
    if topic and destination == TOPIC_SCHEME + topic:
        return _TOPIC
    same = identity(mapping, _ARN)
    is_text_same = same is not None and same == identity(mapping, DESTINATION)
    # A literal ARN and a reference may name one resource, which has a name of its own.
    is_one = is_text_same or is_same(mapping.source, mapping.behind(mapping.get(DESTINATION)))
    return _ARN if is_one else None
