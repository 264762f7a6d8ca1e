"""Which of many stretches of a text lie within another one, touch it, or go around it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from mappinglint.span import Span


class Stretches:
    """Some spans, made ready for many questions: each takes a search, not a walk over them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self._starts = [span.start for span in self.spans]
        ends = [span.end for span in self.spans]
        self._furthest_so_far = list(accumulate(ends, max))
        self._nearest_from_here = list(accumulate(reversed(ends), min))[::-1]

    def is_any_within(self, span: Span) -> bool:
        first = bisect_left(self._starts, span.start)
        return first < len(self.spans) and self._nearest_from_here[first] <= span.end

    def is_any_touched(self, span: Span) -> bool:
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._furthest_so_far[before - 1] > span.start

    def is_any_around(self, span: Span) -> bool:
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._furthest_so_far[before - 1] >= span.end
