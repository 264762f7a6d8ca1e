"""CloudFormation templates, as YAML or JSON: `AWS::Lambda::EventSourceMapping`."""

from collections.abc import Iterator
from dataclasses import replace

from mappinglint.dialects import Alternatives
from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.template import Resource, Template
from mappinglint.dialects.scalars import Resolver, yaml_1_1, yaml_1_2
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, ScalarNode, follow
from mappinglint.mapping import EventSourceMapping, Format, Operation
from mappinglint.scenario import MAX_SCENARIOS, Choices, scenarios
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

TYPE = "AWS::Lambda::EventSourceMapping"

_TABLES = frozenset({"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"})

# Scenarios beyond the first, of all mappings of a file: a template has a handful of them.
_MOST_RUNS = 2_000

# What CloudFormation, or a macro of AWS's, reads of a resource.
_ATTRIBUTES = frozenset(
    {
        "Condition",
        "Connectors",
        "CreationPolicy",
        "DeletionPolicy",
        "DependsOn",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    }
)

FORMAT = Format(
    "cloudformation",
    converts=True,
    lists_tags=True,
    spellings={
        "KMSKeyArn": "KmsKeyArn",
        "KAFKA_BOOTSTRAP_SERVERS": "KafkaBootstrapServers",
    },
)


class CloudFormationDialect:
    """See the module."""

    name = FORMAT.name

    def may_contain(self, data: bytes) -> bool:
        return TYPE.encode() in data

    def is_meant(self, data: bytes) -> bool:
        return self.may_contain(data)

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        resolve = yaml_1_2 if document.format == "json" else yaml_1_1
        room = _MOST_RUNS
        for root in map(follow, document.roots):
            if isinstance(root, MappingNode):
                template = Template(document.source, root)
                for resource in template.resources.values():
                    if resource.type == TYPE:
                        most = max(1, min(room, MAX_SCENARIOS))
                        alternatives = _alternatives(template, resource, resolve, most)
                        room -= len(alternatives) - 1
                        yield alternatives


def _alternatives(
    template: Template, resource: Resource, resolve: Resolver, most: int
) -> Alternatives:
    """Return the mapping in each scenario in which it exists, of which there are `most` at most.

    If a condition rules it out in every one, it is linted as if it existed.
    """

    def in_scenario(choices: Choices) -> tuple[bool, EventSourceMapping]:
        evaluator = Evaluator(template, FORMAT, resolve, choices)
        condition = resource.body.get("Condition")
        exists = not isinstance(condition, ScalarNode) or evaluator.condition(condition.text)
        return exists is not False, mapping_of(evaluator, template, resource, choices)

    read = list(scenarios(in_scenario, most))
    return [mapping for exists, mapping in read if exists] or [mapping for _, mapping in read]


def mapping_of(
    evaluator: Evaluator, template: Template, resource: Resource, choices: Choices
) -> EventSourceMapping:
    """Return the mapping that a resource is, with the choices made so far."""
    place = evaluator.place(resource.key.span)
    properties = resource.properties
    if properties is None:
        settings = Fields((), place, complete=False)
    else:
        settings = evaluator.fields(properties)
        settings = replace(settings, fields=tuple(map(_with_tag_map, settings.fields)))
    misplaced = tuple(
        field
        for field in evaluator.fields(resource.body).fields
        if field.spelling not in _ATTRIBUTES
    )
    if misplaced:
        # They may be what is missing among the properties.
        settings = replace(settings, complete=False)
    stream_view = stream_view_of(evaluator, template, settings)
    return EventSourceMapping(
        resource.key.text,
        place,
        FORMAT,
        Operation.CREATE,
        settings,
        # Read last: each value may have called for a choice.
        assumptions=choices.assumptions,
        misplaced=misplaced,
        stream_view=stream_view,
    )


def stream_view_of(evaluator: Evaluator, template: Template, settings: Fields) -> Value | None:
    """Return the StreamViewType of the table that a mapping reads, if it is in the template."""
    arn = settings.get("EventSourceArn")
    table = template.resources.get(arn.identity or "") if isinstance(arn, Unknown) else None
    if table is None or table.type not in _TABLES:
        return None
    stream = evaluator.property(table, "StreamSpecification")
    return stream.get("StreamViewType") if isinstance(stream, Fields) else None


def _with_tag_map(field: Field) -> Field:
    """Return the field with CloudFormation's list of Key and Value as the API's map."""
    if field.name != "Tags" or not isinstance(field.value, Items):
        return field
    tags = [_tag(item) for item in field.value.items]
    fields = tuple(tag for tag in tags if tag is not None)
    return replace(field, value=Fields(fields, field.value.place, complete=None not in tags))


def _tag(item: Value) -> Field | None:
    """Return a tag as key and value, or None if its key is not known."""
    key = item.field("Key") if isinstance(item, Fields) else None
    value = item.get("Value") if isinstance(item, Fields) else None
    if key is None or not isinstance(key.value, Known):
        return None
    return Field(key.value.text, key.value.text, key.value.place, value or Unknown(key.value.place))
