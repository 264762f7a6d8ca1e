"""Terraform: what the resource `aws_lambda_event_source_mapping` says, however it is written.

The language is in `module`, `expressions`, `lookup`, `functions` and `instances`; mappings begin in
`mappings`, and the resources around them in `surroundings`. What things are called stands in
`mapping_words` and `resource_words`, for `plan`, which reads plans and states, and for Crossplane,
too.
"""

from collections.abc import Iterable
from typing import Final

from mappinglint.dialects import Alternatives
from mappinglint.document import Document

NAME: Final = "terraform"
RESOURCE: Final = "aws_lambda_event_source_mapping"

# What the files of a module are called.
ENDINGS: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")


class TerraformDialect:
    """See the module."""

    name = NAME

    def may_contain(self, data: bytes) -> bool:
        # The resource, and the argument of a module.
        return b"event_source_mapping" in data

    def is_meant(self, data: bytes) -> bool:
        return RESOURCE.encode() in data or b"terraform-aws-modules/" in data

    def mappings(self, document: Document) -> Iterable[Alternatives]:
        from mappinglint.dialects.terraform.mappings import mappings

        return mappings(document)
