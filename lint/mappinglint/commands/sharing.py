"""When it pays to lint in several processes, and what each of them gets. It costs little to ask."""

import os
import sys
from collections.abc import Iterator, Sequence

# So much work is worth a process of its own, in bytes that may have a mapping. With as much as that
# behind it, a run over 50 small projects starts none, and one over 200 gains by two: see
# tests/bench/workers.py and docs/performance.md.
ENOUGH = 60_000
# What it takes to find, open and search a file, in the same unit.
_PER_FILE = 30
# Where a process is no copy of this one, it begins with nothing, and has all to import.
_TIMES_MORE_IF_SPAWNED = 6
# Files that a process gets at once, unless they stand in the same folder; and even then.
_FEW, _MANY = 12, 96

# On macOS, what the system's own libraries hold does not survive a copy; Windows makes none.
IS_COPIED = sys.platform == "linux"

_CONTROL_GROUP = "/sys/fs/cgroup/cpu.max"


def usable_processors() -> int:
    """Return how many processors this process may use at a time."""
    if hasattr(os, "sched_getaffinity"):
        usable = len(os.sched_getaffinity(0))
    else:
        usable = os.cpu_count() or 1
    return max(1, min(usable, _limit_of_container() or usable))


def _limit_of_container() -> int | None:
    """Return how many processors a container may use at a time, or None if it has no limit."""
    try:
        with open(_CONTROL_GROUP, encoding="ascii") as file:
            quota, period = file.read().split()
            return -(-int(quota) // int(period))
    except (OSError, ValueError):
        return None


def work_in(files: int, size: int) -> int:
    """Return how much it is to lint so many files, with so many bytes that may have a mapping."""
    return files * _PER_FILE + size


def processes_for(done: int, left: int, work: int, jobs: int) -> int:
    """Return how many processes are worth their start for the files that are left.

    `work` is what it was to lint the files that are done: it goes on like that, most likely.
    """
    enough = ENOUGH * (1 if IS_COPIED else _TIMES_MORE_IF_SPAWNED)
    if jobs == 1 or work < enough:
        return 1
    return min(jobs, work * left // done // enough, left)


def groups(paths: Sequence[str], jobs: int) -> Iterator[list[int]]:
    """Yield what processes get at once: the positions of paths, in their order.

    What is read of a folder is kept for the next file of it, and a folder often goes with those
    in it. So these stay together, unless they are so many that others would wait for them.
    """
    few = max(1, min(_FEW, len(paths) // (4 * jobs)))
    group: list[int] = []
    home = ""
    for position, path in enumerate(paths):
        is_inside = path.startswith(home)
        if (len(group) >= few and not is_inside) or len(group) >= _MANY:
            yield group
            group = []
        if not group:
            folder = os.path.dirname(path)
            home = os.path.join(folder, "") if folder else ""
        group.append(position)
    if group:
        yield group
