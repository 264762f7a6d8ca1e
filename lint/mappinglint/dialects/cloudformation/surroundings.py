"""The resources of a template, as a mapping in one scenario sees them."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from mappinglint.arn import arn_of
from mappinglint.dialects.cloudformation.intrinsics import Evaluator
from mappinglint.dialects.cloudformation.relations import SAM_FUNCTION, TYPES, Relations
from mappinglint.dialects.cloudformation.template import Resource as Written
from mappinglint.place import Place
from mappinglint.resource import FUNCTION, QUEUE, STREAM, TABLE, Resource, Resources
from mappinglint.value import Known, Unknown, Value, parts_of

# What SAM calls the properties of a function.
_SPELLINGS: Final = {SAM_FUNCTION: {"DeadLetterConfig": "DeadLetterQueue"}}
# Of these, Globals say what becomes of asynchronous calls of whichever function has some.
_FOR_SOME: Final = frozenset({"DeadLetterQueue", "EventInvokeConfig"})
# What a literal ARN is of, by its service: the type, and what stands before the name.
_OF_ARN: Final = {
    "sqs": (QUEUE, ""),
    "kinesis": (STREAM, "stream/"),
    "dynamodb": (TABLE, "table/"),
    "lambda": (FUNCTION, "function:"),
}


class TemplateResources(Resources):
    """The resources of a template. A function of SAM's has what its Globals say of all functions.

    `relations` are those of the template.
    """

    def __init__(self, evaluator: Evaluator, relations: Relations) -> None:
        self._evaluator = evaluator
        self._template = relations.template
        self._relations = relations

    def behind(self, value: Value | None) -> Resource | None:
        if not isinstance(value, Known | Unknown):
            return None
        name = value.refers_to or self._named(value)
        written = self._template.resources.get(name)
        return None if written is None else self._resource(written)

    def users_of(self, resource: Resource) -> Iterator[Resource]:
        for written in self._relations.users.get(resource.name, ()):
            yield self._resource(written)

    def _resource(self, written: Written) -> Resource:
        return Resource(
            written.key.text,
            TYPES.get(written.type, written.type),
            Place(written.source, written.key.span),
            partial(self._property, written),
            self,
            _SPELLINGS.get(written.type, {}),
        )

    def _property(self, written: Written, name: str) -> Value | None:
        found = self._evaluator.property(written, name)
        defaults = self._template.function_defaults
        if found is None and written.type == SAM_FUNCTION and defaults is not None:
            found = self._evaluator.property(defaults, name)
            if found is not None and name in _FOR_SOME:
                # Nobody has said it of this one.
                return Unknown(found.place)
        return found

    def _named(self, value: Known | Unknown) -> str:
        """Return the logical id of what an ARN, or the name of a function, spells out."""
        arn = arn_of(parts_of(value))
        if arn is None:
            # Behind a colon there may be an alias.
            name = value.text.partition(":")[0] if isinstance(value, Known) else ""
            return self._relations.named.get((FUNCTION, name), "")
        type_, head = _OF_ARN.get(arn.service, ("", ""))
        name = arn.resource.removeprefix(head).partition("/")[0].partition(":")[0]
        return self._relations.named.get((type_, name), "")
