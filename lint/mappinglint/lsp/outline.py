"""The mappings of a text: as symbols, with lenses that say what they are, and links to them."""

import os
from collections.abc import Iterator
from typing import Final

from lsprotocol import types

from mappinglint import resource as resources
from mappinglint.clip import clipped
from mappinglint.core import SYNTAX_ERROR
from mappinglint.dialects import Alternatives
from mappinglint.document import Document, read_fence
from mappinglint.lsp.lens import lens
from mappinglint.lsp.positions import Positions
from mappinglint.lsp.session import OpenText, Session
from mappinglint.lsp.trial import Trial
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Place
from mappinglint.report.words import printable
from mappinglint.resource import Resource
from mappinglint.rule import Rule
from mappinglint.source import Source
from mappinglint.span import Span
from mappinglint.suppression.directives import read_directives
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

_LONGEST_DETAIL: Final = 60
# As deep as settings go, and some more for what is in the wrong place.
_DEEPEST: Final = 8

# What people call a resource.
_NOUNS: Final = {
    resources.FUNCTION: "function",
    resources.ALIAS: "alias",
    resources.VERSION: "version",
    resources.QUEUE: "queue",
    resources.STREAM: "stream",
    resources.CONSUMER: "consumer",
    resources.TABLE: "table",
    resources.GLOBAL_TABLE: "table",
    resources.KEY: "key",
    resources.KEY_ALIAS: "key",
    resources.ROLE: "role",
    "AWS::SNS::Topic": "topic",
    "AWS::S3::Bucket": "bucket",
    "AWS::SecretsManager::Secret": "secret",
    "AWS::MSK::Cluster": "cluster",
    "AWS::MSK::ServerlessCluster": "cluster",
    "AWS::AmazonMQ::Broker": "broker",
    "AWS::DocDB::DBCluster": "cluster",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::SecurityGroup": "security group",
}

_KINDS: Final = {
    bool: types.SymbolKind.Boolean,
    int: types.SymbolKind.Number,
    float: types.SymbolKind.Number,
    str: types.SymbolKind.String,
}


def _mappings(session: Session, opened: OpenText) -> list[Alternatives]:
    """Return the mappings of a text, each in all its scenarios.

    Of one that is half typed, these are also those behind the mistake, so that they do not come and
    go with every key.
    """
    found = session.scenarios(opened)
    if not any(one.rule is SYNTAX_ERROR for one in session.result(opened).findings):
        return found
    reading = next(Trial(session, opened.path).readings(opened.text, len(opened.text)))
    guessed = [one for one in reading.mappings if one[0].place.source.path == opened.path]
    return max(found, guessed, key=len)


# -- symbols --------------------------------------------------------------------------------------


