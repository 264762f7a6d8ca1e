"""From what somebody wrote to a pattern, and to all that is wrong in it.

The verdict is event-ruler's, the language that AWS has made its filters of: a pattern has a mistake
exactly if event-ruler refuses it. Where a part is not known, only what no text in its place could
mend is a mistake.
"""

from mappinglint.pattern.fields import Fields
from mappinglint.pattern.judge import Judge
from mappinglint.pattern.mistake import Kind, Mistake, named, span_of
from mappinglint.pattern.model import Pattern
from mappinglint.pattern.reader import read
from mappinglint.pattern.tree import Hole, Object
from mappinglint.record import dataclass

_EXAMPLE = 'write an object such as {"body": {"status": ["paid"]}}'


@dataclass(frozen=True, slots=True)
class Parsed:
    """A pattern and its mistakes, in the order of the text.

    `pattern` is None if there is no object at all. What has a mistake is Unknown in it, so that
    nothing is claimed of it twice.
    """

    pattern: Pattern | None
    mistakes: tuple[Mistake, ...]


def parse(text: str) -> Parsed:
    """Read a pattern from JSON text; spans are offsets in it. A HOLE is what nobody knows."""
    tree, mistakes = read(text)
    if isinstance(tree, Object):
        pattern, found = _judged(tree, text)
        mistakes += found
        mistakes.sort(key=lambda mistake: mistake.span)
        return Parsed(pattern, tuple(mistakes))
    if tree is not None and not isinstance(tree, Hole) and not mistakes:
        message = f"a filter pattern is a JSON object, not {named(tree)}"
        mistakes.append(Mistake(Kind.SHAPE, message, span_of(tree), _EXAMPLE))
    return Parsed(None, tuple(mistakes))


def _judged(tree: Object, source: str) -> tuple[Pattern, list[Mistake]]:
    """Read the pattern as event-ruler does, which has two readers.

    The newer one refuses every `$or` that is no list of two objects; then the older one is asked,
    for which `$or` is a key like any other. Only what both refuse is refused.
    """
    newer = Judge(source)
    fields = Fields(newer, or_is_plain=False)
    pattern = fields.pattern(tree)
    if not newer.mistakes or not fields.has_or:
        return pattern, newer.mistakes
    older = Judge(source)
    plain = Fields(older, or_is_plain=True).pattern(tree)
    if not older.mistakes and not older.is_too_new:
        return plain, []
    if fields.means_or or not older.mistakes:
        return pattern, newer.mistakes
    return plain, older.mistakes
