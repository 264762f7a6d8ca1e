"""What does not fit the schema, in words: the findings of ESM010 to ESM014."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from mappinglint.edit import (
    Fix,
    make_list,
    make_text,
    safe,
    set_to,
    take_from_list,
    unquote,
    unsafe,
    wrap,
)
from mappinglint.finding import Finding
from mappinglint.json_text import is_json
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Place
from mappinglint_rules.service import ACCESS_TYPES
from mappinglint_rules.shape.foreign import plain_name
from mappinglint_rules.shape.names import unknown, written
from mappinglint_rules.shape.rules import (
    INVALID_VALUE,
    MISSING_SETTING,
    OUT_OF_RANGE,
    SERVERS,
    UNKNOWN_SETTING,
    WRONG_TYPE,
)
from mappinglint_rules.shape.words import (
    all_of_many,
    as_list,
    closest,
    count,
    described,
    options,
    shown,
    type_name,
)

if TYPE_CHECKING:
    from mappinglint_rules.shape.explain import Misfit

_ALONE = "{} without a list around it"
_FUNCTION = r"!(?:GetAtt|Ref|ImportValue|Sub) [\w.${}:-]+"
# A reference of Terraform, which stands without quotes.
_ADDRESS = r"(?:data\.)?(?:aws_\w+|module|var|local|each)\.[\w-]+(?:\.[\w-]+)*"
_NO_JSON = "this is no JSON: see to its quotes and commas"


# -- names --------------------------------------------------------------------------------------


def _unknown(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return unknown(UNKNOWN_SETTING, mapping, misfit)


def _key_place(mapping: EventSourceMapping, misfit: "Misfit") -> Place | None:
    field = written(mapping, misfit) if misfit.is_name else None
    return field.key if field else None


def _missing(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return MISSING_SETTING.finding(
        mapping,
        misfit.path,
        mapping.absence(misfit.path),
        aws="refuses a request without it",
        remedy=f"set {mapping.spell(misfit.path)}",
    )


# -- values -------------------------------------------------------------------------------------


def _wrong_type(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    wanted = str(misfit.wanted)
    return WRONG_TYPE.finding(
        mapping,
        misfit.path,
        f"{mapping.spell(misfit.path)} is {described(misfit.data)}, not {type_name(wanted)}",
        label=f"{type_name(wanted)} here",
        remedy=_retyped(mapping, misfit, wanted),
        fix=_retyping(mapping, misfit, wanted) or _unlisting(mapping, misfit, wanted),
    )


def listed_servers(mapping: EventSourceMapping) -> Finding:
    """Return the finding for servers of Terraform's that are a list."""
    return WRONG_TYPE.finding(
        mapping,
        SERVERS,
        f"{mapping.spell(SERVERS)} is a list, not a text",
        label="one text here",
        at=mapping.place_of(SERVERS),
        aws='is never asked: Terraform answers "string required"',
        remedy='write all servers in one text, with commas between them: "a:9092,b:9092"',
    )


def unlisted_tags(mapping: EventSourceMapping) -> Finding:
    """Return the finding for tags that are an object where the format has a list."""
    return WRONG_TYPE.finding(
        mapping,
        "Tags",
        f"{mapping.spell('Tags')} is an object, not a list",
        label="a list of Key and Value here",
        remedy="write each tag as {Key: …, Value: …}",
    )


def _retyping(mapping: EventSourceMapping, misfit: "Misfit", wanted: str) -> Fix | None:
    match misfit.data:
        case str() as text if wanted == "array" and not _is_like_json(text):
            # What is separated by commas may be several, or one.
            make = unsafe if "," in text else safe
            return make(
                f"write it as a list: {as_list(mapping.format, text)}",
                make_list(mapping, misfit.path),
            )
        case str() as text if text == text.lower() and _is_within_quotes(text, wanted):
            return safe(f"write {text} without quotes", unquote(mapping, misfit.path))
        case dict() if misfit.path[-1] == "Pattern":
            return safe(_as_text(mapping), make_text(mapping, misfit.path))
        case str() if misfit.path[-1] == "OnFailure":
            title = f"put it into {mapping.spell((*misfit.path, 'Destination'))}"
            return safe(title, wrap(mapping, misfit.path, "Destination"))
    return None


