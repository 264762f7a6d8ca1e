"""botocore's documentation of mappings, as sentences that know what they are about."""

import re
from collections.abc import Iterator
from dataclasses import field
from html.parser import HTMLParser
from typing import Any

from mappinglint.record import dataclass

_OPERATIONS = ("CreateEventSourceMapping", "UpdateEventSourceMapping")

# What an item of a list is about, and what follows: "**Amazon MQ** - Default 100."
_LABEL = re.compile(
    r"(?:\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`)(?: \(default\))? ?(?:\u2013-? )?(?P<rest>.*)"
)
# What stands before everything: "(Amazon SQS only) The scaling configuration …"
_SCOPE = re.compile(r"(\([^)]*\)) +(?=\S)")
_END = re.compile(r"(?<=\.) +(?=[A-Z(])")
# Marks of what was bold or code.
_MARKS = re.compile(r"\*\*|`")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the documentation of a setting, or of an operation if `setting` is empty.

    `label` is what the item of a list that it stands in is about. A sentence that introduces a list
    has the labels of its items in `items`.
    """

    setting: str
    text: str
    label: str = ""
    items: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ": ".join(part for part in (self.setting, self.label, self.text) if part)


def sentences(model: Any) -> list[Sentence]:
    """Return every sentence of the documentation of requests for mappings, each once."""
    found: dict[Sentence, None] = {}
    for name in _OPERATIONS:
        operation = model.operation_model(name)
        found |= dict.fromkeys(of_documentation("", operation.documentation))
        for path, shape in _members("", operation.input_shape):
            found |= dict.fromkeys(of_documentation(path, shape.documentation))
    return list(found)


def _members(path: str, shape: Any) -> Iterator[tuple[str, Any]]:
    """Yield every setting within a shape, at whatever level, with its path."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            inner = f"{path}.{name}".removeprefix(".")
            yield inner, member
            yield from _members(inner, member)
    elif shape.type_name == "list":
        yield from _members(f"{path}[]", shape.member)
    elif shape.type_name == "map":
        yield from _members(f"{path}{{}}", shape.value)


@dataclass
class _Item:
    """A paragraph, or an item of a list and which one."""

    text: str = ""
    list_number: int = 0

    def split(self) -> tuple[str, str]:
        """Return what an item is about, and the rest of it."""
        found = _LABEL.fullmatch(self.text) if self.list_number else None
        if found is None:
            return "", _MARKS.sub("", self.text)
        return found["bold"] or found["code"], _MARKS.sub("", found["rest"])


@dataclass
class _Blocks(HTMLParser):
    """Cuts HTML into paragraphs and items, without tags: `code` and **bold** stay marked."""

    blocks: list[_Item] = field(default_factory=lambda: [_Item()])
    lists: int = 0
    is_in_list: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "ul":
            self.lists += 1
            self.is_in_list = True
        self._handle(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul":
            self.is_in_list = False
        self._handle(tag)

    def _handle(self, tag: str) -> None:
        marks = {"b": "**", "code": "`"}
        if tag in marks:
            self.blocks[-1].text += marks[tag]
        elif tag != "a":
            self.blocks.append(_Item(list_number=self.lists if self.is_in_list else 0))

    def handle_data(self, data: str) -> None:
        self.blocks[-1].text += data


def of_documentation(setting: str, html: str) -> Iterator[Sentence]:
    """Yield the sentences of one documentation, and each list of items as one more."""
    blocks = _blocks(html)
    scopes: dict[str, list[str]] = {}
    for index, block in enumerate(blocks):
        label, text = block.split()
        scope = _SCOPE.match(text)
        if scope is not None:
            scopes.setdefault(label, []).append(scope[1])
            text = text[scope.end() :]
        *most, last = _END.split(text)
        yield from (Sentence(setting, one, label) for one in most)
        items = _labels(blocks[index + 1 :]) if last.endswith(":") else ()
        yield Sentence(setting, last, label, items)
        if block.list_number and block.list_number != blocks[index - 1].list_number:
            yield Sentence(setting, _bullets(_labels(blocks[index:])))
    # One type may stand in several items, each for another source: together they are one scope.
    for label, texts in scopes.items():
        yield Sentence(setting, " ".join(texts), label)


def _blocks(html: str) -> list[_Item]:
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    blocks = [_Item(" ".join(one.text.split()), one.list_number) for one in parser.blocks]
    return [one for one in blocks if one.text]


def _labels(blocks: list[_Item]) -> tuple[str, ...]:
    """Return what each item of the list at the beginning is about: all of it if it has no label."""
    number = blocks[0].list_number if blocks else 0
    labels = []
    for block in blocks:
        if not number or block.list_number != number:
            break
        label, text = block.split()
        labels.append(label or text)
    return tuple(labels)


def _bullets(labels: tuple[str, ...]) -> str:
    return " ".join(f"• {label}" for label in dict.fromkeys(labels))
