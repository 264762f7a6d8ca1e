"""The CloudFormation template in a service: `resources`, inline or from files."""

from functools import cached_property

from mappinglint.dialects.cloudformation.template import Resource, Template
from mappinglint.dialects.serverless.variables import Located, Variables
from mappinglint.document.node import MappingNode, ScalarNode
from mappinglint.source import Source

_NOTHING = MappingNode(0, None)


class ServiceTemplate(Template):
    """The resources of a service. Each of them may stand in a file of its own.

    Its parameters and conditions may, too; they stay open.
    """

    def __init__(self, source: Source, root: MappingNode, variables: Variables) -> None:
        super().__init__(source, _NOTHING)
        self._service = Located(root, source)
        self._variables = variables

    @cached_property
    def resources(self) -> dict[str, Resource]:
        variables = self._variables
        found: dict[str, Resource] = {}
        written = variables.step(self._service, "resources")
        for part in variables.objects(written) if written else ():
            section = variables.step(part, "Resources")
            for owner in variables.objects(section) if section else ():
                assert isinstance(owner.node, MappingNode)
                for key, child in owner.node:
                    body = variables.follow(Located(child, owner.source))
                    if body is not None and isinstance(body.node, MappingNode):
                        named = _named(key, body, owner.source)
                        found[key.text] = Resource(named, body.node, body.source)
        return found


def _named(key: ScalarNode, body: Located, source: Source) -> ScalarNode:
    """Return the logical id at a place in the file that has the resource."""
    if body.source is source or not isinstance(body.node, MappingNode) or not body.node.entries:
        return key
    return ScalarNode(key.text, body.node.entries[0][0].span, key.style, None)
