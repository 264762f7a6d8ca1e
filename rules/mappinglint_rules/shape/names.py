"""Names that no setting has, and the settings that are meant."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mappinglint.edit import Edit, Fix, move, remove_field, rename, safe, unlist, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path
from mappinglint.rule import Rule
from mappinglint.value import Field, Fields, Items, Known, boolean
from mappinglint_rules.schema import homes_of, schema_at
from mappinglint_rules.service import SETTINGS
from mappinglint_rules.shape.foreign import meant_by, plain_name
from mappinglint_rules.shape.plain import FOREIGN
from mappinglint_rules.shape.words import as_list, clipped, closest

if TYPE_CHECKING:
    from mappinglint_rules.shape.explain import Misfit

# In the API's model, and refused by every source.
_NO_HOME = ("DestinationConfig", "OnSuccess")
_RESPONSE = "ReportBatchItemFailures"

# Terraform passes on whatever keys a map has.
_KEY_OF_A_MAP = "refuses it: Member must satisfy enum value set: [KAFKA_BOOTSTRAP_SERVERS]"

# What its resource has, and nobody can set.
_DECIDED_BY_TERRAFORM = frozenset(
    {
        "arn",
        "function_arn",
        "last_modified",
        "last_processing_result",
        "state",
        "state_transition_reason",
        "uuid",
    }
)

# What people write under another name for these has another form, too.
_OF_ANOTHER_SHAPE = frozenset({"DestinationConfig", "FilterCriteria"})


def unknown(rule: Rule, mapping: EventSourceMapping, misfit: "Misfit") -> Finding:
    """Return the finding about a name that nothing has: what was meant, if that can be told."""
    *parents, _ = misfit.path
    field = written(mapping, misfit)
    spelling = field.spelling if field else str(misfit.path[-1])
    owner = mapping.spell(tuple(parents)) if parents else mapping.format.noun
    message = f"{clipped(spelling)} is not a setting of {owner}"
    is_set_by_aws = not parents and bool(schema_at((spelling,)).get("readOnly"))
    is_terraform = mapping.format.name == "terraform"
    is_decided = is_terraform and not parents and spelling in _DECIDED_BY_TERRAFORM
    if is_decided:
        message, is_set_by_aws = f"{spelling} is set by AWS: nobody can set it here", True
    elif is_set_by_aws:
        message = f"{spelling} is set by AWS: no request can carry it"
    meant = None if is_decided else _meant(mapping, misfit, spelling)
    remedy, fix = _mended(mapping, field, misfit.path, meant)
    if is_set_by_aws and not remedy:
        remedy = f"remove {spelling}"
        fix = safe(remedy, remove_field(mapping.settings, field)) if field else None
    # The setting that is meant is then not reported as missing, too.
    is_missing = meant is not None and mapping.lacks(meant)
    found = rule.finding(
        mapping,
        # Of a name that another format has for a setting, nothing is known of that setting.
        meant if meant is not None and is_missing else misfit.path,
        message,
        at=field.key if field else None,
        aws=_answer(mapping, field, parents, is_decided=is_decided),
        remedy=remedy,
        fix=fix,
    )
    return replace(found, setting=found.setting.replace(FOREIGN, ""))


def _answer(
    mapping: EventSourceMapping, field: Field | None, parents: list[str | int], *, is_decided: bool
) -> str:
    """Return who refuses an unknown name, and in which words."""
    if parents[-1:] == ["Endpoints"] and mapping.format.name.startswith("terraform"):
        return _KEY_OF_A_MAP
    if is_decided and field:
        answer = f"Can't configure a value for '{field.spelling}'"
        return f'is never asked: Terraform answers "{answer}"'
    node = field.value.node if field and isinstance(field.value, Fields) else None
    if mapping.format.name == "terraform" and node is not None and node.tag == "body":
        return 'is never asked: Terraform answers "Unsupported block type"'
    return mapping.format.on_unknown


def _meant(mapping: EventSourceMapping, misfit: "Misfit", spelling: str) -> Path | None:
    """Return the setting that an unknown name stands for, or None if there is none near."""
    *parents, _ = misfit.path
    siblings = [name for name in _siblings(mapping, misfit) if _has(mapping, (*parents, name))]
    same = [name for name in siblings if plain_name(name) == plain_name(spelling)]
    if same:
        return (*parents, same[0])
    home = _other_home(mapping, (*parents, str(misfit.path[-1]).removeprefix(FOREIGN)))
    if home is None and not parents:
        home = meant_by(spelling)
        home = home if home and _has(mapping, home) else None
    # What a word stands for elsewhere may be there already: a Queue beside a Broker is for Queues.
    is_taken = home is not None and len(home) == 1 and _is_taken(mapping, home)
    if home is None or is_taken:
        close = _close_name(mapping, spelling, siblings)
        if close and not (is_taken and (close not in SETTINGS or _is_refused(mapping, close))):
            home = (*parents, close)
    return home


def _mended(
    mapping: EventSourceMapping, field: Field | None, path: Path, meant: Path | None
) -> tuple[str, Fix | None]:
    """Return what to do about a name that stands for another setting, and the fix that does it."""
    if meant is None:
        return "", None
    *parents, _ = path
    name = mapping.spell(meant)
    is_free = field is not None and (mapping.lacks(meant) or _is_default(mapping, meant))
    if meant[:-1] != tuple(parents):
        remedy = f"{name} belongs in {_spell_home(mapping, meant[:-1])}"
        fix = _moved(mapping, field, meant) if field and is_free and not parents else None
        return fix.title if fix else remedy, fix
    if field is None or _is_taken(mapping, meant):
        return f"remove it: {name} is set already", None
    return _renamed(mapping, field, meant) if is_free else (f"did you mean {name}?", None)


def _renamed(mapping: EventSourceMapping, field: Field, meant: Path) -> tuple[str, Fix | None]:
    """Return what to do about another name for a setting that is not there."""
    name = mapping.spell(meant)
    remedy = f"did you mean {name}?"
    is_same_name = plain_name(field.spelling) == plain_name(name)
    is_other_object = name in _OF_ANOTHER_SHAPE and not is_same_name
    if isinstance(field.value, Items) and _takes_one(name) and len(meant) == 1:
        return _one_of(mapping, field, name)
    if is_other_object or _is_of_another_shape(mapping, field, meant):
        return remedy, None
    if plain_name(field.spelling) == "reportbatchitemfailures":
        equals = " =" if mapping.format.name.startswith("terraform") else ":"
        text, written = as_list(mapping.format, _RESPONSE), f'["{_RESPONSE}"]'
        if _takes_one(name):
            text, written = _RESPONSE, f'"{_RESPONSE}"'
        remedy, value = f"write {name}{equals} {text}", Edit(field.value.place, written)
        is_wanted = boolean(field.value, converts=True)
        return remedy, safe(remedy, rename(field, name), value) if is_wanted else None
    title = f"write {name}"
    fix = safe(title, rename(field, name)) if is_same_name else unsafe(title, rename(field, name))
    return remedy, fix


def _one_of(mapping: EventSourceMapping, field: Field, name: str) -> tuple[str, Fix | None]:
    """Return what to do about a list under another name, of which the format takes one entry."""
    match field.value:
        case Items(items=(Known() as only,)) if mapping.format.is_closed:
            remedy = f"write {name}: {clipped(only.text)}"
            return remedy, unsafe(remedy, rename(field, name), unlist(mapping.settings, field))
    return f"did you mean {name}?", None


def _is_of_another_shape(mapping: EventSourceMapping, field: Field, meant: Path) -> bool:
    """Say whether an object has the API's name, and its format gives what is in it otherwise."""
    name = mapping.format.spellings.get(str(meant[-1]), str(meant[-1]))
    is_renamed = name != field.spelling
    return mapping.format.is_closed and is_renamed and isinstance(field.value, Fields)


