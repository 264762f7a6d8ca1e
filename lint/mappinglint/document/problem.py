"""What a reader has to say about a text, before anyone knows what the text is about."""

from enum import Enum

from mappinglint.record import dataclass
from mappinglint.span import Span


class ProblemKind(Enum):
    UNREADABLE = "unreadable"
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate-key"


@dataclass(frozen=True, slots=True)
class Problem:
    """`related` is an earlier place that explains this one, with the words to put there.

    It `is_refused` when the format's own tool takes no such text, whatever others do.
    """

    kind: ProblemKind
    message: str
    span: Span
    related: tuple[Span, str] | None = None
    remedy: str = ""
    is_refused: bool = False


class ReadError(Exception):
    """Reading stops at an offset; what was read before it is kept.

    Mostly that is where the problem is; but a mistake may stand before the place where it shows.
    """

    def __init__(self, problem: Problem, at: int | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.at = problem.span.start if at is None else at


def syntax_error(message: str, start: int, end: int | None = None, remedy: str = "") -> ReadError:
    """Return the error to raise for malformed text at these offsets (one character if no end)."""
    span = Span(start, start + 1 if end is None else end)
    return ReadError(Problem(ProblemKind.SYNTAX, message, span, remedy=remedy))
