"""What is known of a setting, whatever its value: which sources take it, and within which bounds.

A plugin brings the table of these; rules, the documentation and editors read it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field

from mappinglint.kind import Kinds, SourceKind
from mappinglint.record import dataclass
from mappinglint.rule import Evidence
from mappinglint.value import Scalar


@dataclass(frozen=True)
class Range:
    """Bounds of a number, both included."""

    least: int
    most: int

    def __contains__(self, number: int) -> bool:
        return self.least <= number <= self.most

    def __str__(self) -> str:
        return f"{self.least} to {self.most}"


@dataclass(frozen=True)
class Setting:
    """A row of the table: which kinds take a setting, which refuse it, and how we know.

    `name` is its path, without a step for the items of a list: "BatchSize",
    "ScalingConfig.MaximumConcurrency", "SourceAccessConfigurations.Type".

    Of a kind that is in neither nobody says anything, and the linter is silent. A kind in `ignores`
    does not have the setting by its guide, and nobody has seen what AWS does. `ranges` are bounds
    that depend on the kind, `defaults` what AWS stores for a setting that is left out, and
    `required` the kinds that need it.

    What editors tell of it, and no rule asks: `summary` says in a sentence or two what it does.
    `type` is what its value is, in the words of JSON Schema; `words` are those that the value may
    be, each with the kinds that take it, and `meanings` says what some of them mean. `bounds` hold
    for a number whatever the kind. One that is `create_only` no update can change.
    """

    name: str
    takes: Mapping[SourceKind, Evidence]
    refuses: Mapping[SourceKind, Evidence] = field(default_factory=dict)
    ignores: Kinds = frozenset()
    ranges: Mapping[SourceKind, Range] = field(default_factory=dict)
    defaults: Mapping[SourceKind, Scalar] = field(default_factory=dict)
    required: Mapping[SourceKind, Evidence] = field(default_factory=dict)
    summary: str = ""
    type: str = ""
    words: Mapping[str, Kinds] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    bounds: Range | None = None
    create_only: bool = False

    def refused_by(self, kind: SourceKind) -> bool:
        return kind in self.refuses or kind in self.ignores


@dataclass(frozen=True)
class RecordKey:
    """A key of the records that a source sends, as a filter pattern has it.

    `path` leads to it from the outermost key: ("dynamodb", "NewImage"); in it "*" is a key of any
    name, and is never the last. `kinds` are the sources whose records have it, `summary` says what
    is in it, and `words` are all that it can be, where these are few.
    """

    path: tuple[str, ...]
    kinds: Kinds
    summary: str = ""
    words: tuple[str, ...] = ()

    def is_at(self, keys: Sequence[str]) -> bool:
        """Say whether these keys, from the outermost on, lead to it."""
        steps = zip(self.path, keys, strict=False)
        return len(keys) == len(self.path) and all(step in ("*", key) for step, key in steps)
