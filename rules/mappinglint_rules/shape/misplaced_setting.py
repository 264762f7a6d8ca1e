"""ESM015: settings that stand beside the object that should have them."""

from collections.abc import Iterator

from mappinglint.edit import Edit, safe, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Field
from mappinglint_rules.schema import writable
from mappinglint_rules.source.no_event_source import SOURCES

# Where templates have them, and CloudFormation's answer.
_PROPERTIES = "Properties"
_ANSWER = "answers that the template has an invalid resource property"


@rule("ESM015", "misplaced-setting", Level.ERROR, Evidence.DOCUMENTED)
def misplaced_setting(mapping: EventSourceMapping) -> Iterator[Finding]:
    for field in mapping.misplaced:
        if field.name == mapping.format.home:
            yield _misspelled(mapping, field)
    known = writable()["properties"]
    fields = [field for field in mapping.misplaced if field.name in known]
    if not fields:
        return
    first, *others = fields
    names = listing([field.spelling for field in fields], "and")
    home = mapping.format.home
    stand, these = ("stand", "them") if others else ("stands", "it")
    # An event of SAM may have no Properties at all.
    is_homeless = mapping.format.name == "sam" and mapping.raw is None
    where = f"outside of {home}" if is_homeless else f"beside {home}, not in it"
    is_indented = _is_indented(first.key.text) and not is_homeless
    aws, level = _consequence(mapping, fields)
    yield misplaced_setting.finding(
        mapping,
        first.name or "",
        f"{names} {stand} {where}",
        level=level,
        at=first.key,
        label="indented too little" if is_indented else "",
        related=[Label(field.key, "this, too") for field in others],
        aws=aws,
        remedy=f"write {these} below {home}" if is_homeless else f"move {these} into {home}",
    )


def _misspelled(mapping: EventSourceMapping, field: Field) -> Finding:
    """Report a key that is meant to be Properties, or what the format has in its place."""
    home = mapping.format.home
    make = safe if field.spelling.lower() == home.lower() else unsafe
    edit = Edit(field.key, field.key.text.replace(field.spelling, home))
    return misplaced_setting.finding(
        mapping,
        "",
        f"{field.spelling} is not {home}: the settings in it are not read",
        at=field.key,
        aws=_answer(mapping),
        remedy=f"write {home}",
        fix=make(f"write {home}", edit),
    )


def _answer(mapping: EventSourceMapping) -> str:
    """Return what the format's tool says of a key that it does not know in place of its own."""
    if mapping.format.name == "sam":
        return mapping.format.on_missing.get("EventSourceArn", "")
    return _ANSWER if mapping.format.home == _PROPERTIES else mapping.format.on_unknown


def _consequence(mapping: EventSourceMapping, fields: list[Field]) -> tuple[str, Level]:
    """Return what becomes of misplaced settings, and how bad that is."""
    if mapping.format.name == "sam":
        missing = [field.name for field in fields if field.name in SOURCES]
        if missing:
            return mapping.format.on_missing.get(missing[0] or "", ""), Level.ERROR
        return "SAM leaves it out of the mapping, without a word", Level.WARNING
    return _answer(mapping), Level.ERROR


def _is_indented(key: str) -> bool:
    return not key.startswith('"')
