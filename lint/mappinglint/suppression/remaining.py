"""The findings that nothing suppresses so far."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping
from mappinglint.place import Place
from mappinglint.source import Source
from mappinglint.suppression.reach import Reach


class Remaining:
    """Findings in a source, from which suppressions take some.

    A finding stands wherever it shows something in the source, and in its mapping as a whole.
    """

    def __init__(
        self, source: Source, findings: Sequence[Finding], mappings: Sequence[EventSourceMapping]
    ) -> None:
        self._source = source
        self._starts: dict[str, list[int]] = defaultdict(list)
        for one in mappings:
            if one.place.source is source and one.name:
                self._starts[one.name].append(one.place.span.start)
        for starts in self._starts.values():
            starts.sort()
        self._left = dict(enumerate(findings))
        # By the code of the rule: its findings; where they stand, in order; those on each line.
        self._of_rule: dict[str, list[int]] = defaultdict(list)
        self._at: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._on_line: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number, finding in self._left.items():
            code = finding.rule.code
            self._of_rule[code].append(number)
            for place in self._shown(finding):
                self._at[code].append((place.span.start, number))
                self._on_line[code, place.start.line].append(number)
            self._at[code] += [(start, number) for start in self._of_mapping(finding)]
        for stands in self._at.values():
            stands.sort()

    @property
    def findings(self) -> list[Finding]:
        return list(self._left.values())

    def take(self, code: str, reach: Reach) -> list[Finding]:
        """Take out the findings of a rule that a suppression reaches."""
        numbers = self._on_line.pop((code, reach.line), [])
        stands = self._at[code]
        if reach.is_everything:
            numbers += self._of_rule.pop(code, [])
        for start, end in reach.spans:
            first, last = bisect_left(stands, (start,)), bisect_left(stands, (end,))
            numbers += [number for _, number in stands[first:last]]
            del stands[first:last]
        return [self._left.pop(one) for one in sorted(set(numbers)) if one in self._left]

    def _shown(self, finding: Finding) -> Iterator[Place]:
        for label in (finding.primary, *finding.related):
            if label.place.source is self._source:
                yield label.place

    def _of_mapping(self, finding: Finding) -> list[int]:
        """Return where the mapping of a finding begins: of several of one name, the last before."""
        starts = self._starts.get(finding.mapping, [])
        before = bisect_right(starts, finding.primary.place.span.start)
        return starts[max(before - 1, 0) : max(before, 1)]
