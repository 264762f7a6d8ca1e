"""Work for all processors: chunks of lines in, what is found in them out, in the same order."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice

from mappinglint.audit import Audited, Options, audit
from mappinglint.commands.chunks import Chunk
from mappinglint.commands.sharing import usable_processors
from mappinglint.console import complain
from mappinglint.plugins import Failure

# To start processes and load the rules in each takes as long as that many chunks.
_ALONE = 8
# Chunks for each process that may be done while an earlier one is not.
_AHEAD = 4


def audited(
    chunks: Iterable[Chunk | Audited], options: Options, jobs: int | None
) -> Iterator[Audited]:
    """Yield what is found in each chunk of lines; what is an answer already stays what it is.

    `jobs` is the number of processes, by default one for each processor.
    """
    chunks = iter(chunks)
    jobs = jobs or usable_processors()
    alone = chunks if jobs == 1 else islice(chunks, _ALONE)
    for chunk in alone:
        yield _done(chunk, options)
    rest = next(chunks, None)
    if rest is not None:
        yield from _shared(chain([rest], chunks), options, jobs)


def _done(chunk: Chunk | Audited, options: Options) -> Audited:
    return chunk if isinstance(chunk, Audited) else audit(chunk.lines, options, chunk.first)


def _shared(chunks: Iterable[Chunk | Audited], options: Options, jobs: int) -> Iterator[Audited]:
    # Only once there is much to do: it takes long to load.
    from mappinglint.commands.crew import share

    tasks = ([chunk] for chunk in chunks)
    waiting: dict[int, Audited] = {}
    following = 0
    for one in share(partial(_begin, options), tasks, jobs, _complain, ahead=jobs * _AHEAD):
        if one.killed:
            waiting[one.number] = Audited(failures=[_killed(one.item, one.killed)])
        elif one.data:
            waiting[one.number] = pickle.loads(one.data)  # noqa: S301 - our own process wrote it
        else:
            waiting[one.number] = _done(one.item, options)
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def _begin(options: Options) -> Callable[[Chunk | Audited], bytes]:
    return lambda chunk: pickle.dumps(_done(chunk, options))


def _complain(chunk: Chunk | Audited, how: str) -> None:
    complain(
        f"a process of this run {how} while it audited {_lines(chunk)}: that is done once more"
    )


def _killed(chunk: Chunk | Audited, how: str) -> Failure:
    reason = f"their process {how}, twice; perhaps it needs more memory than there is"
    return Failure("", "", f"{_lines(chunk)} could not be audited", reason, "")


def _lines(chunk: Chunk | Audited) -> str:
    if isinstance(chunk, Audited):
        return "no lines"
    return f"lines {chunk.first:,} to {chunk.first + len(chunk.lines) - 1:,}"
