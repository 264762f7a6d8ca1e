"""Edits that put a finding right, and how rules ask for them.

A rule says what is to become of a setting, never how a file spells it. An edit that the file's
layout does not allow is None: the value comes from elsewhere, say, or is a block of text.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from mappinglint.document import layout
from mappinglint.document.hcl_tags import BODY, OBJECT
from mappinglint.document.node import ScalarNode
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path, split
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.span import Span
from mappinglint.value import (
    Change,
    Field,
    Fields,
    Items,
    Known,
    Scalar,
    TextPlaces,
    Unknown,
    Value,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to stand at a place instead of what stands there."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend one finding. The title says what they do: "set BatchSize to 10".

    It is `safe` when the file could not have been deployed and these edits are the one way to make
    it right, or when nothing changes at run time.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool


def safe(title: str, *edits: Edit | None) -> Fix | None:
    """Return a safe fix, or None if one of its edits is not possible."""
    return _fix(title, edits, is_safe=True)


def unsafe(title: str, *edits: Edit | None) -> Fix | None:
    """Return a fix that a person should look at, or None if one of its edits is not possible."""
    return _fix(title, edits, is_safe=False)


def set_to(mapping: EventSourceMapping, setting: str | Path, value: Scalar) -> Edit | None:
    """Write another value, where the old one is written as a plain value."""
    return _at_literal(
        mapping, setting, lambda text, node: layout.replaced(text, node, _word(value))
    )


def unquote(mapping: EventSourceMapping, setting: str | Path) -> Edit | None:
    """Take the quotes off a value."""
    return _at_literal(mapping, setting, layout.bare)


def make_list(mapping: EventSourceMapping, setting: str | Path) -> Edit | None:
    """Write a single value as a list of one."""
    return _at_literal(mapping, setting, layout.listed)


def wrap(mapping: EventSourceMapping, setting: str | Path, name: str) -> Edit | None:
    """Put a single value into an object, below a key."""
    key = mapping.spell((*split(setting), name))
    owner, field = _written(mapping, setting)
    node = owner.node if owner else None
    if field is None or (node is not None and node.tag == BODY):
        # HCL would have a block there.
        return None
    where = field.key.span
    return _at_literal(
        mapping, setting, lambda text, value: layout.wrapped(text, node, where, value, key)
    )


def _at_literal(
    mapping: EventSourceMapping,
    setting: str | Path,
    change: Callable[[str, ScalarNode], layout.Change | None],
) -> Edit | None:
    """Return a change of a value that is written where it stands, with no variable in it."""
    found = mapping.get(setting)
    if not isinstance(found, Known) or found.node is None or found.changes:
        return None
    return _edit(found.place, change(found.place.source.text, found.node))


def move(mapping: EventSourceMapping, field: Field, home: Path) -> list[Edit | None]:
    """Put a value that stands among the settings into an object of its own: `home` names both."""
    owner, name = (mapping.spell(home[:end]) for end in (1, 2))
    body, value = mapping.settings.node, field.value
    text, key = field.key.source.text, field.key.span
    if body is not None and body.tag == BODY:
        return [_edit(field.key, layout.into_block(text, body, key, owner, name))]
    if not isinstance(value, Known) or value.node is None or value.changes:
        return [None]
    if body is not None and body.tag == OBJECT:
        written = value.place.text
        inside = Edit(value.place, f"{{ {name} = {written} }}")
        return [None if "\n" in written else inside, rename(field, owner)]
    change = layout.wrapped(text, body, key, value.node, name)
    return [_edit(value.place, change), rename(field, owner)]


def make_text(mapping: EventSourceMapping, setting: str | Path) -> Edit | None:
    """Write an object as the JSON text that it means, where all of it is known."""
    owner, field = _written(mapping, setting)
    try:
        data = _plain(field.value) if field else None
    except ValueError:
        return None
    if owner is None or field is None or owner.node is None:
        return None
    new = json.dumps(data, ensure_ascii=False)
    change = layout.quoted(field.key.source.text, owner.node, field.key.span, new)
    return _edit(field.key, change)


def rewrite(value: Known | Unknown, places: TextPlaces, span: Span, new: str) -> Edit | None:
    """Write something else in place of some characters of a text, as its quotes need it.

    `places` are those of the value. Where the span is empty, it is put in.
    """
    node = value.node
    if node is None:
        return None
    if any(start < span.end and span.start < end for start, end, _ in _put_in(value.changes)):
        return None
    match node.style:
        case '"':
            new = json.dumps(new, ensure_ascii=False)[1:-1]
        case "'":
            new = new.replace("'", "''")
        case None:
            return None
    place = places.within(*span)
    if span.start == span.end:
        # Something to put in: it takes no character's place.
        place = Place(place.source, Span(place.span.start, place.span.start))
    return Edit(place, new)


def remove(mapping: EventSourceMapping, setting: str | Path) -> Edit | None:
    """Take a setting out, key and value."""
    owner, field = _written(mapping, setting)
    return remove_field(owner, field) if owner and field else None


def remove_field(owner: Fields, field: Field) -> Edit | None:
    """Take a key of any name out, with its value."""
    if owner.node is None:
        return None
    change = layout.removed(field.key.source.text, owner.node, field.key.span)
    return _edit(field.key, change)


def remove_item(mapping: EventSourceMapping, item: Path) -> Edit | None:
    """Take an item out of a list."""
    owner, index = mapping.get(item[:-1]), item[-1]
    if not isinstance(owner, Items) or owner.node is None or not isinstance(index, int):
        return None
    source = owner.place.source
    return _edit(owner.place, layout.removed_item(source.text, owner.node, index))


def take_from_list(mapping: EventSourceMapping, setting: str | Path) -> Edit | None:
    """Write a value that is a list of one as that one."""
    owner, field = _written(mapping, setting)
    return unlist(owner, field) if owner and field else None


def unlist(owner: Fields, field: Field) -> Edit | None:
    """Write the value of a key of any name that is a list of one as that one."""
    if owner.node is None:
        return None
    return _edit(field.key, layout.unlisted(field.key.source.text, owner.node, field.key.span))


def rename(field: Field, spelling: str) -> Edit | None:
    """Write another key."""
    return _edit(field.key, layout.renamed(field.key.source.text, field.key.span, spelling))


def add(
    mapping: EventSourceMapping, setting: str | Path, value: Scalar, *, beside: str | Path
) -> Edit | None:
    """Add a setting with a value behind another one of the same object."""
    owner, field = _written(mapping, beside)
    if owner is None or field is None or owner.node is None:
        return None
    quoted = json.dumps(value) if isinstance(value, str) else _word(value)
    key = field.key
    change = layout.inserted(key.source.text, owner.node, key.span, mapping.spell(setting), quoted)
    return _edit(key, change)


def _plain(value: Value) -> Any:
    """Return a value as plain data. Raises ValueError for what is not known."""
    match value:
        case Known(data=data):
            return data
        case Items(items=items):
            return [_plain(item) for item in items]
        case Fields(fields=fields, complete=True):
            return {field.spelling: _plain(field.value) for field in fields}
    raise ValueError("not known")


def _put_in(changes: tuple[Change, ...]) -> Iterator[Change]:
    """Yield changes with the offsets that they have once they are made."""
    shift = 0
    for start, end, text in changes:
        yield start + shift, start + shift + len(text), text
        shift += len(text) - (end - start)


def _fix(title: str, edits: tuple[Edit | None, ...], *, is_safe: bool) -> Fix | None:
    possible = tuple(edit for edit in edits if edit is not None)
    return Fix(title, possible, is_safe) if len(possible) == len(edits) else None


def _written(
    mapping: EventSourceMapping, setting: str | Path
) -> tuple[Fields | None, Field | None]:
    """Return the object that has a setting in this file, and the setting's key and value."""
    parents = split(setting)[:-1]
    owner = mapping.get(parents) if parents else mapping.settings
    field = mapping.field(setting)
    return (owner, field) if isinstance(owner, Fields) else (None, None)


def _edit(near: Place, change: layout.Change | None) -> Edit | None:
    return Edit(Place(near.source, change.span), change.text) if change else None


def _word(value: Scalar) -> str:
    """Return a value as it stands in every format: JSON's words for numbers and truth."""
    return value if isinstance(value, str) else json.dumps(value)
