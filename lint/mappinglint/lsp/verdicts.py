"""What was found last in large texts: after a small change, most of it is so still."""

from collections.abc import Sequence

from mappinglint.dialects import Alternatives
from mappinglint.document import Document
from mappinglint.engine import Result
from mappinglint.finding import Finding
from mappinglint.lsp.blocks import blocks_of
from mappinglint.lsp.relint import Lint, Verdict, after_change
from mappinglint.source import Source


class Verdicts:
    """The last verdict on each large text, by its path."""

    def __init__(self) -> None:
        self._last: dict[str, Verdict] = {}

    def remember(
        self, document: Document, result: Result, mappings: Sequence[Alternatives]
    ) -> None:
        """Keep what is found in a document that has these mappings."""
        blocks = blocks_of(document) if mappings else None
        if blocks is not None:
            mapping = blocks.at(mappings[0][0].place.span.start)
            source = document.source
            self._last[source.path] = Verdict(source, result.findings, blocks, mapping)

    def after_change(self, source: Source, lint: Lint) -> list[Finding] | None:
        """Return what is found in a text that has changed since; None if there is no short way."""
        # Whatever breaks in between, what is known of the text before leads no further.
        before = self._last.pop(source.path, None)
        after = after_change(before, source, lint) if before else None
        if after is None:
            return None
        self._last[source.path] = after
        return after.findings

    def forget(self, path: str) -> None:
        """Forget the text of a path."""
        self._last.pop(path, None)

    def clear(self) -> None:
        """Forget all of them."""
        self._last.clear()
