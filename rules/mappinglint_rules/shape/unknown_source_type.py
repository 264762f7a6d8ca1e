"""ESM017: the word for the kind of source is none that the format has."""

from collections.abc import Iterator

from mappinglint.edit import Edit, safe, unsafe
from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.shape.foreign import plain_name
from mappinglint_rules.shape.words import closest, options


@rule("ESM017", "unknown-source-type", Level.ERROR, Evidence.DOCUMENTED)
def unknown_source_type(mapping: EventSourceMapping) -> Iterator[Finding]:
    declared = mapping.declared
    if declared is None or declared.kinds is not None:
        return
    word = declared.written.text
    meant = closest(word, {option: option for option in declared.options})
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
        aws=mapping.format.on_unknown,
        remedy=f"did you mean {meant}?" if meant else f"write {options(list(declared.options))}",
        fix=fix,
    )