def _as_text(mapping: EventSourceMapping) -> str:
    is_terraform = mapping.format.name.startswith("terraform")
    return f"write the pattern as {'jsonencode({…})' if is_terraform else 'JSON in a text'}"


def _unlisting(mapping: EventSourceMapping, misfit: "Misfit", wanted: str) -> Fix | None:
    match misfit.data:
        case [str() as text] if wanted == "string":
            return safe(f"write {_ALONE.format(text)}", take_from_list(mapping, misfit.path))
    return None


def _is_like_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))


def _is_within_quotes(text: str, wanted: str) -> bool:
    """Say whether a text is what is wanted but for its quotes."""
    if wanted == "boolean":
        return text.lower() in ("true", "false")
    return wanted in ("integer", "number") and _is_number(text)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _retyped(mapping: EventSourceMapping, misfit: "Misfit", wanted: str) -> str:
    """Return how to write a value as the type that is wanted, where that is plain."""
    match misfit.data, misfit.path[-1]:
        case str() as text, _ if wanted in ("array", "object") and _is_like_json(text):
            return "write it without quotes" if is_json(text) else _NO_JSON
        case str() as text, _ if wanted == "array":
            return f"write it as a list: {as_list(mapping.format, text)}"
        case [str() as text], _ if wanted == "string":
            return f"write {_ALONE.format(text)}"
        case dict(), _ if wanted == "array":
            return "write it as a list with this as an entry"
        case str() as text, _ if _is_within_quotes(text, wanted):
            return f"write {text} without quotes"
    return _restructured(mapping, misfit)


def _restructured(mapping: EventSourceMapping, misfit: "Misfit") -> str:
    """Return how to write what people often write otherwise."""

    def spell(name: str) -> str:
        return mapping.spell((*misfit.path, name))

    remedy = ""
    match misfit.data, misfit.path:
        case str(), ("StartingPositionTimestamp",):
            remedy = f"write the time {mapping.format.time_form}"
        case str(), (*_, "OnFailure"):
            remedy = f"put it into {spell('Destination')}"
        case dict(), (*_, "Pattern"):
            remedy = _as_text(mapping)
            field = mapping.field(misfit.path)
            is_yaml = field is not None and field.key.text == field.spelling
            if is_yaml and not mapping.format.name.startswith(("terraform", "aws-cli")):
                remedy += ", in single quotes"
        case [dict() as inner], _ if inner.keys() & misfit.schema.get("properties", {}).keys():
            remedy = "write the object alone, without a list around it"
        case list(), ("FilterCriteria",):
            remedy = f"put the list below {spell('Filters')}"
        case str(), ("FilterCriteria", "Filters", int()):
            remedy = f"put the pattern below {spell('Pattern')}"
    return remedy


