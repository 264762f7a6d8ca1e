"""What the readers of conditions share: the source, the mistakes so far, and how to tell of one."""

from mappinglint.pattern.mistake import Kind, Mistake, Replacement, named, quoted, span_of
from mappinglint.pattern.operators import nearest
from mappinglint.pattern.tree import Hole, List, Object, Text, Tree
from mappinglint.span import Span


class Judge:
    """Collects the mistakes in conditions. Offsets of the tree are offsets in `source`.

    AWS has an older reader too, which it falls back on; `is_too_new` becomes true if something was
    there that the older one does not know.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.mistakes: list[Mistake] = []
        self.is_too_new = False

    def tell(
        self,
        kind: Kind,
        message: str,
        span: Span,
        remedy: str = "",
        edit: Replacement | None = None,
    ) -> None:
        self.mistakes.append(Mistake(kind, message, span, remedy, edit))

    def needs(self, operator: str, what: str, operand: Tree, instead: str = "") -> None:
        """Tell that an operator needs something else; `instead` is what surely was meant."""
        edit = Replacement(span_of(operand), instead) if instead else None
        remedy = f"write {instead}" if instead else ""
        message = f"`{operator}` needs {what}, not {named(operand)}"
        self.tell(Kind.OPERAND, message, span_of(operand), remedy, edit)

    def misspelled(self, word: Text, meant: str, message: str) -> None:
        raw = self.source[word.start : word.end]
        edit = None
        if raw.count(word.value) == 1:
            edit = Replacement(span_of(word), raw.replace(word.value, meant))
        self.tell(Kind.OPERATOR, message, span_of(word), f"did you mean {meant}?", edit)

    def text(self, operator: str, operand: Tree) -> Text | None:
        """Return the text that an operator needs, if it is one; it may have holes."""
        if isinstance(operand, Text):
            return operand
        if not isinstance(operand, Hole):
            self.needs(operator, "a text", operand)
        return None

    def items(self, operator: str, operand: Tree) -> list[Tree]:
        """Return the items of a list, or a value that is no list as the only one."""
        if not isinstance(operand, List):
            return [operand]
        if not operand.items and operand.complete:
            message = f"`{operator}` has an empty list: it needs a value"
            self.tell(Kind.OPERAND, message, span_of(operand))
        return operand.items

    def inner(self, operator: str, node: Object, names: tuple[str, ...]) -> tuple[str, Tree] | None:
        """Return the operator and operand inside another operator, which takes these."""
        if len(node.members) != 1 or not node.complete:
            self._miscounted(operator, node)
            return None
        word, operand = node.members[0]
        if word.value in names:
            return word.value, operand
        if word.is_known:
            message = f"`{operator}` does not take {quoted(word.value)}"
            meant = nearest(word.value, names)
            if meant is None:
                self.tell(Kind.OPERATOR, message, span_of(word), f"it takes {either(names)}")
            else:
                self.misspelled(word, meant, message)
        return None

    def _miscounted(self, operator: str, node: Object) -> None:
        count = len(node.members)
        if count > 1 or (count == 0 and node.complete):
            how_many = "nothing" if count == 0 else "more than one operator"
            message = f"`{operator}` has {how_many} in its object: it needs one operator"
            self.tell(Kind.SHAPE, message, span_of(node))


def either(names: tuple[str, ...]) -> str:
    """Return the names as "a, b or c"."""
    return " or ".join([*filter(None, [", ".join(names[:-1])]), names[-1]])
