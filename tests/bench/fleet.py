"""Prints what an audit of inventories takes: see docs/fleet.md. PYTHONPATH=tests/support."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import inventories

_SIZES = (10_000, 50_000, 200_000)
_AUDIT = [sys.executable, "-m", "mappinglint", "audit", "--exit-zero", "--quiet"]


def _measure(path: Path, jobs: int) -> tuple[float, float]:
    """Return the processor time in seconds, and the peak memory of a process in MiB."""
    command = [*_AUDIT, "--jobs", str(jobs), str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Print a row for each size and number of processes."""
    write = sys.stdout.write
    write("| lines | processes | processor time | lines a second and processor | peak memory |\n")
    write("|---|---|---|---|---|\n")
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, sys.argv[1:] or _SIZES):
            path = Path(folder, "fleet.jsonl")
            with path.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in inventories.lines(size))
            for jobs in (1, 2):
                seconds, memory = _measure(path, jobs)
                speed = size / seconds
                row = f"{size:,} | {jobs} | {seconds:.1f} s | {speed:,.0f} | {memory:.0f} MiB"
                write(f"| {row} |\n")


if __name__ == "__main__":
    main()
