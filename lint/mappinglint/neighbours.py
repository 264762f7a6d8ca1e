"""Files that nobody named, with mappings to which something in a named file may belong.

A pre-commit hook names the files that change. What is wrong with a queue in one of them is said at
the mapping that reads it, which may stand in another file.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator

from mappinglint.dialects.serverless import FARTHEST, FILE_TYPES, SERVICE_FILE
from mappinglint.dialects.terraform import ENDINGS
from mappinglint.discovery import STDIN, is_within, read_file
from mappinglint.engine import Result
from mappinglint.finding import Finding
from mappinglint.project import Project


def lint_neighbours(
    paths: Iterable[str],
    looked_at: Iterable[str],
    project: Project,
    lint: Callable[[str], Result],
) -> Result:
    """Return what is found in files around the named ones, and explained by something in these.

    `paths` are what the command line names, folders and standard input too, which have no
    neighbours; `looked_at` are the files that have been linted: a named one that is passed over
    explains nothing. A file without such a finding is not counted: nobody asked for it.
    """
    result = Result()
    known = set(map(os.path.abspath, looked_at))
    named = [path for path in paths if _is_file(path) and os.path.abspath(path) in known]
    if not named:
        return result
    absolute = set(map(os.path.abspath, named))
    waiting = list(_neighbours(named, project))
    while waiting:
        path = waiting.pop(0)
        if os.path.abspath(path) in known:
            continue
        known.add(os.path.abspath(path))
        found = lint(path)
        waiting += found.parts
        found.parts = []
        found.findings = [one for one in found.findings if _is_about(one, absolute)]
        found.suppressed = [one for one in found.suppressed if _is_about(one.finding, absolute)]
        is_silent = not found.findings and not found.suppressed
        result.add(Result(failures=found.failures) if is_silent else found)
    return result


def _is_file(path: str) -> bool:
    return path != STDIN and not os.path.isdir(path)


def _neighbours(named: Iterable[str], project: Project) -> Iterator[str]:
    """Yield the files around the named ones, each once. Named ones are among them.

    Those are the files of a Terraform folder, and the main files of Serverless services in the
    folder of a file and above it that mention a file of that name.
    """
    folders: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    for path in named:
        folder, name = os.path.split(path)
        if name.lower().endswith(ENDINGS):
            folders[folder] = path
        if name.lower().endswith(FILE_TYPES):
            names.setdefault(folder, set()).add(name)
    for folder, path in folders.items():
        for found in project.files(folder, ENDINGS, near=path):
            if is_within(found, project.root(path)):
                yield found
    # Below each of these services, the named files of a folder.
    services: dict[str, set[str]] = {}
    for folder, those in names.items():
        for service in _services_above(folder, project):
            services.setdefault(service, set()).update(those)
    yield from (service for service, those in services.items() if _mentions(service, those))


def _is_about(finding: Finding, named: set[str]) -> bool:
    """Say whether something in one of the named files explains a finding."""
    places = (label.place for label in finding.related)
    return any(os.path.abspath(place.source.path) in named for place in places)


def _services_above(folder: str, project: Project) -> Iterator[str]:
    near = os.path.join(folder, "_")
    for _ in range(FARTHEST):
        for path in project.files(folder, FILE_TYPES, near=near):
            is_service = re.fullmatch(SERVICE_FILE, os.path.basename(path))
            if is_service and is_within(path, project.root(near)):
                yield path
        folder = os.path.join(folder, os.pardir)


def _mentions(path: str, names: set[str]) -> bool:
    try:
        data = read_file(path)
    except OSError:
        return False
    return any(os.fsencode(name) in data for name in names)
