"""Reads a text as it may have been meant, and finds where in a mapping a marker has come to stand.

Nothing of what a session knows is changed by that.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_

from mappinglint.dialects import Alternatives
from mappinglint.document import Document, read
from mappinglint.document.node import MappingNode
from mappinglint.engine import Engine, Result
from mappinglint.filters import FILTERS
from mappinglint.kind import Kinds
from mappinglint.lsp.repair import doubtful_from, repaired
from mappinglint.lsp.session import Session
from mappinglint.lsp.typed import Attempt, Typed
from mappinglint.mapping import EventSourceMapping
from mappinglint.path import Path
from mappinglint.plugins import Plugins
from mappinglint.project import ALONE, Project
from mappinglint.record import dataclass
from mappinglint.source import Source, searchable
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, text_of

# No word of any file.
MARKER = "mappinglintcompletes"

PATTERN = f"{FILTERS}.Pattern"


@dataclass(frozen=True)
class Spot:
    """Where in a mapping somebody types.

    `path` leads to the object that a key is typed in, or to the value that is typed. `kinds` are
    the possible sources of the mapping, in all its scenarios. `owner` is the object around, and
    `value` what has been read with the marker in it, unless it is a key.
    """

    mapping: EventSourceMapping
    kinds: Kinds
    path: Path
    attempt: Attempt
    owner: Fields | None = None
    value: Known | Unknown | None = None
    is_option: bool = False

    @property
    def is_key(self) -> bool:
        return self.value is None

    @property
    def setting(self) -> str:
        """The path as the table of settings has it."""
        return name_of(self.path)

    @property
    def is_in_pattern(self) -> bool:
        return self.setting == PATTERN and self.value is not None


@dataclass(frozen=True)
class Taken:
    """A key that a format takes in a place: what it stands for, and what came of its value."""

    path: Path
    value: Value


def name_of(path: Path) -> str:
    """Return a path without the indices of lists."""
    return ".".join(step for step in path if isinstance(step, str))


class _OnePlace(Project):
    """The project of a session with another text for one file; that session sees nothing of it."""

    def __init__(self, around: Project, source: Source) -> None:
        super().__init__()
        self._around = around
        self._path = os.path.abspath(source.path)
        self._source = source
        self._read: dict[str, Document | None] = {}

    @cached_property
    def ours(self) -> Document:
        """What is read from the other text."""
        return read(self._source, self)

    def read(self, path: str, *, near: str) -> Document | None:
        if os.path.abspath(path) == self._path:
            return self.ours
        if path not in self._read:
            found = self._around.read(path, near=near)
            # What it includes is looked for here, too.
            self._read[path] = found and replace(found, project=self)
        return self._read[path]

    def document(self, source: Source) -> Document:
        if os.path.abspath(source.path) == self._path:
            return self.ours
        return read(source, self)

    def files(self, folder: str, endings: tuple[str, ...], *, near: str) -> list[str]:
        return self._around.files(folder, endings, near=near)

    def root(self, path: str) -> str:
        return self._around.root(path)


@dataclass(frozen=True)
class Reading:
    """What came of a text."""

    document: Document
    mappings: list[Alternatives]

    def has_mapping_at(self, offset: int) -> bool:
        source = self.document.source
        places = (alternatives[0].settings.place for alternatives in self.mappings)
        return any(
            place.source is source and place.span.start <= offset <= place.span.end
            for place in places
        )


class Trial:
    """Tries out texts in place of a file's own."""

    def __init__(self, session: Session, path: str) -> None:
        self._path = path
        self._around = session.project
        self._plugins = session.plugins(path)

    def may_contain(self, text: str) -> bool:
        """Say whether there can be a mapping in a text at all: a byte search."""
        plain = searchable(text.encode(errors="replace"))
        return any(_may_contain(self._plugins, plain))

    def spots(self, typed: Typed) -> Iterator[Spot]:
        """Yield where the word may stand, the likeliest first."""
        broken: list[tuple[Attempt, Document]] = []
        has_found = False
        for attempt in typed.attempts(MARKER):
            reading = self.read(attempt.applied(typed.text))
            spot = find(reading.mappings, attempt)
            if spot is not None:
                has_found = True
                yield spot
            elif reading.document.broken:
                broken.append((attempt, reading.document))
            elif not reading.has_mapping_at(attempt.start):
                # The text is right so, and the word belongs to something else.
                return
        for attempt, document in () if has_found else broken[:1]:
            # Something else is broken.
            text = repaired(document, ALONE.document)
            spot = find(self.read(text).mappings, attempt) if MARKER in text else None
            if spot is not None:
                yield spot

    def spot(self, typed: Typed, attempt: Attempt) -> Spot | None:
        """Return where the word stands, if that is what was meant."""
        return find(self.read(attempt.applied(typed.text)).mappings, attempt)

    def readings(self, text: str, offset: int) -> Iterator[Reading]:
        """Yield what comes of a text; of a broken one also without the lines that are wrong.

        What is right at the offset more likely comes first.
        """
        reading = self.read(text)
        if not reading.document.broken:
            yield reading
            return
        is_doubtful = offset >= doubtful_from(reading.document)
        if not is_doubtful:
            yield reading
        yield self.read(repaired(reading.document, ALONE.document))
        if is_doubtful:
            yield reading

    def read(self, text: str) -> Reading:
        """Return what comes of a text."""
        project = _OnePlace(self._around, Source(self._path, text))
        engine = Engine(self._plugins, project)
        mappings = engine.mappings(self._path, text.encode(errors="replace"), Result())
        return Reading(project.ours, mappings)

    def taken(
        self, typed: Typed, attempt: Attempt, names: Collection[str], objects: Collection[str]
    ) -> Mapping[str, Taken]:
        """Return what the names stand for as keys in the place of the marker, where they do.

        Those of `objects` are tried with a list of one object, the others with a text.
        """
        indent = "".join(char if char.isspace() else " " for char in typed.before)
        is_inline = typed.is_in_braces or typed.language == "json"
        between = ", " if is_inline else f"\n{indent}"
        quote = '"' if typed.language == "json" else ""
        colon = " = " if typed.language == "hcl" else ": "
        entries = []
        for name in sorted(names):
            value = "[{}]" if name in objects else "x" if typed.language == "yaml" else '"x"'
            entries.append(f"{quote}{name}{quote}{colon}{value}{between}")
        text = attempt.applied(typed.text, "".join(entries) + attempt.new)
        start = attempt.start + (attempt.comma is not None)
        end = start + sum(map(len, entries))
        found: dict[str, Taken] = {}
        for alternatives in self.read(text).mappings:
            for path, field in each_field(alternatives[0].settings):
                key = field.key
                if key.source.text == text and start <= key.span.start < end:
                    _take(found, path, field)
        return found


