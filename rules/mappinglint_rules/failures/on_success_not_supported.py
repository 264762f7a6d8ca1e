"""ESM402: a mapping has a destination for failures only."""

from collections.abc import Iterator

from mappinglint.edit import remove, safe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Tier, rule

_ON_SUCCESS = "DestinationConfig.OnSuccess"


@rule(
    "ESM402",
    "on-success-not-supported",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(_ON_SUCCESS,),
    tier=Tier.SHAPE,
)
def on_success_not_supported(mapping: EventSourceMapping) -> Iterator[Finding]:
    destination = f"{_ON_SUCCESS}.Destination"
    if mapping.has(destination) and mapping.string(destination) != "":
        name = mapping.spell(_ON_SUCCESS)
        yield on_success_not_supported.finding(
            mapping,
            _ON_SUCCESS,
            f"{name} is not supported: a mapping has a destination for failures only",
            fix=safe(f"remove {name}", remove(mapping, _ON_SUCCESS)),
            remedy=f"remove {name}; a function can send what it makes of a batch by itself",
        )
