"""Which documents are a service, or a part of one."""

import os

from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow


def service_root(document: Document) -> MappingNode | None:
    """Return the root of a document that is the main file of a service for AWS, or None."""
    root = follow(document.roots[0]) if document.roots else None
    if not isinstance(root, MappingNode) or root.tag is not None:
        return None
    has_content = "functions" in root or "resources" in root
    provider = _provider(root)
    if not has_content or provider is None:
        return None
    is_said = provider == "aws"
    return root if is_said or (provider == "" and "service" in root) else None


def functions_root(document: Document) -> MappingNode | None:
    """Return what is clearly a file of functions, as a service of these; or None.

    That is one function, functions by name, or these below `functions`.
    """
    root = follow(document.roots[0]) if document.roots else None
    if not isinstance(root, MappingNode) or root.tag is not None:
        return None
    if _is_function(root):
        name = os.path.splitext(os.path.basename(document.source.path))[0]
        return _keyed("functions", _keyed(name, root))
    below = root.get("functions")
    if isinstance(below, MappingNode) and not {"service", "provider"} & {k.text for k, _ in root}:
        root = below
    if root.entries and all(_is_function(follow(child)) for _, child in root):
        return _keyed("functions", root)
    return None


def _provider(root: MappingNode) -> str | None:
    """Return the name of the provider, "" if it is not known, or None if there is none."""
    provider = root.get("provider")
    if isinstance(provider, MappingNode):
        provider = provider.get("name")
        if provider is None:
            return ""
    if not isinstance(provider, ScalarNode):
        return None
    return "" if "${" in provider.text else provider.text


def _is_function(node: Node) -> bool:
    if not isinstance(node, MappingNode) or not isinstance(node.get("events"), SequenceNode):
        # Another one of the file may have no events.
        return isinstance(node, MappingNode) and isinstance(node.get("handler"), ScalarNode)
    return "handler" in node or "image" in node


def _keyed(name: str, node: MappingNode) -> MappingNode:
    owner = MappingNode(node.span.start, None)
    first = node.entries[0][0].span if node.entries else node.span
    owner.entries, owner.span = [(ScalarNode(name, first, None, None), node)], node.span
    return owner
