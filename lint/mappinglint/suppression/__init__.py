"""What people write into a file so that a finding is not reported.

A comment `# mappinglint: ignore[ESM204] the reason`, or Metadata in a template. What is suppressed
is kept, with the reason; a suppression that does nothing, or that cannot be understood, is a
finding of its own.
"""

from collections.abc import Sequence

from mappinglint.document import Document
from mappinglint.finding import Finding, Suppressed, SuppressedBy
from mappinglint.mapping import EventSourceMapping
from mappinglint.record import dataclass
from mappinglint.rule import Rule
from mappinglint.suppression.complaints import malformed, unknown, unused, without_reason
from mappinglint.suppression.directives import read_directives
from mappinglint.suppression.reach import Layout
from mappinglint.suppression.remaining import Remaining


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
    is what is wrong with the suppressions. Where not everything `is_whole`, because a rule or a
    plugin has failed or a part of the text could not be read, none is called unused.
    """
    directives = read_directives(document)
    if not directives:
        return list(findings), []
    layout, remaining = Layout(document, mappings), Remaining(document.source, findings, mappings)
    suppressed: list[Suppressed] = []
    complaints: list[Finding] = []
    by_word = {word: rule for rule in reversed(rules.known) for word in (rule.code, rule.name)}
    for directive in directives:
        reach = layout.reach(directive)
        for named in directive.names:
            rule = by_word.get(named.text.upper()) or by_word.get(named.text.lower())
            taken = remaining.take(rule.code, reach) if rule else []
            suppressed += [Suppressed(one, SuppressedBy.COMMENT, directive.reason) for one in taken]
            if rule is None:
                complaints.append(unknown(directive, named, rules.known, is_sure=is_whole))
            elif not taken and is_whole and rule.code in rules.run:
                complaints.append(unused(directive, named, rule))
        if directive.is_malformed:
            complaints.append(malformed(directive))
        elif needs_reason and not directive.reason and directive.names:
            complaints.append(without_reason(directive))
    return [*remaining.findings, *complaints], suppressed
