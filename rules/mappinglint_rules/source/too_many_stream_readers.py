"""ESM113: two readers share what a DynamoDB stream can give."""

from collections.abc import Iterator, Sequence

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, comparing_rule
from mappinglint_rules.service import READERS_OF_A_TABLE
from mappinglint_rules.source.together import Scenarios, identity, is_polling, sharing

_ARN = "EventSourceArn"


@comparing_rule(
    "ESM113",
    "too-many-stream-readers",
    Level.WARNING,
    Evidence.ADVISED,
    settings=(_ARN,),
    kinds=frozenset({SourceKind.DYNAMODB}),
)
def too_many_stream_readers(mappings: Sequence[Scenarios]) -> Iterator[Finding]:
    for mapping, others in sharing(mappings, _stream):
        if len(others) >= READERS_OF_A_TABLE:
            shown = others[:READERS_OF_A_TABLE]
            readers = [one.mapping for one in shown]
            yield too_many_stream_readers.finding(
                mapping,
                _ARN,
                f"this stream has more than {READERS_OF_A_TABLE} readers: "
                f"AWS advises {READERS_OF_A_TABLE} at most",
                related=[
                    Label(reader.place_of(_ARN).first_line(), f"read by {reader.name}")
                    for reader in readers
                ],
                aws="takes it, and may throttle the readers",
                remedy="let one function hand the records on, or stream the table to Kinesis",
                when=tuple(sorted({one for other in shown for one in other.when})),
            )


def _stream(mapping: EventSourceMapping) -> Iterator[str]:
    stream = identity(mapping, _ARN)
    if stream is not None and mapping.is_only(SourceKind.DYNAMODB) and is_polling(mapping):
        yield stream
