"""A plugin whose rule does, on mappings with a batch size of 7, what the environment says."""

import os
import signal
from collections.abc import Iterable, Iterator

import pluggy

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Evidence, Level, Rule, rule
from mappinglint.value import Known

hookimpl = pluggy.HookimplMarker("mappinglint")


@rule("BLK001", "blocks", Level.WARNING, Evidence.ADVISED)
def blocks(mapping: EventSourceMapping) -> Iterator[Finding]:
    """Kill this process, always or once, or say on a pipe that it has begun, and wait."""
    size = mapping.get("BatchSize")
    if not isinstance(size, Known) or size.data != 7:
        return
    what, _, path = os.environ["BLOCKS"].partition(":")
    if what == "once" and not os.path.exists(path):
        with open(path, "w", encoding="ascii"):
            pass
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "always":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "wait":
        with open(path, "w", encoding="ascii") as pipe:
            pipe.write("begun")
        signal.pause()
    if what == "unsendable":
        yield blocks.finding(mapping, "BatchSize", "has a companion", about=lambda: None)
    yield blocks.finding(mapping, "BatchSize", "is seven")


@hookimpl
def mappinglint_rules() -> Iterable[Rule]:
    return [blocks]
