"""ESM705: a message that was throttled a few times is put away as if it were bad."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import QUEUES
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Label
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Known
from mappinglint_rules.resources.names import called
from mappinglint_rules.resources.queues import RECEIVES, queue_of
from mappinglint_rules.resources.same import identity_of
from mappinglint_rules.service import FEWEST_RECEIVES


@rule(
    "ESM705",
    "few-receives",
    Level.NOTE,
    Evidence.ADVISED,
    settings=("EventSourceArn",),
    kinds=QUEUES,
)
def few_receives(mapping: EventSourceMapping) -> Iterator[Finding]:
    queue = queue_of(mapping)
    receives = None if queue is None else queue.integer(RECEIVES)
    if queue is None or receives is None or receives >= FEWEST_RECEIVES:
        return
    value = queue.get(RECEIVES)
    here = Label(queue.place_of(RECEIVES), "then a message goes to the dead-letter queue")
    yield few_receives.finding(
        mapping,
        "EventSourceArn",
        f"maxReceiveCount of {called(queue, 'queue')} is {receives}: AWS advises at least "
        f"{FEWEST_RECEIVES}",
        about=identity_of(queue),
        related=[here, value.cause if isinstance(value, Known) else None],
        aws="takes it; a message counts as received even if Lambda had no room to run the function",
        remedy=f"set maxReceiveCount to {FEWEST_RECEIVES} or more",
    )
