"""ESM015: settings that stand beside the object that should have them."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.schema import writable

_ANSWER = "answers that the template has an invalid resource property"


@rule("ESM015", "misplaced-setting", Level.ERROR, Evidence.DOCUMENTED)
def misplaced_setting(mapping: EventSourceMapping) -> Iterator[Finding]:
    known = writable()["properties"]
    fields = [field for field in mapping.misplaced if field.name in known]
    if not fields:
        return
    first, *others = fields
    names = listing([field.spelling for field in fields], "and")
    # The key of an event is where the mapping is.
    is_event = mapping.format.is_closed and mapping.declared is not None
    owner = mapping.place.text.strip("'\"") if is_event else "Properties"
    answer = "never sees it" if is_event else _ANSWER
    stand = "stand" if others else "stands"
    yield misplaced_setting.finding(
        mapping,
        first.name or "",
        f"{names} {stand} beside {owner}, not in it",
        at=first.key,
        label="indented too little" if _is_indented(first.key.text) else "",
        related=[Label(field.key, "this, too") for field in others],
        aws=answer,
        remedy=f"move {'them' if others else 'it'} into {owner}",
    )


def _is_indented(key: str) -> bool:
    return not key.startswith('"')
