"""What a whole process uses: processor time, wall time and memory.

A process that is started by a large one counts the memory of that as its own. So a small one starts
it, which is this module run as a program: `python -S measuring.py COMMAND…`.
"""

import os
import subprocess
import sys
from typing import NamedTuple


class Used(NamedTuple):
    """What a process and those that it waited for have used: seconds, seconds, and MiB at most."""

    processor: float
    wall: float
    memory: float
    code: int


def measure(command: list[str], *, env: dict[str, str] | None = None, folder: str = ".") -> Used:
    """Run a command, whose output goes nowhere, and return what it used."""
    launched = subprocess.run(
        [sys.executable, "-I", "-S", __file__, *command],
        check=True,
        stdout=subprocess.PIPE,
        env=env,
        cwd=folder,
    )
    processor, wall, memory, code = launched.stdout.split()
    return Used(float(processor), float(wall), float(memory), int(code))


def _main() -> None:
    import time

    start = time.perf_counter()
    nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    command = sys.argv[1:]
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=nowhere)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    print(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, code)  # noqa: T201


if __name__ == "__main__":
    _main()
