"""What a rule has found: a message, the place it is about, and what explains it."""

from collections.abc import Hashable
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from mappinglint.place import Label
from mappinglint.record import dataclass
from mappinglint.scenario import Assumption

if TYPE_CHECKING:
    # A run that finds no mapping never needs to change one, and this brings much along.
    from mappinglint.edit import Fix
    from mappinglint.rule import Rule


class Level(IntEnum):
    """How bad it is: AWS refuses it; AWS takes it and it will hurt; advice."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """One finding. `setting` is the API path in the mapping called `mapping`, both may be empty.

    `aws` is what AWS does or answers, `remedy` what to change, `fix` edits that do it. `when` is
    what the scenario assumes: empty if the finding holds in all of them. `about` tells the thing
    beside the mappings that is at fault: for all mappings that share it, one finding will do.
    """

    rule: "Rule"
    level: Level
    message: str
    primary: Label
    related: tuple[Label, ...] = ()
    setting: str = ""
    mapping: str = ""
    aws: str = ""
    remedy: str = ""
    fix: "Fix | None" = None
    when: tuple[Assumption, ...] = ()
    about: Hashable = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        place = self.primary.place
        return (place.source.path, *place.span, self.rule.code, self.message)


class SuppressedBy(Enum):
    """Where it says that somebody knows of a finding, in the words of SARIF."""

    COMMENT = "inSource"
    BASELINE = "external"


@dataclass(frozen=True)
class Suppressed:
    """A finding that is not reported, and the reason that is given for that; it may be empty."""

    finding: Finding
    by: SuppressedBy
    reason: str = ""