def _too_small(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return _out_of_range(mapping, misfit, "less than", "least", "greater than or equal to")


def _too_big(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return _out_of_range(mapping, misfit, "more than", "most", "less than or equal to")


def _out_of_range(
    mapping: EventSourceMapping, misfit: "Misfit", compared: str, bound: str, constraint: str
) -> Finding:
    name, wanted = mapping.spell(misfit.path), misfit.wanted
    quota = misfit.schema.get("x-quota") if misfit.keyword == "maximum" else None
    who = f"{quota} in the configuration" if quota else "Lambda"
    return OUT_OF_RANGE.finding(
        mapping,
        misfit.path,
        f"{name} {misfit.data} is {compared} {who} allows ({wanted})",
        label=f"at {bound} {wanted} here",
        aws="refuses it" + ("" if quota else f": Member must have value {constraint} {wanted}"),
        remedy=f"set {name} to {wanted}, or to what you meant",
        fix=unsafe(f"set {name} to {wanted}", set_to(mapping, misfit.path, wanted)),
    )


def _too_short(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return _wrong_size(mapping, misfit, "at least", "greater than or equal to")


def _too_long(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return _wrong_size(mapping, misfit, "at most", "less than or equal to")


def _wrong_size(
    mapping: EventSourceMapping, misfit: "Misfit", bound: str, constraint: str
) -> Finding:
    size = len(misfit.data)
    is_text = isinstance(misfit.data, str)
    # Of a list that is too long, the path is that of the first entry too many.
    path = misfit.path[:-1] if misfit.keyword == "maxItems" else misfit.path
    unit = "character" if is_text else "entry"
    measured = f"is {count(size, unit)} long" if is_text else f"has {count(size, unit)}"
    name = "the key" if misfit.is_name else mapping.spell(path)
    return OUT_OF_RANGE.finding(
        mapping,
        misfit.path,
        f"{name} {measured}; {bound} {misfit.wanted} is allowed",
        at=_key_place(mapping, misfit),
        label=f"{bound} {count(misfit.wanted, unit)}",
        aws=f"refuses it: Member must have length {constraint} {misfit.wanted}",
    )


def _not_an_option(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    wanted, word = _possible(mapping, misfit), str(misfit.data)
    begun = [option for option in wanted if word and option.startswith(f"{word.upper()}_")]
    close = closest(word, {option: option for option in wanted})
    close = begun[0] if len(begun) == 1 else close
    fix = None
    if close:
        is_same = plain_name(close) == plain_name(str(misfit.data))
        title, edit = f"write {close}", set_to(mapping, misfit.path, close)
        fix = safe(title, edit) if is_same else unsafe(title, edit)
    return INVALID_VALUE.finding(
        mapping,
        misfit.path,
        f"{mapping.spell(misfit.path)} {shown(misfit.data)} is not {options(wanted)}",
        aws="refuses it: Member must satisfy enum value set",
        remedy=f"did you mean {close}?" if close else all_of_many(wanted),
        fix=fix,
    )


def _possible(mapping: EventSourceMapping, misfit: "Misfit") -> list[str]:
    """Return the values of an enum that make sense for the source."""
    wanted = list(misfit.wanted)
    if misfit.path[:1] != ("SourceAccessConfigurations",):
        return wanted
    return [name for name in wanted if ACCESS_TYPES[name].kinds & mapping.kinds] or wanted


def _without_quotes(mapping: EventSourceMapping, misfit: "Misfit") -> tuple[str, Fix | None]:
    """Return what to do about an expression that is a text by its quotes; nothing for another."""
    text = str(misfit.data)
    is_address = mapping.format.name.startswith("terraform") and re.fullmatch(_ADDRESS, text)
    if is_address and mapping.place_of(misfit.path).source.path.endswith(".json"):
        return f'write "${{{text}}}"', None
    if not is_address and not _is_quoted_function(mapping, misfit):
        return "", None
    remedy = f"write {text} without quotes"
    return remedy, safe(remedy, unquote(mapping, misfit.path))


def _malformed(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    form = misfit.schema.get("title", "in the form that AWS expects")
    name = "the key" if misfit.is_name else mapping.spell(misfit.path)
    remedy, fix = _without_quotes(mapping, misfit)
    return INVALID_VALUE.finding(
        mapping,
        misfit.path,
        f"{name} {shown(misfit.data)} is not {form}",
        at=_key_place(mapping, misfit),
        aws="refuses it: Member must satisfy regular expression pattern",
        remedy=remedy,
        fix=fix,
    )


def _is_quoted_function(mapping: EventSourceMapping, misfit: "Misfit") -> bool:
    """Say whether a text was meant to be a function of CloudFormation; JSON has none such."""
    is_template = mapping.format.name in ("cloudformation", "sam", "serverless")
    is_json = mapping.place.source.text.lstrip().startswith("{")
    is_function = isinstance(misfit.data, str) and re.fullmatch(_FUNCTION, misfit.data) is not None
    return is_template and is_function and not is_json


EXPLANATIONS: dict[str, Callable[[EventSourceMapping, "Misfit"], Finding]] = {
    "additionalProperties": _unknown,
    "required": _missing,
    "type": _wrong_type,
    "minimum": _too_small,
    "maximum": _too_big,
    "minLength": _too_short,
    "maxLength": _too_long,
    "minItems": _too_short,
    "maxItems": _too_long,
    "minProperties": _too_short,
    "maxProperties": _too_long,
    "enum": _not_an_option,
    "pattern": _malformed,
}


def explained(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    """Return the finding for something that does not fit."""
    is_unknown_name = misfit.is_name and misfit.keyword == "enum"
    explain = _unknown if is_unknown_name else EXPLANATIONS[misfit.keyword]
    return explain(mapping, misfit)
