"""Processes that lint files for `check`, each some of them.

A process that is killed takes nothing with it but the file that it was at.
"""

import gc
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import TYPE_CHECKING, Any

from mappinglint.commands.sharing import IS_COPIED, groups
from mappinglint.console import TERMINATED
from mappinglint.engine import Result
from mappinglint.plugins import Failure
from mappinglint.sending import Receiver, Sender, UnsendableError
from mappinglint.source import Source

if TYPE_CHECKING:
    from mappinglint.commands.linting import File, Linting

# Seconds for a process to end by itself that has nothing left to do.
_PATIENCE = 5.0


def lint_shared(
    linting: "Linting", files: "Sequence[File]", jobs: int, done: "Sequence[Result]"
) -> Iterator[tuple[int, Result]]:
    """Lint files in so many processes; yield the position and the result of each, as they come.

    `done` are results of other files. What has to be said of processes that were killed is added
    to the complaints of the linting.
    """
    crew = _Crew(linting, files, jobs, done)
    with _termination_heeded():
        try:
            yield from crew.run()
        finally:
            crew.dismiss()


class _Worker:
    """A process, the way to it, and what it has not done yet."""

    def __init__(self, process: BaseProcess, connection: Connection, receiver: Receiver) -> None:
        self.process = process
        self.connection = connection
        self.receiver = receiver
        self.left: deque[int] = deque()


class _Crew:
    def __init__(
        self, linting: "Linting", files: "Sequence[File]", jobs: int, done: "Sequence[Result]"
    ) -> None:
        self._linting = linting
        self._files = files
        self._jobs = jobs
        self._tasks = deque(groups([file.path for file in files], jobs))
        self._workers: dict[Connection, _Worker] = {}
        # A file that a process was at when it was killed.
        self._suspects: set[int] = set()
        self._sources = {(one.path, one.text): one for one in _sources(done)}

    def run(self) -> Iterator[tuple[int, Result]]:
        with _forkable():
            while self._tasks and len(self._workers) < self._jobs and self._hire():
                pass
        while self._workers:
            for connection in wait(list(self._workers)):
                worker = self._workers[connection]  # type: ignore[index]
                try:
                    data = worker.connection.recv_bytes()
                except (EOFError, OSError):
                    yield from self._after_death(worker)
                else:
                    yield self._received(worker, data)
                    if not worker.left:
                        self._go_on(worker)
        # None could be started.
        for position in [one for task in self._tasks for one in task]:
            yield position, self._linting.lint(self._files[position])

    def dismiss(self) -> None:
        """End what still runs."""
        for worker in self._workers.values():
            worker.process.kill()
        for worker in self._workers.values():
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def _hire(self) -> bool:
        """Start a process, with the next task; say whether there is one."""
        context = _context()
        here, there = context.Pipe()
        inherited = [*self._workers, here] if context.get_start_method() == "fork" else []
        process = context.Process(
            target=_serve, args=(there, self._linting, inherited), daemon=True
        )
        try:
            with _signals_held():
                process.start()
        except OSError:
            here.close()
            return False
        finally:
            there.close()
        worker = self._workers[here] = _Worker(process, here, Receiver(self._sources))
        self._go_on(worker)
        return True

    def _go_on(self, worker: _Worker) -> None:
        """Give a process something to do, or let it go."""
        if self._tasks:
            worker.left.extend(self._tasks.popleft())
            task = [(position, self._files[position]) for position in worker.left]
            # If it has ended, that is noticed when it is listened to.
            with suppress(OSError):
                worker.connection.send(task)
        else:
            del self._workers[worker.connection]
            worker.connection.close()
            worker.process.join(_PATIENCE)
            worker.process.kill()

    def _received(self, worker: _Worker, data: bytes) -> tuple[int, Result]:
        position = worker.left.popleft()
        file = self._files[position]
        if not data:
            # It cannot be sent.
            return position, self._linting.lint(file)
        sent: tuple[Result, list[Failure]] = worker.receiver.loads(
            data, partial(self._linting.rule_for, file)
        )
        result, failures = sent
        known = self._linting.failures_for(file)
        known += [one for one in failures if one not in known]
        return position, result

    def _after_death(self, worker: _Worker) -> Iterator[tuple[int, Result]]:
        """Let the file that a process was at when it ended be linted again, by a new one."""
        del self._workers[worker.connection]
        worker.connection.close()
        worker.process.join()
        how = _how_it_ended(worker.process.exitcode)
        left = list(worker.left)
        if left:
            at, rest = left[0], left[1:]
            name = self._files[at].name
            if rest:
                self._tasks.appendleft(rest)
            if at in self._suspects:
                yield at, Result(files=1, failures=[_killed(name, how)])
            else:
                self._suspects.add(at)
                self._tasks.appendleft([at])
                self._linting.complaints.append(
                    f"a process of this run {how} while it linted {name}: that is done once more"
                )
        if self._tasks:
            self._hire()


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was killed by signal {-code}"
    return f"ended with code {code}"


def _killed(name: str, how: str) -> Failure:
    reason = f"its process {how}, twice; perhaps it needs more memory than there is"
    return Failure("", "", f"{name} could not be linted", reason, "")


def _sources(results: "Sequence[Result]") -> Iterator[Source]:
    """Yield the texts that findings are in, or point to."""
    for result in results:
        for finding in (*result.findings, *(one.finding for one in result.suppressed)):
            for label in (finding.primary, *finding.related):
                yield label.place.source


# -- in the process that lints --------------------------------------------------------------------


def _serve(connection: Connection, linting: "Linting", inherited: Sequence[Connection]) -> None:
    """Lint the files that are sent, until nobody sends any more."""
    # The process that has started this one hears of it as well, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _unblock()
    # While these are open, other processes do not hear that the first one has ended.
    for one in inherited:
        one.close()
    sender = Sender()
    told: dict[int, int] = {}
    try:
        while True:
            for _, file in connection.recv():
                connection.send_bytes(_linted(linting, file, sender, told))
    except (EOFError, OSError):
        return


def _linted(linting: "Linting", file: "File", sender: Sender, told: dict[int, int]) -> bytes:
    """Return the result of a file, and what else broke in its plugins, as bytes; or nothing.

    `told` counts what broke before.
    """
    result = linting.lint(file)
    result.read = []
    failures = linting.failures_for(file)
    new = failures[told.get(id(failures), 0) :]
    told[id(failures)] = len(failures)
    try:
        return sender.dumps((result, new), partial(linting.rule_for, file))
    except UnsendableError:
        return b""


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


@contextmanager
def _termination_heeded() -> Iterator[None]:
    """Take SIGTERM for an interrupt: processes have to be ended, and what is found to be shown."""

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
