"""Tells somebody who waits at a terminal how far a long run is."""

import sys
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from tqdm import tqdm

T = TypeVar("T")

# Seconds. Who waits no longer than that need not be told.
_PATIENCE = 1.0


def watched(files: Iterable[T], elapsed: Callable[[], float]) -> Generator[T, None, None]:
    """Yield what comes for each file, and show on standard error how many, once it takes a while.

    `elapsed` tells how many seconds the run has lasted. Nothing is left on the screen at the end.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield from files
        return
    bar = None
    try:
        for number, file in enumerate(files):
            if bar is not None:
                bar.update()
            elif elapsed() > _PATIENCE:
                bar = _bar(number)
            yield file
    finally:
        if bar is not None:
            bar.close()


def _bar(number: int) -> "tqdm[NoReturn]":
    """Return what shows that so many files are done; how many there are is not known yet."""
    from tqdm import tqdm

    # Else a thread would look after a bar that is seldom moved.
    tqdm.monitor_interval = 0
    return tqdm(desc="mappinglint", unit=" files", initial=number, leave=False, file=sys.stderr)
