"""Serverless Framework for AWS: the events of functions that poll a source, as YAML or JSON.

A service may be spread over several files of its folder. Each mapping is found from the main file,
and from the file that it stands in.
"""

import os
import re
from collections.abc import Iterator

from mappinglint.dialects import Alternatives
from mappinglint.dialects.cloudformation import TYPE
from mappinglint.dialects.serverless.names import EVENTS
from mappinglint.dialects.serverless.service import (
    Service,
    functions_root,
    mappings_of,
    service_root,
)
from mappinglint.document import Document

# `- sqs:`, `{"sqs":`, `[{sqs:`
_EVENT = re.compile(rb"""[-{,]\s*["']?(?:%s)["']?[ \t]*:""" % "|".join(EVENTS).encode())
_CONTENT = re.compile(rb"""(?m)(?:^|[{,])[ \t]*["']?(?:functions|resources)["']?[ \t]*:""")
_PROVIDER = re.compile(rb"""(?m)(?:^|[{,])[ \t]*["']?provider["']?[ \t]*:""")
_SERVICE_FILE = re.compile(r"serverless[\w.-]*\.(?:ya?ml|json)")
_FILE_TYPES = (".yml", ".yaml", ".json")
# Folders between an included file and its service.
_FARTHEST = 6


class ServerlessDialect:
    """See the module."""

    name = "serverless"

    def may_contain(self, data: bytes) -> bool:
        if _EVENT.search(data):
            return True
        is_service = bool(_CONTENT.search(data) and _PROVIDER.search(data))
        has_mapping = TYPE.encode() in data
        return has_mapping or (is_service and b"${file(" in data)

    def is_meant(self, data: bytes) -> bool:
        is_service = bool(_CONTENT.search(data) and _PROVIDER.search(data))
        return is_service and bool(_EVENT.search(data))

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        root = service_root(document)
        if root is not None:
            yield from mappings_of(document, root)
            return
        for found in _services_around(document):
            if any(one[0].place.source is document.source for one in found):
                yield from found
                return
        # The service may be written in TypeScript, say.
        alone = functions_root(document)
        if alone is not None:
            yield from Service(document, alone, is_whole=False).mappings()


def _services_around(document: Document) -> Iterator[list[Alternatives]]:
    """Yield the mappings of each service in the folder of a document, and in those above it."""
    project, path = document.project, document.source.path
    folder = os.path.dirname(path)
    for _ in range(_FARTHEST):
        for found in project.files(folder, _FILE_TYPES, near=path):
            if not _SERVICE_FILE.fullmatch(os.path.basename(found)):
                continue
            other = project.read(found, near=path)
            root = service_root(other) if other is not None else None
            if other is not None and root is not None:
                yield mappings_of(other, root)
        folder = os.path.join(folder, os.pardir)
