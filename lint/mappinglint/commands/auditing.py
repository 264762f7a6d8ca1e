"""Work for all processors: chunks of lines in, what is found in them out, in the same order."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from mappinglint.audit import Audited, Options, audit
from mappinglint.commands.chunks import Chunk
from mappinglint.commands.sharing import usable_processors
from mappinglint.console import complain

if TYPE_CHECKING:
    from concurrent.futures import Future

# To start processes and load the rules in each takes as long as that many chunks.
_ALONE = 8
# For each process: enough that none has to wait.
_WAITING = 4


def audited(
    chunks: Iterable[Chunk | Audited], options: Options, jobs: int | None
) -> Iterator[Audited]:
    """Yield what is found in each chunk of lines; what is an answer already stays what it is.

    `jobs` is the number of processes, by default one for each processor.
    """
    chunks = iter(chunks)
    jobs = jobs or usable_processors()
    alone = chunks if jobs == 1 else islice(chunks, _ALONE)
    for chunk in alone:
        yield _done(chunk, options)
    rest = next(chunks, None)
    if rest is not None:
        yield from _shared(chain([rest], chunks), options, jobs)


def _done(chunk: Chunk | Audited, options: Options) -> Audited:
    return chunk if isinstance(chunk, Audited) else audit(chunk.lines, options, chunk.first)


def _shared(chunks: Iterable[Chunk | Audited], options: Options, jobs: int) -> Iterator[Audited]:
    pool = _Pool(options, jobs)
    pending = deque[tuple[Chunk | Audited, "Future[Audited] | None"]]()
    try:
        for chunk in chunks:
            pending.append((chunk, pool.submit(chunk)))
            if len(pending) > jobs * _WAITING:
                yield pool.result(*pending.popleft())
        while pending:
            yield pool.result(*pending.popleft())
    finally:
        pool.close()


class _Pool:
    """Processes that audit chunks. If one is killed, the rest is done in this process."""

    def __init__(self, options: Options, jobs: int) -> None:
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        self._options = options
        self._executor = ProcessPoolExecutor(jobs, initializer=_ignore_interrupts)
        self._broken = BrokenProcessPool
        self._is_broken = False

    def submit(self, chunk: Chunk | Audited) -> "Future[Audited] | None":
        try:
            return None if self._is_broken else self._executor.submit(_done, chunk, self._options)
        except self._broken:
            self._complain()
            return None

    def result(self, chunk: Chunk | Audited, future: "Future[Audited] | None") -> Audited:
        try:
            return _done(chunk, self._options) if future is None else future.result()
        except self._broken:
            self._complain()
            return _done(chunk, self._options)

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _complain(self) -> None:
        if not self._is_broken:
            complain("a process was killed; this one does its lines again, and all others")
        self._is_broken = True


def _ignore_interrupts() -> None:
    """Leave Ctrl-C, which reaches every process, to the one that prints."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
