"""Resources and modules into mappings."""

from collections.abc import Callable, Iterable, Iterator

from mappinglint.dialects import Alternatives
from mappinglint.dialects.terraform import RESOURCE, lambda_module
from mappinglint.dialects.terraform.blocks import settings
from mappinglint.dialects.terraform.expressions import Evaluator
from mappinglint.dialects.terraform.instances import instance_of, instances
from mappinglint.dialects.terraform.mapping_words import FORMAT
from mappinglint.dialects.terraform.module import (
    Module,
    Resource,
    Written,
    is_terraform_json,
    module_of,
)
from mappinglint.dialects.terraform.relations import Relations
from mappinglint.dialects.terraform.surroundings import ModuleResources
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, ScalarNode, follow
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Place
from mappinglint.scenario import MAX_SCENARIOS, Choices, scenarios

# Scenarios beyond the first, of all mappings of a module.
_MOST_RUNS = 2_000

_Read = Callable[[Choices], tuple[bool | None, EventSourceMapping]]


def mappings(document: Document) -> Iterable[Alternatives]:
    """Return the mappings of the module of a document: the same list for all of its files."""
    if not _is_terraform(document):
        return []
    module = module_of(document)
    if module.mappings is None:
        module.mappings = list(_all(module))
    return module.mappings if module.broken is None else _broken(module.mappings, module.broken)


def _broken(found: list[Alternatives], error: Exception) -> Iterator[Alternatives]:
    yield from found
    raise error


def _all(module: Module) -> Iterator[Alternatives]:
    room = _MOST_RUNS
    for read in _readers(module):
        try:
            alternatives = _alternatives(read, max(1, min(room, MAX_SCENARIOS)))
        except Exception as error:  # noqa: BLE001 - it is raised again, behind the others
            # One mapping must not hide those of the other files.
            module.broken = error
            continue
        room -= len(alternatives) - 1
        yield alternatives


def _is_terraform(document: Document) -> bool:
    if document.format == "hcl" or is_terraform_json(document.source.path):
        return True
    if document.format != "json":
        return False
    objects = (root for root in map(follow, document.roots) if isinstance(root, MappingNode))
    resources = (root.get("resource") for root in objects)
    return any(isinstance(found, MappingNode) and RESOURCE in found for found in resources)


def _readers(module: Module) -> Iterator[_Read]:
    """Yield, for each mapping of a module, what reads it in a scenario."""
    relations = Relations(module)
    for resource in module.resources:
        if resource.type == RESOURCE and not resource.is_data:
            yield _of_resource(relations, resource)
    for call in module.calls:
        if lambda_module.is_lambda_module(call):
            for name, key, written in lambda_module.mappings_of(call, module):
                if isinstance(written.node, MappingNode):
                    yield _of_call(relations, call, name, key, written)


def _alternatives(read: _Read, most: int) -> Alternatives:
    """Return a mapping in each scenario in which it exists.

    If none is known in which it does, it is linted as if it existed.
    """
    found = list(scenarios(read, most))
    return [mapping for exists, mapping in found if exists is not False] or [
        mapping for _, mapping in found
    ]


def _of_resource(relations: Relations, resource: Resource) -> _Read:
    def read(choices: Choices) -> tuple[bool | None, EventSourceMapping]:
        evaluator = Evaluator(relations.module, FORMAT, resource.source, choices)
        exists, scope = instances(evaluator, resource.body, resource.address)
        with evaluator.scope(scope):
            found = settings(evaluator, resource.body, resource.hidden)
            region = resource.body.get("region")
            made_in = evaluator.value(region) if region else None
        around = ModuleResources(evaluator, relations)
        around.settle(found)
        return exists, EventSourceMapping(
            resource.address,
            Place(resource.source, resource.name.span),
            FORMAT,
            Operation.CREATE,
            found,
            resources=around,
            region=made_in,
            # Read last: each value may have called for a choice.
            assumptions=choices.assumptions,
        )

    return read


def _of_call(
    relations: Relations, call: Resource, name: str, key: ScalarNode, written: Written
) -> _Read:
    def read(choices: Choices) -> tuple[bool | None, EventSourceMapping]:
        evaluator = Evaluator(relations.module, lambda_module.FORMAT, call.source, choices)
        is_made, scope = instances(evaluator, call.body, call.address)
        exists = is_made is not False and lambda_module.exists(evaluator, call)
        assert isinstance(written.node, MappingNode)
        with evaluator.scope(scope), evaluator.reading(written.source):
            index = "" if not scope.names else scope.owner
            instance = instance_of(call.address, scope)
            found = lambda_module.settings(evaluator, written.node, call, index, instance)
        around = ModuleResources(evaluator, relations)
        around.settle(found)
        return exists, EventSourceMapping(
            name,
            Place(written.source, key.span),
            lambda_module.FORMAT,
            Operation.CREATE,
            found,
            resources=around,
            assumptions=choices.assumptions,
        )

    return read
