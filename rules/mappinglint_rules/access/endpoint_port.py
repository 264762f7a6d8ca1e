"""ESM610: the port of a broker is one that exists."""

import re
from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.presence import sends
from mappinglint_rules.texts import quoted, text_of

_SOURCE = "SelfManagedEventSource"
_MOST = 65_535
_PORT = re.compile(r":([0-9]{1,5})\Z")


@rule(
    "ESM610",
    "endpoint-port",
    Level.WARNING,
    Evidence.ADVISED,
    settings=(_SOURCE,),
    kinds=frozenset({SourceKind.KAFKA}),
)
def endpoint_port(mapping: EventSourceMapping) -> Iterator[Finding]:
    if not sends(mapping, _SOURCE):
        return
    for path in mapping.each(f"{_SOURCE}.Endpoints.KAFKA_BOOTSTRAP_SERVERS"):
        server = mapping.get(path)
        if server is None:
            continue
        port = _PORT.search(text_of(server))
        if port and not 0 < int(port[1]) <= _MOST:
            yield endpoint_port.finding(
                mapping,
                path,
                f"{mapping.spell(path)} {quoted(server)} has port {port[1]}, "
                f"and there are only 1 to {_MOST}",
                at=server.place,
                aws="looks only at the form: one to five digits",
                remedy="write the port on which the broker listens, such as 9092",
            )
