"""The light JSON tree that every way of writing a pattern is first read into.

Plain classes with bare offsets: a project may have thousands of patterns, and most of this tree is
thrown away when the pattern is made of it.
"""

from mappinglint.parts import HOLE
from mappinglint.record import dataclass

# What AWS's JSON reader takes at most.
MAX_DEPTH = 1000
MAX_DIGITS = 1000

# The values that JSON has words for.
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class Text:
    """A string, decoded. What is unknown of it is a HOLE in `value`."""

    value: str
    start: int
    end: int

    @property
    def is_known(self) -> bool:
        return HOLE not in self.value


@dataclass(slots=True)
class Number:
    """A number, as JSON spells it."""

    spelling: str
    start: int
    end: int


@dataclass(slots=True)
class Word:
    """True, false or null."""

    value: bool | None
    start: int
    end: int


@dataclass(slots=True)
class Hole:
    """A value that nobody knows; as an item of a list, it may be any number of them."""

    start: int
    end: int


@dataclass(slots=True)
class List:
    """A list. It is not `complete` when it may have items that the text does not show."""

    items: "list[Tree]"
    start: int
    end: int
    complete: bool = True


@dataclass(slots=True)
class Object:
    """An object with all its keys, repeated ones too; `complete` as for lists."""

    members: "list[tuple[Text, Tree]]"
    start: int
    end: int
    complete: bool = True


Tree = Text | Number | Word | Hole | List | Object
