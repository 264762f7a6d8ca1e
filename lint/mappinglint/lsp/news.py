"""What somebody should know of: each thing once."""

import re
from dataclasses import field

from mappinglint.plugins import Failure
from mappinglint.record import dataclass

_RULE = re.compile(r"in rule \S+")


@dataclass
class Untold:
    """What somebody should know and has not been told.

    That is what broke, `complaints` to be shown, and `remarks` for the log.
    """

    failures: list[Failure] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class News:
    """Collects what somebody should know, and forgets what has come up before."""

    def __init__(self) -> None:
        self._untold = Untold()
        self._told: set[object] = set()

    def note(self, *failures: Failure) -> None:
        """Note what has broken. The same mistake is told of once, wherever it has come up."""
        self._untold.failures += [one for one in failures if self._is_new(_mistake(one))]

    def remark(self, sentence: str) -> None:
        """Note a sentence for the log."""
        if self._is_new(sentence):
            self._untold.remarks.append(sentence)

    def complain(self, sentence: str) -> None:
        """Note a sentence that is to be shown."""
        if self._is_new(sentence):
            self._untold.complaints.append(sentence)

    def take(self) -> Untold:
        """Return what has been noted since this was asked."""
        untold, self._untold = self._untold, Untold()
        return untold

    def _is_new(self, key: object) -> bool:
        is_new = key not in self._told
        self._told.add(key)
        return is_new


def _mistake(failure: Failure) -> object:
    """Return what tells a mistake in a plugin from another one: whose it is, and where it is.

    While somebody types, the same one comes up at other lines of the text, with other values.
    """
    rule = _RULE.match(failure.doing)
    lines = failure.traceback.splitlines()
    frames = tuple(line for line in lines if line.startswith('  File "'))
    return failure.plugin, rule[0] if rule else "", frames
