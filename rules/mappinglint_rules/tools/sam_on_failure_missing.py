"""ESM028: SAM looks for OnFailure wherever there is a DestinationConfig."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.tools.sam import ON_FAILURE, WITH_DESTINATION, answers, as_read


@rule(
    "ESM028",
    "sam-on-failure-missing",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=("DestinationConfig",),
    kinds=WITH_DESTINATION,
)
def sam_on_failure_missing(mapping: EventSourceMapping) -> Iterator[Finding]:
    config = as_read(mapping, ON_FAILURE[0])
    # Another key is a finding of its own, and an empty object is nothing to SAM.
    if config is None or not config.complete or len(config.fields) != 1:
        return
    (field,) = config.fields
    if field.spelling == ON_FAILURE[1] and isinstance(field.value, Known):
        if field.value.data is not None:
            return
        yield sam_on_failure_missing.finding(
            mapping,
            ON_FAILURE,
            f"{field.spelling} of {ON_FAILURE[0]} has no value",
            at=field.key,
            aws=answers("Property 'DestinationConfig.OnFailure' should be a map."),
            remedy=f"put Destination below it, or remove {ON_FAILURE[0]}",
        )
