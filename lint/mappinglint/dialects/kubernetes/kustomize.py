"""Kustomize: which files are patches, and which fields it fills in."""

import os
from collections.abc import Iterator

from mappinglint.dialects.kubernetes.objects import below, text_of
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, SequenceNode, follow
from mappinglint.record import dataclass

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902")
# A file stands beside the kustomization that names it, or in a folder there.
_MOST_LEVELS = 2


@dataclass(frozen=True)
class Kustomized:
    """What Kustomize does to the objects of a file.

    A patch has its rest elsewhere. The values of the fields in `replaced`, each a path such as
    `spec.functionName`, stand for others.
    """

    is_patch: bool = False
    replaced: frozenset[str] = frozenset()


def kustomized(document: Document, kind: str) -> Kustomized:
    """Return what the kustomizations near a file say of its objects of a kind."""
    path = os.path.normpath(document.source.path)
    is_patch = False
    replaced: set[str] = set()
    for folder, root in _kustomizations(document):
        is_patch = is_patch or path in _patches(root, folder)
        replaced.update(_replaced(root, kind))
    return Kustomized(is_patch, frozenset(replaced))


def _kustomizations(document: Document) -> Iterator[tuple[str, MappingNode]]:
    path = document.source.path
    folder = os.path.dirname(path)
    for _ in range(_MOST_LEVELS):
        for name in _NAMES:
            found = document.project.read(os.path.join(folder, name), near=path)
            for root in map(follow, found.roots if found else ()):
                if isinstance(root, MappingNode):
                    yield folder, root
        if not folder:
            return
        folder = os.path.dirname(folder)


def _patches(root: MappingNode, folder: str) -> set[str]:
    """Return the files that a kustomization names as patches."""
    found = set()
    for key in _PATCHES:
        for patch in _items(root.get(key)):
            path = text_of(patch.get("path") if isinstance(patch, MappingNode) else patch)
            # In place of a path, there may be a patch.
            if path and "\n" not in path:
                found.add(os.path.normpath(os.path.join(folder, path)))
    return found


def _replaced(root: MappingNode, kind: str) -> Iterator[str]:
    """Yield the fields of objects of a kind that a kustomization fills in."""
    for replacement in _items(root.get("replacements")):
        targets = replacement.get("targets") if isinstance(replacement, MappingNode) else None
        for target in _items(targets):
            if text_of(below(target, "select").get("kind")) in ("", kind):
                paths = target.get("fieldPaths") if isinstance(target, MappingNode) else None
                yield from map(text_of, _items(paths))


def _items(node: Node | None) -> list[Node]:
    return [follow(item) for item in node.items] if isinstance(node, SequenceNode) else []
