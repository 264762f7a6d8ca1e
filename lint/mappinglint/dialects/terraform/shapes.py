"""What Terraform's provider makes of values before AWS gets them, whatever language has them."""

from dataclasses import replace

from mappinglint.dialects.terraform.names import FORMAT, REPEATED
from mappinglint.dialects.times import with_epoch
from mappinglint.place import Place
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Items, Known, Value

_LISTS = frozenset(api for api, here in FORMAT.spellings.items() if here in REPEATED)
# Maps whose keys are the writer's own, under the API's names.
_MAPS = frozenset({"Tags", "Endpoints"})


def in_api_shape(settings: Fields) -> Fields:
    """Return settings with lists of one block as objects, and values as the API has them.

    The fields have the API's names already.
    """
    return replace(settings, fields=tuple(map(_reshaped, settings.fields)))


def unwrapped(value: Value, name: str | None) -> Value:
    """Return the one block of a list for a block that stands once; any other value is itself."""
    if name in _LISTS or not isinstance(value, Items):
        return value
    is_block = len(value.items) == 1 and isinstance(value.items[0], Fields)
    return value.items[0] if is_block else value


def with_own_keys(value: Fields) -> Fields:
    """Return a map whose keys are the writer's own under these."""
    fields = (replace(field, name=field.name or field.spelling) for field in value.fields)
    return replace(value, fields=tuple(fields))


def _reshaped(field: Field) -> Field:
    value = field.value
    if field.name in _MAPS and isinstance(value, Fields):
        return replace(field, value=_map(field.name or "", with_own_keys(value)))
    if field.name == "StartingPositionTimestamp":
        return with_epoch(field)
    match value:
        case Fields():
            return replace(field, value=in_api_shape(value))
        case Items(items=items):
            shaped = tuple(in_api_shape(one) if isinstance(one, Fields) else one for one in items)
            return replace(field, value=replace(value, items=shaped))
    return field


def _map(name: str, value: Fields) -> Fields:
    if name != "Endpoints":
        return value
    fields = (replace(field, value=_separated(field.value)) for field in value.fields)
    return replace(value, fields=tuple(fields))


def _separated(value: Value) -> Value:
    """Return "a:1,b:2" as a list of two, each at its place."""
    if not isinstance(value, Known) or not isinstance(value.data, str):
        return value
    pieces, end = [], 0
    for piece in value.data.split(","):
        pieces.append(_piece(value, end, end + len(piece)))
        end += len(piece) + 1
    return Items(tuple(pieces), value.place)


def _piece(whole: Known, start: int, end: int) -> Known:
    text = whole.text[start:end]
    place, span = whole.place, whole.place.span
    quotes = 0 if whole.node is None or whole.node.style is None else 2
    # In one line without escapes, characters and offsets go together.
    if whole.node is not None and len(whole.text) == span.end - span.start - quotes:
        first = span.start + quotes // 2
        place = Place(place.source, Span(first + start, first + end))
    return Known(text, place, text, whole.cause)
