"""Terraform's plans and states as JSON: `terraform show -json`, and `tofu show -json`.

Everything is settled there but what only AWS can tell; of that the configuration in the plan still
says which resource it comes from. The file has a line of its own for nothing, so a mapping goes by
the address of its resource.
"""

from collections.abc import Iterator

from mappinglint.dialects import Alternatives
from mappinglint.dialects.terraform import RESOURCE
from mappinglint.document import Document


class TerraformPlanDialect:
    """See the module."""

    name = "terraform-plan"

    def may_contain(self, data: bytes) -> bool:
        return RESOURCE.encode() in data and b'"format_version"' in data

    def is_meant(self, data: bytes) -> bool:
        return self.may_contain(data)

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.terraform.plan.mappings import mappings

        return mappings(document)
