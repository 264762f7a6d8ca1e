"""Processes that lint files for `check`, each some of them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from mappinglint.commands.crew import share
from mappinglint.commands.sharing import groups
from mappinglint.engine import Result
from mappinglint.plugins import Failure
from mappinglint.sending import Receiver, Sender, UnsendableError
from mappinglint.source import Source

if TYPE_CHECKING:
    from mappinglint.commands.linting import File, Linting


def lint_shared(
    linting: "Linting", files: "Sequence[File]", jobs: int, done: "Sequence[Result]"
) -> Iterator[tuple[int, Result]]:
    """Lint files in so many processes; yield the position and the result of each, as they come.

    `done` are results of other files. What has to be said of processes that were killed is added
    to the complaints of the linting.
    """
    sources = {(one.path, one.text): one for one in _sources(done)}
    receivers: defaultdict[int, Receiver] = defaultdict(partial(Receiver, sources))
    tasks = ([files[at] for at in task] for task in groups([file.path for file in files], jobs))

    def complain_of(file: "File", how: str) -> None:
        linting.complaints.append(
            f"a process of this run {how} while it linted {file.name}: that is done once more"
        )

    for one in share(partial(_begin, linting), tasks, jobs, complain_of):
        if one.killed:
            yield one.number, Result(files=1, failures=[_killed(one.item.name, one.killed)])
        elif one.data:
            yield one.number, _received(linting, one.item, receivers[one.by], one.data)
        else:
            yield one.number, linting.lint(one.item)


def _received(linting: "Linting", file: "File", receiver: Receiver, data: bytes) -> Result:
    sent: tuple[Result, list[Failure]] = receiver.loads(data, partial(linting.rule_for, file))
    result, failures = sent
    known = linting.failures_for(file)
    known += [one for one in failures if one not in known]
    return result


def _killed(name: str, how: str) -> Failure:
    reason = f"its process {how}, twice; perhaps it needs more memory than there is"
    return Failure("", "", f"{name} could not be linted", reason, "")


def _sources(results: "Sequence[Result]") -> Iterator[Source]:
    """Yield the texts that findings are in, or point to."""
    for result in results:
        for finding in (*result.findings, *(one.finding for one in result.suppressed)):
            for label in (finding.primary, *finding.related):
                yield label.place.source


# -- in the process that lints --------------------------------------------------------------------


def _begin(linting: "Linting") -> "Callable[[File], bytes]":
    return partial(_linted, linting, Sender(), {})


def _linted(linting: "Linting", sender: Sender, told: dict[int, int], file: "File") -> bytes:
    """Return the result of a file, and what else broke in its plugins, as bytes; or nothing.

    `told` counts what broke before.
    """
    result = linting.lint(file)
    result.read = []
    failures = linting.failures_for(file)
    new = failures[told.get(id(failures), 0) :]
    told[id(failures)] = len(failures)
    try:
        return sender.dumps((result, new), partial(linting.rule_for, file))
    except UnsendableError:
        return b""
