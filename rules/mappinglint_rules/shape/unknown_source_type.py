"""ESM017: the word for the kind of source is none that the format has."""

from collections.abc import Iterator

from mappinglint.edit import Edit, safe, unsafe
from mappinglint.finding import Finding
from mappinglint.kind import listing
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.shape.foreign import plain_name
from mappinglint_rules.shape.words import closest
from mappinglint_rules.tools.sam import answers, is_sam

_NO_TYPE = "Resource dict has missing or invalid value for key Type. Event Type is: {}."


@rule("ESM017", "unknown-source-type", Level.ERROR, Evidence.DOCUMENTED)
def unknown_source_type(mapping: EventSourceMapping) -> Iterator[Finding]:
    declared = mapping.declared
    if declared is None or declared.kinds is not None:
        return
    word = declared.written.text
    choice = listing(list(declared.options), "or")
    meant = declared.meant or closest(word, {option: option for option in declared.options})
    fix = None
    if meant:
        edit = Edit(declared.written.place, declared.written.place.text.replace(word, meant))
        make = safe if plain_name(meant) == plain_name(word) else unsafe
        fix = make(f"write {meant}", edit)
    yield unknown_source_type.finding(
        mapping,
        "EventSourceArn",
        f"{word} is not a type of event source here",
        at=declared.written.place,
        aws=answers(_NO_TYPE.format(word)) if is_sam(mapping) else mapping.format.on_unknown,
        remedy=f"did you mean {meant}{_type(mapping, word)}?" if meant else f"write {choice}",
        fix=fix,
    )


def _type(mapping: EventSourceMapping, word: str) -> str:
    """Return what Serverless needs besides, where it has one event for two kinds of source."""
    body = mapping.settings.node
    is_stream = mapping.format.name == "serverless" and word.lower() in ("kinesis", "dynamodb")
    has_type = body is None or "type" in body
    return f" with type: {word.lower()}" if is_stream and not has_type else ""
