"""The words of commands into mappings."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from mappinglint.dialects import Alternatives
from mappinglint.dialects.aws_cli.options import (
    ELSEWHERE,
    FORMAT,
    IN_JSON,
    INPUT,
    OPERATIONS,
    REGION,
    SETTINGS,
    SKELETON,
    Option,
    Takes,
    is_ambiguous,
    meant_by,
)
from mappinglint.dialects.aws_cli.reader import OptionReader
from mappinglint.dialects.times import with_epoch
from mappinglint.document import Document
from mappinglint.document.shell import CommandNode
from mappinglint.document.word import WordNode
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.scenario import Assumption
from mappinglint.span import Span
from mappinglint.value import Field, Fields, Known, Unknown

# What is printed is for a person to read, who is often shown half of it.
_PRINTING = frozenset({"echo", "printf"})
# With one hyphen, or with a word processor's dash, it is no option, and was meant to be one.
_OPTION = re.compile(r"--|[-–—]{1,2}[A-Za-z]")  # noqa: RUF001 - dashes of any length
_TRUTHS = frozenset({"true", "false"})
# xargs puts more words behind those that it is given.
_ADDING = frozenset({"parallel", "xargs"})


def mappings(document: Document) -> Iterator[Alternatives]:
    """Yield the mappings of a document."""
    deletions = 0
    for root in document.roots:
        if not isinstance(root, CommandNode):
            continue
        call = _call(root)
        if call is not None and (mapping := _mapping(document, call)):
            # What stands before it may be gone.
            since = Assumption("deletions so far", str(deletions))
            yield [replace(mapping, assumptions=(*mapping.assumptions, since))]
        elif _deletes(root):
            deletions += 1


class _Call(NamedTuple):
    """A command that is about a mapping: its operation, and the words behind that."""

    node: CommandNode
    operation: WordNode
    arguments: list[WordNode]
    is_whole: bool


def _call(node: CommandNode) -> _Call | None:
    words = [item for item in node.items if isinstance(item, WordNode)]
    texts = [word.text for word in words]
    at = next((index for index, text in enumerate(texts) if text in OPERATIONS), 0)
    before = texts[:at]
    if "lambda" not in before or before[0] in _PRINTING:
        return None
    is_whole = node.complete and not _ADDING.intersection(before)
    return _Call(node, words[at], words[at + 1 :], is_whole)


def _deletes(node: CommandNode) -> bool:
    words = (item.text for item in node.items if isinstance(item, WordNode))
    return "delete-event-source-mapping" in words


class _Given(NamedTuple):
    """An option as it is given: its word, how it is spelled, and the words that belong to it."""

    word: WordNode
    spelling: str
    option: Option | None
    values: list[WordNode]

    @property
    def is_open(self) -> bool:
        """Whether it may be an option that we know: a variable is in it, or it is cut short."""
        is_hidden = any(hole.start < len(self.spelling) for hole in self.word.holes)
        return is_hidden or is_ambiguous(self.spelling)


def _mapping(document: Document, call: _Call) -> EventSourceMapping | None:
    given = list(_given(call.arguments))
    if not given or any(one.option and one.option.own == SKELETON for one in given):
        return None
    operation = OPERATIONS[call.operation.text]
    reader = OptionReader(document.source)
    place = reader.place(call.operation.span)
    fields = {field.name or field.spelling: field for field in _fields(reader, given)}
    is_whole = call.is_whole and given[0].word is call.arguments[0] and all(map(_is_clear, given))
    format_, region = FORMAT, None
    for one in given:
        if one.option and one.option.own == REGION and one.values:
            region = reader.words(Takes.TEXT, one.values, place)
        if one.option and one.option.own == INPUT:
            requested = _requested(reader, one)
            is_whole = is_whole and requested.complete
            format_ = IN_JSON
            # What has an option of its own counts more.
            fields = {field.spelling: field for field in requested.fields} | fields
    # What an update leaves out stays as it is.
    complete = is_whole and operation is Operation.CREATE
    settings = Fields(tuple(map(with_epoch, fields.values())), place, complete)
    assumptions = tuple(Assumption(f"at {where}", f"at {way}") for where, way in call.node.branches)
    name = _name(settings)
    return EventSourceMapping(
        name, place, format_, operation, settings, assumptions=assumptions, region=region
    )


def _given(arguments: list[WordNode]) -> Iterator[_Given]:
    """Yield the options, each with the words behind it."""
    last: _Given | None = None
    for word in arguments:
        if not _OPTION.match(word.text):
            if last is not None:
                last.values.append(word)
            continue
        if last is not None:
            yield last
        spelling, equals, _ = word.text.partition("=")
        values = [word.part(len(spelling) + 1, len(word.text))] if equals else []
        last = _Given(word, spelling, meant_by(spelling), values)
    if last is not None:
        yield last


def _is_clear(given: _Given) -> bool:
    """Say whether an option and the words behind it can bring nothing that we do not see."""
    option = given.option
    if option is None:
        return not given.is_open
    if option.own == ELSEWHERE:
        return False
    takes = SETTINGS[option.name] if option.name else None
    if takes in (Takes.TEXTS, Takes.OBJECTS):
        return True
    # A word too many is refused, unless it is a variable, or half of what was meant.
    return len(given.values) <= option.takes_word


def _fields(reader: OptionReader, given: list[_Given]) -> Iterator[Field]:
    """Yield the settings, and what is none; of an option that is given again, the last counts."""
    for word, spelling, option, values in given:
        key = reader.place(Span(word.offsets[0], word.offsets[len(spelling)]))
        if option is None:
            if not _Given(word, spelling, option, values).is_open:
                yield Field(None, spelling, key, Unknown(key))
        elif option.name is None:
            continue
        elif SETTINGS[option.name] is Takes.NOTHING:
            flag = Known(option.is_on, key, str(option.is_on).lower())
            yield Field(option.name, spelling, key, flag)
            if values and values[0].text.lower() in _TRUTHS:
                # It does not belong to the option, nor to anything else.
                place = reader.place(values[0].span)
                yield Field(None, values[0].text, place, Unknown(place))
        else:
            value = reader.words(SETTINGS[option.name], values, key)
            yield Field(option.name, spelling, key, value)


def _requested(reader: OptionReader, given: _Given) -> Fields:
    """Return what `--cli-input-json` brings, as far as it is written there."""
    if given.values:
        found = reader.json(given.values[0])
        if isinstance(found, Fields):
            return found
    return Fields((), reader.place(given.word.span), complete=False)


def _name(settings: Fields) -> str:
    """Return what to call a mapping: by its UUID, or its function."""
    named = settings.field("UUID") or settings.field("FunctionName")
    return named.value.text if named and isinstance(named.value, Known) else ""
