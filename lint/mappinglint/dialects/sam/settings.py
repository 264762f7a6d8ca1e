"""The properties of an event in the API's words: what SAM makes of them."""

from dataclasses import replace

from mappinglint.dialects.sam.events import EventType
from mappinglint.value import Field, Fields, Items, Known, Value

# SAM refuses it for what is not Kafka, unless it is empty.
_GROUP = "ConsumerGroupId"


def in_api_words(properties: Fields, type_: EventType, raw: Value | None) -> Fields:
    """Return the settings of a mapping. `raw` are the same properties before functions."""
    fields: list[Field] = []
    for field in properties.fields:
        home = type_.homes.get(field.spelling)
        if home is None:
            is_refused = field.spelling != _GROUP or not _is_dropped(field)
            if field.spelling not in type_.own and is_refused:
                fields.append(replace(field, name=None))
        elif len(home) == 1:
            named = replace(field, name=home[0])
            is_destination = home[0] == "DestinationConfig"
            fields.append(_without_types(named, raw) if is_destination else named)
        elif not _is_dropped(field):
            _put(fields, home, field, properties)
    return replace(properties, fields=tuple(fields))


def _put(fields: list[Field], home: tuple[str, ...], field: Field, properties: Fields) -> None:
    """Put a property where the API has it, within objects that the file does not have."""
    owner, *inner = home
    new = replace(field, name=owner)
    if not inner:
        fields.append(new)
        return
    index = next((at for at, one in enumerate(fields) if one.name == owner), None)
    before = fields[index].value if index is not None else None
    held = list(before.fields) if isinstance(before, Fields) else []
    _put(held, tuple(inner), field, properties)
    # What is in it is written among the properties: that is where keys can be changed.
    value = Fields(tuple(held), field.key, properties.complete, properties.node)
    if index is None:
        fields.append(replace(new, value=value))
    else:
        fields[index] = replace(fields[index], value=value)


def _is_dropped(field: Field) -> bool:
    """Say whether SAM passes nothing on: of these properties, nothing that is empty."""
    match field.value:
        case Known(data=None | False | ""):
            return True
        case Items(items=()) | Fields(fields=(), complete=True):
            return True
    return False


def _has_type(raw: Value | None) -> bool:
    """Say whether SAM sees the Type of the destination: then it takes that out."""
    destination = raw.get("DestinationConfig") if isinstance(raw, Fields) else None
    on_failure = destination.get("OnFailure") if isinstance(destination, Fields) else None
    return isinstance(on_failure, Fields)


def _without_types(field: Field, raw: Value | None) -> Field:
    """Return a DestinationConfig without the Type that SAM takes out.

    Of a destination that stands at the wrong place, the Type is no further mistake.
    """
    config = field.value
    if not isinstance(config, Fields):
        return field
    fields = []
    for inner in config.fields:
        is_untyped = inner.spelling == "OnFailure" and _has_type(raw)
        is_untyped = is_untyped or (inner.spelling == "OnSuccess" and _has_destination(inner.value))
        fields.append(replace(inner, value=_untyped(inner.value)) if is_untyped else inner)
    config = replace(config, fields=tuple(fields))
    return replace(field, value=_untyped(config) if _has_destination(config) else config)


def _has_destination(value: Value) -> bool:
    return isinstance(value, Fields) and value.field("Destination") is not None


def _untyped(value: Value) -> Value:
    if not isinstance(value, Fields):
        return value
    return replace(value, fields=tuple(one for one in value.fields if one.spelling != "Type"))
