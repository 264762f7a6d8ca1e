"""Kustomize: which files are patches, of which another file has the rest."""

import os

from mappinglint.dialects.kubernetes.objects import text_of
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, SequenceNode, follow

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902")
# A patch stands beside the kustomization that names it, or in a folder there.
_MOST_LEVELS = 2


def is_patch(document: Document) -> bool:
    """Say whether a kustomization near a file names it as a patch."""
    path = document.source.path
    folder = os.path.dirname(path)
    for _ in range(_MOST_LEVELS):
        for name in _NAMES:
            found = document.project.read(os.path.join(folder, name), near=path)
            if found is not None and os.path.normpath(path) in _patches(found, folder):
                return True
        if not folder:
            break
        folder = os.path.dirname(folder)
    return False


def _patches(kustomization: Document, folder: str) -> set[str]:
    """Return the files that a kustomization names as patches."""
    found = set()
    for root in map(follow, kustomization.roots):
        for key in _PATCHES if isinstance(root, MappingNode) else ():
            patches = root.get(key) if isinstance(root, MappingNode) else None
            for item in patches.items if isinstance(patches, SequenceNode) else ():
                path = _path(follow(item))
                if path and "\n" not in path:
                    found.add(os.path.normpath(os.path.join(folder, path)))
    return found


def _path(patch: Node) -> str:
    return text_of(patch.get("path") if isinstance(patch, MappingNode) else patch)
