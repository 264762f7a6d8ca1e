"""What Serverless variables stand for, as far as the files of a project tell.

A fallback counts as a default: nobody knows what is given on the command line, in the environment
or in another stack.
"""

import os
import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from mappinglint.dialects.scalars import NULL
from mappinglint.dialects.serverless.syntax import (
    Choice,
    Literal,
    Text,
    Variable,
    variables_in,
    whole,
)
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.source import Source

# Steps on the way to values, of a whole service. Whoever needs more builds bombs.
_MOST_STEPS = 300_000
_DEEPEST = 30
# A longer text is no setting's, and no path's.
_LONGEST_TEXT = 20_000
_FILE_TYPES = (".yml", ".yaml", ".json")
_INDEX = re.compile(r"[0-9]{1,6}")
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
# Where parameters have the values that hold unless a stage has its own.
_PARAMETERS: Final = (("params", "default"), ("stages", "default", "params"))


class Located(NamedTuple):
    """A node, and the file that it stands in."""

    node: Node
    source: Source


class Found(NamedTuple):
    """What a variable stands for; None if nobody knows.

    `instead_of` names what would come first: then this is its default.
    """

    value: Located | Literal | None
    instead_of: str


class _Nowhere(Enum):
    """Why a choice has no value."""

    MISSING = "there is none"
    OPEN = "nobody knows"


