"""The services that a file belongs to, and their mappings."""

import os
import re
from collections.abc import Iterator

from mappinglint.dialects import Alternatives
from mappinglint.dialects.serverless import FARTHEST, FILE_TYPES, SERVICE_FILE
from mappinglint.dialects.serverless.roots import functions_root, service_root
from mappinglint.document import Document
from mappinglint.document.node import MappingNode


def mappings(document: Document) -> Iterator[Alternatives]:
    """Yield the mappings of a document."""
    root = service_root(document)
    if root is not None:
        yield from _mappings_of(document, root)
        return
    for found in _services_around(document):
        if any(one[0].place.source is document.source for one in found):
            yield from found
            return
    # The service may be written in TypeScript, say.
    alone = functions_root(document)
    if alone is not None:
        from mappinglint.dialects.serverless.service import Service

        yield from Service(document, alone, is_whole=False).mappings()


def _services_around(document: Document) -> Iterator[list[Alternatives]]:
    """Yield the mappings of each service in the folder of a document, and in those above it."""
    project, path = document.project, document.source.path
    folder = os.path.dirname(path)
    for _ in range(FARTHEST):
        for found in project.files(folder, FILE_TYPES, near=path):
            if not re.fullmatch(SERVICE_FILE, os.path.basename(found)):
                continue
            other = project.read(found, near=path)
            root = service_root(other) if other is not None else None
            if other is not None and root is not None:
                yield _mappings_of(other, root)
        folder = os.path.join(folder, os.pardir)


def _mappings_of(document: Document, root: MappingNode) -> list[Alternatives]:
    # Imported here: any template may be a part of a service, and hardly one is.
    from mappinglint.dialects.serverless.service import mappings_of

    return mappings_of(document, root)
