"""One event of a function, such as `sqs`, as a mapping in the API's words."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.cloudformation.template import intrinsic
from mappinglint.dialects.serverless.evaluate import ServiceEvaluator
from mappinglint.dialects.serverless.find import Item
from mappinglint.dialects.serverless.functions import Function
from mappinglint.dialects.serverless.names import (
    ACCESS_SETTINGS,
    ACCESS_TYPES,
    ALL_SETTINGS,
    EVENTS,
    POLLERS,
    STREAM_TYPES,
    ApiPath,
    Event,
    meant_by,
)
from mappinglint.dialects.serverless.relations import ServiceRelations
from mappinglint.dialects.serverless.surroundings import ServiceResources
from mappinglint.dialects.serverless.variables import Located, Variables
from mappinglint.document.node import MappingNode, Node, ScalarNode
from mappinglint.json_text import as_json
from mappinglint.kind import KINDS_OF_SERVICE, SourceKind
from mappinglint.mapping import Declared, EventSourceMapping, Format, Operation
from mappinglint.place import Label, Place
from mappinglint.source import Source
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, boolean, parts_of

# Keys as they stand in the file; what they mean depends on where they stand.
_PLAIN: Final = Format("serverless", converts=True)
# The ARN of a consumer begins with that of its stream.
_STREAM: Final = ("arn:", None, ":kinesis:", None, ":", None, ":stream/", None)


class EventReader:
    """Reads the events of one service. `main` is the file that is the service's."""

    def __init__(self, relations: ServiceRelations, variables: Variables, main: Source) -> None:
        self._relations = relations
        self._variables = variables
        self._main = main

    def mappings(self, function: Function, item: Item) -> Iterator[EventSourceMapping]:
        """Yield the mappings of an item of `events`: one, in nearly every case."""
        if not isinstance(item.at.node, MappingNode):
            return
        for key, child in item.at.node:
            at = Located(child, item.at.source)
            event = EVENTS.get(key.text) or self._meant(key.text, at)
            if event is not None:
                yield self._mapping(function, event, key, at, item)

    def _meant(self, key: str, at: Located) -> Event | None:
        """Return the event that surely is meant by a key that is none."""
        event = meant_by(key)
        found = self._variables.follow(at) if event else None
        if event is None or found is None:
            return None
        if isinstance(found.node, ScalarNode):
            arn = arn_of((found.node.text,))
            kinds = KINDS_OF_SERVICE.get(arn.service) if arn else None
            return event if kinds and kinds & event.kinds else None
        # A plugin may have events of its own, with settings of their own.
        if not isinstance(found.node, MappingNode) or "arn" not in found.node:
            return None
        keys = {inner.text for inner, _ in found.node}
        return event if keys <= event.settings.keys() | event.others else None

    def _mapping(
        self, function: Function, event: Event, key: ScalarNode, at: Located, found: Item
    ) -> EventSourceMapping:
        item = found.at
        evaluator = ServiceEvaluator(self._relations.template, self._variables, _PLAIN)
        with evaluator.reading(item.source):
            written = _Written(event, evaluator, Place(item.source, key.span), function)
            settings, type_ = written.settings(self._variables.follow(at), at)
            misplaced = written.misplaced(item.node)
        if misplaced:
            # They may be what is missing below the event.
            settings = replace(settings, complete=False)
        settings = self._as_changed(settings, function)
        around = ServiceResources(evaluator, self._relations)
        around.settle(settings)
        return EventSourceMapping(
            function.name,
            written.key,
            event.format,
            Operation.CREATE,
            settings,
            misplaced=(*misplaced, *([found.lost] if found.lost else ())),
            resources=around,
            declared=_declared(event, written.key, type_),
            part_of=None if item.source is self._main else self._main,
        )

    def _as_changed(self, settings: Fields, function: Function) -> Fields:
        """Return the settings without those that the `resources` of the service may change."""
        changed = self._relations.template.changed_mappings.get(function.normalized_name)
        if changed is None:
            return settings
        # With a condition, a mapping may not exist at all, much as if it were not enabled.
        kept = [one for one in settings.fields if one.name not in {*changed, "Enabled"}]
        return replace(settings, fields=tuple(kept), complete=False)


