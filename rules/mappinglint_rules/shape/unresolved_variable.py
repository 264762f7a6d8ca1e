"""ESM016: only !Sub fills in variables."""

from collections.abc import Iterator

from mappinglint.edit import Edit, Fix, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path
from mappinglint.rule import Evidence, Level, Tier, rule
from mappinglint.value import Fields, Items, Unknown, Value

# It fills in variables of its own, and cannot read !Sub everywhere.
_SERVERLESS = "serverless"
_OF_SERVERLESS = {
    "${AWS::AccountId}": "${aws:accountId}",
    "${AWS::Region}": "${aws:region}",
}


@rule("ESM016", "unresolved-variable", Level.WARNING, Evidence.DOCUMENTED, tier=Tier.SHAPE)
def unresolved_variable(mapping: EventSourceMapping) -> Iterator[Finding]:
    for path, value in _unresolved((), mapping.settings):
        yield unresolved_variable.finding(
            mapping,
            path,
            f"{value.unresolved} is text here: only !Sub fills in a variable",
            at=value.place,
            aws="takes these very characters for the value",
            remedy=_remedy(mapping, value),
            fix=_fix(value) if mapping.format.name != _SERVERLESS else None,
        )


def _remedy(mapping: EventSourceMapping, value: Unknown) -> str:
    instead = _OF_SERVERLESS.get(value.unresolved)
    if mapping.format.name == _SERVERLESS and instead:
        return f"write {instead}"
    return "write !Sub before it"


def _unresolved(path: Path, value: Value) -> Iterator[tuple[Path, Unknown]]:
    match value:
        case Unknown(unresolved=variable) if variable:
            yield path, value
        case Items(items=items):
            for index, item in enumerate(items):
                yield from _unresolved((*path, index), item)
        case Fields(fields=fields):
            for field in fields:
                if field.name is not None:
                    yield from _unresolved((*path, field.name), field.value)


def _fix(value: Unknown) -> Fix | None:
    """Return the fix for a text in quotes or none, in one line: a block of text has a header."""
    text, node = value.place.text, value.node
    if node is None or node.style in ("|", ">") or "\n" in text:
        return None
    written = f'{{"Fn::Sub": {text}}}' if _is_json(value) else f"!Sub {text}"
    return unsafe("write !Sub before it", Edit(value.place, written))


def _is_json(value: Unknown) -> bool:
    return value.place.source.text.lstrip()[:1] == "{"
