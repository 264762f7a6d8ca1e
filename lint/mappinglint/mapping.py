"""An event source mapping in the API's own words: what rules see of a file."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import field
from enum import Enum
from functools import cached_property

from mappinglint import value as values
from mappinglint.arn import Arn, arn_of
from mappinglint.kind import (
    ALL_KINDS,
    FIFO,
    KINDS_WITH_ARN,
    Kinds,
    SourceKind,
    kinds_of_arn,
    name_kinds,
)
from mappinglint.path import Path, split
from mappinglint.place import Label, Place
from mappinglint.record import dataclass
from mappinglint.resource import Resource, Resources
from mappinglint.scenario import Assumption
from mappinglint.source import Source
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, parts_of


class Operation(Enum):
    """What the mapping is for: a request, or what AWS has stored and returns."""

    CREATE = "create"
    UPDATE = "update"
    STORED = "stored"


@dataclass(frozen=True)
class Format:
    """What a file format does with settings.

    `spellings` has the API names that it spells otherwise; a format that `is_closed` has no other
    names. It `converts` when it takes "10" for a number and 10 for a text, and `lists_tags` when it
    has a list of Key and Value for the map. `on_unknown` says what becomes of a setting that it
    does not know; `on_missing` has what the format's own tool says of settings that are missing.
    `home` is the key that has the settings below it, and `noun` what the format calls a mapping.
    `tool` is who reads it before AWS does. It `has_times_as_text`, such as 2025-01-31T10:00:00Z, or
    in seconds.
    """

    name: str
    converts: bool
    lists_tags: bool = False
    spellings: Dict[str, str] = field(default_factory=dict)
    is_closed: bool = False
    on_unknown: str = "refuses a request with a setting that it does not know"
    on_missing: Dict[str, str] = field(default_factory=dict)
    home: str = "Properties"
    noun: str = "an event source mapping"
    tool: str = "the tool"
    has_times_as_text: bool = False

    @property
    def time_form(self) -> str:
        """How it has a time, in words."""
        is_text = self.has_times_as_text
        return "such as 2025-01-31T10:00:00Z" if is_text else "in seconds since 1970 (UTC)"


@dataclass(frozen=True)
class Declared:
    """What a file says outright about the kind of a source: `Type: SQS`, or a key `sqs`.

    `written` is that word, and `options` the words that the format has for sources. `kinds` is None
    if it is none of them; `meant` is then the one that is meant, where other settings tell.
    """

    written: Known
    kinds: Kinds | None
    options: tuple[str, ...]
    meant: str = ""


@dataclass(frozen=True, eq=False)
class EventSourceMapping:
    """One event source mapping, in one scenario.

    `name` is what the file calls it and `place` where. `settings` is what is written here; `stored`
    is what an update leaves as it is, when the same file shows it. `misplaced` are keys that stand
    beside the settings, where nothing reads them. `declared` is the kind of source that the file
    names. `raw` are the settings under the format's own names, as its tool checks them before any
    function in them is resolved. In files that a program writes, `construct` is the path of what
    has made the mapping, and `address` what the program calls it. `part_of` is the file that
    includes the one that it stands in. `region` is the one that the file says outright that the
    mapping is made in. `resources` are those of the project, which references lead to. `kinds` are
    the sources that are possible, and `kinds_label` the place that decides it.
    """

    name: str
    place: Place
    format: Format
    operation: Operation
    settings: Fields
    stored: Fields | None = None
    assumptions: tuple[Assumption, ...] = ()
    misplaced: tuple[Field, ...] = ()
    declared: Declared | None = None
    raw: Value | None = None
    construct: str = ""
    address: str = ""
    part_of: Source | None = None
    region: Value | None = None
    resources: Resources | None = None
    kinds: Kinds = field(init=False)
    kinds_label: Label | None = field(init=False)
    _got: dict[str | Path, Value | None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # A hundred rules ask for the same few settings.
        object.__setattr__(self, "_got", {})
        kinds, label = _source(self)
        object.__setattr__(self, "kinds", kinds)
        object.__setattr__(self, "kinds_label", label)

    # -- what is there ------------------------------------------------------------------------

    def get(self, setting: str | Path) -> Value | None:
        """Return the value of a setting: None if it is surely absent or null."""
        known = self._got
        if setting in known:
            return known[setting]
        path = split(setting)
        found: Value | None = None
        if path:
            found = self._top(str(path[0]))
            for step in path[1:]:
                found = _inside(found, step)
        found = None if isinstance(found, Known) and found.data is None else found
        known[setting] = found
        return found

    def field(self, setting: str | Path) -> Field | None:
        """Return the key and value of a setting if it is written in this file."""
        *parents, last = split(setting)
        parent = self.settings if not parents else self.get(tuple(parents))
        if isinstance(parent, Fields) and isinstance(last, str):
            found = parent.field(last)
            if found is None and not parents and self.stored is not None:
                return self.stored.field(last)
            return found
        return None

    def integer(self, setting: str | Path) -> int | None:
        """Return a whole number, or None if the setting is not known to be one."""
        return values.integer(self.get(setting), converts=self.format.converts)

    def number(self, setting: str | Path) -> float | None:
        """Return a number, whole or not, or None if the setting is not known to be one."""
        return values.number(self.get(setting), converts=self.format.converts)

    def boolean(self, setting: str | Path) -> bool | None:
        """Return true or false, or None if the setting is not known to be either."""
        return values.boolean(self.get(setting), converts=self.format.converts)

    def string(self, setting: str | Path) -> str | None:
        """Return a text, or None if the setting is not known to be one."""
        return values.string(self.get(setting), converts=self.format.converts)

    def arn(self, setting: str | Path) -> Arn | None:
        """Return the fields of an ARN, or None if the setting is not known to be one."""
        value = self.get(setting)
        return None if value is None else arn_of(parts_of(value))

    def lacks(self, setting: str | Path) -> bool:
        """Say whether the setting is surely absent, not merely unknown."""
        return self.get(setting) is None

    def has(self, setting: str | Path) -> bool:
        """Say whether the setting is surely there; of a wholly unknown value nobody can."""
        return values.is_there(self.get(setting))

    def may_have(self, settings: Iterable[str]) -> bool:
        """Say whether one of some settings, which are not within others, may be there at all."""
        return self._names is None or not self._names.isdisjoint(settings)

    @cached_property
    def _names(self) -> frozenset[str | None] | None:
        """The settings that are written or stored; None if there may be others."""
        both = (self.settings,) if self.stored is None else (self.settings, self.stored)
        if not all(fields.complete for fields in both):
            return None
        return frozenset(field.name for fields in both for field in fields.fields)

    def each(self, setting: str) -> Iterator[Path]:
        """Yield the path of every item of a list that is known item by item."""
        found = self.get(setting)
        if isinstance(found, Items):
            yield from ((*split(setting), index) for index in range(len(found.items)))

    def _top(self, name: str) -> Value | None:
        field = self.settings.field(name)
        if field is not None and not _is_null(field.value):
            return field.value
        # Null says no more than nothing: an update leaves what is stored.
        if self.stored is not None:
            return self.stored.get(name)
        if self.settings.complete:
            return None
        return Unknown(field.key if field else self.settings.place)

    def forget(self) -> None:
        """Forget what was kept because several rules ask for it: they have all asked.

        Of thousands of mappings in one file, it would take as much room as the file.
        """
        self._got.clear()
        if self.resources is not None:
            self.resources.forget()

    # -- what it points at in the project -----------------------------------------------------

    @cached_property
    def source(self) -> Resource | None:
        """The queue, stream, table or cluster that it reads, if that is in the project."""
        return self.behind(self.get("EventSourceArn"))

    @cached_property
    def function(self) -> Resource | None:
        """The function that it calls, if that is in the project."""
        around = self.resources
        return None if around is None else around.function_behind(self.get("FunctionName"))

    def behind(self, value: Value | None) -> Resource | None:
        """Return the resource of the project that a value refers to, if that is known."""
        return None if self.resources is None else self.resources.behind(value)

    # -- what its source may be ---------------------------------------------------------------

    def is_only(self, *kinds: SourceKind) -> bool:
        """Say whether the source is surely one of these kinds."""
        return self.kinds <= frozenset(kinds)

    # -- how to speak of it -------------------------------------------------------------------

    def spell(self, setting: str | Path) -> str:
        """Return the name of a setting as this file spells it."""
        found = self.field(setting)
        if found is not None:
            return found.spelling
        path = split(setting)
        if path and isinstance(path[-1], int):
            if self._is_made(path[:-1]):
                return self.spell(path[:-1])
            return f"{self.spell(path[:-1])}[{path[-1]}]"
        name = str(path[-1]) if path else ""
        return self.format.spellings.get(name, name)

    def _is_made(self, path: Path) -> bool:
        """Say whether a list is the file's single value, which the API has in a list."""
        owner = self.get(path)
        is_list = isinstance(owner, Items) and owner.node is None and len(owner.items) == 1
        return is_list and isinstance(owner, Items) and owner.place == owner.items[0].place

    def absence(self, setting: str | Path) -> str:
        """Return "BatchSize is missing", or "has no value" if it is written as null."""
        state = "is missing" if self.field(setting) is None else "has no value"
        return f"{self.spell(setting)} {state}"

    def place_of(self, setting: str | Path) -> Place:
        """Return where to point: the value, the key of a whole block, else what should have it."""
        path = split(setting)
        while path:
            found = self.get(path)
            written = self.field(path)
            if isinstance(found, Known) or (isinstance(found, Unknown) and written is not None):
                return found.place
            if written is not None:
                return written.key
            if isinstance(found, Items | Fields):
                return found.place
            path = path[:-1]
        return self.place


