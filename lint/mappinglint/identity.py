"""What makes a finding the same one tomorrow, when lines have moved."""

import os
from collections import Counter
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from mappinglint.discovery import STDIN_NAME
from mappinglint.finding import Finding


class Identity(NamedTuple):
    """A rule, a file and the setting in it: nothing that lines added above would change.

    `path` is below the root of the project, with `/`; `mapping` and `setting` are those of the
    finding, and empty if it is about the file.
    """

    rule: str
    path: str
    mapping: str
    setting: str


def identity(finding: Finding, root: str) -> Identity:
    """Return the identity of a finding in the project at `root`, an absolute path and no link."""
    path = relative(finding.primary.place.source.path, root)
    return Identity(finding.rule.code, path, finding.mapping, finding.setting)


def fingerprints(findings: Iterable[Finding], root: str) -> dict[int, str]:
    """Return what tells each finding, by its id, from all others: 64 hex digits.

    Findings of one identity are numbered, in the order of the file. So that a number stays when
    another finding is suppressed, give those that are as well.
    """
    # They take long to load, and few runs need them.
    import hashlib
    import json

    seen: Counter[Identity] = Counter()
    marks = {}
    for finding in sorted(findings, key=attrgetter("sort_key")):
        one = identity(finding, root)
        seen[one] += 1
        text = json.dumps([*one, seen[one]])
        marks[id(finding)] = hashlib.sha256(text.encode("ascii")).hexdigest()
    return marks


def relative(path: str, root: str) -> str:
    """Return a path as it is below the root, with `/`; one outside of it is absolute.

    `root` is absolute and no link. The name of standard input, which is no file's, stays as it is.
    """
    if path == STDIN_NAME:
        return path
    folder, name = os.path.split(os.path.abspath(path))
    full = os.path.join(os.path.realpath(folder), name)
    if os.path.commonpath([root, full]) == root:
        full = os.path.relpath(full, root)
    return full.replace(os.sep, "/")
