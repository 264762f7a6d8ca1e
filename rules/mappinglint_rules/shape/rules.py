"""ESM010 to ESM014: is a mapping made of the right pieces? The schema says."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation, Path
from mappinglint.place import Place
from mappinglint.rule import Evidence, Level, Rule, Tier
from mappinglint.value import Field, Fields
from mappinglint_rules.schema import homes_of, load, schema_at, writable
from mappinglint_rules.service import SETTINGS
from mappinglint_rules.shape.fits import fits
from mappinglint_rules.shape.plain import FOREIGN, plain
from mappinglint_rules.shape.words import (
    all_of_many,
    clipped,
    closest,
    count,
    described,
    options,
    shown,
    type_name,
)

if TYPE_CHECKING:
    from mappinglint_rules.shape.explain import Misfit


# In the API's model, and refused by every source.
_NO_HOME = ("DestinationConfig", "OnSuccess")


def check(mapping: EventSourceMapping) -> Iterator[Finding]:
    """Yield a finding for everything that does not fit the schema."""
    # An update names its mapping by UUID, and what AWS has stored shows all that AWS writes.
    schema = writable() if mapping.operation is Operation.CREATE else load()
    data = plain(mapping, schema)
    if fits(data, schema):
        return
    # Imported here: jsonschema takes long to import, and most mappings fit.
    from mappinglint_rules.shape.explain import misfits

    for misfit in misfits(data, schema):
        if mapping.operation is Operation.STORED and misfit.keyword != "type":
            # AWS has taken it: its limits are newer than our schema, or raised for this account.
            continue
        is_unknown_name = misfit.is_name and misfit.keyword == "enum"
        explain = _unknown if is_unknown_name else _EXPLANATIONS[misfit.keyword]
        yield explain(mapping, misfit)


def _shape_rule(code: str, name: str, tier: Tier = Tier.SHAPE) -> Rule:
    return Rule(code, name, Level.ERROR, Evidence.MODELLED, __name__, tier=tier, check=check)


UNKNOWN_SETTING = _shape_rule("ESM010", "unknown-setting")
WRONG_TYPE = _shape_rule("ESM011", "wrong-type")
OUT_OF_RANGE = _shape_rule("ESM012", "out-of-range")
INVALID_VALUE = _shape_rule("ESM013", "invalid-value")
MISSING_SETTING = _shape_rule("ESM014", "missing-setting", Tier.MEANING)

RULES = (UNKNOWN_SETTING, WRONG_TYPE, OUT_OF_RANGE, INVALID_VALUE, MISSING_SETTING)


# -- names --------------------------------------------------------------------------------------


def _unknown(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    *parents, _ = misfit.path
    field = _written(mapping, misfit)
    spelling = field.spelling if field else str(misfit.path[-1])
    owner = mapping.spell(tuple(parents)) if parents else "an event source mapping"
    message = f"{clipped(spelling)} is not a setting of {owner}"
    meant = (*parents, spelling)
    if not parents and schema_at(meant).get("readOnly"):
        message = f"{spelling} is set by AWS: no request can carry it"
        remedy = f"remove {spelling}"
    elif home := _other_home(mapping, misfit.path):
        remedy = f"{spelling} belongs in {_spell_home(mapping, home[:-1])}"
    elif close := _close_name(mapping, spelling, _siblings(misfit)):
        remedy = f"did you mean {mapping.spell((*parents, close))}?"
        # The setting that is meant is then not reported as missing, too.
        meant = (*parents, close) if mapping.lacks((*parents, close)) else meant
    else:
        remedy = ""
    return UNKNOWN_SETTING.finding(
        mapping,
        meant,
        message,
        at=field.key if field else None,
        aws="refuses a request with a setting that it does not know",
        remedy=remedy,
    )


def _siblings(misfit: "Misfit") -> list[str]:
    """Return the names that are allowed where an unknown one stands, and not there yet."""
    if misfit.is_name:
        return list(misfit.wanted)
    return [name for name in misfit.schema.get("properties", {}) if name not in misfit.data]


def _written(mapping: EventSourceMapping, misfit: "Misfit") -> Field | None:
    """Return the key with the name that a misfit is about."""
    *parents, name = misfit.path
    owner = mapping.get(tuple(parents)) if parents else mapping.settings
    for field in owner.fields if isinstance(owner, Fields) else ():
        if name in (field.name, FOREIGN + field.spelling):
            return field
    return None


def _key_place(mapping: EventSourceMapping, misfit: "Misfit") -> Place | None:
    field = _written(mapping, misfit) if misfit.is_name else None
    return field.key if field else None


def _other_home(mapping: EventSourceMapping, path: Path) -> Path | None:
    """Return where a setting of this name belongs, if there is one place for this source."""
    homes = [
        home
        for home in homes_of(str(path[-1]))
        if len(home) > 1 and not _is_refused(mapping, str(home[0])) and home[:2] != _NO_HOME
    ]
    return homes[0] if len(homes) == 1 and homes[0] != path else None


def _is_refused(mapping: EventSourceMapping, name: str) -> bool:
    return all(SETTINGS[name].refused_by(kind) for kind in mapping.kinds)


def _spell_home(mapping: EventSourceMapping, home: Path) -> str:
    """Return the settings to go through: "Filters of FilterCriteria"."""
    owners = [home[: end + 1] for end, step in enumerate(home) if isinstance(step, str)]
    names = [mapping.spell(owner) for owner in owners]
    entries = "an entry of " if isinstance(home[-1], int) else ""
    return entries + " of ".join(reversed(names))


def _close_name(mapping: EventSourceMapping, spelling: str, siblings: list[str]) -> str | None:
    """Return the API's name of the setting that is spelled most like this one here."""
    return closest(spelling, {mapping.format.spellings.get(name, name): name for name in siblings})


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
        remedy=_retyped(misfit, wanted),
    )


