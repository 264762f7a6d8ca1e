"""The fields of a pattern, from the light tree into the model."""

from collections.abc import Iterator

from mappinglint.pattern.conditions import condition
from mappinglint.pattern.judge import Judge
from mappinglint.pattern.mistake import Kind, Mistake, Replacement, named, quoted, span_of
from mappinglint.pattern.model import Condition, Key, Leaf, Or, Pattern, Unknown
from mappinglint.pattern.operators import OPERATORS, RESERVED_IN_OR
from mappinglint.pattern.tree import Hole, List, Number, Object, Text, Tree, Word

OR = "$or"
# Nobody writes so many, and whoever walks the model may recurse over them.
_MAX_ORS = 50


class _Steps:
    """Where a path has come: what leads on, and the key of the leaf that ends here.

    `a.b` and b within a are the same path for AWS, so that steps are split at dots.
    """

    __slots__ = ("leaf", "onward")

    def __init__(self) -> None:
        self.onward: dict[str, _Steps] = {}
        self.leaf: Key | None = None

    def to(self, name: str) -> "_Steps":
        steps = self
        for part in name.split(".") if "." in name else (name,):
            found = steps.onward.get(part)
            if found is None:
                found = steps.onward[part] = _Steps()
            steps = found
        return steps


class Fields:
    """Makes the pattern of an object, and tells the judge what is wrong with its shape.

    `or_is_plain` lets `$or` be a key like any other, as AWS does when it cannot be more. Afterwards
    `has_or` says whether there was one, and `means_or` whether one was clearly meant to be more.
    """

    def __init__(self, judge: Judge, *, or_is_plain: bool) -> None:
        self.has_or = False
        self.means_or = False
        self._judge = judge
        self._or_is_plain = or_is_plain
        self._ors = 0
        self._claimed: list[tuple[_Steps, Key]] = []

    def pattern(self, node: Object) -> Pattern:
        """Return the pattern that an object is."""
        self._judge_members(node, "a filter pattern")
        return self._conjunction(node, None, _Steps())

    def _conjunction(self, root: Object, prefix: Key | None, start: _Steps | None) -> Pattern:
        """Return what an object demands, with all the objects in it, but not those in a $or."""
        leaves: list[Leaf] = []
        choices: list[Or] = []
        complete = root.complete
        # A stack instead of recursion: AWS reads a thousand levels.
        stack: list[tuple[Iterator[tuple[Text, Tree]], Key | None, _Steps | None]]
        stack = [(iter(root.members), prefix, start)]
        while stack:
            members, parent, steps = stack[-1]
            for text, value in members:
                key = Key(text.value, span_of(text), parent)
                if self._ors:
                    self._judge_name(key)
                if text.value == OR:
                    self.has_or = True
                    if not self._or_is_plain:
                        choices.append(self._or(value, key, steps))
                        continue
                onward = steps.to(text.value) if steps is not None and text.is_known else None
                if isinstance(value, Object):
                    if self._is_lone_condition(value, text.value):
                        complete = False
                        continue
                    if not value.members or not value.complete:
                        self._judge_members(value, quoted(text.value))
                        complete = False
                    stack.append((iter(value.members), key, onward))
                    break
                if isinstance(value, List):
                    leaves.append(self._leaf(value, key, onward))
                else:
                    self._no_list(value, key)
                    complete = False
            else:
                stack.pop()
        return Pattern(tuple(leaves), tuple(choices), span_of(root), complete)

    # -- fields ---------------------------------------------------------------------------------

    def _leaf(self, value: List, key: Key, steps: _Steps | None) -> Leaf:
        if not value.items and value.complete:
            message = f"{quoted(key.name)} has an empty list: it needs a value to look for"
            self._judge.tell(Kind.SHAPE, message, span_of(value))
        if steps is not None:
            self._claim(steps, key)
        complete = value.complete and bool(value.items)
        may_be_or = steps is None
        found: list[Condition] = []
        for item in value.items:
            if isinstance(item, Hole):
                complete = False
            elif isinstance(item, Object) and may_be_or:
                # The key may be $or for all we know.
                found.append(Unknown(needs_value=False, span=span_of(item)))
            else:
                found.append(condition(self._judge, item, key.name))
        return Leaf(key, tuple(found), span_of(value), complete)

    def _claim(self, steps: _Steps, key: Key) -> None:
        """Tell of a path that stands twice: of two lists for one field AWS would lose one."""
        before = steps.leaf
        if before is None:
            steps.leaf = key
            self._claimed.append((steps, key))
            return
        message = f"{quoted(key.name)} stands here again: AWS takes each path once"
        self._judge.mistakes.append(
            Mistake(
                Kind.REPEATED_PATH,
                message,
                key.span,
                "put all its values into one list",
                related=before.span,
            )
        )

    def _no_list(self, value: Tree, key: Key) -> None:
        """Tell that a field has a bare value."""
        name = quoted(key.name)
        if isinstance(value, Text | Number | Word):
            raw = self._judge.source[value.start : value.end]
            listed = f"[{named(value)}]"
            edit = Replacement(span_of(value), f"[{raw}]")
            message = f"{name} needs a list of values: {listed}"
            is_known = not isinstance(value, Text) or value.is_known
            remedy = f"write {listed}" if is_known else "write it in [ ]"
            self._judge.tell(Kind.SHAPE, message, span_of(value), remedy, edit)

    def _is_lone_condition(self, value: Object, name: str) -> bool:
        """Say whether an object is a condition without a list around it; if so, tell."""
        match value:
            case Object(members=[(Text(value=operator), Text() | Number() | Word())]):
                if operator not in OPERATORS or not value.complete:
                    return False
            case _:
                return False
        raw = self._judge.source[value.start : value.end]
        edit = Replacement(span_of(value), f"[{raw}]")
        message = f"{quoted(name)} needs a list of conditions: `{operator}` stands alone here"
        self._judge.tell(Kind.SHAPE, message, span_of(value), "write it in [ ]", edit)
        return True

    def _judge_members(self, node: Object, name: str) -> None:
        if not node.members and node.complete:
            message = f"{name} is an empty object: it needs a key"
            self._judge.tell(Kind.SHAPE, message, span_of(node))

    def _judge_name(self, key: Key) -> None:
        if key.name in RESERVED_IN_OR:
            message = f"{quoted(key.name)} cannot be a key within $or: AWS reserves the word"
            self._judge.tell(Kind.SHAPE, message, key.span)

    # -- $or ------------------------------------------------------------------------------------

    def _or(self, value: Tree, key: Key, steps: _Steps | None) -> Or:
        if isinstance(value, Hole) or not isinstance(value, List):
            if not isinstance(value, Hole):
                self._tell_or(f"$or needs a list of objects, not {named(value)}", value)
            return Or(key, (), span_of(value), complete=False)
        self.means_or = self.means_or or any(map(_is_alternative, value.items))
        if len(value.items) < 2 and value.complete and all(map(_is_object, value.items)):
            self._tell_or("$or needs at least two alternatives", value)
        if self._ors >= _MAX_ORS:
            # A limit of ours, and none of AWS: what lies deeper is open.
            return Or(key, (), span_of(value), complete=False)
        self._ors += 1
        alternatives = self._alternatives(value, key, steps)
        self._ors -= 1
        complete = value.complete and len(alternatives) == len(value.items)
        return Or(key, alternatives, span_of(value), complete and bool(alternatives))

    def _alternatives(self, value: List, key: Key, steps: _Steps | None) -> tuple[Pattern, ...]:
        """Return the alternatives. The same path may stand in several of them."""
        outside = self._claimed
        inside: list[tuple[_Steps, Key]] = []
        found = []
        for item in value.items:
            if isinstance(item, Object):
                self._claimed = []
                self._judge_members(item, "an alternative of $or")
                found.append(self._conjunction(item, key.parent, steps))
                inside += self._claimed
                for claimed, _ in self._claimed:
                    claimed.leaf = None
            elif not isinstance(item, Hole):
                self._tell_or(f"an alternative of $or is an object, not {named(item)}", item)
        for claimed, by in inside:
            claimed.leaf = claimed.leaf or by
        self._claimed = outside + inside
        return tuple(found)

    def _tell_or(self, message: str, node: Tree) -> None:
        remedy = 'write such as {"$or": [{"a": ["x"]}, {"b": ["y"]}]}'
        self._judge.tell(Kind.SHAPE, message, span_of(node), remedy)


def _is_alternative(item: Tree) -> bool:
    """Say whether an object under $or can only be an alternative, and no condition."""
    return isinstance(item, Object) and any(name.value not in OPERATORS for name, _ in item.members)


def _is_object(item: Tree) -> bool:
    return isinstance(item, Object)
