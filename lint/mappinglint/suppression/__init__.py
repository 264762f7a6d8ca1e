"""What people write into a file so that a finding is not reported.

A comment `# mappinglint: ignore[ESM204] the reason`, or Metadata in a template. What is suppressed
is kept, with the reason; a suppression that does nothing, or that cannot be understood, is a
finding of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mappinglint.choice import names
from mappinglint.document import Document
from mappinglint.finding import Finding, Suppressed, SuppressedBy
from mappinglint.mapping import EventSourceMapping
from mappinglint.rule import Rule
from mappinglint.suppression.complaints import malformed, unknown, unused, without_reason
from mappinglint.suppression.directives import Directive, Named, read_directives
from mappinglint.suppression.reach import Layout


@dataclass(frozen=True)
class Rules:
    """The rules there are, and the codes of those that have been run."""

    known: Sequence[Rule]
    run: frozenset[str]


def suppress(
    document: Document,
    mappings: Sequence[EventSourceMapping],
    findings: Sequence[Finding],
    rules: Rules,
    *,
    needs_reason: bool,
    is_whole: bool,
) -> tuple[list[Finding], list[Suppressed]]:
    """Return the findings that remain, and those that are suppressed.

    The findings are those in this document, and the mappings those that it has. Among what remains
    is what is wrong with the suppressions. Where not everything `is_whole`, because a rule has
    failed or a part of the text could not be read, none is called unused.
    """
    directives = read_directives(document)
    if not directives:
        return list(findings), []
    layout = Layout(document, mappings)
    remaining: list[Finding] = list(findings)
    suppressed: list[Suppressed] = []
    for directive in directives:
        reach = layout.reach(directive)
        for named in directive.names:
            rule = _rule(named, rules)
            taken = [one for one in remaining if one.rule is rule and reach.has(one)]
            if rule is None:
                suppressed_here = unknown(directive, named, rules.known)
                remaining.append(suppressed_here)
            elif taken:
                remaining = [one for one in remaining if one not in taken]
                suppressed += [
                    Suppressed(one, SuppressedBy.COMMENT, directive.reason) for one in taken
                ]
            elif is_whole and rule.code in rules.run:
                remaining.append(unused(directive, named, rule))
        if directive.is_malformed:
            remaining.append(malformed(directive))
        elif needs_reason and not directive.reason and directive.names:
            remaining.append(without_reason(directive))
    return remaining, suppressed


def _rule(named: Named, rules: Rules) -> Rule | None:
    return next((rule for rule in rules.known if names(named.text, rule)), None)


__all__ = ["Directive", "Rules", "suppress"]
