"""Results on their way from one process to another.

A text is sent once, however many findings point into it, and a rule as its code: whoever receives a
result has rules of its own, and compares them by identity.
"""

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any
from weakref import WeakKeyDictionary

from mappinglint.rule import Rule
from mappinglint.source import Source


def _rule(code: str) -> Rule:
    """Stand for the receiver's rule of a code."""
    raise NotImplementedError(code)


def _other_rule(*said: Any) -> Rule:
    """Stand for a rule that no plugin has named; only a finding knows it."""
    raise NotImplementedError(said)


def _new_source(number: int, path: str, text: str) -> Source:
    """Stand for a text that the receiver has not seen, and shall know by a number."""
    raise NotImplementedError(number, path, text)


def _known_source(number: int) -> Source:
    """Stand for a text that the receiver has seen."""
    raise NotImplementedError(number)


class UnsendableError(Exception):
    """Something in a result cannot be sent: a plugin put it there."""


class Sender:
    """Turns results into bytes for one receiver, which gets all of them in this order."""

    def __init__(self) -> None:
        # The receiver knows these by their numbers; what is not there any more is not sent again.
        self._sent: WeakKeyDictionary[Source, int] = WeakKeyDictionary()
        self._count = 0

    def dumps(self, thing: Any, rule_of: Callable[[str], Rule | None]) -> bytes:
        """Return what the receiver makes the same thing of; `rule_of` tells its rule of a code.

        Raises UnsendableError.
        """
        new: list[Source] = []

        def reduce_source(source: Source) -> tuple[Callable[..., Any], tuple[Any, ...]]:
            number = self._sent.get(source)
            if number is not None:
                return _known_source, (number,)
            new.append(source)
            return _new_source, (self._count + len(new) - 1, source.path, source.text)

        def reduce_rule(rule: Rule) -> tuple[Callable[..., Any], tuple[Any, ...]]:
            if rule_of(rule.code) is rule:
                return _rule, (rule.code,)
            return _other_rule, _said_of(rule)

        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = {Source: reduce_source, Rule: reduce_rule}
        try:
            pickler.dump(thing)
        except Exception as error:  # whatever a plugin's objects do
            raise UnsendableError(str(error)) from error
        for number, source in enumerate(new, self._count):
            self._sent[source] = number
        self._count += len(new)
        return buffer.getvalue()


def _said_of(rule: Rule) -> tuple[Any, ...]:
    """Return what makes the same rule, but for what it does."""
    alike = replace(rule, check=None, comparison=None)
    return tuple(getattr(alike, field.name) for field in fields(alike))


class Receiver:
    """Makes results of the bytes of one sender.

    Texts that are the same are one object: `sources` has those that are known, by path and text;
    it may be shared by several receivers.
    """

    def __init__(self, sources: dict[tuple[str, str], Source]) -> None:
        self._sources = sources
        self._numbered: dict[int, Source] = {}
        self._others: dict[tuple[Any, ...], Rule] = {}

    def loads(self, data: bytes, rule_of: Callable[[str], Rule | None]) -> Any:
        """Return what was sent; `rule_of` tells the rule of a code."""
        found: dict[str, Callable[..., Any]] = {
            _rule.__name__: rule_of,
            _other_rule.__name__: self._other_rule,
            _new_source.__name__: self._new_source,
            _known_source.__name__: self._numbered.__getitem__,
        }
        return _Unpickler(io.BytesIO(data), found).load()

    def _new_source(self, number: int, path: str, text: str) -> Source:
        source = self._sources.setdefault((path, text), Source(path, text))
        self._numbered[number] = source
        return source

    def _other_rule(self, *said: Any) -> Rule:
        if said not in self._others:
            self._others[said] = Rule(*said)
        return self._others[said]


class _Unpickler(pickle.Unpickler):
    """Takes some functions of this module for others."""

    def __init__(self, file: io.BytesIO, instead: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(file)
        self._instead = instead

    def find_class(self, module: str, name: str) -> Any:
        if module == __name__ and name in self._instead:
            return self._instead[name]
        return super().find_class(module, name)
