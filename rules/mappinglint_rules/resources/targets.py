"""What a mapping reads, and where it sends what failed, as policies name it."""

from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.resource import CONSUMER
from mappinglint.value import Known, Unknown, Value
from mappinglint_rules.resources.statements import Target
from mappinglint_rules.texts import text_of

_CONSUMER = "/consumer/"


def target(mapping: EventSourceMapping, value: Value | None) -> Target | None:
    """Return what an ARN is of; None if there is none, or if it surely is none."""
    if not isinstance(value, Known | Unknown):
        return None
    if isinstance(value, Unknown) and value.reference is not None:
        # What is wrong with it is another rule's business.
        return None
    return Target(mapping.behind(value), text_of(value))


def objects(bucket: Target) -> Target:
    """Return what is in a bucket."""
    return Target(bucket.resource, f"{bucket.text}/{HOLE}", within=True)


def consumed_stream(consumer: Target) -> Target | None:
    """Return the stream of what may be a consumer; None if it surely is a stream."""
    stream, is_consumer, _ = consumer.text.partition(_CONSUMER)
    if is_consumer:
        return Target(None, stream)
    if consumer.resource is None or consumer.resource.type != CONSUMER:
        return None
    return Target(consumer.resource.behind("StreamARN"), consumer.text)