def _retyped(misfit: "Misfit", wanted: str) -> str:
    """Return how to write a value as the type that is wanted, where that is plain."""
    match misfit.data:
        case str() as text if wanted == "array":
            return f"write it as a list: [{text}]"
        case dict() if wanted == "array":
            return "write it as a list with this as an entry"
        case str() as text if wanted == "boolean" and text.lower() in ("true", "false"):
            return f"write {text} without quotes"
        case str() as text if wanted in ("integer", "number"):
            is_number = text.removeprefix("-").isdecimal()
            is_time = misfit.path[-1] == "StartingPositionTimestamp"
            seconds = "write the time in seconds since 1970 (UTC)" if is_time else ""
            return f"write {text} without quotes" if is_number else seconds
        case dict() if misfit.path[-1] == "Pattern":
            return "write the pattern as JSON in a text: in YAML, in single quotes"
    return ""


def _too_small(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return _out_of_range(mapping, misfit, "less than", "least", "greater than or equal to")


def _too_big(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    return _out_of_range(mapping, misfit, "more than", "most", "less than or equal to")


def _out_of_range(
    mapping: EventSourceMapping, misfit: "Misfit", compared: str, bound: str, constraint: str
) -> Finding:
    name, wanted = mapping.spell(misfit.path), misfit.wanted
    return OUT_OF_RANGE.finding(
        mapping,
        misfit.path,
        f"{name} {misfit.data} is {compared} Lambda allows ({wanted})",
        label=f"at {bound} {wanted} here",
        aws=f"refuses it: Member must have value {constraint} {wanted}",
        remedy=f"set {name} to {wanted}, or to what you meant",
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
    close = closest(str(misfit.data), {option: option for option in misfit.wanted})
    return INVALID_VALUE.finding(
        mapping,
        misfit.path,
        f"{mapping.spell(misfit.path)} {shown(misfit.data)} is not {options(misfit.wanted)}",
        aws="refuses it: Member must satisfy enum value set",
        remedy=f"did you mean {close}?" if close else all_of_many(misfit.wanted),
    )


def _malformed(mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    form = misfit.schema.get("title", "in the form that AWS expects")
    name = "the key" if misfit.is_name else mapping.spell(misfit.path)
    return INVALID_VALUE.finding(
        mapping,
        misfit.path,
        f"{name} {shown(misfit.data)} is not {form}",
        at=_key_place(mapping, misfit),
        aws="refuses it: Member must satisfy regular expression pattern",
    )


_EXPLANATIONS: dict[str, Callable[[EventSourceMapping, "Misfit"], Finding]] = {
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
