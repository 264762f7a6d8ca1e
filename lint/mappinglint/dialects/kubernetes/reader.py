"""Reads the settings of one object: its own words, references to others, and placeholders."""

import re
from collections.abc import Callable
from dataclasses import replace

from mappinglint.dialects.kubernetes.objects import Manifest, Object, below, text_of
from mappinglint.dialects.kubernetes.references import source_behind
from mappinglint.dialects.kubernetes.words import Words, is_in_objects
from mappinglint.dialects.reader import ValueReader
from mappinglint.dialects.scalars import yaml_1_1, yaml_1_2
from mappinglint.dialects.terraform.shapes import unwrapped
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.parts import HOLE, without_holes
from mappinglint.place import Place
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value, changed

# Returns what a reference under a key of an object means; the place is that of the name in it.
Refer = Callable[[Object, str, Node, Place], Unknown]

# `$(QUEUE)` of Kustomize and `$QUEUE` of envsubst, but not Lambda's $LATEST; `###queue###` of
# Crossplane's examples, which without quotes is a comment to YAML.
_VARIABLE = re.compile(r"\$\([A-Za-z_][\w.-]*\)|\$(?!LATEST\b)[A-Z_][A-Z0-9_]*|###[\w.-]+###")
_IN_COMMENT = re.compile(r":[ \t]+###[\w.-]+###")
_MAY_HOLD_VARIABLE = frozenset("$#")
# Of these, plain values belong into an object, when they stand outside of it.
_INNER = frozenset(
    {
        None,
        "CollectionName",
        "ConsumerGroupId",
        "DatabaseName",
        "Destination",
        "FullDocument",
        "MaximumConcurrency",
        "MaximumPollers",
        "MinimumPollers",
        "PollerGroupName",
    }
)
# In a filter pattern, they are its own.
_BRACE = "{"


class ManifestReader(ValueReader):
    """Reads one object of a manifest."""

    def __init__(
        self, manifest: Manifest, one: Object, words: Words, refer: Refer | None = None
    ) -> None:
        resolve = yaml_1_2 if manifest.document.format == "json" else yaml_1_1
        super().__init__(manifest.document.source, words.format, resolve)
        self._refer = refer
        self._manifest = manifest
        self._object = one
        self._words = words
        self._unwraps = words.is_of_terraform and not is_in_objects(one.group, one.version)

    def fields(self, node: MappingNode) -> Fields:
        read = super().fields(node)
        settings = [field for field in read.fields if field.spelling not in self._words.other]
        written = {field.name for field in settings}
        fields = tuple(self._meant(field, node, written) for field in settings)
        return replace(read, fields=tuple(field for field in fields if field is not None))

    def _meant(self, field: Field, node: MappingNode, written: set[str | None]) -> Field | None:
        """Return a field as the setting that it stands for; None if that is written itself."""
        if self._unwraps:
            field = _out_of_list(field, is_top=self._level == 0)
        meant = self._words.references.get(field.spelling)
        target = node.get(field.spelling)
        if meant is None or target is None:
            return field
        if meant in written:
            return None
        return replace(field, name=meant, value=self._referred(meant, field.spelling, target))

    def _referred(self, setting: str, key: str, node: Node) -> Value:
        place = self.place(node.span)
        if isinstance(node, SequenceNode):
            items = (self._referred(setting, key, follow(item)) for item in node.items)
            return Items(tuple(items), place)
        name, namespace, place = self._target(node)
        meant = self._refer(self._object, key, node, place) if self._refer else Unknown(place)
        if setting == "EventSourceArn":
            source = source_behind(self._manifest, name, namespace, place)
            return replace(source, refers_to=meant.refers_to)
        identity = f"{setting}/{namespace}/{name}" if name else None
        return replace(meant, identity=identity)

    def _target(self, node: Node) -> tuple[str, str, Place]:
        """Return the name and the namespace that a reference means, and where the name stands."""
        wrapped = below(node, "from")
        owner = wrapped if wrapped.entries else node
        name = owner.get("name") if isinstance(owner, MappingNode) else None
        namespace = text_of(owner.get("namespace")) if isinstance(owner, MappingNode) else ""
        at = name if isinstance(name, ScalarNode) else node
        return text_of(name), namespace or self._object.namespace, self.place(at.span)

    # -- hooks of ValueReader -----------------------------------------------------------------

    def _scalar(self, node: ScalarNode) -> Value:
        if not node.text and _IN_COMMENT.match(self._source.text, node.span.start):
            return Unknown(self.place(node.span))
        value = super()._scalar(node)
        if not isinstance(value, Known) or not _MAY_HOLD_VARIABLE.intersection(node.text):
            return value
        if node.text.lstrip().startswith(_BRACE):
            return value
        changes = tuple((*found.span(), HOLE) for found in _VARIABLE.finditer(node.text))
        if not changes:
            return value
        parts = without_holes(changed(node.text, changes))
        return Unknown(value.place, parts, node=node, changes=changes)

    def _hides_keys(self, key: ScalarNode) -> bool:
        # `$patch: merge` of Kustomize tells what to do with the others.
        return key.text.startswith("$") or super()._hides_keys(key)


def _out_of_list(field: Field, *, is_top: bool) -> Field:
    """Return a field with an object for a list of one block."""
    value = unwrapped(field.value, field.name)
    belongs_inside = field.name == "OnFailure" or (is_top and field.name in _INNER)
    if isinstance(value, Known) and belongs_inside:
        # No fix may put it into an object, where a list with one is needed.
        value = replace(value, node=None)
    return replace(field, value=value)
