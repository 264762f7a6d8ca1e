"""What a dialect is: one form in which people write mappings."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from mappinglint.document import Document
from mappinglint.mapping import EventSourceMapping

# One mapping as it is in each scenario of its conditionals; mostly there is one.
Alternatives = list[EventSourceMapping]


@runtime_checkable
class Dialect(Protocol):
    """Finds mappings in a document and says them in the API's words."""

    name: str

    def may_contain(self, data: bytes) -> bool:
        """Say whether UTF-8 text can hold a mapping at all: a byte search, before any parse."""
        ...

    def is_meant(self, data: bytes) -> bool:
        """Say whether a text that cannot be read was surely meant to hold a mapping.

        If not, nothing is said about it: much that is none of ours looks a little like it.
        """
        ...

    def mappings(self, document: Document) -> Iterable[Alternatives]:
        """Yield the mappings of a document; none if it is not in this dialect.

        Must survive anything that a document can hold.
        """
        ...
