"""Prints what hostile files take: processor time and memory of a whole run, for each text.

    python tests/bench/hostile.py [LENGTH [WORDS]]

Each of the texts of `tests/support/hostile_texts.py`, of about so many characters (100,000 unless
told) is linted by a process of its own, which may take a minute and 3 GB; WORDS choose some of
them. The last column is how the process ended: 0 and 1 are right.
"""

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.append(str(Path(__file__).parents[1] / "support"))

from hostile_texts import TEXTS

_SECONDS = 60
_BYTES = 3_000_000_000
_CHILD = (
    "import resource, sys\n"
    "from mappinglint.cli import main\n"
    "code = main(['check', '--isolated', '--format', 'concise', sys.argv[1]])\n"
    "used = resource.getrusage(resource.RUSAGE_SELF)\n"
    "print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, file=sys.stderr)\n"
    "sys.exit(code)\n"
)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def main() -> None:
    length = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    words = sys.argv[2:]
    sys.stdout.write(
        "| text | length | findings | seconds | MiB | exit |\n|---|---|---|---|---|---|\n"
    )
    for what, (name, make) in TEXTS.items():
        if words and not any(word in what for word in words):
            continue
        with TemporaryDirectory() as folder:
            path = Path(folder, name)
            text = make(length)
            path.write_text(text, encoding="utf-8", newline="")
            done = subprocess.run(
                [sys.executable, "-c", _CHILD, path],
                capture_output=True,
                check=False,
                preexec_fn=_limit,
            )
        used = done.stderr.decode(errors="replace").split()[-2:] or ["", ""]
        seconds, memory = used if len(used) == 2 else ("", "")
        found = done.stdout.count(b"\n")
        seconds = f"{float(seconds):.2f}" if done.returncode in (0, 1) else "-"
        row = f"| {what} | {len(text):,} | {found:,} | {seconds} | {memory} | {done.returncode} |"
        sys.stdout.write(f"{row}\n")


if __name__ == "__main__":
    main()
