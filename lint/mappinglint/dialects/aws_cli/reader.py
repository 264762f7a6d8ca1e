"""The words behind an option into values."""

import re
from dataclasses import replace

from mappinglint.dialects.aws_cli.options import IN_JSON, LISTS, Takes
from mappinglint.dialects.aws_cli.shorthand import shorthand_in
from mappinglint.dialects.reader import ValueReader, placeholders
from mappinglint.dialects.scalars import yaml_1_2
from mappinglint.document.node import MappingNode, ScalarNode, SequenceNode
from mappinglint.document.word import WordNode, json_in
from mappinglint.parts import HOLE, without_holes
from mappinglint.place import Place
from mappinglint.source import Source
from mappinglint.value import Change, Fields, Items, Known, Scalar, Unknown, Value, changed

# The AWS CLI puts in what stands there. (It followed addresses of the Web, too, before version 2.)
_FILES = ("file://", "fileb://")
# What an example leaves out of JSON, or has another program fill in.
_LEFT_OUT = re.compile(r"\.\.\.|…|\{\{|\$\{|<\w|[{\[]%")


class OptionReader(ValueReader):
    """Reads the options of one command."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, IN_JSON, _resolved)
        # Only what is written as in a JSON file can be edited as such.
        self._is_json = False

    def words(self, takes: Takes, words: list[WordNode], option: Place) -> Value:
        """Return what stands behind an option that takes words."""
        if takes in (Takes.TEXTS, Takes.OBJECTS):
            return self._list(takes, words, option)
        if not words:
            return Unknown(option)
        if words[0].may_split:
            return Unknown(self.place(words[0].span))
        return self._one(takes, words[0])

    def json(self, word: WordNode) -> Value:
        """Return what a word says as JSON: Unknown if it is none."""
        node = json_in(word)
        if node is None:
            return self._broken(word)
        before, self._is_json = self._is_json, word.style == "'" and word.is_plain
        try:
            return self.value(node) or Unknown(self.place(word.span))
        finally:
            self._is_json = before

    def _broken(self, word: WordNode) -> Value:
        """Return what is no JSON: of a text that nobody fills in, that it is one."""
        place = self.place(word.span)
        is_whole = not word.holes and not word.may_split and not _LEFT_OUT.search(word.text)
        return Known(word.text, place, word.text) if is_whole else Unknown(place)

    def fields(self, node: MappingNode) -> Fields:
        found = super().fields(node)
        return found if self._is_json else replace(found, node=None)

    def _items(self, node: SequenceNode) -> Value:
        found = super()._items(node)
        return (
            replace(found, node=None) if isinstance(found, Items) and not self._is_json else found
        )

    def _list(self, takes: Takes, words: list[WordNode], option: Place) -> Value:
        if len(words) == 1 and words[0].text.lstrip().startswith("["):
            return self.json(words[0])
        if any(word.may_split or word.text.startswith(_FILES) for word in words):
            return Unknown(self.place(words[0].span))
        inner = Takes.OBJECT if takes is Takes.OBJECTS else Takes.TEXT
        place = self.place(words[0].span) if words else option
        return Items(tuple(self._one(inner, word) for word in words), place)

    def _one(self, takes: Takes, word: WordNode) -> Value:
        is_elsewhere = word.text.startswith(_FILES)
        if is_elsewhere or not self.may_go_on():
            return Unknown(self.place(word.span))
        if takes is Takes.TEXT:
            return self._scalar(word)
        if word.text.lstrip().startswith(("{", "[")):
            return self.json(word)
        node = shorthand_in(word, LISTS)
        return self.fields(node) if node else Unknown(self.place(word.span))

    def _scalar(self, node: ScalarNode) -> Value:
        if not isinstance(node, WordNode):
            return super()._scalar(node)
        place = self.place(node.span)
        changes = _changes(node)
        if changes:
            parts = without_holes(changed(node.text, changes))
            return Unknown(place, parts, offsets=_offsets(node, changes))
        if node.is_plain:
            return Known(node.text, place, node.text, node=node)
        return Known(node.text, place, node.text, offsets=tuple(node.offsets))


def _resolved(node: ScalarNode) -> Scalar:
    return node.text if isinstance(node, WordNode) else yaml_1_2(node)


def _changes(node: WordNode) -> tuple[Change, ...]:
    """Return a hole for each stretch of a word that something else fills in."""
    # What the shell fills in reads as one hole, whatever stands in it.
    masked = node.filled(HOLE)
    found = {(hole.start, hole.end) for hole in node.holes}
    found |= {one.span() for one in placeholders(masked).finditer(masked)}
    return tuple((start, end, HOLE) for start, end in sorted(found))


def _offsets(node: WordNode, changes: tuple[Change, ...]) -> tuple[int, ...]:
    """Return where the characters stand once the changes are made."""
    places: list[int] = []
    end = 0
    for start, stop, new in changes:
        places += [*node.offsets[end:start], *[node.offsets[start]] * len(new)]
        end = stop
    return (*places, *node.offsets[end:])
