"""ESM722: a reserved concurrency of 0 switches a function off."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.resources.functions import reserved_concurrency
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.same import identity_of


@rule(
    "ESM722",
    "function-never-runs",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("FunctionName", "Enabled"),
)
def function_never_runs(mapping: EventSourceMapping) -> Iterator[Finding]:
    function, reserved = mapping.function, reserved_concurrency(mapping)
    if function is None or reserved is None or reserved.number != 0:
        return
    # A mapping that is switched off, too, is off on purpose.
    if mapping.lacks("Enabled") or mapping.boolean("Enabled") is True:
        yield function_never_runs.finding(
            mapping,
            "FunctionName",
            f"{reserved.name} of {called(function, 'function')} is 0: it never runs",
            about=identity_of(function),
            related=reserved.labels,
            aws="throttles every call, and what the mapping has read fails or expires",
            remedy="reserve at least 1 or leave it out; to stop for a while, set "
            f"{mapping.spell('Enabled')} of the mapping to false",
        )