class _Written:
    """Says what is written for one event in the API's words."""

    def __init__(
        self, event: Event, evaluator: ServiceEvaluator, key: Place, function: Function
    ) -> None:
        self.key = key
        self._event = event
        self._evaluator = evaluator
        self._function = function

    def settings(self, found: Located | None, at: Located) -> tuple[Fields, Value | None]:
        """Return the settings, and the `type` of a stream."""
        implied = self._implied()
        if found is None:
            return Fields(tuple(implied), self.key, complete=False), None
        if not isinstance(found.node, MappingNode) or intrinsic(found.node):
            # The short form: the ARN alone.
            value = self._evaluator.value(at.node)
            is_null = value is None or (isinstance(value, Known) and value.data is None)
            arn = [] if is_null or value is None else [self._arn_field(value)]
            return Fields((*arn, *implied, *self._defaults(arn)), self.key), None
        with self._evaluator.reading(found.source):
            raw = self._evaluator.fields(found.node)
        fields = self._fields(raw)
        type_ = raw.get("type") if self._event.key == "stream" else None
        if self._event.key == "stream":
            fields = self._consumed(raw, type_, fields)
        fields = [*fields, *implied, *self._defaults(fields)]
        place = raw.place if raw.place.source is self.key.source else self.key
        return Fields(tuple(fields), place, raw.complete, found.node), type_

    def misplaced(self, item: Node) -> tuple[Field, ...]:
        """Return the settings that stand beside the event: its lines are indented too little."""
        if not isinstance(item, MappingNode):
            return ()
        beside = [key.text for key, _ in item if key.text in self._event.settings]
        if not beside:
            return ()
        raw = self._evaluator.fields(item)
        return tuple(
            Field(
                str(self._event.settings[field.spelling][0]), field.spelling, field.key, field.value
            )
            for field in raw.fields
            if field.spelling in beside
        )

    def _arn_field(self, value: Value) -> Field:
        return Field("EventSourceArn", self._event.key, self.key, value)

    def _implied(self) -> list[Field]:
        name = self._function.logical_id
        value = Unknown(self._function.place, identity=name, refers_to=name)
        return [Field("FunctionName", self._function.name, self._function.place, value)]

    def _defaults(self, fields: list[Field]) -> Iterator[Field]:
        there = {field.name for field in fields if not _is_null(field.value)}
        for name, data in self._event.defaults.items():
            if name not in there:
                spelling = self._event.format.spellings[name]
                cause = Label(self.key, f"the default of {spelling} is {data}")
                yield Field(name, spelling, self.key, Known(data, self.key, str(data), cause))

    def _fields(self, raw: Fields) -> list[Field]:
        fields: list[Field] = []
        access: list[Value] = []
        for field in raw.fields:
            path = self._path_of(field.spelling, raw)
            if field.spelling in self._event.others:
                continue
            if path is None:
                fields.append(Field(None, field.spelling, field.key, field.value))
            elif _is_null(field.value):
                fields.append(Field(str(path[0]), field.spelling, field.key, field.value))
            elif field.spelling in ACCESS_SETTINGS:
                access.append(
                    _access_entry(field, ACCESS_SETTINGS[field.spelling], "", field.value)
                )
                fields = [one for one in fields if one.name != path[0]]
                place = field.value.place
                entries = Items(tuple(access), place) if raw.complete else Unknown(place)
                fields.append(Field(str(path[0]), field.spelling, field.key, entries))
            elif made := _MAKERS.get(field.spelling, _made)(field, path, raw):
                fields.append(made)
        return fields

    def _path_of(self, spelling: str, raw: Fields) -> ApiPath | None:
        """Return what a key is for the API; of one of another event, what it would be there."""
        path = self._event.settings.get(spelling)
        if spelling == "queue" and path is None and self._lacks_arn(raw):
            # This is the source, and no queue within a broker.
            return None
        foreign = ALL_SETTINGS.get(spelling)
        if path is None and foreign and foreign[0] not in self._event.format.spellings:
            return foreign
        return path

    def _lacks_arn(self, raw: Fields) -> bool:
        return "arn" in self._event.settings and raw.field("arn") is None

    def _consumed(self, raw: Fields, type_: Value | None, fields: list[Field]) -> list[Field]:
        """Return the fields with the consumer that is polled in place of the stream."""
        consumer, arn = raw.field("consumer"), raw.field("arn")
        if consumer is None or arn is None or not _is_kinesis(type_, arn.value):
            return fields
        value = consumer.value
        flag = boolean(value, converts=True)
        if flag is False or _is_null(value):
            return fields
        if flag or isinstance(value, Items | Fields):
            # Serverless makes one.
            name = f"consumer of {self._function.name} at {consumer.key.start}"
            kinds = frozenset({SourceKind.KINESIS})
            value = Unknown(arn.value.place, _STREAM, kinds, Label(consumer.key), name)
        elif isinstance(value, Unknown) and value.kinds is None:
            value = replace(value, kinds=frozenset({SourceKind.KINESIS}))
        polled = Field("EventSourceArn", "consumer", consumer.key, value)
        return [polled, *(field for field in fields if field.name != "EventSourceArn")]


