"""How many instructions a few kinds of runs take, compared with stored figures: no clock is noisy.

    bash .ci/instructions              compare: it fails if a run takes a tenth more or fewer
    bash .ci/instructions --rewrite    store the figures of this machine's kind

valgrind counts them. They are the same to a thousandth in every run of one version of Python on one
kind of processor; for any other there are no figures, and nothing is compared.
"""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import peer_inputs

_STORED = Path(__file__).with_name("instructions.json")
_MARGIN = 0.1
_COUNTED = re.compile(r"I +refs: +([\d,]+)")
_RUNS = {
    "no mapping": "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n",
    "one mapping": peer_inputs.yaml_template(1),
    "100 mappings": peer_inputs.yaml_template(100),
}


def main() -> None:
    if shutil.which("valgrind") is None:
        sys.stdout.write("skipped: valgrind is not there\n")
        return
    stored = json.loads(_STORED.read_text()) if _STORED.exists() else {}
    key = f"{platform.python_implementation()} {platform.python_version()} {platform.machine()}"
    known = stored.get(key)
    if "--rewrite" in sys.argv:
        stored[key] = {name: _count(text) for name, text in _RUNS.items()}
        _STORED.write_text(json.dumps(stored, indent=2) + "\n")
        sys.stdout.write(f"stored for {key}: {stored[key]}\n")
    elif known is None:
        sys.stdout.write(f"skipped: no figures for {key}; --rewrite stores some\n")
    else:
        # All are shown, whatever the first one says.
        sys.exit(max([_compare(name, text, known[name]) for name, text in _RUNS.items()]))


def _compare(name: str, text: str, before: int) -> int:
    now = _count(text)
    change = now / before - 1
    is_near = abs(change) <= _MARGIN
    advice = "" if is_near else ": find out why, then --rewrite"
    sys.stdout.write(f"{name}: {now / 1e6:.0f} million instructions, {change:+.1%}{advice}\n")
    return 0 if is_near else 1


def _count(text: str) -> int:
    """Return how many instructions a run over a template takes."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "template.yaml").write_text(text)
        command = [sys.executable, "-m", "mappinglint", "check", "--jobs", "1", "template.yaml"]
        counting = ["valgrind", "--tool=cachegrind", "--cache-sim=no"]
        nowhere = f"--cachegrind-out-file={folder}/out"
        # The first run compiles the modules.
        _run(command, folder)
        counted = _COUNTED.search(_run([*counting, nowhere, *command], folder))
    assert counted is not None
    return int(counted[1].replace(",", ""))


def _run(command: list[str], folder: str) -> str:
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    roots = filter(None, env.get("PYTHONPATH", "").split(os.pathsep))
    env["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, roots))
    ran = subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, text=True)
    return ran.stderr


if __name__ == "__main__":
    main()
