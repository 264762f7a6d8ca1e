"""ESM029: SAM allows the function what the Type of a destination says, whatever its ARN is of."""

import json
from collections.abc import Iterator

from mappinglint.edit import Edit, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.tools.sam import ON_FAILURE, WITH_DESTINATION, as_read

_TYPES = {"sqs": "SQS", "sns": "SNS", "s3": "S3"}
_ACTIONS = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish", "S3": "s3:PutObject"}


@rule(
    "ESM029",
    "sam-destination-policy",
    Level.WARNING,
    Evidence.DOCUMENTED,
    settings=("DestinationConfig",),
    kinds=WITH_DESTINATION,
)
def sam_destination_policy(mapping: EventSourceMapping) -> Iterator[Finding]:
    destination = as_read(mapping, *ON_FAILURE)
    type_ = destination.get("Type") if destination else None
    arn = mapping.arn((*ON_FAILURE, "Destination"))
    fitting = _TYPES.get(arn.service) if arn else None
    if not isinstance(type_, Known) or type_.text not in _ACTIONS or not fitting:
        return
    if type_.text != fitting:
        where = mapping.place_of((*ON_FAILURE, "Destination"))
        yield sam_destination_policy.finding(
            mapping,
            ON_FAILURE,
            f"Type {type_.text} of OnFailure does not go with a Destination of type {fitting}",
            at=type_.place,
            label=f"SAM allows the function {_ACTIONS[type_.text]} on it",
            related=[Label(where, f"it needs {_ACTIONS[fitting]}")],
            aws="refuses a mapping whose role may not send to its destination",
            remedy=f"write {fitting}",
            fix=unsafe(f"write {fitting}", Edit(type_.place, json.dumps(fitting))),
        )