def _declared(event: Event, key: Place, type_: Value | None) -> Declared | None:
    if (word := key.text.strip("'\"")) not in EVENTS:
        return Declared(Known(word, key, word), None, tuple(EVENTS), event.key)
    if isinstance(type_, Known) and isinstance(type_.data, str):
        return Declared(type_, STREAM_TYPES.get(type_.text), tuple(STREAM_TYPES))
    return Declared(Known(event.key, key, event.key), event.kinds, tuple(EVENTS))


def _is_null(value: Value) -> bool:
    return isinstance(value, Known) and value.data is None


def _is_kinesis(type_: Value | None, arn: Value) -> bool:
    if isinstance(type_, Known):
        return type_.text == "kinesis"
    first, *_ = parts_of(arn)
    return type_ is None and (first or "").startswith("arn:") and ":kinesis:" in (first or "")


# -- values that the API has in another shape ------------------------------------------------------


def _made(field: Field, path: ApiPath, owner: Fields) -> Field:
    """Return the field of a setting that the API has within others, or in a list."""
    name, *inner = path
    return Field(str(name), field.spelling, field.key, _nested(field, inner, owner))


def _nested(field: Field, path: list[str | int], owner: Fields) -> Value:
    if not path:
        return field.value
    name, *inner = path
    value = _nested(field, inner, owner)
    if isinstance(name, int):
        return Items((value,), value.place)
    # Whoever takes the setting out takes it out of the flat object.
    fields = (Field(name, field.spelling, field.key, value),)
    return Fields(fields, field.value.place, node=owner.node)


def _one(field: Field, path: ApiPath, owner: Fields) -> Field:
    """Return a text, for which Serverless takes a list of one, too."""
    match field.value:
        case Items(items=(Known() | Unknown() as only,)):
            field = replace(field, value=only)
    return _made(field, path, owner)


def _patterns(field: Field, path: ApiPath, owner: Fields) -> Field:
    """Return filter patterns, which Serverless turns into JSON texts."""
    value = field.value
    if isinstance(value, Items):
        items = tuple(
            _pattern(item, f"{field.spelling}[{index}]") for index, item in enumerate(value.items)
        )
        value = Items(items, value.place, value.node)
    return _made(Field(None, field.spelling, field.key, value), path, owner)


def _pattern(item: Value, spelling: str) -> Fields:
    text = Field("Pattern", spelling, item.place, as_json(item, item.place))
    return Fields((text,), item.place)


