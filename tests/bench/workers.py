"""How long `check` takes in one process and in several, on many small projects.

    python tests/bench/workers.py [PROCESSES]

It makes the projects, and prints a table. The two runs of a row alternate, and the fastest of five
counts; *of processors* is what they take of all processors together, which a machine that has other
things to do does not change.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_ROUNDS = 5
# In a real repository, most files have no mapping.
_OTHERS = 3
_OTHER = "services: {web: {image: nginx}}\n" * 50


def make(folder: Path, projects: int) -> None:
    """Write so many projects: a file with mappings in each, in turn of every format, and others."""
    files = [
        path
        for top in ("ok", "bad")
        for path in sorted((_FIXTURES / top).rglob("*"))
        if path.suffix in {".yaml", ".yml", ".json", ".tf"}
    ]
    for number in range(projects):
        project = folder / f"project{number:04}"
        project.mkdir()
        template = files[number % len(files)]
        (project / template.name).write_bytes(template.read_bytes())
        for other in range(_OTHERS):
            (project / f"values{other}.yaml").write_text(_OTHER)


def measure(folder: Path, jobs: Sequence[str]) -> list[tuple[float, float]]:
    """Return the seconds of a run with each number of processes: all, and of processors."""
    best = [(float("inf"), float("inf"))] * len(jobs)
    for _ in range(_ROUNDS):
        for at, number in enumerate(jobs):
            command = [sys.executable, "-m", "mappinglint", "check", "--quiet", "--jobs", number]
            before, began = os.times(), perf_counter()
            subprocess.run([*command, str(folder)], stdout=subprocess.DEVNULL, check=False)
            took, after = perf_counter() - began, os.times()
            used = after.children_user + after.children_system
            used -= before.children_user + before.children_system
            best[at] = min(best[at][0], took), min(best[at][1], used)
    return best


def main() -> None:
    """Print the table."""
    many = sys.argv[1] if len(sys.argv) > 1 else str(os.cpu_count() or 2)
    write = sys.stdout.write
    write(f"| projects | one process | {many} processes | ratio | of processors | ratio |\n")
    write("|---|---|---|---|---|---|\n")
    for projects in (1, 10, 50, 200, 1_000):
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), projects)
            one, more = measure(Path(folder), ["1", many])
        wall, used = one[0] / more[0], more[1] / one[1]
        write(
            f"| {projects:,} | {one[0]:.2f} s | {more[0]:.2f} s | {wall:.2f} "
            f"| {one[1]:.2f} s, {more[1]:.2f} s | {used:.2f} |\n"
        )


if __name__ == "__main__":
    main()
