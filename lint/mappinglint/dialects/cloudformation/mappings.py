"""Resources of templates into mappings."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from mappinglint.dialects import Alternatives
from mappinglint.dialects.cloudformation import TYPE, resources
from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.relations import Relations
from mappinglint.dialects.cloudformation.resources import FORMAT
from mappinglint.dialects.cloudformation.surroundings import TemplateResources
from mappinglint.dialects.cloudformation.template import Resource, properties_of
from mappinglint.document import Document
from mappinglint.document.node import MappingNode
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.scenario import Choices
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

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


def mappings(document: Document) -> Iterator[Alternatives]:
    """Yield the mappings of a document."""
    alternatives = resources.Alternatives(document)
    for template in resources.templates(document):
        relations = Relations(template)
        for resource in template.resources.values():
            if resource.type == TYPE:
                read = partial(_in_scenario, relations, resource)
                yield alternatives.of(template, resource, read)


def _in_scenario(
    relations: Relations, resource: Resource, evaluator: Evaluator, choices: Choices
) -> EventSourceMapping:
    around = TemplateResources(evaluator, relations)
    return mapping_of(around, resource, evaluator, choices)


def mapping_of(
    around: TemplateResources,
    resource: Resource,
    evaluator: Evaluator,
    choices: Choices,
) -> EventSourceMapping:
    """Return the mapping that a resource is, with the choices made so far.

    `around` are the resources that it is among.
    """
    place = evaluator.place(resource.key.span)
    properties = resource.properties
    if properties is None:
        settings = Fields((), place, complete=False)
    else:
        settings = evaluator.fields(properties)
        settings = replace(settings, fields=tuple(map(_with_tag_map, settings.fields)))
    misplaced = tuple(_misplaced(evaluator, resource))
    if misplaced:
        # They may be what is missing among the properties.
        settings = replace(settings, complete=False)
    around.settle(settings)
    return EventSourceMapping(
        resource.key.text,
        place,
        FORMAT,
        Operation.CREATE,
        settings,
        # Read last: each value may have called for a choice.
        assumptions=choices.assumptions,
        misplaced=misplaced,
        resources=around,
        construct=resources.construct_of(resource),
    )


def _misplaced(evaluator: Evaluator, resource: Resource) -> Iterator[Field]:
    read = properties_of(resource.body)
    # The properties are most of it, and have been read.
    misplaced = [entry for entry in resource.body if entry[0].text not in _ATTRIBUTES]
    if not misplaced:
        return
    beside = MappingNode(resource.body.span.start, None)
    beside.entries, beside.span = misplaced, resource.body.span
    for field in evaluator.fields(beside).fields:
        is_read = read is not None and field.spelling == read[0].text
        yield replace(field, name="Properties") if is_read else field


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