def _destinations(field: Field, _path: ApiPath, _owner: Fields) -> Field:
    """Return `destinations`, in which `onFailure` is an ARN or has it in `arn`."""
    value = field.value
    if isinstance(value, Fields):
        fields = tuple(map(_destination, value.fields))
        value = Fields(fields, value.place, value.complete, value.node)
    return Field("DestinationConfig", field.spelling, field.key, value)


def _destination(field: Field) -> Field:
    if field.spelling != "onFailure":
        return Field(None, field.spelling, field.key, field.value)
    value = field.value
    if isinstance(value, Fields):
        arns = [
            Field(
                "Destination" if one.spelling == "arn" else None, one.spelling, one.key, one.value
            )
            for one in value.fields
            if one.spelling != "type"
        ]
        made = Fields(tuple(arns), value.place, value.complete, value.node)
    else:
        made = Fields((Field("Destination", field.spelling, field.key, value),), value.place)
    return Field("OnFailure", field.spelling, field.key, made)


def _servers(field: Field, path: ApiPath, owner: Fields) -> Field:
    """Return `bootstrapServers`, of which a single one may be no list."""
    value = field.value
    if isinstance(value, Known):
        value = Items((value,), value.place)
    servers = Field(None, field.spelling, field.key, value)
    return _made(servers, (*path, "Endpoints", "KAFKA_BOOTSTRAP_SERVERS"), owner)


def _accesses(field: Field, _path: ApiPath, _owner: Fields) -> Field:
    """Return `accessConfigurations`: a list of values for each type."""
    value = field.value
    if isinstance(value, Fields):
        entries = [entry for one in value.fields for entry in _entries(one)]
        if not value.complete:
            entries.append(Unknown(value.place))
        value = Items(tuple(entries), value.place)
    return Field("SourceAccessConfigurations", field.spelling, field.key, value)


def _entries(field: Field) -> Iterator[Value]:
    known = ACCESS_TYPES.get(field.spelling)
    if known is None:
        # Nobody knows what is meant, least of all that it is not what seems to be missing.
        yield Unknown(field.key)
        return
    values = field.value.items if isinstance(field.value, Items) else (field.value,)
    for value in values:
        yield _access_entry(field, *known, value)


def _access_entry(field: Field, type_: str, prefix: str, value: Value) -> Fields:
    match value:
        case Known(data=str() as text) if prefix:
            uri: Value = Known(prefix + text, value.place, prefix + text, value.cause)
        case Unknown(parts=parts) if prefix:
            uri = Unknown(value.place, (prefix, *parts))
        case _:
            uri = value
    named = Field("Type", field.spelling, field.key, Known(type_, field.key, type_))
    return Fields((named, Field("URI", field.spelling, field.key, uri)), field.key)


def _pollers(field: Field, _path: ApiPath, _owner: Fields) -> Field | None:
    """Return the pollers; `false` is for none."""
    value = field.value
    if boolean(value, converts=True) is False:
        return None
    if isinstance(value, Fields):
        mode = value.get("mode")
        if isinstance(mode, Unknown) or (isinstance(mode, Known) and mode.text != "PROVISIONED"):
            return None
        fields = tuple(
            Field(POLLERS.get(one.spelling), f"{field.spelling}.{one.spelling}", one.key, one.value)
            for one in value.fields
            if one.spelling != "mode"
        )
        value = Fields(fields, value.place, value.complete, value.node)
    return Field("ProvisionedPollerConfig", field.spelling, field.key, value)


_MAKERS: Final[dict[str, Callable[[Field, ApiPath, Fields], Field | None]]] = {
    "accessConfigurations": _accesses,
    "bootstrapServers": _servers,
    "destinations": _destinations,
    "filterPatterns": _patterns,
    "provisioned": _pollers,
    "provisionedPollerConfig": _pollers,
    "provisionedPollers": _pollers,
    "queue": _one,
    "topic": _one,
}
