"""CloudFormation templates, as YAML or JSON: `AWS::Lambda::EventSourceMapping`."""

from collections.abc import Iterator
from typing import Final

from mappinglint.dialects import Alternatives
from mappinglint.document import Document

TYPE: Final = "AWS::Lambda::EventSourceMapping"


class CloudFormationDialect:
    """See the module."""

    name = "cloudformation"

    def may_contain(self, data: bytes) -> bool:
        return TYPE.encode() in data

    def is_meant(self, data: bytes) -> bool:
        return self.may_contain(data)

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.cloudformation.mappings import mappings

        return mappings(document)
