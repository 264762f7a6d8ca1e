"""Runs a reading once for every consistent choice that its conditionals leave open.

`Fn::If`, a parameter with several allowed values, a map looked up by region: the reader asks the
Choices for one of the options and goes on. `scenarios` then replays it with the other options, so
a choice that was made once holds throughout one run.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeVar

T = TypeVar("T")

# Sets of assumptions of which something is kept; mappings of one file share nearly all of them.
_MOST_MEMORIES = 64

# Of one mapping. Beyond this, open choices stay open: what depends on them is Unknown.
MAX_SCENARIOS = 32
# The value of what is compared with some, where it is none of these.
ANYTHING_ELSE: Final = "something else"


class Assumption(NamedTuple):
    """What a scenario takes for granted: `subject` is `value`."""

    subject: str
    value: str


class Choices:
    """The choices of one run: those given, then the first option of each new one."""

    def __init__(self, given: tuple[Assumption, ...], room: int) -> None:
        self.made: dict[str, str] = dict(given)
        self.alternatives: list[tuple[Assumption, ...]] = []
        self._room = room

    def pick(self, subject: str, options: list[str]) -> str | None:
        """Return the option that holds in this run, or None if the choice is to stay open."""
        if subject in self.made:
            return self.made[subject]
        if not options or len(self.alternatives) + len(options) - 1 > self._room:
            return None
        before = self.assumptions
        self.alternatives += [(*before, Assumption(subject, option)) for option in options[1:]]
        self.made[subject] = options[0]
        return options[0]

    def close(self) -> None:
        """Leave every further choice open: what is read later makes no scenario of its own."""
        self._room = -1

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        return tuple(Assumption(*made) for made in self.made.items())


class Memories:
    """What has been worked out under each set of assumptions."""

    def __init__(self) -> None:
        self._of: dict[tuple[Assumption, ...], dict[str, object]] = {}

    def under(self, assumptions: tuple[Assumption, ...]) -> dict[str, object]:
        """Return what was kept of some assumptions, to be read and added to."""
        if assumptions not in self._of and len(self._of) >= _MOST_MEMORIES:
            self._of.clear()
        return self._of.setdefault(assumptions, {})


def scenarios(read: Callable[[Choices], T], most: int = MAX_SCENARIOS) -> Iterator[T]:
    """Yield what `read` returns for every consistent set of choices.

    There are `most` runs at the most: a choice for which there is no room stays open.
    """
    pending: list[tuple[Assumption, ...]] = [()]
    planned = 1
    while pending:
        choices = Choices(pending.pop(0), room=most - planned)
        found = read(choices)
        choices.close()
        yield found
        pending += choices.alternatives
        planned += len(choices.alternatives)


def needed(
    holds_in: list[frozenset[Assumption]], scenarios: list[frozenset[Assumption]]
) -> tuple[Assumption, ...]:
    """Return what the scenarios in which something holds share, and the others do not.

    If they share nothing of the kind, the first of them stands for all.
    """
    others = [one for one in scenarios if one not in holds_in]
    if not others:
        return ()
    shared = frozenset.intersection(*holds_in)
    telling = [one for one in shared if not all(one in other for other in others)]
    return tuple(sorted(_in_words(one, scenarios) for one in telling or holds_in[0]))


def _in_words(one: Assumption, scenarios: list[frozenset[Assumption]]) -> Assumption:
    """Return an assumption that says of something else what else it is than."""
    if one.value != ANYTHING_ELSE:
        return one
    every = frozenset[Assumption]().union(*scenarios)
    named = sorted(value for subject, value in every - {one} if subject == one.subject)
    if not named:
        return one
    words = f"not {named[0]}" if len(named) == 1 else f"none of {', '.join(named)}"
    return Assumption(one.subject, words)
