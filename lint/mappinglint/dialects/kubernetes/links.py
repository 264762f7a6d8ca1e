"""Which object a reference means: by its name, or by its labels."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from mappinglint.dialects.kubernetes.kinds import Kind, kind_of
from mappinglint.dialects.kubernetes.objects import Manifest, Object, below, text_of
from mappinglint.document.node import MappingNode, Node, SequenceNode, follow
from mappinglint.resource import CONSUMER, FUNCTION, KEY, MANAGED_POLICY, QUEUE, ROLE, STREAM, TABLE

_ENDINGS: Final = ("Refs", "Ref", "Selector")
# The fields that ACK's references stand for, where that is not what stands before the ending.
_STANDS_FOR: Final = {
    "eventSource": "eventSourceARN",
    "function": "functionName",
    "kmsKey": "kmsKeyARN",
    "kmsMasterKey": "kmsMasterKeyID",
    "policy": "policies",
    "stream": "streamARN",
}
_SOURCES: Final = frozenset({CONSUMER, QUEUE, STREAM, TABLE})
# The types that a reference may mean, by what stands before its ending; others may mean anything.
_MEANT: Final = {
    "eventSource": _SOURCES,
    "eventSourceArn": _SOURCES,
    "function": frozenset({FUNCTION}),
    "functionName": frozenset({FUNCTION}),
    "kmsKey": frozenset({KEY}),
    "kmsKeyArn": frozenset({KEY}),
    "kmsKeyId": frozenset({KEY}),
    "kmsMasterKey": frozenset({KEY}),
    "kmsMasterKeyId": frozenset({KEY}),
    "policy": frozenset({MANAGED_POLICY}),
    "policyArn": frozenset({MANAGED_POLICY}),
    "queueUrl": frozenset({QUEUE}),
    "role": frozenset({ROLE}),
    "stream": frozenset({STREAM}),
    "streamArn": frozenset({STREAM}),
}


def stem_of(key: str) -> str:
    """Return what stands before the ending of a reference's key; nothing if it is none."""
    return next((key.removesuffix(end) for end in _ENDINGS if key.endswith(end)), "")


def field_of(key: str, kind: Kind) -> str:
    """Return the field that a reference stands for; nothing if the key is that of none."""
    stem = stem_of(key)
    return _STANDS_FOR.get(stem, stem) if kind.is_of_ack else stem


class Links:
    """The objects of a manifest by what refers to them."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kinds of ACK's and Crossplane's objects, by the identity of these."""
        found = ((one, kind_of(one)) for one in self._manifest.objects)
        return {one.identity: kind for one, kind in found if kind is not None}

    def behind(self, owner: Object, key: str, node: Node) -> list[Object]:
        """Return the objects that a reference under a key of an object may mean."""
        if not isinstance(node, MappingNode):
            return []
        found = self._labelled(node) if key.endswith("Selector") else self._named(owner, node)
        kind, types = kind_of(owner), _MEANT.get(stem_of(key))
        return [one for one in found if _fits(kind, self.kinds.get(one.identity), types)]

    def _named(self, owner: Object, node: MappingNode) -> list[Object]:
        wrapped = below(node, "from")
        node = wrapped if wrapped.entries else node
        name = text_of(node.get("name"))
        namespace = text_of(node.get("namespace")) or owner.namespace
        return self._manifest.named(name, namespace) if name else []

    def _labelled(self, node: MappingNode) -> list[Object]:
        wanted = {(key.text, text_of(value)) for key, value in below(node, "matchLabels")}
        if not wanted:
            return []
        first, *others = wanted
        return [
            one
            for one in self._by_label.get(first, [])
            if all(text_of(one.labels.get(key)) == value for key, value in others)
        ]

    @cached_property
    def _by_label(self) -> dict[tuple[str, str], list[Object]]:
        found: dict[tuple[str, str], list[Object]] = {}
        for one in self._manifest.objects:
            for key, value in one.labels:
                found.setdefault((key.text, text_of(follow(value))), []).append(one)
        return found

    def references(self, owner: Object) -> Iterator[Object]:
        """Yield the objects that an object may refer to, at any depth."""
        pending: list[Node] = [owner.spec]
        seen: set[int] = set()
        while pending:
            node = pending.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, SequenceNode):
                pending += map(follow, node.items)
            elif isinstance(node, MappingNode):
                for key, child in node:
                    value = follow(child)
                    pending.append(value)
                    if stem_of(key.text):
                        items = value.items if isinstance(value, SequenceNode) else [value]
                        for item in map(follow, items):
                            yield from self.behind(owner, key.text, item)


def _fits(owner: Kind | None, kind: Kind | None, types: frozenset[str] | None) -> bool:
    if owner is None or kind is None or owner.family != kind.family:
        return False
    return types is None or kind.type in types
