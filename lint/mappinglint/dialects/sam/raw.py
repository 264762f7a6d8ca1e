"""An event as SAM reads it: before CloudFormation resolves the functions in it."""

from mappinglint.dialects.cloudformation.template import Template, intrinsic
from mappinglint.dialects.reader import ValueReader
from mappinglint.dialects.scalars import Resolver
from mappinglint.document.node import Node, ScalarNode, SequenceNode, follow
from mappinglint.mapping import Format
from mappinglint.value import Unknown, Value

_AS_WRITTEN = Format("sam", converts=False)
# It runs before SAM does, and leaves nothing of the functions that it knows.
_LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
_MACRO = "Transform"


class RawReader(ValueReader):
    """Reads values with every function left open: Unknown, with its name as `unresolved`."""

    def __init__(self, template: Template, resolve: Resolver) -> None:
        super().__init__(template.source, _AS_WRITTEN, resolve)
        self._is_resolved = _has_language_extensions(template)

    def _read(self, node: Node) -> Value | None:
        called = intrinsic(node)
        if called is None:
            return super()._read(node)
        name, _ = called
        place = self.place(node.span)
        if self._is_resolved or name == _MACRO:
            return Unknown(place)
        return Unknown(place, unresolved=name if name == "Ref" else f"Fn::{name}")

    def _hides_keys(self, key: ScalarNode) -> bool:
        return key.text.startswith("Fn::") or super()._hides_keys(key)


def _has_language_extensions(template: Template) -> bool:
    transforms = template.value("Transform")
    named = transforms.items if isinstance(transforms, SequenceNode) else [transforms]
    return any(
        isinstance(one, ScalarNode) and one.text == _LANGUAGE_EXTENSIONS
        for one in (follow(node) for node in named if node is not None)
    )
