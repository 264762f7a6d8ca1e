"""What Terraform's provider makes of values before AWS gets them, whatever language has them."""

from dataclasses import replace
from typing import Final

from mappinglint.dialects.terraform.mapping_words import BLOCKS, FORMAT, REPEATED
from mappinglint.dialects.times import with_epoch
from mappinglint.value import Field, Fields, Items, Known, Value, places_of

_LISTS = frozenset(api for api, here in FORMAT.spellings.items() if here in REPEATED)
_BLOCKS = frozenset(api for api, here in FORMAT.spellings.items() if here in BLOCKS)
# Maps whose keys are the writer's own, under the API's names.
MAPS: Final = frozenset({"Tags", "Endpoints"})

# With the provider's SDK, a zero and an empty text or list are what is not set: it sends none but
# these.
_SENT_EMPTY = frozenset({"Destination", "FunctionName", "Pattern"})
# What is written as zero here is sent, or refused by the provider's own checks, or is what AWS goes
# by without it. Where nobody wrote it, it is not set either.
_MEANT_AS_WRITTEN = frozenset(
    {
        "ConsumerGroupId",
        "FullDocument",
        "MaximumBatchingWindowInSeconds",
        "MaximumConcurrency",
        "MaximumPollers",
        "MaximumRecordAgeInSeconds",
        "MaximumRetryAttempts",
        "MinimumPollers",
        "ParallelizationFactor",
        "StartingPosition",
        "StartingPositionTimestamp",
        "TumblingWindowInSeconds",
        "Type",
    }
)


def is_unset(name: str | None, value: Value, *, is_written: bool) -> bool:
    """Say whether the provider takes a value for none. It may be one that AWS filled in."""
    match value:
        case Known(data=bool()):
            is_empty = False
        case Known(data=data):
            is_empty = data in (None, 0, "")
        case Items(items=items):
            is_empty = not items
        case _:
            is_empty = False
    return is_empty and name not in _SENT_EMPTY and not (is_written and name in _MEANT_AS_WRITTEN)


def in_api_shape(settings: Fields) -> Fields:
    """Return settings as the API has them: what is not sent as null, and servers as a list.

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
    if field.name in MAPS and isinstance(value, Fields):
        value = with_own_keys(value)
        return replace(field, value=_listed(value) if field.name == "Endpoints" else value)
    if field.name not in _BLOCKS and is_unset(field.name, value, is_written=True):
        return replace(field, value=Known(None, value.place, "null"))
    match value:
        case Fields():
            return replace(field, value=in_api_shape(value))
        case Items(items=items):
            shaped = tuple(in_api_shape(one) if isinstance(one, Fields) else one for one in items)
            return replace(field, value=replace(value, items=shaped))
    return with_epoch(field, is_sure=True)


def _listed(servers: Fields) -> Fields:
    fields = (replace(field, value=_separated(field.value)) for field in servers.fields)
    return replace(servers, fields=tuple(fields))


def _separated(value: Value) -> Value:
    """Return "a:1,b:2" as a list of two, each at its place; a space stays where it is."""
    if not isinstance(value, Known) or not isinstance(value.data, str):
        return value
    places = places_of(value)
    pieces, end = [], 0
    for piece in value.text.split(","):
        place = places.within(end, end + len(piece)) if piece else value.place
        pieces.append(Known(piece, place, piece, value.cause))
        end += len(piece) + 1
    return Items(tuple(pieces), value.place)
