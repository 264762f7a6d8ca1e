"""ESM015: settings that stand beside the object that should have them."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.schema import writable
from mappinglint_rules.source.no_event_source import SOURCES


@rule("ESM015", "misplaced-setting", Level.ERROR, Evidence.DOCUMENTED)
def misplaced_setting(mapping: EventSourceMapping) -> Iterator[Finding]:
    known = writable()["properties"]
    fields = [field for field in mapping.misplaced if field.name in known]
    if not fields:
        return
    first, *others = fields
    names = listing([field.spelling for field in fields], "and")
    stand = "stand" if others else "stands"
    sources = SOURCES if mapping.format.name == "sam" else ()
    missing = [name for name in sources if any(field.name == name for field in fields)]
    is_ignored = bool(sources) and not missing
    aws = "answers that the template has an invalid resource property"
    if sources:
        aws = (
            mapping.format.on_missing.get(missing[0], "")
            if missing
            else "SAM leaves it out of the mapping, without a word"
        )
    yield misplaced_setting.finding(
        mapping,
        first.name or "",
        f"{names} {stand} beside Properties, not in it",
        level=Level.WARNING if is_ignored else None,
        at=first.key,
        label="indented too little" if _is_indented(first.key.text) else "",
        related=[Label(field.key, "this, too") for field in others],
        aws=aws,
        remedy="move it into Properties" if not others else "move them into Properties",
    )


def _is_indented(key: str) -> bool:
    return not key.startswith('"')
