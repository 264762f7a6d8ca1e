"""ESM616: only pollers of one's own ask a schema registry."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.registries import KAFKA, KAFKA_CONFIGS, registries

_POLLERS = "ProvisionedPollerConfig"


@rule(
    "ESM616",
    "schema-registry-needs-provisioned-mode",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(*KAFKA_CONFIGS, _POLLERS),
    kinds=KAFKA,
)
def schema_registry_needs_provisioned_mode(mapping: EventSourceMapping) -> Iterator[Finding]:
    for path in registries(mapping):
        if mapping.lacks(_POLLERS):
            pollers = mapping.spell(_POLLERS)
            yield schema_registry_needs_provisioned_mode.finding(
                mapping,
                path,
                f"{mapping.spell(path)} needs {pollers}: "
                "a schema registry works in provisioned mode only",
                label="not in on-demand mode",
                aws="documents that on-demand mode does not support it",
                remedy=f"add {pollers} with MinimumPollers: 1, which costs by the hour",
            )
