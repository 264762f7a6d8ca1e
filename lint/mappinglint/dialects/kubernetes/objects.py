"""The Kubernetes objects of a document, wherever they stand in it."""

from collections.abc import Iterator
from functools import cached_property

from mappinglint.document import Document
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.record import dataclass

_NOTHING = MappingNode(0, None)
# With one of these, ACK takes over something that is there, with all that it has.
_ADOPTS = frozenset({"services.k8s.aws/adoption-policy", "services.k8s.aws/adoption-fields"})
# With policies, Crossplane creates nothing without one of these.
_CREATES = frozenset({"*", "Create"})
# Values of one document that are looked at; a manifest of objects has some thousand.
_MOST_NODES = 200_000


@dataclass(frozen=True, eq=False)
class Object:
    """An object: what it is, its name, and where that stands.

    It is not `whole` when it is a part of another one, which adds to it: what a Crossplane
    Composition starts from, say.
    """

    group: str
    version: str
    kind: str
    name: str
    namespace: str
    key: ScalarNode
    body: MappingNode
    is_whole: bool

    @property
    def spec(self) -> MappingNode:
        return below(self.body, "spec")

    @property
    def identity(self) -> str:
        """What tells it from all others, unless it stands twice."""
        return f"{self.group}/{self.kind}/{self.namespace}/{self.name}"

    @property
    def labels(self) -> MappingNode:
        return below(below(self.body, "metadata"), "labels")

    @property
    def annotations(self) -> MappingNode:
        return below(below(self.body, "metadata"), "annotations")


class Manifest:
    """A document and its objects, by what they are and are called."""

    def __init__(self, document: Document, objects: list[Object]) -> None:
        self.document = document
        self.objects = objects

    def named(self, name: str, namespace: str) -> list[Object]:
        """Return the objects of a name that may be in a namespace, of whatever kind."""
        return [
            one
            for one in self._by_name.get(name, [])
            if not namespace or not one.namespace or one.namespace == namespace
        ]

    @cached_property
    def _by_name(self) -> dict[str, list[Object]]:
        found: dict[str, list[Object]] = {}
        for one in self.objects:
            found.setdefault(one.name, []).append(one)
        return found


def find_objects(root: Node) -> Iterator[Object]:
    """Yield the objects below a node in the order of the file: in lists, and within others."""
    pending: list[tuple[Node, bool]] = [(follow(root), True)]
    seen: set[int] = set()
    while pending and len(seen) < _MOST_NODES:
        node, is_whole = pending.pop()
        if id(node) in seen or isinstance(node, ScalarNode):
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            pending += [(follow(item), is_whole) for item in reversed(node.items)]
        elif isinstance(node, MappingNode):
            found = _object(node, is_whole=is_whole)
            if found:
                yield found
            # The items of a List are objects like any others.
            keeps_whole = is_whole and (found is None or found.kind.endswith("List"))
            pending += [(follow(child), keeps_whole) for _, child in reversed(node.entries)]


def is_created(one: Object) -> bool:
    """Say whether what an object stands for is made of this object alone."""
    if any(key.text in _ADOPTS for key, _ in one.annotations):
        return False
    policies = one.spec.get("managementPolicies")
    if not isinstance(policies, SequenceNode):
        return True
    return any(text_of(policy) in _CREATES for policy in policies.items)


def below(node: Node | None, key: str) -> MappingNode:
    """Return the object below a key, an empty one if there is none."""
    found = node.get(key) if isinstance(node, MappingNode) else None
    return found if isinstance(found, MappingNode) else _NOTHING


def text_of(node: Node | None) -> str:
    """Return the text of a scalar, of anything else nothing."""
    return node.text if isinstance(node, ScalarNode) else ""


def _object(node: MappingNode, *, is_whole: bool) -> Object | None:
    version, kind = text_of(node.get("apiVersion")), node.get("kind")
    if not version or not isinstance(kind, ScalarNode):
        return None
    group, _, version = version.rpartition("/")
    metadata = below(node, "metadata")
    name = metadata.get("name")
    key = name if isinstance(name, ScalarNode) and name.text else kind
    namespace = text_of(metadata.get("namespace"))
    name_text = text_of(name)
    return Object(group, version, kind.text, name_text, namespace, key, node, is_whole)