def _is_null(value: Value) -> bool:
    return isinstance(value, Known) and value.data is None


def _inside(found: Value | None, step: str | int) -> Value | None:
    match found, step:
        case Fields(), str():
            return found.get(step)
        case Items(items=items), int() if step < len(items):
            return items[step]
        case Unknown(place=place), _:
            return Unknown(place)
        case Known(data=None) | None, _:
            return None
        case Known(place=place), _:
            # A text where an object is needed: the shape is wrong, and nothing else is known.
            return Unknown(place)
    return None


def _source(mapping: EventSourceMapping) -> tuple[Kinds, Label | None]:
    kinds, label = _source_by_settings(mapping)
    declared = mapping.declared
    if declared is None or declared.kinds is None or kinds < declared.kinds:
        return kinds, label
    both = kinds & declared.kinds
    if kinds and not both:
        # Either may be the mistake: only what is wrong with both is worth a word.
        return kinds | declared.kinds, None
    both = both or declared.kinds
    is_told_twice = both == kinds and label is not None and len(kinds) == 1
    return both, label if is_told_twice else Label(declared.written.place, _kind_text(both))


def _source_by_settings(mapping: EventSourceMapping) -> tuple[Kinds, Label | None]:
    arn = mapping.get("EventSourceArn")
    is_null = mapping.lacks("SelfManagedEventSource")
    self_managed = None if is_null else mapping.field("SelfManagedEventSource")
    if arn is None or mapping.field("EventSourceArn") is None:
        # None at all, or one that an update or a stored configuration does not show.
        if self_managed is None:
            return ALL_KINDS, None
        kinds = frozenset({SourceKind.KAFKA})
        return kinds, Label(self_managed.key, f"this is {name_kinds(kinds, one=True)}")
    kinds = _kinds_of(arn)
    if self_managed is not None:
        return kinds | {SourceKind.KAFKA}, None
    if kinds == KINDS_WITH_ARN:
        return kinds, None
    cause = arn.cause if isinstance(arn, Known | Unknown) else None
    return kinds, Label(cause.place if cause else arn.place, _kind_text(kinds))


def _kinds_of(arn: Value) -> Kinds:
    by_text = kinds_of_arn(parts_of(arn))
    if isinstance(arn, Unknown) and arn.kinds is not None:
        # Of a queue named after a table, the text says more than the reference to the table.
        return arn.kinds & by_text or by_text
    return by_text


def _kind_text(kinds: Kinds) -> str:
    if kinds == FIFO:
        return "this queue is FIFO"
    return f"this is {name_kinds(kinds, one=True)}"