def _take(found: dict[str, Taken], path: Path, field: Field) -> None:
    spelling = field.key.text.strip("'\"")
    before = found.get(spelling)
    # What a format has among the settings, the API may have within another one.
    if before is None or len(path) > len(before.path):
        found[spelling] = Taken(path, field.value)


def _may_contain(plugins: Plugins, plain: bytes) -> Iterator[bool]:
    for dialect in plugins.dialects():
        try:
            yield dialect.item.may_contain(plain)
        except Exception:  # noqa: BLE001 - linting tells of a plugin that breaks
            yield False


def find(together: Iterable[Alternatives], attempt: Attempt) -> Spot | None:
    """Return where the marker stands in some mappings."""
    for alternatives in together:
        found = [spot for spot in (_in_mapping(one, attempt) for one in alternatives) if spot]
        if found:
            kinds = reduce(or_, (spot.kinds for spot in found))
            return replace(found[0], kinds=kinds)
    return None


def _in_mapping(mapping: EventSourceMapping, attempt: Attempt) -> Spot | None:
    declared = mapping.declared
    if declared is not None and declared.written.text == MARKER:
        return Spot(mapping, mapping.kinds, (), attempt, value=declared.written, is_option=True)
    for path, owner, value in _each_value(mapping.settings):
        if isinstance(value, Fields):
            if any(MARKER in field.spelling for field in value.fields):
                return Spot(mapping, mapping.kinds, path, attempt, owner=value)
        elif isinstance(value, Known | Unknown) and _is_marked(value, path, attempt):
            if attempt.is_key and name_of(path) != PATTERN:
                return Spot(mapping, mapping.kinds, path, attempt, owner=owner)
            return Spot(mapping, mapping.kinds, path, attempt, value=value)
    return None


def _is_marked(value: Known | Unknown, path: Path, attempt: Attempt) -> bool:
    text = text_of(value)
    if name_of(path) == PATTERN:
        return MARKER in text
    if attempt.is_key:
        # A key that tells something else than its name.
        return isinstance(value, Unknown) and value.place.text.strip("'\"") == MARKER
    return text == MARKER


def _each_value(settings: Fields) -> Iterator[tuple[Path, Fields | None, Value]]:
    """Yield every value with its path and the object around it, each once."""
    pending: list[tuple[Path, Fields | None, Value]] = [((), None, settings)]
    seen: set[int] = set()
    while pending:
        path, owner, value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield path, owner, value
        if isinstance(value, Fields):
            pending += [
                ((*path, field.name or field.spelling), value, field.value)
                for field in value.fields
            ]
        elif isinstance(value, Items):
            pending += [((*path, index), owner, item) for index, item in enumerate(value.items)]


def each_field(settings: Fields) -> Iterator[tuple[Path, Field]]:
    """Yield every field that has a name in the API, with its path."""
    for path, _, value in _each_value(settings):
        if isinstance(value, Fields):
            for field in value.fields:
                if field.name is not None:
                    yield (*path, field.name), field


def keys_beside(owner: Fields | None) -> frozenset[str]:
    """Return the keys that an object has in the file, as they are spelled there."""
    if owner is None:
        return frozenset()
    node = owner.node
    if isinstance(node, MappingNode):
        return frozenset(key.text for key, _ in node.entries) - {MARKER}
    return frozenset(field.spelling for field in owner.fields) - {MARKER}
