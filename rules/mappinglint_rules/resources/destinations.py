"""Where records go that a function could not work on, in the words of the file."""

from typing import Final

from mappinglint.mapping import EventSourceMapping
from mappinglint_rules.spelled import with_owner

ON_FAILURE: Final = "DestinationConfig.OnFailure"


def on_failure(mapping: EventSourceMapping) -> str:
    """Return what the file calls the destination of failures."""
    whole = mapping.spell("DestinationConfig")
    # A format may have it in one piece: `destination_arn_on_failure`.
    is_whole = "failure" in whole.lower()
    return whole if is_whole else with_owner(mapping, ON_FAILURE)
