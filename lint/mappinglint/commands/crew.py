"""Processes that share work, for `check` and `audit`.

A process that is killed takes nothing with it but what it was at.
"""

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, Generic, NamedTuple, TypeVar

from mappinglint.commands.interrupts import termination_heeded
from mappinglint.commands.sharing import IS_COPIED

T = TypeVar("T")

# Seconds for a process to end by itself that has nothing left to do.
_PATIENCE = 5.0


class Done(NamedTuple, Generic[T]):
    """What came of an item. The first item has number 0.

    `data` is what the process with the number `by` has made of it. If there is none, it has to be
    done here, unless it has `killed` two processes: then that says how they ended.
    """

    number: int
    item: T
    data: bytes = b""
    by: int = 0
    killed: str = ""


def share(
    begin: Callable[[], Callable[[T], bytes]],
    tasks: Iterable[Sequence[T]],
    jobs: int,
    again: Callable[[T, str], None],
    *,
    ahead: int = sys.maxsize,
) -> Iterator[Done[T]]:
    """Do the items of tasks in so many processes; yield what comes of each, as it comes.

    Each process calls `begin` and gets the function that does an item. It is given a task at a
    time, none with an item that is further `ahead` of one that is not done yet. An item at which a
    process was killed is done once more: `again` is told, and how the process ended.
    """
    crew = _Crew(begin, tasks, jobs, again, ahead)
    with termination_heeded():
        try:
            yield from crew.run()
        finally:
            crew.dismiss()


class _Worker(Generic[T]):
    """A process, the way to it, and what it has not done yet."""

    def __init__(self, number: int, process: BaseProcess, connection: Connection) -> None:
        self.number = number
        self.process = process
        self.connection = connection
        self.left = deque[tuple[int, T]]()


class _Crew(Generic[T]):
    def __init__(
        self,
        begin: Callable[[], Callable[[T], bytes]],
        tasks: Iterable[Sequence[T]],
        jobs: int,
        again: Callable[[T, str], None],
        ahead: int,
    ) -> None:
        self._begin = begin
        self._tasks = iter(tasks)
        self._jobs = jobs
        self._again = again
        self._ahead = ahead
        self._begun = 0
        self._hired = 0
        # What processes had not done when they were killed.
        self._returned = deque[list[tuple[int, T]]]()
        # The numbers of items at which a process was killed.
        self._suspects: set[int] = set()
        self._workers: dict[Connection, _Worker[T]] = {}

    def run(self) -> Iterator[Done[T]]:
        with _forkable():
            while len(self._workers) < self._jobs and (task := self._next_task()):
                if not self._hire(task):
                    break
        while self._workers:
            for connection in wait(list(self._workers)):
                worker = self._workers[connection]  # type: ignore[index]  # only these were waited for
                try:
                    data = worker.connection.recv_bytes()
                except (EOFError, OSError):
                    yield from self._after_death(worker)
                else:
                    yield Done(*worker.left.popleft(), data, worker.number)
            for worker in [one for one in self._workers.values() if not one.left]:
                self._go_on(worker)
        # None could be started.
        while task := self._next_task():
            for number, item in task:
                yield Done(number, item)

    def dismiss(self) -> None:
        """End what still runs."""
        for worker in self._workers.values():
            worker.process.kill()
        for worker in self._workers.values():
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def _next_task(self) -> list[tuple[int, T]]:
        """Return what is to be done next, with numbers; nothing if there is nothing left."""
        if self._returned:
            return self._returned.popleft()
        task = list(enumerate(next(self._tasks, ()), self._begun))
        self._begun += len(task)
        return task

    def _is_far_ahead(self) -> bool:
        oldest = min((one.left[0][0] for one in self._workers.values() if one.left), default=None)
        return not self._returned and oldest is not None and self._begun - oldest >= self._ahead

    def _hire(self, task: list[tuple[int, T]]) -> bool:
        """Start a process with a task; say whether there is one, or keep the task."""
        context = _context()
        here, there = context.Pipe()
        inherited = [*self._workers, here] if context.get_start_method() == "fork" else []
        process = context.Process(target=_serve, args=(there, self._begin, inherited), daemon=True)
        try:
            with _signals_held():
                process.start()
        except OSError:
            here.close()
            self._returned.appendleft(task)
            return False
        finally:
            there.close()
        worker = self._workers[here] = _Worker[T](self._hired, process, here)
        self._hired += 1
        _give(worker, task)
        return True

    def _go_on(self, worker: _Worker[T]) -> None:
        """Give a process something to do, let it wait, or let it go."""
        if self._is_far_ahead():
            return
        if task := self._next_task():
            _give(worker, task)
        else:
            del self._workers[worker.connection]
            worker.connection.close()
            worker.process.join(_PATIENCE)
            worker.process.kill()

    def _after_death(self, worker: _Worker[T]) -> Iterator[Done[T]]:
        """Let a new process do what one was at when it ended, and what it had not begun."""
        del self._workers[worker.connection]
        worker.connection.close()
        worker.process.join()
        how = _how_it_ended(worker.process.exitcode)
        if worker.left:
            number, item = worker.left.popleft()
            if worker.left:
                self._returned.appendleft(list(worker.left))
            if number in self._suspects:
                yield Done(number, item, killed=how)
            else:
                self._suspects.add(number)
                self._returned.appendleft([(number, item)])
                self._again(item, how)
        if task := self._next_task():
            self._hire(task)


def _give(worker: _Worker[T], task: list[tuple[int, T]]) -> None:
    worker.left.extend(task)
    # If it has ended, that is noticed when it is listened to.
    with suppress(OSError):
        worker.connection.send([item for _, item in task])


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was killed by signal {-code}"
    return f"ended with code {code}"


# -- in the process that works --------------------------------------------------------------------


def _serve(
    connection: Connection,
    begin: Callable[[], Callable[[T], bytes]],
    inherited: Sequence[Connection],
) -> None:
    """Do the items that are sent, until nobody sends any more."""
    # The process that has started this one hears of it as well, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _unblock()
    # While these are open, other processes do not hear that the first one has ended.
    for one in inherited:
        one.close()
    Thread(target=_end_with_the_first, daemon=True).start()
    try:
        do = begin()
        while True:
            for item in connection.recv():
                connection.send_bytes(do(item))
    except (EOFError, OSError):
        return


def _end_with_the_first() -> None:
    """End this process, whatever it is at, when the one is gone that has started it."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


# -- signals, and how processes start --------------------------------------------------------------


def _context() -> Any:
    """Return how to start a process: as a copy of this one where that is safe.

    A copy has none of the threads, and all that they had locked.
    """
    import threading

    can_fork = IS_COPIED and threading.active_count() == 1
    return get_context("fork" if can_fork else "spawn")


@contextmanager
def _forkable() -> Iterator[None]:
    """Keep the garbage collector from touching, and so copying, what processes share."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let signals wait that a process would heed in its first moments as this one does."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _unblock() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
