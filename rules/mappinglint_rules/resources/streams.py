"""The streams and tables that mappings read, and how long they keep a record."""

from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.resource import CONSUMER, GLOBAL_TABLE, STREAM, TABLE, Resource
from mappinglint_rules.resources.amounts import Amount, amount
from mappinglint_rules.service import STREAM_RETENTION


def stream_of(mapping: EventSourceMapping) -> Resource | None:
    """Return the Kinesis stream that a mapping reads, maybe by a consumer of its own."""
    source = mapping.source
    if source is not None and source.type == CONSUMER:
        source = source.behind("StreamARN")
    return source if source is not None and source.type == STREAM else None


def table_of(mapping: EventSourceMapping) -> Resource | None:
    """Return the DynamoDB table whose stream a mapping reads, if it is in the project."""
    source = mapping.source
    return source if source is not None and source.type in (TABLE, GLOBAL_TABLE) else None


def retention(mapping: EventSourceMapping) -> Amount | None:
    """Return how long (hours) the source keeps a record, if that is known.

    Kinesis streams tell it; that of a table's stream is the same everywhere.
    """
    stream, table = stream_of(mapping), table_of(mapping)
    if stream is not None:
        return amount(stream, "RetentionPeriodHours", STREAM_RETENTION, "hours")
    if table is not None:
        label = Label(table.place, f"the stream of a table keeps a record {STREAM_RETENTION} hours")
        return Amount(STREAM_RETENTION, (label,))
    return None
