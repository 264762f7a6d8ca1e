"""Resources of a plan or a state into mappings."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from mappinglint.dialects import Alternatives
from mappinglint.dialects.terraform.mapping_words import FORMAT
from mappinglint.dialects.terraform.plan.planned import Plan, PlannedResource, sequence, text_at
from mappinglint.dialects.terraform.plan.references import references_of, sources
from mappinglint.dialects.terraform.plan.surroundings import PlanResources
from mappinglint.dialects.terraform.plan.values import Marks, PlanReader
from mappinglint.dialects.terraform.shapes import in_api_shape
from mappinglint.dialects.terraform.source_kinds import kinds_of
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, follow
from mappinglint.kind import Kinds
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Label, Place
from mappinglint.value import Field, Fields, Unknown

_SOURCE = "EventSourceArn"


def mappings(document: Document) -> Iterator[Alternatives]:
    """Yield the mappings of a document."""
    for root in map(follow, document.roots):
        if isinstance(root, MappingNode) and "format_version" in root:
            plan = Plan(document.source, root)
            around = PlanResources(plan)
            for resource in plan.mappings():
                yield [_mapping(plan, around, resource)]


def _mapping(plan: Plan, around: PlanResources, resource: PlannedResource) -> EventSourceMapping:
    place = Place(plan.source, resource.key.span)
    change = plan.change(resource)
    expressions = plan.expressions(resource)
    marks = Marks(
        unknown=change.get("after_unknown") if change else None,
        sensitive=resource.body.get("sensitive_values"),
        written=expressions,
    )
    is_new = change is not None and "create" in _actions(change)
    reader = PlanReader(plan.source, partial(around.referred, resource), is_new=is_new)
    settings = in_api_shape(reader.settings(resource.values, marks))
    written = expressions.get("event_source_arn") if expressions else None
    found = sources(plan, resource, references_of(written))
    settings = _with_source(plan, around, settings, found)
    is_state = plan.is_state
    return EventSourceMapping(
        resource.address,
        place,
        FORMAT,
        Operation.STORED if is_state else Operation.CREATE,
        replace(settings, complete=settings.complete and not is_state),
        resources=around,
        address=resource.address,
    )


def _actions(change: MappingNode) -> list[str]:
    return [text for item in sequence(change.get("actions")) if (text := text_at(item))]


def _with_source(
    plan: Plan, around: PlanResources, settings: Fields, sources: list[PlannedResource]
) -> Fields:
    """Return the settings with what is known of an ARN that only AWS can tell."""

    def told(field: Field) -> Field:
        if field.name != _SOURCE or not isinstance(field.value, Unknown) or not sources:
            return field
        kinds: Kinds = frozenset()
        labels = []
        for source in sources:
            found, deciding = kinds_of(source.type, source.plain)
            kinds |= found or frozenset()
            entry = source.values.entry(deciding)
            at = entry[1] if entry else source.key
            labels.append(Label(Place(plan.source, at.span)))
        identity = sources[0].address if len(sources) == 1 else None
        is_one = len(sources) == 1 and sources[0].is_managed
        value = replace(
            field.value,
            kinds=kinds,
            cause=labels[0],
            identity=identity,
            refers_to=around.meet(sources[0]) if is_one else "",
        )
        return replace(field, value=value)

    return replace(settings, fields=tuple(map(told, settings.fields)))
