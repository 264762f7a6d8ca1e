"""What mappings of templates have in common, whatever the resource that makes them."""

from collections.abc import Callable, Iterator

from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.template import Resource, Template
from mappinglint.dialects.scalars import Resolver, yaml_1_1, yaml_1_2
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, ScalarNode, follow
from mappinglint.mapping import EventSourceMapping, Format
from mappinglint.scenario import MAX_SCENARIOS, Choices, scenarios

# What CloudFormation calls settings, and how it reads values.
FORMAT = Format(
    "cloudformation",
    converts=True,
    lists_tags=True,
    spellings={
        "KMSKeyArn": "KmsKeyArn",
        "KAFKA_BOOTSTRAP_SERVERS": "KafkaBootstrapServers",
    },
)

# Scenarios beyond the first, of all mappings of a file: a template has a handful of them.
_MOST_RUNS = 2_000
_CONSTRUCT = "aws:cdk:path"

# Reads a mapping in a scenario; None if there is none in it.
Read = Callable[[Evaluator, Choices], EventSourceMapping | None]


def templates(document: Document) -> Iterator[Template]:
    """Yield every template in a document: what is an object may be one."""
    for root in map(follow, document.roots):
        if isinstance(root, MappingNode):
            yield Template(document.source, root)


class Alternatives:
    """Reads the mappings of one document, each in the scenarios in which it exists."""

    def __init__(self, document: Document) -> None:
        self.resolve: Resolver = yaml_1_2 if document.format == "json" else yaml_1_1
        self._room = _MOST_RUNS

    def of(self, template: Template, resource: Resource, read: Read) -> list[EventSourceMapping]:
        """Return a mapping that a resource makes, in each scenario in which there is one.

        If the resource's condition rules it out in every one, it is linted as if it existed.
        """

        def in_scenario(choices: Choices) -> tuple[bool, EventSourceMapping | None]:
            evaluator = Evaluator(template, FORMAT, self.resolve, choices)
            exists = evaluator.exists(resource)
            return exists is not False, read(evaluator, choices)

        most = max(1, min(self._room, MAX_SCENARIOS))
        found = list(scenarios(in_scenario, most))
        self._room -= len(found) - 1
        mappings = [(exists, mapping) for exists, mapping in found if mapping is not None]
        existing = [mapping for exists, mapping in mappings if exists]
        return existing or [mapping for _, mapping in mappings]


def construct_of(resource: Resource) -> str:
    """Return the path of the CDK construct that has made a resource; nothing if none has."""
    metadata = resource.body.get("Metadata")
    path = metadata.get(_CONSTRUCT) if isinstance(metadata, MappingNode) else None
    # Stack and construct at the least: null is none.
    return path.text if isinstance(path, ScalarNode) and "/" in path.text else ""
