"""What an old repository has and will not mend today: findings that are known.

A baseline is a JSON file with how often each finding is known, by rule, file, mapping and setting:
lines that move change nothing in it.
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import field

from mappinglint.core import NOT_FOR_BASELINES, STALE_BASELINE, SYNTAX_ERROR, UNREADABLE
from mappinglint.discovery import project_root, read_file
from mappinglint.document.json import read_json
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode
from mappinglint.engine import Result
from mappinglint.finding import Finding, Suppressed, SuppressedBy
from mappinglint.identity import Identity, identity, relative
from mappinglint.place import Label, Place
from mappinglint.record import dataclass
from mappinglint.report.words import count
from mappinglint.source import Source, UndecodableError, decode

VERSION = 1
# Behind such a mistake, nobody knows what there is.
_HIDES_OTHERS = (UNREADABLE, SYNTAX_ERROR)
# Of the number in `count`.
_MOST_DIGITS = 9
_REASON = "known since the baseline was written"


class BaselineError(Exception):
    """A file is no baseline that we can read; the message says why."""


@dataclass(frozen=True)
class Baseline:
    """How often each finding is known, and where the file says so.

    `root` is the folder that its paths start from: that of the project the file is in.
    """

    path: str
    root: str
    known: Counter[Identity] = field(default_factory=Counter)
    places: dict[Identity, Place] = field(default_factory=dict)


def root_of(path: str) -> str:
    """Return the folder that the paths in a baseline start from."""
    return project_root(os.path.dirname(os.path.realpath(path)))


def read_baseline(path: str) -> Baseline:
    """Return a baseline. Raises BaselineError if there is none that can be read."""
    try:
        source = Source(path, decode(read_file(path)))
    except OSError as error:
        raise BaselineError(f"cannot read {path}: {error.strerror or error}") from error
    except UndecodableError as error:
        raise BaselineError(f"cannot read {path}: {error.reason}") from error
    tree = read_json(source.text)
    root = tree.roots[0] if tree.roots and not tree.broken else None
    if not isinstance(root, MappingNode) or _text(root.get("version")) != str(VERSION):
        raise BaselineError(
            f"{path} is no baseline of version {VERSION}; --write-baseline makes one"
        )
    baseline = Baseline(path, root_of(path))
    findings = root.get("findings")
    for entry in findings.items if isinstance(findings, SequenceNode) else ():
        one, times = _entry(entry)
        place = Place(source, entry.span)
        if one is None:
            line = place.start.line
            raise BaselineError(f"{path}:{line}: this is no entry of a baseline")
        baseline.known[one] += times
        baseline.places.setdefault(one, place)
    return baseline


def _entry(node: Node) -> tuple[Identity | None, int]:
    if not isinstance(node, MappingNode):
        return None, 0
    rule, path = _text(node.get("rule")), _text(node.get("path"))
    times = _text(node.get("count")) or "1"
    is_number = times.isascii() and times.isdecimal() and len(times) <= _MOST_DIGITS
    if not rule or not path or not is_number:
        return None, 0
    one = Identity(rule, path, _text(node.get("mapping")), _text(node.get("setting")))
    return one, int(times)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, ScalarNode) else ""


def apply_baseline(
    baseline: Baseline, result: Result, looked_at: Iterable[str], run: frozenset[str]
) -> None:
    """Take the known findings out of a result, and add what the baseline knows in vain.

    `looked_at` are the files of the run, and `run` the codes of its rules: of others nobody can
    say that they are mended.
    """
    left = Counter(baseline.known)
    remaining: list[Finding] = []
    for one in result.findings:
        same = identity(one, baseline.root)
        if left[same] > 0 and one.rule not in NOT_FOR_BASELINES:
            left[same] -= 1
            result.suppressed.append(Suppressed(one, SuppressedBy.BASELINE, _REASON))
        else:
            remaining.append(one)
    remaining += _stale(baseline, left, _read_paths(result, looked_at, baseline.root), run)
    result.findings = remaining


def _read_paths(result: Result, looked_at: Iterable[str], root: str) -> set[str]:
    """Return the files of which all is found: none if something has failed."""
    if result.failures:
        return set()
    findings = (*result.findings, *(one.finding for one in result.suppressed))
    broken = {one.primary.place.source.path for one in findings if one.rule in _HIDES_OTHERS}
    return {relative(path, root) for path in looked_at if path not in broken}


def _stale(
    baseline: Baseline, left: Counter[Identity], paths: set[str], run: frozenset[str]
) -> Iterator[Finding]:
    """Yield a finding for each entry that more is known of than is found."""
    for one, too_many in left.items():
        is_gone = not os.path.exists(os.path.join(baseline.root, one.path))
        if too_many <= 0 or one.rule not in run or (one.path not in paths and not is_gone):
            continue
        yield Finding(
            STALE_BASELINE,
            STALE_BASELINE.level,
            _stale_message(one, baseline.known[one], too_many, is_gone=is_gone),
            Label(baseline.places[one].first_line(), "no longer true"),
            remedy="run again with --write-baseline",
        )


def _stale_message(one: Identity, known: int, too_many: int, *, is_gone: bool) -> str:
    setting = f"{one.setting} of {one.mapping}" if one.mapping else one.setting
    what = f"{one.rule} of {setting}" if setting else one.rule
    if is_gone:
        return f"{one.path} is gone, of which the baseline knows {what}"
    if too_many == known:
        return f"the baseline knows {what} in {one.path}, and it is not there any more"
    counts = f"{count(known, 'time')}, and it is there {count(known - too_many, 'time')}"
    return f"the baseline knows {what} in {one.path} {counts}"


def render_baseline(
    result: Result,
    root: str,
    before: Baseline | None,
    looked_at: Collection[str],
    run: frozenset[str],
) -> tuple[str, int]:
    """Return the baseline of what is found in some files as JSON, and how many findings it knows.

    It has an entry a line, for diffs that can be read. What a baseline before it knows of files
    that were not looked at, or not read to their end, and of rules that were not run is kept,
    unless the file is gone.
    """
    here = set(looked_at)
    findings = (one for one in result.findings if one.primary.place.source.path in here)
    found = Counter(identity(one, root) for one in findings if one.rule not in NOT_FOR_BASELINES)
    paths = _read_paths(result, here, root)
    for one, times in before.known.items() if before else ():
        is_judged = one.path in paths and one.rule in run
        if not is_judged and os.path.exists(os.path.join(root, one.path)):
            found[one] = max(found[one], times)
    lines = [
        json.dumps(one._asdict() | {"count": times}, ensure_ascii=False)
        for one, times in sorted(found.items())
    ]
    entries = ",".join(f"\n  {line}" for line in lines)
    text = f'{{\n "version": {VERSION},\n "findings": [{entries}\n ]\n}}\n'
    return text, found.total()
