"""How long `check` takes in one process and in several, on many small projects.

    python tests/bench/workers.py [PROCESSES]

It makes the projects, and prints a table of processor time, which hardly depends on what else the
machine does. *Way* is what nobody can spare: the time of the first process and of the busiest of
the others. With nothing else to do, a machine takes no longer. *All* is the time of all processes.
The two runs of a row alternate; the least of three counts.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mappinglint.commands.sharing import usable_processors

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_ROUNDS = 3
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


_TIMED = """
import resource, sys
from multiprocessing.process import BaseProcess
from mappinglint.cli import main

def seconds(of):
    used = resource.getrusage(of)
    return used.ru_utime + used.ru_stime

busiest, join = 0.0, BaseProcess.join

def timed_join(self, timeout=None):
    global busiest
    before = seconds(resource.RUSAGE_CHILDREN)
    join(self, timeout)
    busiest = max(busiest, seconds(resource.RUSAGE_CHILDREN) - before)

BaseProcess.join = timed_join
main(sys.argv[1:])
own = seconds(resource.RUSAGE_SELF)
sys.stderr.write(f"\\n{own + busiest} {own + seconds(resource.RUSAGE_CHILDREN)}")
"""


def measure(folder: Path, jobs: Sequence[str]) -> list[tuple[float, float]]:
    """Return the seconds of a run with each number of processes: of the way, and of all."""
    best = [(float("inf"), float("inf"))] * len(jobs)
    for _ in range(_ROUNDS):
        for at, number in enumerate(jobs):
            command = [sys.executable, "-c", _TIMED, "check", "--quiet", "--jobs", number]
            done = subprocess.run([*command, str(folder)], capture_output=True, check=True)
            way, used = map(float, done.stderr.split()[-2:])
            best[at] = min(best[at][0], way), min(best[at][1], used)
    return best


def main() -> None:
    """Print the table."""
    many = sys.argv[1] if len(sys.argv) > 1 else str(usable_processors())
    write = sys.stdout.write
    write(f"| projects | way, one process | way, {many} processes | ratio | all, more |\n")
    write("|---|---|---|---|---|\n")
    for projects in (1, 10, 50, 200, 1_000):
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), projects)
            one, more = measure(Path(folder), ["1", many])
        write(
            f"| {projects:,} | {one[0]:.2f} s | {more[0]:.2f} s | {one[0] / more[0]:.2f} "
            f"| {more[1] / one[1] - 1:+.0%} |\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
