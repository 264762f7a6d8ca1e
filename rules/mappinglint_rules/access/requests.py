"""What a request says itself, as against what AWS has stored and so has taken."""

from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.value import Known


def sends(mapping: EventSourceMapping, setting: str) -> bool:
    """Say whether a request carries a setting; null says no more than nothing."""
    field = mapping.settings.field(setting)
    if field is None or mapping.operation is Operation.STORED:
        return False
    return not (isinstance(field.value, Known) and field.value.data is None)
