"""The queue that a mapping reads: its times, its type, and where its messages go that fail."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from mappinglint.kind import FIFO, QUEUES, Kinds, SourceKind, kinds_of_arn, kinds_of_queue_name
from mappinglint.mapping import EventSourceMapping
from mappinglint.parts import with_holes
from mappinglint.place import Label
from mappinglint.resource import MAPPING, QUEUE, Resource, each
from mappinglint.value import Known, Unknown, Value, boolean, parts_of
from mappinglint_rules.batching.window import WINDOW
from mappinglint_rules.resources.amounts import Amount, amount
from mappinglint_rules.resources.same import is_same
from mappinglint_rules.service import (
    FUNCTION_TIMEOUT,
    LONGEST_VISIBILITY,
    SETTINGS,
    TIMEOUTS_OF_VISIBILITY,
    VISIBILITY_TIMEOUT,
)

TARGET: Final = "RedrivePolicy.deadLetterTargetArn"
RECEIVES: Final = "RedrivePolicy.maxReceiveCount"

# Where resources say which queue takes what failed: queues and subscriptions, functions, rules and
# schedules, mappings and the settings of asynchronous calls.
_DEAD_LETTERS: Final = (
    TARGET,
    "DeadLetterConfig.TargetArn",
    "DeadLetterConfig.Arn",
    "Target.DeadLetterConfig.Arn",
    "DestinationConfig.OnFailure.Destination",
    "EventInvokeConfig.DestinationConfig.OnFailure.Destination",
)
# The same, of each item of a list.
_DEAD_LETTERS_OF_EACH: Final = ("Targets", ("DeadLetterConfig", "Arn"))
# Whose dead letters a queue with this RedriveAllowPolicy takes: nobody's.
_NO_SOURCES: Final = "denyAll"
# Of more users than these, any may be one that has it for dead letters.
_MOST_USERS: Final = 30
# What a type of a tool's own may be that can have dead letters, or gives a queue some.
_MAY_HAVE_DEAD_LETTERS: Final = "redrive|subscription|event_target|schedule|pipe"
_NAME_OF_DEAD_LETTERS: Final = "(?i)dlq|dead|fail|error|poison|redrive"


def queue_of(mapping: EventSourceMapping) -> Resource | None:
    """Return the queue that a mapping reads, if it is in the project."""
    source = mapping.source
    return source if source is not None and source.type == QUEUE else None


def visibility_timeout(mapping: EventSourceMapping) -> Amount | None:
    """Return how long (seconds) a message that was received is hidden, if that is known."""
    queue = queue_of(mapping)
    if queue is None:
        return None
    return amount(queue, "VisibilityTimeout", VISIBILITY_TIMEOUT, "seconds")


def function_timeout(mapping: EventSourceMapping) -> Amount | None:
    """Return how long (seconds) the function of a mapping may run, if that is known."""
    function = mapping.function
    if function is None:
        return None
    return amount(function, "Timeout", FUNCTION_TIMEOUT, "seconds")


def batching_window(mapping: EventSourceMapping) -> Amount | None:
    """Return how long (seconds) a mapping of a queue gathers a batch, if that is known.

    A FIFO queue has no window, whatever the mapping says.
    """
    if mapping.kinds == FIFO or mapping.lacks(WINDOW):
        default = SETTINGS[WINDOW].defaults[SourceKind.SQS]
        assert isinstance(default, int)
        return Amount(default, ())
    seconds = mapping.integer(WINDOW)
    if seconds is None:
        return None
    label = Label(mapping.place_of(WINDOW), f"{mapping.spell(WINDOW)} is {seconds} seconds")
    return Amount(seconds, (label,))


def advised_visibility(timeout: int, window: int) -> int:
    """Return the visibility timeout that AWS advises, all in seconds."""
    return min(TIMEOUTS_OF_VISIBILITY * timeout + window, LONGEST_VISIBILITY)


def kinds_of_queue(queue: Resource) -> Kinds:
    """Return the kinds that a queue may be of: both, if it is not known whether it is FIFO."""
    declared, name = queue.get("FifoQueue"), queue.get("QueueName")
    if declared is not None:
        is_fifo = boolean(declared, converts=True)
        return QUEUES if is_fifo is None else FIFO if is_fifo else QUEUES - FIFO
    if name is None:
        return QUEUES - FIFO
    return kinds_of_queue_name(with_holes(parts_of(name)))


def kinds_of_target(queue: Resource) -> Kinds:
    """Return the kinds that the dead-letter queue of a queue may be of."""
    target = queue.behind(TARGET)
    if target is not None:
        return kinds_of_queue(target) if target.type == QUEUE else QUEUES
    value = queue.get(TARGET)
    known = kinds_of_arn(parts_of(value)) if isinstance(value, Known | Unknown) else QUEUES
    return min(known, QUEUES)


def type_label(queue: Resource) -> Label:
    """Return the place that makes a queue FIFO or not, with words that say so."""
    is_fifo = kinds_of_queue(queue) == FIFO
    told = [name for name in ("FifoQueue", "QueueName") if not queue.lacks(name)]
    name_tells = is_fifo and told[:1] == ["QueueName"]
    place = queue.place_of(told[0]) if told[:1] == ["FifoQueue"] or name_tells else queue.place
    return Label(place, f"{queue.name} is a {'FIFO' if is_fifo else 'standard'} queue")


def may_be_dead_letter_queue(queue: Resource) -> bool:
    """Say whether a queue takes what failed elsewhere, or may do so."""
    if not queue.lacks("RedriveAllowPolicy"):
        return queue.string("RedriveAllowPolicy.redrivePermission") != _NO_SOURCES
    if re.search(_NAME_OF_DEAD_LETTERS, queue.name) or _is_named_so(queue.get("QueueName")):
        return True
    # Of a hostile file, every mapping has all others among the users of its queue.
    users = list(islice(queue.around.users_of(queue), _MOST_USERS + 1))
    return len(users) > _MOST_USERS or any(_may_send_failures(user, queue) for user in users)


def _is_named_so(name: Value | None) -> bool:
    parts = parts_of(name) if name is not None else ()
    return any(re.search(_NAME_OF_DEAD_LETTERS, part) for part in parts if part is not None)


def _may_send_failures(user: Resource, queue: Resource) -> bool:
    if not user.type:
        # Another stack, maybe, which may have any use for it.
        return True
    if user.type == MAPPING:
        # It reads from the queue, or sends to it.
        source = user.behind("EventSourceArn")
        return source is None or not is_same(source, queue)
    if "::" not in user.type and re.search(_MAY_HAVE_DEAD_LETTERS, user.type):
        return True
    return any(_may_be(user, value, queue) for value in _dead_letters(user))


def _dead_letters(user: Resource) -> Iterator[Value]:
    for name in _DEAD_LETTERS:
        value = user.get(name)
        if value is not None:
            yield value
    items, within = _DEAD_LETTERS_OF_EACH
    for index, _ in enumerate(each(user.get(items))):
        value = user.get((items, index, *within))
        if value is not None:
            yield value


def _may_be(user: Resource, value: Value, queue: Resource) -> bool:
    target = user.around.behind(value)
    # A text that is written out names no queue of the project.
    return isinstance(value, Unknown) if target is None else is_same(target, queue)
