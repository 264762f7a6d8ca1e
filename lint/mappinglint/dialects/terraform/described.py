"""What a resource of the provider's, or the call of a well-known module, is in CloudFormation."""

from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Final

from mappinglint.dialects.terraform.known_calls import CALL_SPELLINGS, CALL_TYPES
from mappinglint.dialects.terraform.known_modules import known_module
from mappinglint.dialects.terraform.lambda_module import FORMAT
from mappinglint.dialects.terraform.module import Resource as Written
from mappinglint.dialects.terraform.resource_words import SPELLINGS, TYPES
from mappinglint.dialects.terraform.scope import instance_address
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.resource import MAPPING
from mappinglint.value import Fields, Items, Value

# A mapping in a call of terraform-aws-modules/lambda, as a resource of its own.
MODULE_MAPPING: Final = "event_source_mapping"


@dataclass(frozen=True)
class Described:
    """A resource as rules see it.

    `kind` is the provider's type, or which well-known module is called; `type` is CloudFormation's,
    and empty of a module that nobody knows. `spellings` has what the file calls properties, and
    `names` is the reverse.
    """

    name: str
    kind: str
    type: str
    place: Place
    spellings: Dict[str, str]
    names: dict[str, str]


def described(written: Written) -> Described:
    """Return what a resource, or a call, is."""
    name, kind = written.address, written.type
    if kind == "module":
        kind = known_module(written)
        type_, spellings = CALL_TYPES.get(kind, ""), CALL_SPELLINGS.get(kind, {})
    elif kind == MODULE_MAPPING:
        name, type_, spellings = written.name.text, MAPPING, dict(FORMAT.spellings)
    else:
        type_, spellings = TYPES.get(kind, kind), SPELLINGS.get(kind, {})
    if "count" in written.body and kind == written.type:
        # One at the least, as references without an index mean it.
        name = instance_address(name, "0")
    names = {here: api for api, here in spellings.items()}
    return Described(name, kind, type_, place_of(written), spellings, names)


def place_of(written: Written) -> Place:
    """Return where the name of a resource stands."""
    return Place(written.source, written.name.span)


def renamed(value: Value | None, names: dict[str, str]) -> Value | None:
    """Return the blocks in a value under CloudFormation's names; what is generated hides them."""
    match value:
        case Fields(fields=fields):
            kept = [one for one in fields if one.spelling != "dynamic"]
            own = [
                replace(
                    one,
                    name=names.get(one.spelling, one.spelling),
                    value=renamed(one.value, names) or one.value,
                )
                for one in kept
            ]
            complete = value.complete and len(kept) == len(fields)
            return replace(value, fields=tuple(own), complete=complete)
        case Items(items=items):
            return replace(value, items=tuple(renamed(one, names) or one for one in items))
    return value
