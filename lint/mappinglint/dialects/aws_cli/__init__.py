"""Commands of the AWS CLI in shell scripts: `aws lambda create-event-source-mapping …`."""

from collections.abc import Iterator

from mappinglint.dialects import Alternatives
from mappinglint.document import Document

_WORDS = (b"create-event-source-mapping", b"update-event-source-mapping")


class AwsCliDialect:
    """See the module."""

    name = "aws-cli"

    def may_contain(self, data: bytes) -> bool:
        return any(word in data for word in _WORDS)

    def is_meant(self, data: bytes) -> bool:
        # Any text may mention the command; only a script surely is one.
        return data.startswith(b"#!") and self.may_contain(data)

    def mappings(self, document: Document) -> Iterator[Alternatives]:
        from mappinglint.dialects.aws_cli.mappings import mappings

        return mappings(document)
