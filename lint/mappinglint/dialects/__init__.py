"""What a dialect is: one form in which people write mappings."""

from collections.abc import Iterable
from typing import Protocol

from mappinglint.document import Document
from mappinglint.mapping import EventSourceMapping

# One mapping as it is in each scenario of its conditionals; mostly there is one.
Alternatives = list[EventSourceMapping]


class Dialect(Protocol):
    """Finds mappings in a document and says them in the API's words."""

    name: str

    def may_contain(self, data: bytes) -> bool:
        """Say whether UTF-8 text can hold a mapping at all: a byte search, before any parse."""
        ...

    def mappings(self, document: Document) -> Iterable[Alternatives]:
        """Yield the mappings of a document; none if it is not in this dialect.

        Must survive anything that a document can hold.
        """
        ...
