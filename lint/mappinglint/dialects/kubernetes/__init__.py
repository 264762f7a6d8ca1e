"""Kubernetes objects that make mappings: those of ACK, AWS's own controllers, and of Crossplane."""

from collections.abc import Iterator
from typing import Final

from mappinglint.dialects import Alternatives
from mappinglint.document import Document

KIND: Final = "EventSourceMapping"
# The API groups that have it.
OF_ACK: Final = ("lambda.services.k8s.aws",)
OF_CROSSPLANE: Final = (
    "lambda.aws.upbound.io",
    "lambda.aws.m.upbound.io",
    "lambda.aws.jet.crossplane.io",
    "lambda.aws.crossplane.io",
)
_GROUPS = tuple(map(str.encode, (*OF_ACK, *OF_CROSSPLANE)))


class KubernetesDialect:
    """See the module."""

    name = "kubernetes"

    def may_contain(self, data: bytes) -> bool:
        return KIND.encode() in data and any(group in data for group in _GROUPS)

    def is_meant(self, data: bytes) -> bool:
        return self.may_contain(data)

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.kubernetes.mappings import mappings

        return mappings(document)
