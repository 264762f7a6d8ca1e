"""The objects that ACK's references mean: an event source, where its object is in the file."""

from typing import Final

from mappinglint.dialects.kubernetes.objects import Manifest, Object, text_of
from mappinglint.document.node import ScalarNode
from mappinglint.kind import BROKERS, FIFO, FIFO_ENDING, KIND_OF_ENGINE, QUEUES, Kinds, SourceKind
from mappinglint.place import Label, Place
from mappinglint.value import Unknown

# ARNs of sources all begin so.
_SOME_ARN = ("arn:", None)

_QUEUE: Final = ("sqs.services.k8s.aws", "Queue")
_BROKER: Final = ("mq.services.k8s.aws", "Broker")
_TABLE: Final = ("dynamodb.services.k8s.aws", "Table")
_KINDS: Final[dict[tuple[str, str], Kinds]] = {
    _QUEUE: QUEUES,
    _BROKER: BROKERS,
    _TABLE: frozenset({SourceKind.DYNAMODB}),
    ("documentdb.services.k8s.aws", "DBCluster"): frozenset({SourceKind.DOCUMENTDB}),
    ("kafka.services.k8s.aws", "Cluster"): frozenset({SourceKind.MSK}),
    ("kafka.services.k8s.aws", "ServerlessCluster"): frozenset({SourceKind.MSK}),
    ("kinesis.services.k8s.aws", "Stream"): frozenset({SourceKind.KINESIS}),
}


def source_behind(manifest: Manifest, name: str, namespace: str, place: Place) -> Unknown:
    """Return what is known of the ARN of a source by the name of its object."""
    found = sources(manifest, name, namespace)
    if len(found) != 1:
        kinds = (
            frozenset().union(*(_KINDS[one.group, one.kind] for one in found)) if found else None
        )
        return Unknown(place, _SOME_ARN, kinds)
    kinds, deciding = _kinds(found[0])
    cause = Label(Place(place.source, deciding.span))
    identity = f"{found[0].kind}/{namespace}/{name}"
    return Unknown(place, _SOME_ARN, kinds, cause, identity)


def sources(manifest: Manifest, name: str, namespace: str) -> list[Object]:
    """Return the objects of a name that are event sources."""
    found = manifest.named(name, namespace)
    return [one for one in found if (one.group, one.kind) in _KINDS]


def _kinds(one: Object) -> tuple[Kinds, ScalarNode]:
    """Return the kinds that an object may be, and the place that decides it."""
    what, spec = (one.group, one.kind), one.spec
    if what == _BROKER:
        engine = spec.get("engineType")
        kind = KIND_OF_ENGINE.get(text_of(engine).upper())
        return (
            (frozenset({kind}), engine)
            if kind and isinstance(engine, ScalarNode)
            else (BROKERS, one.key)
        )
    if what != _QUEUE:
        return _KINDS[what], one.key
    declared, name = spec.get("fifoQueue"), spec.get("queueName")
    if isinstance(declared, ScalarNode) and declared.text.lower() == "true":
        return FIFO, declared
    if isinstance(name, ScalarNode) and name.text.endswith(FIFO_ENDING):
        return FIFO, name
    is_plain = declared is None or text_of(declared).lower() == "false"
    return (frozenset({SourceKind.SQS}) if is_plain and spec.complete else QUEUES), one.key
