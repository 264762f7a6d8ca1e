"""What the documents of policies say: who may do what to which resource."""

from collections.abc import Iterator

from mappinglint.arn import arn_of
from mappinglint.parts import HOLE, without_holes
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.resource import Resource, each, from_json
from mappinglint.value import Fields, Form, Items, Known, Unknown, Value, is_default
from mappinglint_rules.resources.wildcards import may_match
from mappinglint_rules.texts import text_of

# Those of an ARN.
_FIELDS = 6
_STREAM = "/stream/"
_NO_ARNS = frozenset({Form.NAME, Form.LABEL, Form.QUEUE_URL})


@dataclass(frozen=True)
class Target:
    """What an action is done to: a resource of the project, or what is known of its ARN.

    `text` is its ARN, with holes. It is `within` the resource if it is an object of a bucket.
    """

    resource: Resource | None
    text: str
    within: bool = False


@dataclass(frozen=True)
class Statement:
    """A statement that allows something.

    `actions` are patterns with holes, each with its place; it allows all others if it `excludes`
    them. `resources` is None if it may be about any.
    """

    actions: tuple[tuple[str, Place], ...]
    excludes: bool
    resources: tuple[Value, ...] | None
    place: Place

    def allows(self, action: str) -> bool:
        """Say whether it may allow an action on something."""
        wanted = action.lower()
        if self.excludes:
            known = [one.lower() for one, _ in self.actions if HOLE not in one]
            return not any(may_match(one, wanted) for one in known)
        return any(may_match(one.lower(), wanted) for one, _ in self.actions)

    def covers(self, target: Target) -> bool:
        """Say whether it may be about a resource."""
        if self.resources is None:
            return True
        return any(_may_be(resource, target) for resource in self.resources)


def statements(document: Value | None) -> list[Statement] | None:
    """Return the statements of a document that allow something; None if it cannot be read.

    What stands in a statement may be unknown: it may be anything then.
    """
    found = []
    for body in bodies(document):
        effect = body and part(body, "Effect")
        if body is None or not isinstance(effect, Known):
            return None
        if effect.text == "Deny":
            continue
        if effect.text != "Allow" or (read := statement_of(body)) is None:
            return None
        found.append(read)
    return found


def statement_of(body: Fields) -> Statement | None:
    """Return a statement, whatever its effect is; None if it has no actions."""
    action = part(body, "Action")
    excludes = action is None
    action = part(body, "NotAction") if excludes else action
    if action is None:
        return None
    resource = part(body, "Resource")
    actions = tuple((text_of(one), one.place) for one in each(action))
    return Statement(
        actions, excludes, None if resource is None else tuple(each(resource)), body.place
    )


def bodies(document: Value | None) -> Iterator[Fields | None]:
    """Yield the statements of a document, None for what cannot be read."""
    opened = _opened(document)
    found = part(opened, "Statement") if opened is not None else None
    if found is None:
        yield None
    for one in each(found):
        yield _opened(one)


def _opened(value: Value | None) -> Fields | None:
    """Return an object, which may be a text of JSON or a block; None if it is not wholly known."""
    if isinstance(value, Known) and isinstance(value.data, str):
        value = from_json(value)
    if isinstance(value, Items) and len(value.items) == 1:
        value = value.items[0]
    return value if isinstance(value, Fields) and value.complete else None


def part(body: Fields, name: str) -> Value | None:
    """Return what an object has under a name of IAM's."""
    for field in body.fields:
        if field.spelling == name:
            is_null = isinstance(field.value, Known) and field.value.data is None
            return None if is_null else field.value
    return None


def _may_be(resource: Value, target: Target) -> bool:
    """Say whether what a statement names may be the target."""
    if not isinstance(resource, Known | Unknown) or is_default(resource):
        return True
    if no_arn(resource):
        return False
    text = text_of(resource)
    if target.resource is not None and resource.refers_to:
        if is_named(resource, target):
            is_outside = target.within and not text.endswith("*")
            is_other = arn_of(without_holes(text)) is not None and not is_arn_of(text, target.text)
            return not (is_outside or is_other or is_table_alone(resource))
        named = target.resource.around.behind(resource)
        if named is not None and named.type == target.resource.type:
            return _have_same_name(text, target.text)
    return is_arn_of(text, target.text)


def is_arn_of(pattern: str, text: str) -> bool:
    """Say whether a pattern may match an ARN, of which it may be the beginning."""
    one, other = arn_of(without_holes(pattern)), arn_of(without_holes(text))
    if one is None or other is None:
        return may_match(pattern, text)
    if not may_match(one.service, other.service):
        return False
    # The fields at the end that are left out may be anything.
    fields = pattern.split(":")
    wanted = fields + ["*"] * (_FIELDS - len(fields))
    given = text.split(":")
    # What is not known of the ARN of a stream is a name or a label.
    barred = "/" if _STREAM in text else ""
    if len(wanted) == len(given) >= _FIELDS:
        return all(may_match(*pair, barred) for pair in zip(wanted, given, strict=True))
    return may_match(":".join(wanted), text) or may_match(pattern, text)


def is_named(resource: Known | Unknown, target: Target) -> bool:
    """Say whether a statement names the resource of the project that the target is, or is in."""
    if target.resource is None or not resource.refers_to:
        return False
    named = target.resource.around.behind(resource)
    return named is not None and named.name == target.resource.name


def no_arn(resource: Known | Unknown) -> str:
    """Return what is written where an ARN has to be: "the URL of a queue"; empty if it is one."""
    reference = resource.reference if isinstance(resource, Unknown) else None
    return reference.form.value if reference is not None and reference.form in _NO_ARNS else ""


def is_table_alone(resource: Known | Unknown) -> bool:
    """Say whether it is the ARN of a table, which its stream does not begin with."""
    reference = resource.reference if isinstance(resource, Unknown) else None
    return reference is not None and reference.form is Form.TABLE_ARN


def _have_same_name(one: str, other: str) -> bool:
    """Say whether two resources of the project, which may exclude each other, share a name."""
    name = one.rpartition(":")[2]
    return name == other.rpartition(":")[2] and HOLE not in name
