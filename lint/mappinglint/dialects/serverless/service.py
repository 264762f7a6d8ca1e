"""A service: its functions and resources, wherever in the project they stand."""

from collections.abc import Iterator
from dataclasses import replace

from mappinglint.dialects import Alternatives
from mappinglint.dialects.cloudformation import TYPE
from mappinglint.dialects.cloudformation.mappings import mapping_of
from mappinglint.dialects.cloudformation.resources import FORMAT as CLOUDFORMATION
from mappinglint.dialects.cloudformation.template import Resource
from mappinglint.dialects.serverless.evaluate import ServiceEvaluator
from mappinglint.dialects.serverless.events import EventReader
from mappinglint.dialects.serverless.find import events_of
from mappinglint.dialects.serverless.relations import ServiceRelations
from mappinglint.dialects.serverless.surroundings import ServiceResources
from mappinglint.dialects.serverless.template import ServiceTemplate
from mappinglint.dialects.serverless.variables import Variables
from mappinglint.document import Document
from mappinglint.document.node import MappingNode, follow
from mappinglint.mapping import EventSourceMapping
from mappinglint.scenario import Choices

# Nobody deploys more at once: a template has 500 resources at most.
_MOST_MAPPINGS = 2_000


class Service:
    """One service, with the document that is its main file.

    Of a file of functions whose service is not at hand, `root` has these alone.
    """

    def __init__(self, document: Document, root: MappingNode, *, is_whole: bool = True) -> None:
        self._document = document
        self._variables = Variables(document, root if is_whole else None)
        source = document.source
        self._template = ServiceTemplate(source, root, self._variables, is_whole=is_whole)
        self._relations = ServiceRelations(self._template)

    @property
    def files(self) -> list[str]:
        """The files that the service was looked for in so far, besides its main one."""
        return list(self._variables.files)

    def mappings(self) -> Iterator[Alternatives]:
        """Yield each mapping of the service: those of functions, then those among resources."""
        room = _MOST_MAPPINGS
        for mapping in self._all():
            yield [mapping]
            room -= 1
            if not room:
                return

    def _all(self) -> Iterator[EventSourceMapping]:
        reader = EventReader(self._relations, self._variables, self._document.source)
        for function in self._template.all_functions:
            for event in events_of(self._variables, function.body) if function.body else ():
                yield from reader.mappings(function, event)
        for resource in self._template.resources.values():
            if resource.type == TYPE and not self._is_read_elsewhere(resource):
                yield self._of_resource(resource)

    def _of_resource(self, resource: Resource) -> EventSourceMapping:
        choices = Choices((), 0)
        evaluator = ServiceEvaluator(self._template, self._variables, CLOUDFORMATION, choices)
        main = self._document.source
        with evaluator.reading(resource.source):
            around = ServiceResources(evaluator, self._relations)
            mapping = mapping_of(around, resource, evaluator, choices)
        return mapping if resource.source is main else _as_part(mapping, self._document)

    def _is_read_elsewhere(self, resource: Resource) -> bool:
        """Say whether the file of a resource is a template by itself."""
        path = resource.source.path
        if resource.source is self._document.source:
            return False
        document = self._document.project.read(path, near=self._document.source.path)
        roots = map(follow, document.roots) if document else ()
        sections = (root.get("Resources") for root in roots if isinstance(root, MappingNode))
        return any(isinstance(section, MappingNode) for section in sections)


def mappings_of(document: Document, root: MappingNode) -> list[Alternatives]:
    """Return the mappings of the service of a main file: made once, as long as no file changes."""
    project, path = document.project, document.source.path
    # What it was made of the last time.
    files: list[str] = project.once(f"the files of service {path}", [document], list)

    def documents() -> list[Document]:
        found = (project.read(name, near=path) for name in files)
        return [document, *(one for one in found if one is not None)]

    def make() -> list[Alternatives]:
        service = Service(document, root)
        found = list(service.mappings())
        files[:] = service.files
        return found

    name = f"the mappings of service {path}"
    if not files:
        made = make()
        return list(project.once(name, documents(), lambda: made))
    return list(project.once(name, documents(), make))


def _as_part(mapping: EventSourceMapping, document: Document) -> EventSourceMapping:
    return replace(mapping, part_of=document.source)
