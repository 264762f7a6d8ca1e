"""How fast mappinglint is beside other linters, and how much memory it takes: a Markdown table.

    PYTHONPATH=tests/support python tests/bench/peers.py [ROW…]

Each row makes its input, and runs whole processes on it, in turn: mappinglint, cfn-lint, yamllint,
check-jsonschema, python-hcl2 and Python itself. The best time of each counts: of several runs, or
of one where it takes more than ten seconds. It is that of the processor, of all processes together;
only the row of the mixed projects, where several processes are the point, has that of the clock.
"""

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import peer_inputs
from measuring import Used, measure

_RUNS = 5
_SLOW = 10.0
_PARSERS = re.compile(rb"\| +(_?yaml|ruamel\.yaml|tree_sitter\w*|json\.decoder)$", re.MULTILINE)

_PYTHON = sys.executable
_OURS = [_PYTHON, "-m", "mappinglint", "check"]
_CFN_LINT = [_PYTHON, "-c", "import sys; from cfnlint.runner import main; sys.exit(main())"]
_YAMLLINT = [_PYTHON, "-m", "yamllint"]
_SCHEMA = [_PYTHON, "-m", "check_jsonschema", "--schemafile", "schema.json"]
_HCL2 = [_PYTHON, "-c", "import sys, hcl2; hcl2.loads(open(sys.argv[1]).read())"]
_BARE = [_PYTHON, "-c", "pass"]


class Line(NamedTuple):
    """A line of the table."""

    work: str
    ours: str
    peer: str
    theirs: str
    ratio: str
    target: str
    is_met: bool | None


Row = Callable[[Path], Iterator[Line]]

_MET = {True: "yes", False: "**no**", None: "-"}


def main() -> None:
    chosen = sys.argv[1:] or list(_ROWS)
    if unknown := [name for name in chosen if name not in _ROWS]:
        sys.exit(f"no such row: {', '.join(unknown)}; there are {', '.join(_ROWS)}")
    _show("work", "our figure", "peer", "its figure", "ratio", "target", "met")
    _show(*["---"] * 7)
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "schema.json").write_text(peer_inputs.template_schema())
            for line in _ROWS[name](Path(folder)):
                _show(*line[:-1], _MET[line.is_met])


def _show(*cells: str) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


# -- the rows ------------------------------------------------------------------------------------


def _one(folder: Path) -> Iterator[Line]:
    (folder / "one.yaml").write_text(peer_inputs.yaml_template(1))
    peers = {"cfn-lint": _CFN_LINT, "yamllint": _YAMLLINT, "check-jsonschema": _SCHEMA}
    commands = {name: [*command, "one.yaml"] for name, command in _with_us(peers).items()}
    ours, theirs = _best(folder, {**commands, "bare Python": _BARE}, runs=20)
    work = "one small template, one mapping"
    yield _faster(work, ours, "cfn-lint", theirs["cfn-lint"], 12)
    yield _faster(work, ours, "yamllint", theirs["yamllint"], 1)
    yield _faster(work, ours, "check-jsonschema", theirs["check-jsonschema"], None)
    bare = theirs["bare Python"]
    ratio = ours / bare
    shown = f"{ratio:.1f} times as long"
    yield Line(work, _time(ours), "bare Python", _time(bare), shown, "≤ 8 times", ratio <= 8)


def _yaml(folder: Path) -> Iterator[Line]:
    (folder / "some.yaml").write_text(peer_inputs.yaml_template(500))
    peers = {"cfn-lint": _CFN_LINT, "yamllint": _YAMLLINT, "check-jsonschema": _SCHEMA}
    yield from _large(folder, "500 mappings in one YAML template", "some.yaml", peers)
    yield _linear(folder, "mappings in YAML", ".yaml", peer_inputs.yaml_template)


def _json(folder: Path) -> Iterator[Line]:
    (folder / "some.json").write_text(peer_inputs.json_template(500))
    peers = {"cfn-lint": _CFN_LINT, "check-jsonschema": _SCHEMA}
    yield from _large(folder, "500 mappings in one JSON template", "some.json", peers)
    yield _linear(folder, "mappings in JSON", ".json", peer_inputs.json_template)


def _large(folder: Path, work: str, name: str, peers: dict[str, list[str]]) -> Iterator[Line]:
    commands = {peer: [*command, name] for peer, command in _with_us(peers).items()}
    ours, theirs = _best(folder, commands)
    for peer, seconds in theirs.items():
        yield _faster(work, ours, peer, seconds, 30 if peer == "cfn-lint" else None)


def _sam(folder: Path) -> Iterator[Line]:
    (folder / "sam.yaml").write_text(peer_inputs.sam_template(500))
    commands = _with_us({"cfn-lint": _CFN_LINT})
    ours, theirs = _best(folder, {peer: [*one, "sam.yaml"] for peer, one in commands.items()})
    work = "500 SAM events with one mistake each"
    yield _faster(work, ours, "cfn-lint", theirs["cfn-lint"], 200)
    yield _linear(folder, "SAM events with one mistake each", ".yaml", peer_inputs.sam_template)


