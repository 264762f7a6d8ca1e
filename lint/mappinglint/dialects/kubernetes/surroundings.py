"""The objects of a manifest, as its mappings see them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.kubernetes.kinds import Kind
from mappinglint.dialects.kubernetes.kustomize import Kustomized, kustomized
from mappinglint.dialects.kubernetes.links import Links, field_of
from mappinglint.dialects.kubernetes.objects import Manifest, Object, is_created, text_of
from mappinglint.dialects.kubernetes.reader import ManifestReader
from mappinglint.dialects.kubernetes.words import CROSSPLANE, camel
from mappinglint.dialects.named_by_arn import named_by
from mappinglint.dialects.terraform.flat_arguments import REPLICAS, encryption, reservation, stream
from mappinglint.dialects.terraform.resource_words import PARTS, SAID_ELSEWHERE
from mappinglint.document.node import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.place import Label, Place
from mappinglint.resource import FUNCTION, QUEUE, ROLE, STREAM, TABLE, Resource, Resources
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, parts_of

# Crossplane's name for an object in AWS.
_EXTERNAL_NAME: Final = "crossplane.io/external-name"
# The property with the name that stands in an ARN.
_NAMED: Final = {
    FUNCTION: "FunctionName",
    QUEUE: "QueueName",
    ROLE: "RoleName",
    STREAM: "Name",
    TABLE: "TableName",
}
_ARN = re.compile(
    r"arn:aws[a-z-]{0,20}:[a-z0-9]{1,20}:[^:\s\"]{0,99}:[^:\s\"]{0,99}:[^\s\",]{1,300}"
)
_MOST_VALUES: Final = 100_000
# Flat fields.
_STREAM_OF_TABLE: Final = ("streamEnabled", "streamViewType")
# For objects that are no mappings: their fields have no names of the API's.
_PLAIN: Final = replace(CROSSPLANE, is_of_terraform=False, references={}, other=frozenset())
# What other manifests of the cluster, or AWS itself, may let in by a thing of their own.
_OPEN: Final = frozenset({FUNCTION, ROLE})


class ManifestResources(Resources):
    """The objects of one manifest. There are no scenarios: one is for all mappings.

    Other manifests may have more of them: of a function, and of a role of Crossplane's, nobody can
    say who else uses it. ACK's roles have all that they may.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._links = Links(manifest)
        self._kustomized: dict[str, Kustomized] = {}
        self._made: dict[str, Resource] = {}
        self._object_of: dict[Resource, Object] = {}
        self._read: dict[str, Fields] = {}

    def behind(self, value: Value | None) -> Resource | None:
        if not isinstance(value, Known | Unknown):
            return None
        found = self._by_identity.get(value.refers_to) if value.refers_to else None
        if found is None and not value.refers_to:
            found = self._spelled_out(value)
        return None if found is None else self.resource(found)

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        used = self._object_of.get(resource)
        if used is None:
            return
        for user in self._users.get(used.identity, []):
            yield self.resource(user)
        kind = self._links.kinds[used.identity]
        if resource.type in _OPEN and not (kind.is_of_ack and resource.type == ROLE):
            yield replace(resource, type="")

    # -- one object ---------------------------------------------------------------------------

    @cached_property
    def _by_identity(self) -> dict[str, Object | None]:
        found: dict[str, Object | None] = {}
        for one in self._manifest.objects:
            if one.identity in self._links.kinds:
                found[one.identity] = None if one.identity in found else one
        return found

    def resource(self, one: Object) -> Resource:
        """Return an object of ACK's or Crossplane's in CloudFormation's words."""
        key = one.identity
        if key not in self._made:
            kind = self._links.kinds[key]
            made = Resource(
                one.name,
                kind.type,
                Place(self._manifest.document.source, one.key.span),
                partial(self._field, one, kind),
                self,
                kind.spellings,
            )
            self._made[key] = made
            self._object_of[made] = one
        return self._made[key]

    def _field(self, one: Object, kind: Kind, name: str) -> Value | None:
        """Return a field, or what stands for it here, by the name that the object has for it."""
        fields = self._fields(one, kind)
        if kind.type == STREAM and name == kind.spellings["StreamEncryption"]:
            key = kind.spellings["KeyId"]
            return encryption(fields.get(name), fields.get(key), key)
        if kind.type == TABLE and name == _STREAM_OF_TABLE[0]:
            place = self.resource(one).place
            has_replicas = any(fields.get(camel(one)) is not None for one in REPLICAS)
            flag, view = map(fields.get, _STREAM_OF_TABLE)
            return stream(place, flag, view, _STREAM_OF_TABLE, has_replicas=has_replicas)
        value = fields.get(name)
        match name, value:
            case _, None | Known(data=None):
                return self._elsewhere(one, kind, name) if kind.terraform else None
            case "inlinePolicies", Fields():
                return _documents(value)
            case "reservedConcurrentExecutions", _:
                return reservation(value)
        return value

    def _fields(self, one: Object, kind: Kind) -> Fields:
        """Return the fields of an object, those in its blocks as one."""
        if one.identity not in self._read:
            self._read[one.identity] = self._read_fields(one, kind)
        return self._read[one.identity]

    def _read_fields(self, one: Object, kind: Kind) -> Fields:
        place = Place(self._manifest.document.source, one.key.span)
        if one.kind not in self._kustomized:
            self._kustomized[one.kind] = kustomized(self._manifest.document, one.kind)
        changes = self._kustomized[one.kind]
        if changes.is_patch or changes.replaced or not one.is_whole:
            # The rest of it, and what is put in, is elsewhere.
            return Fields((), place, complete=False)
        nodes = [one.spec.get(name) for name in kind.blocks] or [one.body.get("spec")]
        reader = ManifestReader(self._manifest, one, _PLAIN)
        blocks = [reader.fields(node) for node in nodes if isinstance(node, MappingNode)]
        # The first block counts.
        found = {field.spelling: field for block in reversed(blocks) for field in block.fields}
        is_complete = bool(blocks) and all(block.complete for block in blocks) and is_created(one)
        return self._linked(one, kind, Fields(tuple(found.values()), place, is_complete))

    def _linked(self, one: Object, kind: Kind, fields: Fields) -> Fields:
        """Return fields with those that references stand for in place of these."""
        written = {field.spelling for field in fields.fields}
        found = []
        for field in fields.fields:
            meant = field_of(field.spelling, kind)
            if meant and meant not in written:
                value = self._link(one, field.spelling, field.value)
                found.append(Field(meant, meant, field.key, value))
            else:
                value = self._linked_within(one, kind, field.value)
                found.append(replace(field, name=field.spelling, value=value))
        return replace(fields, fields=tuple(found))

    def _linked_within(self, one: Object, kind: Kind, value: Value) -> Value:
        match value:
            case Fields():
                return self._linked(one, kind, value)
            case Items(items=items):
                within = tuple(self._linked_within(one, kind, item) for item in items)
                return replace(value, items=within)
        return value

    def _link(self, one: Object, key: str, value: Value) -> Value:
        if isinstance(value, Items):
            return replace(value, items=tuple(self._link(one, key, item) for item in value.items))
        node = value.node if isinstance(value, Fields) else None
        return self.reference(one, key, node, value.place)

    def reference(self, one: Object, key: str, node: Node | None, place: Place) -> Unknown:
        """Return what a reference under a key of an object means."""
        found = self._links.behind(one, key, node) if node is not None else []
        if len(found) != 1:
            return Unknown(place)
        cause = Label(Place(self._manifest.document.source, found[0].key.span))
        return Unknown(place, cause=cause, refers_to=found[0].identity)

    def _elsewhere(self, one: Object, kind: Kind, name: str) -> Value | None:
        """Return a field that another object gives to this one, if there is such an object."""
        for (type_, argument), giving in SAID_ELSEWHERE.items():
            if (kind.terraform, name) != (type_, camel(argument)):
                continue
            for other in self._of_terraform.get(giving, []):
                mine = self.resource(other).behind(camel(PARTS[giving][1]))
                if mine is None or mine is self.resource(one):
                    value = self.resource(other).get(name) if mine else None
                    return value or Unknown(self.resource(other).place)
        return None

    @cached_property
    def _of_terraform(self) -> dict[str, list[Object]]:
        found: dict[str, list[Object]] = {}
        for one in self._manifest.objects:
            kind = self._links.kinds.get(one.identity)
            if kind is not None:
                found.setdefault(kind.terraform, []).append(one)
        return found

    # -- what is spelled out ------------------------------------------------------------------

    def _spelled_out(self, value: Known | Unknown) -> Object | None:
        """Return the object of an ARN, or of the name of a function."""
        arn = arn_of(parts_of(value))
        if arn is None:
            name = value.text if isinstance(value, Known) else ""
            return self._names.get((FUNCTION, name))
        meant = named_by(arn)
        return None if meant is None else self._names.get(meant)

    @cached_property
    def _names(self) -> dict[tuple[str, str], Object | None]:
        """The objects by type and the name that they have in AWS; None for two of one name."""
        found: dict[tuple[str, str], Object | None] = {}
        for one in self._manifest.objects:
            kind = self._links.kinds.get(one.identity)
            if kind is None or kind.type not in _NAMED:
                continue
            block = one.spec.get(kind.blocks[0]) if kind.blocks else one.spec
            here = kind.spellings[_NAMED[kind.type]]
            written = text_of(block.get(here)) if isinstance(block, MappingNode) else ""
            external = "" if kind.is_of_ack else text_of(one.annotations.get(_EXTERNAL_NAME))
            name = written or external or ("" if kind.is_of_ack else one.name)
            if name:
                # In a composition, objects have no names.
                key = kind.type, name
                found[key] = None if key in found else one
        return found

    # -- who uses whom ------------------------------------------------------------------------

    @cached_property
    def _users(self) -> dict[str, list[Object]]:
        """By identity, the objects that refer to an object, each once."""
        found: dict[str, dict[str, Object]] = {}
        for one in self._manifest.objects:
            if one.identity not in self._links.kinds:
                continue
            for used in (*self._links.references(one), *self._mentioned(one)):
                if used.identity != one.identity:
                    found.setdefault(used.identity, {})[one.identity] = one
        return {used: [*users.values()] for used, users in found.items()}

    def _mentioned(self, one: Object) -> Iterator[Object]:
        """Yield the objects whose ARNs, or names of functions, stand anywhere in an object."""
        pending: list[Node] = [one.spec]
        seen: set[int] = set()
        while pending and len(seen) < _MOST_VALUES:
            node = pending.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, ScalarNode):
                texts = _ARN.findall(node.text) or [node.text]
                for text in texts:
                    found = self._spelled_out(Known(text, self.resource(one).place, text))
                    if found is not None:
                        yield found
            elif isinstance(node, MappingNode):
                pending += [value for _, value in node.entries]
            elif isinstance(node, SequenceNode):
                pending += node.items
            elif isinstance(node, AliasNode):
                pending.append(node.target)


def _documents(value: Fields) -> Value:
    """Return ACK's map of policies, each a text under its name, as a list of policies."""
    items = tuple(
        Fields((Field(None, "PolicyDocument", field.key, field.value),), field.key)
        for field in value.fields
    )
    return Items(items, value.place) if value.complete else Unknown(value.place)
