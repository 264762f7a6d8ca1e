"""ESM504: a filter sees a record of its source, and no other."""

from collections.abc import Iterator

from mappinglint.edit import Fix, unsafe
from mappinglint.filters import FilterPattern
from mappinglint.finding import Finding
from mappinglint.kind import Kinds, SourceKind, listing, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.pattern.model import Exists, Key, Leaf
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import (
    CHANGE_KEYS,
    DATA_KEY,
    IMAGES,
    RECORD_KEYS,
    first_key,
    have_key,
    steps,
)
from mappinglint_rules.shape.words import closest, shown


@rule(
    "ESM504",
    "unknown-record-key",
    Level.WARNING,
    Evidence.RECORDED,
    settings=("FilterCriteria",),
    kinds=frozenset(RECORD_KEYS),
)
def unknown_record_key(mapping: EventSourceMapping) -> Iterator[Finding]:
    # Of DocumentDB no filter sees anything; that is a finding of its own.
    if not mapping.kinds <= RECORD_KEYS.keys():
        return
    for pattern, content in sound_patterns(mapping):
        told: set[str] = set()
        for leaf in filter(_never_matches, content.all_leaves()):
            name = first_key(leaf.key)
            if not have_key(mapping.kinds, name):
                if name not in told:
                    yield _finding(mapping, pattern, leaf.key.steps()[0], name)
                told.add(name)
            elif mapping.is_only(SourceKind.DYNAMODB) and _is_beside_images(leaf.key):
                yield _beside_images(mapping, pattern, leaf.key)


def _never_matches(leaf: Leaf) -> bool:
    """Say whether a leaf cannot match where its key is not there at all."""
    is_absence = any(isinstance(one, Exists) and not one.wanted for one in leaf.conditions)
    return leaf.is_known and not is_absence


def _is_beside_images(key: Key) -> bool:
    path = steps(key)
    return path[0] == DATA_KEY[SourceKind.DYNAMODB] and not {*path[1:2]} & CHANGE_KEYS


def _beside_images(mapping: EventSourceMapping, pattern: FilterPattern, key: Key) -> Finding:
    path = steps(key)
    name = path[1] if len(path) > 1 else path[0]
    step = next((step for step in key.steps() if step.name == name), key)
    images = listing(sorted(IMAGES), "or")
    return unknown_record_key.finding(
        mapping,
        pattern.path,
        f'"dynamodb" of a record has no key {shown(name)}: this matches no record',
        at=pattern.place(step.span),
        label="no such key",
        aws="takes the filter, and drops every record for which it does not match",
        remedy=f"put the attributes of the item below {images}",
    )


def _finding(mapping: EventSourceMapping, pattern: FilterPattern, key: Key, name: str) -> Finding:
    source = name_kinds(mapping.kinds)
    remedy, fix = _remedy(mapping.kinds, pattern, key, name)
    return unknown_record_key.finding(
        mapping,
        pattern.path,
        f"records of {source} have no key {shown(name)}: this matches none of them",
        at=pattern.place(key.span),
        label="no such key",
        related=[mapping.kinds_label],
        aws="takes the filter, and drops every record for which it does not match",
        remedy=remedy,
        fix=fix,
    )


def _remedy(kinds: Kinds, pattern: FilterPattern, key: Key, name: str) -> tuple[str, Fix | None]:
    data = {DATA_KEY[kind] for kind in kinds}
    wanted = listing(sorted(f'"{one}"' for one in data), "or")
    owners = _owners(name)
    if owners and len(data) == 1:
        title = f"write {wanted}"
        # Below "dynamodb" an attribute stands in an image, with its type.
        is_plain = key.name == name and SourceKind.DYNAMODB not in kinds
        edit = pattern.edit(key.span, f'"{min(data)}"')
        remedy = f'"{name}" is for {name_kinds(owners)}; write {wanted} here'
        return remedy, unsafe(title, edit) if is_plain else None
    keys = {one: one for kind in kinds for one in RECORD_KEYS[kind]}
    if close := closest(name, keys):
        edit = pattern.edit(key.span, f'"{close}"')
        return f'did you mean "{close}"?', unsafe(f'write "{close}"', edit)
    return f"put what the sender writes below {wanted}", _wrapped(kinds, pattern, data)


def _wrapped(kinds: Kinds, pattern: FilterPattern, data: set[str]) -> Fix | None:
    """Return the fix that puts a whole pattern below the key of the data."""
    content = pattern.parsed.pattern
    if content is None or len(data) != 1 or content.choices or SourceKind.DYNAMODB in kinds:
        return None
    names = {first_key(leaf.key) for leaf in content.leaves}
    text = pattern.text[content.span.start : content.span.end]
    if any(have_key(kinds, name) for name in names) or "\n" in text:
        return None
    edit = pattern.edit(content.span, f'{{"{min(data)}": {text}}}')
    return unsafe(f'put the pattern below "{min(data)}"', edit)


def _owners(name: str) -> list[SourceKind]:
    """Return the kinds whose record has what the sender wrote under a key."""
    return [kind for kind, key in DATA_KEY.items() if key == name]
