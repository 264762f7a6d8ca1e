"""ESM111: Lambda polls in its own region."""

import re
from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.source.functions import region_of

_ARN, _FUNCTION = "EventSourceArn", "FunctionName"
_REGION = r"[a-z]+(?:-[a-z]+)+-[0-9]+"


@rule("ESM111", "region-mismatch", Level.ERROR, Evidence.DOCUMENTED, settings=(_ARN, _FUNCTION))
def region_mismatch(mapping: EventSourceMapping) -> Iterator[Finding]:
    source, function = _region(mapping), region_of(mapping)
    region = mapping.region
    made_in = region.text if isinstance(region, Known) else ""
    if source and region and re.fullmatch(_REGION, made_in) and made_in != source:
        yield region_mismatch.finding(
            mapping,
            _ARN,
            f"{mapping.spell(_ARN)} is in {source}, the mapping is made in {made_in}",
            label=f"in {source}",
            related=[Label(region.place, "made here")],
            aws="polls sources in the mapping's own region only",
            remedy="use a source in that region",
        )
    elif source and function and source != function:
        yield region_mismatch.finding(
            mapping,
            _ARN,
            f"{mapping.spell(_ARN)} is in {source}, the function in {function}",
            label=f"in {source}",
            related=[Label(mapping.place_of(_FUNCTION), f"in {function}")],
            aws="polls sources in the function's own region only",
            remedy="use a source in the function's region",
        )


def _region(mapping: EventSourceMapping) -> str:
    """Return the region of the source's ARN, or nothing if it is not known."""
    arn = mapping.arn(_ARN)
    return "" if arn is None or HOLE in arn.region else arn.region
