"""The functions and resources of a service, as one of its mappings sees them."""

from collections.abc import Iterator
from typing import Final

from mappinglint.dialects.cloudformation.surroundings import TemplateResources
from mappinglint.dialects.cloudformation.template import Resource as Written
from mappinglint.dialects.serverless.evaluate import ServiceEvaluator
from mappinglint.dialects.serverless.functions import Function, FunctionReader, Surroundings
from mappinglint.dialects.serverless.relations import ServiceRelations
from mappinglint.resource import FUNCTION, MAPPING, Resource

_OF_EVENTS: Final = {"EventSourceArn": "arn"}


class ServiceResources(TemplateResources):
    """What a service has in `functions` and in `resources`."""

    def __init__(self, evaluator: ServiceEvaluator, relations: ServiceRelations) -> None:
        super().__init__(evaluator, relations)
        self._reader = evaluator
        self._service = relations.template
        self._logical_ids = relations.logical_ids

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        logical_id = self._logical_ids.get(resource.name, "")
        function = self._service.functions.get(logical_id)
        if function is None or function.place != resource.place:
            return super().users_of(resource)
        return map(self._resource, self._relations.users_of(logical_id))

    def _resource(self, written: Written) -> Resource:
        function = None if written.owner else self._service.functions.get(written.name)
        if function is not None:
            return self._function(function, written.name)
        found = super()._resource(written)
        if not written.owner or found.type != MAPPING:
            return found
        return Resource(found.name, found.type, found.place, found.read, self, _OF_EVENTS)

    def _function(self, function: Function, logical_id: str) -> Resource:
        service, variables = self._service.service, self._service.variables
        around = Surroundings(
            variables,
            variables.step(service, "provider"),
            self._service.overrides.get(logical_id, {}),
            self._logical_ids,
            self._service.resources.keys(),
        )
        reader = FunctionReader(function, self._reader, around)
        return Resource(
            function.name, FUNCTION, function.place, reader.read, self, reader.spellings
        )
