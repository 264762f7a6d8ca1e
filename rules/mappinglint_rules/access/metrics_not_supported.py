"""ESM617: metrics that the source does not report."""

from collections.abc import Iterator

from mappinglint.edit import remove_item, safe
from mappinglint.finding import Finding
from mappinglint.kind import name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.presence import sends
from mappinglint_rules.service import METRICS

_CONFIG = "MetricsConfig"


@rule("ESM617", "metrics-not-supported", Level.ERROR, Evidence.DOCUMENTED, settings=(_CONFIG,))
def metrics_not_supported(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not sends(mapping, _CONFIG):
        return
    for path in mapping.each(f"{_CONFIG}.Metrics"):
        metric = mapping.string(path)
        if metric is None or METRICS.get(metric, mapping.kinds) & mapping.kinds:
            continue
        yield metrics_not_supported.finding(
            mapping,
            path,
            f"{mapping.spell(path)} {metric} is only for {name_kinds(METRICS[metric])}",
            label="not for this source",
            related=[mapping.kinds_label],
            aws="documents it for these sources only",
            remedy=f"remove {metric}",
            fix=safe(f"remove {metric}", remove_item(mapping, path)),
        )