def symbols(
    session: Session, positions: Positions, opened: OpenText, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    """Return each mapping with its settings; one after the other if the editor cannot nest them."""
    del params
    settings = session.plugins(opened.path).settings()
    found = [
        _symbol_of(alternatives[0], lens(alternatives, settings), positions)
        for alternatives in _mappings(session, opened)
    ]
    if session.abilities.nests_symbols:
        return found
    return [flat for one in found for flat in _flat(one, "", positions.uri(opened.path))]


def _symbol_of(
    mapping: EventSourceMapping, detail: str, positions: Positions
) -> types.DocumentSymbol:
    source, settings = mapping.place.source, mapping.settings
    spans = [mapping.place.span]
    children: list[types.DocumentSymbol] = []
    if settings.place.source is source:
        spans.append(settings.place.span)
        children += [
            _symbol_of_field(field, positions, _DEEPEST)
            for field in settings.fields
            if _is_within(field.key, settings.place) and field.key != mapping.place
        ]
    return types.DocumentSymbol(
        _name(mapping.name) or "event source mapping",
        types.SymbolKind.Event,
        _enclosing(positions.range(_around(source, spans)), children),
        positions.range(mapping.place.first_line()),
        detail,
        children=children,
    )


def _symbol_of_field(field: Field, positions: Positions, depth: int) -> types.DocumentSymbol:
    key, value = field.key, _value_at(field)
    spans = [key.span]
    if value.place.source is key.source:
        spans.append(value.place.span)
    children = list(_children(value, key.source, positions, depth - 1))
    return types.DocumentSymbol(
        _name(field.spelling) or '""',
        _kind(value),
        _enclosing(positions.range(_around(key.source, spans)), children),
        positions.range(key.first_line()),
        _detail(value),
        children=children,
    )


def _value_at(field: Field) -> Value:
    """Return the value that stands at a key, which the API may have within some more objects."""
    value = field.value
    while isinstance(value, Fields) and [one.key for one in value.fields] == [field.key]:
        value = value.fields[0].value
    return value


def _children(
    value: Value, source: Source, positions: Positions, depth: int
) -> Iterator[types.DocumentSymbol]:
    """Yield what is within a setting, and written where that is."""
    if value.place.source is not source or not depth:
        return
    match value:
        case Fields(fields=fields):
            for field in fields:
                if _is_within(field.key, value.place):
                    yield _symbol_of_field(field, positions, depth)
        case Items(items=items):
            for index, item in enumerate(items):
                if _is_within(item.place, value.place):
                    children = list(_children(item, source, positions, depth - 1))
                    yield types.DocumentSymbol(
                        f"[{index}]",
                        _kind(item),
                        _enclosing(positions.range(item.place), children),
                        positions.range(item.place.first_line()),
                        _detail(item),
                        children=children,
                    )


def _is_within(place: Place, owner: Place) -> bool:
    start, end = place.span
    return place.source is owner.source and owner.span.start <= start and end <= owner.span.end


def _around(source: Source, spans: list[Span]) -> Place:
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return Place(source, Span(start, end))


def _enclosing(range_: types.Range, children: list[types.DocumentSymbol]) -> types.Range:
    """Return a range with what is within it: what an editor hides with it, and shows below it.

    A setting of the API may be made of keys that stand apart in the file.
    """
    ranges = [range_, *(child.range for child in children)]
    return types.Range(min(one.start for one in ranges), max(one.end for one in ranges))


def _name(text: str) -> str:
    return clipped(printable(text), _LONGEST_DETAIL).strip()


def _kind(value: Value) -> types.SymbolKind:
    match value:
        case Fields():
            return types.SymbolKind.Object
        case Items():
            return types.SymbolKind.Array
        case Known(data=data):
            return _KINDS.get(type(data), types.SymbolKind.Null)
    return types.SymbolKind.Property


def _detail(value: Value) -> str:
    """Return a value as it is written; of a list or an object, the outline shows what is in it."""
    if not isinstance(value, Known | Unknown):
        return ""
    return _name(value.place.first_line().text)


def _flat(symbol: types.DocumentSymbol, owner: str, uri: str) -> Iterator[types.SymbolInformation]:
    location = types.Location(uri, symbol.range)
    yield types.SymbolInformation(location, symbol.name, symbol.kind, container_name=owner or None)
    for child in symbol.children or ():
        yield from _flat(child, symbol.name, uri)


# -- links ----------------------------------------------------------------------------------------


def links(
    session: Session, positions: Positions, opened: OpenText, params: types.DocumentLinkParams
) -> list[types.DocumentLink]:
    """Return where a mapping's references lead to, and suppressions to what they are about."""
    del params
    found: dict[tuple[int, int], types.DocumentLink] = {}
    for mapping, *_ in _mappings(session, opened):
        for value in _references(mapping.settings):
            place, target = value.place.first_line(), mapping.behind(value)
            if place.source.path == opened.path and _leads_away(place, target):
                assert target is not None
                found.setdefault(place.span, _link(session, positions, place, target))
    document = session.document(opened)
    if document.has_suppressions:
        rules = session.engine(opened.path).every_rule()
        for place, rule in _suppressed(document, rules):
            uri = _file_uri(session, positions, rule.page)
            link = types.DocumentLink(positions.range(place), uri, f"{rule.code} {rule.name}")
            found.setdefault(place.span, link)
    return [found[span] for span in sorted(found)]


def _references(value: Value) -> Iterator[Known | Unknown]:
    """Yield every plain value within a value."""
    pending: list[Value] = [value]
    while pending:
        match pending.pop():
            case Fields(fields=fields):
                pending += [field.value for field in fields]
            case Items(items=items):
                pending += items
            case Known() | Unknown() as found:
                yield found


def _leads_away(place: Place, target: Resource | None) -> bool:
    """Say whether a resource is written somewhere else: an event of SAM is within its function."""
    if target is None or target.made_by or not place.text.strip():
        return False
    there = target.place
    is_apart = place.span.end <= there.span.start or there.span.end <= place.span.start
    return is_apart or there.source.path != place.source.path


def _link(
    session: Session, positions: Positions, place: Place, target: Resource
) -> types.DocumentLink:
    uri = _file_uri(session, positions, target.place.source.path)
    noun = _NOUNS.get(target.type, "resource")
    return types.DocumentLink(
        positions.range(place),
        f"{uri}#L{target.place.start.line}",
        f"{noun} {clipped(printable(target.name), _LONGEST_DETAIL)}",
    )


def _file_uri(session: Session, positions: Positions, path: str) -> str:
    return positions.uri(path if session.opened(path) else os.path.abspath(path))


def _suppressed(document: Document, rules: list[Rule]) -> Iterator[tuple[Place, Rule]]:
    """Yield the places where suppressions name rules that have a page."""
    by_word = {word: rule for rule in rules for word in (rule.code, rule.name)}
    parts = [document, *(read_fence(fence, document) for fence in document.fences)]
    for part in parts:
        for directive in read_directives(part):
            for named in directive.names:
                rule = by_word.get(named.text.upper()) or by_word.get(named.text.lower())
                if rule is not None and os.path.isfile(rule.page):
                    yield named.place, rule


# -- lenses ---------------------------------------------------------------------------------------


def lenses(
    session: Session, positions: Positions, opened: OpenText, params: types.CodeLensParams
) -> list[types.CodeLens]:
    """Return for each mapping what its source is, and the numbers that matter.

    Editors show the title of a command. This one has no name: there is nothing to do, and VS Code
    then shows plain text.
    """
    del params
    settings = session.plugins(opened.path).settings()
    return [
        types.CodeLens(
            positions.range(alternatives[0].place.first_line()),
            types.Command(lens(alternatives, settings), ""),
        )
        for alternatives in _mappings(session, opened)
    ]