def _takes_one(name: str) -> bool:
    """Say whether a key is in the singular, and has one value where the API has a list."""
    return not name.endswith("s")


def _moved(mapping: EventSourceMapping, field: Field, home: Path) -> Fix | None:
    """Return the fix that puts a value into the object that it belongs in, if there is none yet."""
    owner, value = home[0], field.value
    if len(home) != 2 or not mapping.lacks((owner,)) or not isinstance(value, Known):
        return None
    if schema_at(home).get("type") in ("object", "array"):
        return None
    title = f"move {mapping.spell(home)} into {mapping.spell((owner,))}"
    return safe(title, *move(mapping, field, home))


def _siblings(mapping: EventSourceMapping, misfit: "Misfit") -> list[str]:
    """Return the names that are allowed where an unknown one stands, and not there yet."""
    if misfit.is_name:
        return list(misfit.wanted)
    return [
        name
        for name in misfit.schema.get("properties", {})
        if name not in misfit.data or _is_default(mapping, (*misfit.path[:-1], name))
    ]


def _is_taken(mapping: EventSourceMapping, path: Path) -> bool:
    return mapping.field(path) is not None and not _is_default(mapping, path)


def _is_default(mapping: EventSourceMapping, path: Path) -> bool:
    """Say whether a setting is not written, but has what the format's tool sends by default."""
    field = mapping.field(path)
    return field is not None and field.key == mapping.place


def written(mapping: EventSourceMapping, misfit: "Misfit") -> Field | None:
    """Return the key with the name that a misfit is about."""
    *parents, name = misfit.path
    owner = mapping.get(tuple(parents)) if parents else mapping.settings
    for field in owner.fields if isinstance(owner, Fields) else ():
        if name in (field.name, FOREIGN + field.spelling):
            return field
    return None


def _other_home(mapping: EventSourceMapping, path: Path) -> Path | None:
    """Return where a setting of this name belongs, if there is one place for this source."""
    homes = [
        home
        for home in homes_of(str(path[-1]))
        if len(home) > 1
        and not _is_refused(mapping, str(home[0]))
        and home[:2] != _NO_HOME
        and _has(mapping, home)
    ]
    return homes[0] if len(homes) == 1 and homes[0] != path else None


def _has(mapping: EventSourceMapping, path: Path) -> bool:
    """Say whether the file's format has a name for a setting at all.

    On a level for which a format has no names of its own, it has the API's.
    """
    names = mapping.format.spellings
    return not mapping.format.is_closed or all(
        isinstance(step, int)
        or step in names
        or names.keys().isdisjoint(schema_at(path[:depth]).get("properties", {}))
        for depth, step in enumerate(path)
    )


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
