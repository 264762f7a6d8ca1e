"""`mappinglint match`: tries records on the filters of a mapping."""

import argparse

from mappinglint.config import Configurations
from mappinglint.console import FOUND, OK, USAGE, complain, show
from mappinglint.dialects import Alternatives
from mappinglint.discovery import STDIN, STDIN_NAME, read_file
from mappinglint.engines import Engines
from mappinglint.matching import (
    MatchError,
    case_of_text,
    cases_of,
    find_mapping,
    match,
    read_records,
    render,
    sender_of,
)
from mappinglint.source import UndecodableError, decode


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0: every record passes a filter; 1: one does not, or a pattern is wrong."""
    if (arguments.path is None) == (arguments.pattern is None):
        complain("match needs either a file or --pattern")
        return USAGE
    if arguments.pattern is not None and arguments.mapping is not None:
        complain("--mapping is for a file, not for --pattern")
        return USAGE
    sender = None
    try:
        if arguments.pattern is not None:
            cases = [case_of_text(arguments.pattern)]
        else:
            alternatives = _mapping(arguments)
            cases, sender = cases_of(alternatives), sender_of(alternatives[0])
        records = read_records(decode(_read(arguments.event)), sender)
    except (UndecodableError, MatchError) as error:
        complain(str(error))
        return USAGE
    matchings = [match(case, records) for case in cases]
    show(render(matchings, sender))
    return OK if all(one.all_pass for one in matchings) else FOUND


def _read(path: str) -> bytes:
    """Return the content of a file that is asked for. Raises MatchError."""
    try:
        return read_file(path)
    except OSError as error:
        raise MatchError(f"cannot read {path}: {error.strerror or error}") from error


def _mapping(arguments: argparse.Namespace) -> Alternatives:
    name = STDIN_NAME if arguments.path == STDIN else arguments.path
    engine = Engines(Configurations(), arguments.plugin).of(name)
    return find_mapping(engine, name, _read(arguments.path), arguments.mapping)
