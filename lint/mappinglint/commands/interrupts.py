"""A wish to end that is no Ctrl-C."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from mappinglint.console import TERMINATED


@contextmanager
def termination_heeded() -> Iterator[None]:
    """Take SIGTERM for an interrupt: files are to be whole, processes to end, findings shown."""

    def terminate(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt(TERMINATED)

    try:
        before = signal.signal(signal.SIGTERM, terminate)
    except ValueError:  # not in the main thread: somebody else's business
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