def _linear(folder: Path, what: str, ending: str, make: Callable[[int], str]) -> Line:
    """Compare 500 of something with 5,000, without what one of them takes."""
    commands = {}
    for count in (1, 500, 5_000):
        name = f"{count}{ending}"
        (folder / name).write_text(make(count))
        commands[str(count)] = [*_OURS, name]
    one, few, many = (used.processor for used in _measured(folder, commands, 3).values())
    ratio = (many - one) / (few - one)
    shown = f"{ratio:.1f} times as long"
    work = f"5,000 {what}"
    peer, target = "mappinglint, 500", "linear: ≤ 11 times"
    return Line(work, _time(many), peer, _time(few), shown, target, ratio <= 11)


def _none(folder: Path) -> Iterator[Line]:
    names = peer_inputs.write_unconcerned(folder, 2_000)
    commands = {peer: [*one, *names] for peer, one in _with_us({"yamllint": _YAMLLINT}).items()}
    ours, theirs = _best(folder, commands, runs=3)
    work = "2,000 YAML and JSON files without a mapping"
    yield _faster(work, ours, "yamllint", theirs["yamllint"], 20)
    parsers = _parsers([*_OURS, *names], folder)
    yield Line(work, ", ".join(parsers) or "none", "-", "-", "-", "no parser", not parsers)


def _parsers(command: list[str], folder: Path) -> list[str]:
    """Return the parsers that a run of Python imports."""
    import subprocess

    traced = [_PYTHON, "-X", "importtime", *command[1:]]
    # It says nothing about what it has found, but it must have looked.
    found = subprocess.run(traced, cwd=folder, check=True, capture_output=True, env=_env())
    return sorted({name.decode() for name in _PARSERS.findall(found.stderr)})


def _mixed(folder: Path) -> Iterator[Line]:
    peer_inputs.write_projects(folder, 1_000)
    several = [*_OURS, "."]
    commands = {"all": several, "one": [*several, "--jobs", "1"]}
    used = _measured(folder, commands, 3)
    ours, one = used["all"].wall, used["one"].wall
    work = f"1,000 mixed projects, {os.cpu_count()} cores, by the clock"
    yield _faster(work, ours, "mappinglint, one process", one, 1)


def _terraform(folder: Path) -> Iterator[Line]:
    for every in (1, 5):
        text = peer_inputs.terraform_resources(500, every)
        (folder / "main.tf").write_text(text)
        commands = _with_us({"python-hcl2": _HCL2})
        ours, theirs = _best(folder, {peer: [*one, "main.tf"] for peer, one in commands.items()})
        mappings = text.count('resource "aws_lambda_event_source_mapping"')
        work = f"500 Terraform resources, {mappings} of them mappings"
        yield _faster(work, ours, "python-hcl2, parsing alone", theirs["python-hcl2"], 10)


def _memory(folder: Path) -> Iterator[Line]:
    for make, ending in ((peer_inputs.yaml_template, "YAML"), (peer_inputs.json_template, "JSON")):
        for count, most in ((1, 60), (5_000, 250)):
            name = f"{count}.{ending.lower()}"
            (folder / name).write_text(make(count))
            peak = _run([*_OURS, name], folder).memory
            work = f"peak memory, {count:,} mapping{'s' * (count > 1)} in {ending}"
            yield Line(work, f"{peak:.0f} MiB", "-", "-", "-", f"≤ {most} MiB", peak <= most)


_ROWS: dict[str, Row] = {
    "one": _one,
    "yaml": _yaml,
    "json": _json,
    "sam": _sam,
    "none": _none,
    "mixed": _mixed,
    "terraform": _terraform,
    "memory": _memory,
}


# -- measuring -----------------------------------------------------------------------------------


def _with_us(peers: dict[str, list[str]]) -> dict[str, list[str]]:
    return {"mappinglint": _OURS, **peers}


def _best(
    folder: Path, commands: dict[str, list[str]], runs: int = _RUNS
) -> tuple[float, dict[str, float]]:
    """Return the best time of the first command, and those of its peers, in seconds."""
    seconds = {name: used.processor for name, used in _measured(folder, commands, runs).items()}
    first = next(iter(commands))
    return seconds.pop(first), seconds


def _measured(folder: Path, commands: dict[str, list[str]], runs: int) -> dict[str, Used]:
    """Run commands in turn, so that what else the machine does concerns all of them."""
    best: dict[str, Used] = {}
    for _ in range(runs):
        for name, command in commands.items():
            if name in best and best[name].wall > _SLOW:
                continue
            used = _run(command, folder)
            best[name] = min(best.get(name, used), used)
    return best


def _run(command: list[str], folder: Path) -> Used:
    used = measure(command, env=_env(), folder=str(folder))
    # That something is found is no failure: cfn-lint then ends with 2, 4, 8 or sums, others with 1.
    fails = used.code == 1 if "-c" in command else used.code not in (0, 1)
    if fails or used.code < 0:
        sys.exit(f"{' '.join(command[1:6])} ended with {used.code}")
    return used


def _env() -> dict[str, str]:
    """Return the environment, with paths that hold in every folder, and compiled modules kept."""
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    roots = filter(None, env.get("PYTHONPATH", "").split(os.pathsep))
    return {**env, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, roots))}


def _faster(work: str, ours: float, peer: str, theirs: float, least: float | None) -> Line:
    ratio = theirs / ours
    target = "-" if least is None else f"≥ {least:g} times"
    shown = f"{ratio:.1f} times as fast" if ratio < 10 else f"{ratio:.0f} times as fast"
    is_met = None if least is None else ratio >= least
    return Line(work, _time(ours), peer, _time(theirs), shown, target, is_met)


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
