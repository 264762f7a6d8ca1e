"""What makes a finding the same one tomorrow, when lines have moved."""

import os
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

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


def fingerprints(findings: Iterable[Finding], root: str) -> list[str]:
    """Return what tells each finding from all others, the same in every run: 64 hex digits.

    Findings of one identity are counted, so that their order has to be the same, too.
    """
    import hashlib  # it loads OpenSSL, and few runs need it

    seen: Counter[Identity] = Counter()
    marks = []
    for finding in findings:
        one = identity(finding, root)
        text = "\0".join((*one, str(seen[one])))
        seen[one] += 1
        marks.append(hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())
    return marks


def relative(path: str, root: str) -> str:
    """Return a path as it is below the root, with `/`; one outside of it is absolute.

    `root` is absolute and no link. A name such as `<stdin>`, which is no file's, stays as it is.
    """
    if path.startswith("<"):
        return path
    folder, name = os.path.split(os.path.abspath(path))
    full = os.path.join(os.path.realpath(folder), name)
    if os.path.commonpath([root, full]) == root:
        full = os.path.relpath(full, root)
    return full.replace(os.sep, "/")
