"""ESM403: Kafka has retries, partial responses and the like in provisioned mode."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.presence import says_something
from mappinglint_rules.service import METRICS, NEED_PROVISIONED_MODE

_POLLERS = "ProvisionedPollerConfig"
_METRICS = "MetricsConfig.Metrics"
_KAFKA = METRICS["KafkaMetrics"]


@rule(
    "ESM403",
    "kafka-needs-provisioned-mode",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=(*NEED_PROVISIONED_MODE, _METRICS, _POLLERS),
    kinds=_KAFKA,
)
def kafka_needs_provisioned_mode(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not mapping.kinds <= _KAFKA or not mapping.lacks(_POLLERS):
        return
    first, *others = _waiting(mapping) or [""]
    if not first:
        return
    names = listing([mapping.spell(name) for name in (first, *others)], "and")
    needs = "need" if others else "needs"
    yield kafka_needs_provisioned_mode.finding(
        mapping,
        first,
        f"{names} of a Kafka mapping {needs} provisioned mode",
        label=f"without {mapping.spell(_POLLERS)}",
        related=[Label(mapping.place_of(name), "this, too") for name in others],
        aws="documents it for provisioned mode only, and refused it before there was one",
        remedy=f"add {mapping.spell(_POLLERS)}",
    )


def _waiting(mapping: EventSourceMapping) -> list[str]:
    names = [name for name in NEED_PROVISIONED_MODE if says_something(mapping, name)]
    metrics = (mapping.string(metric) for metric in mapping.each(_METRICS))
    if any(metric in METRICS and METRICS[metric] == _KAFKA for metric in metrics if metric):
        names.append(_METRICS)
    return names
