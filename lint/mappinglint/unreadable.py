"""Findings about texts that cannot be read, or not to their end."""

from mappinglint.core import RULE_OF_PROBLEM, UNREADABLE
from mappinglint.document.problem import Problem
from mappinglint.finding import Finding, Level
from mappinglint.place import Label, Place
from mappinglint.source import Source, UndecodableError
from mappinglint.span import Span


def from_problem(source: Source, problem: Problem) -> Finding:
    """Return the finding for a mistake of syntax in a text."""

    def label(span: Span, text: str = "") -> Label:
        return Label(Place(source, span).first_line(), text)

    rule = RULE_OF_PROBLEM[problem.kind]
    return Finding(
        rule=rule,
        level=Level.ERROR if problem.is_refused else rule.level,
        message=problem.message,
        primary=label(problem.span),
        related=(label(*problem.related),) if problem.related else (),
        remedy=problem.remedy,
    )


def unreadable(path: str, reason: str) -> Finding:
    """Return the finding for a file of which nothing could be read."""
    place = Place(Source(path, ""), Span(0, 0))
    message = f"cannot be read: {reason}"
    return Finding(UNREADABLE, UNREADABLE.level, message, Label(place))


def undecodable(path: str, error: UndecodableError) -> Finding:
    """Return the finding for a file that is no text, at its first bad byte."""
    source = Source(path, error.readable + "\N{REPLACEMENT CHARACTER}")
    end = len(error.readable)
    return Finding(
        UNREADABLE,
        UNREADABLE.level,
        f"cannot be read: {error.reason}",
        Label(Place(source, Span(end, end + 1)), "here"),
        remedy="save the file as UTF-8",
    )