class Variables:
    """The variables of one service, of which `root` is None if its main file is not at hand."""

    def __init__(self, document: Document, root: MappingNode | None) -> None:
        self._document = document
        self._root = root
        self._steps = _MOST_STEPS
        self._depth = 0
        self._found: dict[str, Found] = {}
        self._texts: dict[str, str | None] = {}
        # Every file that was asked for, found or not.
        self.files: dict[str, None] = {}

    def resolve(self, variable: Variable) -> Found:
        """Return what a variable stands for: the same wherever it stands in the service."""
        known = self._found.get(variable.text)
        if known is None:
            # One that needs itself has no value.
            self._found[variable.text] = Found(None, "")
            known = self._found[variable.text] = self._resolve(variable)
        return known

    def follow(self, at: Located) -> Located | None:
        """Return the node that a variable stands for, and any other node as it is.

        None is what nobody knows.
        """
        for _ in range(_DEEPEST):
            node = follow(at.node)
            at = Located(node, at.source)
            if not isinstance(node, ScalarNode) or node.tag is not None:
                return at
            variable = whole(node.text)
            if variable is None:
                return at
            value = self.resolve(variable).value
            if not isinstance(value, Located) or not self._may_go_on():
                return None
            at = value
        return None

    def step(self, at: Located, key: str) -> Located | None:
        """Return the value of a key of an object, followed; None if there is none."""
        owner = self.follow(at)
        if owner is None or not isinstance(owner.node, MappingNode):
            return None
        found = owner.node.entry(key)
        return self.follow(Located(found[1], owner.source)) if found else None

    def objects(self, at: Located) -> Iterator[Located]:
        """Yield the object at a place, or those of the list there: Serverless merges them."""
        found = self.follow(at)
        if found is None:
            return
        parts = [found]
        if isinstance(found.node, SequenceNode):
            followed = (self.follow(Located(item, found.source)) for item in found.node.items)
            parts = [part for part in followed if part is not None]
        yield from (part for part in parts if isinstance(part.node, MappingNode))

    def filled(self, text: str) -> str:
        """Return a text with those of its variables filled in that are known."""
        if "${" not in text:
            return text
        pieces = [_piece(piece, self._known_text(piece)) for piece in _pieces(text)]
        return "".join(pieces)

    def _known_text(self, piece: str | Variable) -> str | None:
        return piece if isinstance(piece, str) else self._filled(piece)

    def _resolve(self, variable: Variable) -> Found:
        instead_of = ""
        for choice in variable.choices:
            if isinstance(choice, Literal):
                value: Located | Literal | _Nowhere = choice
            else:
                value = self._value(choice)
            if choice is variable.choices[0] and isinstance(choice, Choice):
                is_default = isinstance(value, _Nowhere) or choice.kind == "param"
                instead_of = choice.text if is_default else ""
            if not isinstance(value, _Nowhere) and not _is_null(value):
                return Found(value, instead_of)
        return Found(None, instead_of)

    def _value(self, choice: Choice) -> Located | Literal | _Nowhere:
        match choice.kind:
            case "self":
                return self._of_service(choice.address)
            case "file":
                return self._of_file(choice)
            case "param":
                return self._parameter(choice.address)
            case "sls" if choice.address == ("stage",):
                stage = self._walk(self._main(), ["provider", "stage"])
                is_there = isinstance(stage, Located) and not _is_null(stage)
                return stage if is_there else Literal("dev", "dev", 0, 0)
            case "strToBool":
                return self._truth(choice.arguments)
        return _Nowhere.OPEN

    def _main(self) -> Located | None:
        return Located(self._root, self._document.source) if self._root is not None else None

    def _of_service(self, address: Text | None) -> Located | _Nowhere:
        path = self._text(address or ())
        return _Nowhere.OPEN if path is None else self._walk(self._main(), _steps(path))

    def _of_file(self, choice: Choice) -> Located | _Nowhere:
        name = self._text(choice.arguments[0]) if choice.arguments else None
        address = self._text(choice.address or ())
        if name is None or address is None:
            return _Nowhere.OPEN
        root = self._read(name)
        return _Nowhere.OPEN if root is None else self._walk(root, _steps(address))

    def _read(self, name: str) -> Located | None:
        """Return the content of another file of the service."""
        if not name.lower().endswith(_FILE_TYPES) or "\0" in name:
            # What a program returns, or plain text.
            return None
        main = self._document.source.path
        path = os.path.normpath(os.path.join(os.path.dirname(main), name))
        document = self._document
        if path != os.path.normpath(main):
            self.files[path] = None
            found = document.project.read(path, near=main)
            if found is None:
                return None
            document = found
        return Located(follow(document.roots[0]), document.source) if document.roots else None

    def _parameter(self, address: Text | None) -> Located | _Nowhere:
        name = self._text(address or ())
        for path in _PARAMETERS if name else ():
            found = self._walk(self._main(), [*path, name or ""])
            if isinstance(found, Located):
                return found
        return _Nowhere.OPEN

    def _truth(self, arguments: tuple[Text, ...]) -> Literal | _Nowhere:
        text = self._text(arguments[0]) if arguments else None
        truth = _TRUTHS.get(text.strip().lower()) if text is not None else None
        return _Nowhere.OPEN if truth is None else Literal(truth, str(truth).lower(), 0, 0)

    def _walk(self, at: Located | None, path: list[str]) -> Located | _Nowhere:
        for key in path:
            at = self.follow(at) if at is not None else None
            if at is None or not self._may_go_on():
                return _Nowhere.OPEN
            node = at.node
            if isinstance(node, MappingNode):
                entry = node.entry(key)
                if entry is None:
                    return _Nowhere.MISSING if node.complete else _Nowhere.OPEN
                at = Located(entry[1], at.source)
            elif isinstance(node, SequenceNode) and _INDEX.fullmatch(key):
                if int(key) >= len(node.items):
                    return _Nowhere.MISSING
                at = Located(node.items[int(key)], at.source)
            else:
                return _Nowhere.MISSING
        return _Nowhere.OPEN if at is None else at

    def _text(self, text: Text) -> str | None:
        """Return a text with its variables filled in, or None if that is not known."""
        if self._depth >= _DEEPEST or not self._may_go_on():
            return None
        self._depth += 1
        try:
            pieces = [piece if isinstance(piece, str) else self._filled(piece) for piece in text]
        finally:
            self._depth -= 1
        known = [piece for piece in pieces if piece is not None]
        is_known = len(known) == len(pieces) and sum(map(len, known)) <= _LONGEST_TEXT
        return "".join(known) if is_known else None

    def _filled(self, variable: Variable) -> str | None:
        if variable.text not in self._texts:
            # One that needs itself has no text.
            self._texts[variable.text] = None
            self._texts[variable.text] = self._text_of(variable)
        return self._texts[variable.text]

    def _text_of(self, variable: Variable) -> str | None:
        value = self.resolve(variable).value
        if isinstance(value, Literal):
            return value.text
        node = follow(value.node) if value is not None else None
        if not isinstance(node, ScalarNode) or node.tag is not None:
            return None
        return self._text(_pieces(node.text))

    def _may_go_on(self) -> bool:
        self._steps -= 1
        return self._steps >= 0


def _piece(piece: str | Variable, known: str | None) -> str:
    if known is not None:
        return known
    return piece if isinstance(piece, str) else piece.text


def _pieces(text: str) -> Text:
    pieces: list[str | Variable] = []
    end = 0
    for variable in variables_in(text):
        pieces += [text[end : variable.start], variable]
        end = variable.end
    return (*pieces, text[end:])


def _steps(path: str) -> list[str]:
    return path.split(".") if path else []


def _is_null(value: Located | Literal) -> bool:
    """Say whether a value is null, which counts as none."""
    if isinstance(value, Literal):
        return value.data is None
    node = follow(value.node)
    is_plain = isinstance(node, ScalarNode) and node.style is None and node.tag is None
    return is_plain and isinstance(node, ScalarNode) and node.text in NULL
