"""Whether a setting is there: in more than name, and in the request itself."""

from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.value import Fields, Items, Known, Unknown, Value, is_there
from mappinglint_rules.service import SETTINGS


def says_something(mapping: EventSourceMapping, name: str) -> bool:
    """Say whether a setting is more than null, empty or a default that nobody chose."""
    value = mapping.get(name)
    if isinstance(value, Known):
        # In a format that converts, "false" is the default as well.
        read = (mapping.boolean(name), mapping.integer(name), mapping.string(name))
        defaults = {(type(one), one) for one in SETTINGS[name].defaults.values()}
        return value.data != "" and not defaults & {(type(one), one) for one in read}
    return not isinstance(value, Unknown) and _is_more_than_empty(value)


def _is_more_than_empty(value: Value | None) -> bool:
    match value:
        case Fields(fields=fields):
            # DestinationConfig: {OnFailure: {}} is how AWS returns that there is none.
            return any(_is_more_than_empty(field.value) for field in fields)
        case Items(items=items):
            return bool(items)
        case Known(data=""):
            return False
    return is_there(value)


def sends(mapping: EventSourceMapping, setting: str) -> bool:
    """Say whether a request carries a setting, as against what AWS has stored and so has taken.

    Null says no more than nothing.
    """
    field = mapping.settings.field(setting)
    if field is None or mapping.operation is Operation.STORED:
        return False
    return not (isinstance(field.value, Known) and field.value.data is None)
