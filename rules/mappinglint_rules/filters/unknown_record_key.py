"""ESM504: a filter sees a record of its source, and no other."""

from collections.abc import Iterator

from mappinglint.edit import Fix, unsafe
from mappinglint.filters import FilterPattern
from mappinglint.finding import Finding, Level
from mappinglint.kind import QUEUES, Kinds, SourceKind, listing, name_kinds
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import HOLE
from mappinglint.pattern.mistake import quoted
from mappinglint.pattern.model import Key, Pattern
from mappinglint.rule import Evidence, rule
from mappinglint_rules.filters.patterns import sound_patterns
from mappinglint_rules.filters.records import (
    CHANGE_KEYS,
    DATA_KEY,
    IMAGES,
    RECORD_KEYS,
    have_key,
    needs_field,
)
from mappinglint_rules.shape.words import closest

# What the function's event has around a record, or around what a filter sees of it.
_ENVELOPES = frozenset({"Records", "kinesis", "messages", "records", "rmqMessagesByQueue"})
# So many letters may be missing or too many in a misspelled key.
_MOST_LETTERS = 2
_DROPS = "takes the filter, and drops every record for which it does not match"
# The one key of a record of DocumentDB.
_DOCUMENT = "event"
_MESSAGE_ATTRIBUTES = "messageAttributes"
# Of more kinds than these a message does not give the names.
_MOST_NAMED = 3


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
    if mapping.is_only(SourceKind.DOCUMENTDB):
        return
    may_be_documents = SourceKind.DOCUMENTDB in mapping.kinds
    for pattern, content in sound_patterns(mapping):
        told: set[str] = set()
        for leaf in filter(needs_field, content.all_leaves()):
            name = leaf.key.fields[0]
            if name in told or HOLE in name or (may_be_documents and name == _DOCUMENT):
                continue
            if not have_key(mapping.kinds, name):
                told.add(name)
                yield _finding(mapping, pattern, leaf.key.steps()[0], name)
            elif mapping.is_only(SourceKind.DYNAMODB) and _is_beside_images(leaf.key):
                yield _beside_images(mapping, pattern, leaf.key)
            elif mapping.is_only(*QUEUES) and name == _MESSAGE_ATTRIBUTES:
                told.add(name)
                yield _contested(mapping, pattern, leaf.key.steps()[0])


def _contested(mapping: EventSourceMapping, pattern: FilterPattern, key: Key) -> Finding:
    return unknown_record_key.finding(
        mapping,
        pattern.path,
        f'"{_MESSAGE_ATTRIBUTES}" may not work: a sample by AWS says that it does not',
        level=Level.NOTE,
        at=pattern.place(key.span),
        aws='documents filters by "body" alone',
        remedy="try it before you rely on it, or put the value into the message",
    )


def _is_beside_images(key: Key) -> bool:
    path = key.fields
    if path[0] != DATA_KEY[SourceKind.DYNAMODB] or len(path) == 1:
        return False
    return path[1] not in CHANGE_KEYS and HOLE not in path[1]


def _beside_images(mapping: EventSourceMapping, pattern: FilterPattern, key: Key) -> Finding:
    name = key.fields[1]
    step = next((step for step in key.steps() if step.name == name), key)
    close = closest(name, {one: one for one in CHANGE_KEYS})
    edit = pattern.edit(step.span, f'"{close}"') if step.name == name else None
    images = listing(sorted(IMAGES), "or")
    remedy = f"put the attributes of the item below {images}"
    return unknown_record_key.finding(
        mapping,
        pattern.path,
        f'"dynamodb" of a record has no key {quoted(name)}: this matches no record',
        at=pattern.place(step.span),
        label="no such key",
        aws=_DROPS,
        remedy=f'did you mean "{close}"?' if close else remedy,
        fix=unsafe(f'write "{close}"', edit) if close else None,
    )


def _finding(mapping: EventSourceMapping, pattern: FilterPattern, key: Key, name: str) -> Finding:
    kinds = mapping.kinds & RECORD_KEYS.keys()
    remedy, fix = _remedy(kinds, pattern, key, name)
    return unknown_record_key.finding(
        mapping,
        pattern.path,
        f"{_records_of(kinds)} key {quoted(name)}: this matches none of them",
        at=pattern.place(key.span),
        label="no such key",
        related=[mapping.kinds_label],
        aws=_DROPS,
        remedy=remedy,
        fix=fix,
    )


def _records_of(kinds: Kinds) -> str:
    if len(kinds) > _MOST_NAMED:
        return "no source has records with a"
    return f"records of {name_kinds(kinds)} have no"


def _remedy(kinds: Kinds, pattern: FilterPattern, key: Key, name: str) -> tuple[str, Fix | None]:
    data = {DATA_KEY[kind] for kind in kinds}
    wanted = listing(sorted(f'"{one}"' for one in data), "or")
    owners = _owners(name)
    is_change = SourceKind.DYNAMODB in kinds
    if name in _ENVELOPES:
        return f'a filter sees one record: write what stands below "{name}" without it', None
    if owners and len(data) == 1:
        title = f"write {wanted}"
        # Below "dynamodb" an attribute stands in an image, with its type.
        is_plain = key.name == name and not is_change and name != DATA_KEY[SourceKind.DYNAMODB]
        edit = pattern.edit(key.span, f'"{min(data)}"')
        remedy = f'"{name}" is for {name_kinds(owners)}; write {wanted} here'
        return remedy, unsafe(title, edit) if is_plain else None
    keys = {one: one for kind in kinds for one in RECORD_KEYS[kind] if len(kinds) <= _MOST_NAMED}
    close = closest(name, keys)
    # "source" is EventBridge's, and no misspelling.
    if close and key.name == name and abs(len(close) - len(name)) <= _MOST_LETTERS:
        edit = pattern.edit(key.span, f'"{close}"')
        return f'did you mean "{close}"?', unsafe(f'write "{close}"', edit)
    if not is_change or name in CHANGE_KEYS:
        # A DynamoDB record has more than one thing that this may be.
        belongs = "what the sender writes" if name not in CHANGE_KEYS else "it"
        return f"put {belongs} below {wanted}", _wrapped(kinds, pattern, data)
    if len(data) > 1:
        return f"put it below what the source calls its data: {wanted}", None
    images = listing(sorted(IMAGES), "or")
    return f"put the attributes of the item below {wanted}, in {images}", None


def _wrapped(kinds: Kinds, pattern: FilterPattern, data: set[str]) -> Fix | None:
    """Return the fix that puts a whole pattern below the key of the data."""
    content = pattern.parsed.pattern
    if content is None or len(data) != 1 or content.choices:
        return None
    names = {leaf.key.fields[0] for leaf in content.leaves}
    text = pattern.text[content.span.start : content.span.end]
    if any(not _fits(kinds, content, name) for name in names):
        return None
    edits = pattern.edits(content.span, f'{{"{min(data)}": {text}}}')
    return unsafe(f'put the pattern below "{min(data)}"', *edits)


def _fits(kinds: Kinds, content: Pattern, name: str) -> bool:
    """Say whether a key may as well stand below the key of the data."""
    is_change = SourceKind.DYNAMODB in kinds
    return content.complete and not have_key(kinds, name) and (not is_change or name in CHANGE_KEYS)


def _owners(name: str) -> list[SourceKind]:
    """Return the kinds whose record has what the sender wrote under a key."""
    return [kind for kind, key in DATA_KEY.items() if key == name]
