"""The functions of a service, in CloudFormation's words: what Serverless makes of them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Final

from mappinglint.dialects.cloudformation.template import intrinsic
from mappinglint.dialects.serverless.evaluate import ServiceEvaluator
from mappinglint.dialects.serverless.variables import Located, Variables
from mappinglint.document.node import MappingNode, ScalarNode
from mappinglint.place import Label, Place
from mappinglint.record import dataclass
from mappinglint.value import Field, Fields, Known, Unknown, Value

# What Serverless gives a function whose service does not say otherwise, in seconds.
_TIMEOUT: Final = 6
# The role that it makes if none is given.
_OWN_ROLE: Final = "IamRoleLambdaExecution"
# Where plugins, and Serverless 4, have the permissions of one function. It gets a role of its own.
_OWN_PERMISSIONS: Final = ("iam", "iamRoleStatements")
_FALSE: Final = (None, False, 0, "")

# What CloudFormation calls what Serverless has in a function.
SPELLINGS: Final = {
    "FunctionName": "name",
    "Timeout": "timeout",
    "ReservedConcurrentExecutions": "reservedConcurrency",
    "Role": "role",
    "DeadLetterConfig": "onError",
    "DestinationConfig": "destinations",
    "OnFailure": "onFailure",
    "OnSuccess": "onSuccess",
    "MaximumEventAgeInSeconds": "maximumEventAge",
    "MaximumRetryAttempts": "maximumRetryAttempts",
}
# The settings of asynchronous invocation; each of them alone makes an EventInvokeConfig.
_ASYNCHRONOUS: Final = ("DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")


@dataclass(frozen=True)
class Function:
    """A function of a service: its key in `functions` with the place of it, and what it says.

    `body` is None if that is not known. Of a file of functions alone, `is_whole` is false: what the
    service says of all functions is not known then.
    """

    name: str
    place: Place
    body: Located | None = None
    is_whole: bool = True

    @property
    def logical_id(self) -> str:
        """What Serverless calls it in the template that it makes."""
        return f"{self.normalized_name}LambdaFunction"

    @property
    def normalized_name(self) -> str:
        """What the logical ids begin with of all that Serverless makes of it."""
        name = self.name.replace("-", "Dash").replace("_", "Underscore")
        return f"{name[:1].upper()}{name[1:]}"

    @property
    def entries(self) -> MappingNode | None:
        """What it says, as far as that can be read."""
        node = self.body.node if self.body is not None else None
        return node if isinstance(node, MappingNode) else None


@dataclass(frozen=True)
class Surroundings:
    """What a function takes from its service.

    `overrides` are the properties that `resources` has for it, by CloudFormation's names, and
    `logical_ids` those of all functions by their keys in `functions`.
    """

    variables: Variables
    provider: Located | None
    overrides: dict[str, Located]
    logical_ids: dict[str, str]
    resources: Collection[str]


class FunctionReader:
    """Reads the properties of one function."""

    def __init__(
        self, function: Function, evaluator: ServiceEvaluator, surroundings: Surroundings
    ) -> None:
        self._function = function
        self._evaluator = evaluator
        self._around = surroundings
        self._readers: dict[str, Callable[[], Value | None]] = {
            "DeadLetterConfig": self._dead_letters,
            "EventInvokeConfig": self._asynchronous,
            # Its URL is a user of the function.
            "FunctionUrlConfig": lambda: None,
            "ReservedConcurrentExecutions": self._concurrency,
            "Role": self._role,
            "Timeout": self._timeout,
        }

    @property
    def spellings(self) -> dict[str, str]:
        """The names of the properties in the file."""
        there = self._function.entries or ()
        asynchronous = [SPELLINGS[name] for name in _ASYNCHRONOUS if SPELLINGS[name] in there]
        config = asynchronous[0] if asynchronous else SPELLINGS["DestinationConfig"]
        return {**SPELLINGS, "EventInvokeConfig": config}

    def read(self, spelling: str) -> Value | None:
        """Return a property by its name in the file; None if it is surely absent."""
        name = next((api for api, here in SPELLINGS.items() if here == spelling), spelling)
        name = "EventInvokeConfig" if name in _ASYNCHRONOUS else name
        over = self._around.overrides.get(name)
        if over is not None:
            return self._value(over)
        if name in self._readers:
            return self._readers[name]()
        return self._said(spelling) if name in SPELLINGS else Unknown(self._function.place)

    def _value(self, at: Located) -> Value | None:
        with self._evaluator.reading(at.source):
            return self._evaluator.value(at.node)

    def _said(self, key: str, owner: Located | None = None) -> Value | None:
        """Return what the function, or another object, says; None if it says nothing."""
        at = owner or self._function.body
        if at is None or not isinstance(at.node, MappingNode):
            return Unknown(self._function.place)
        found = at.node.entry(key)
        if found is not None:
            return self._value(Located(found[1], at.source))
        return None if at.node.complete else Unknown(self._function.place)

    def _said_of_all(self, *path: str) -> Value | None:
        """Return what the provider says of all functions."""
        at = self._around.provider
        if not self._function.is_whole or at is None:
            return Unknown(self._function.place)
        *steps, last = path
        for step in steps:
            node = at.node
            if isinstance(node, MappingNode) and step not in node and node.complete:
                return None
            at = self._around.variables.step(at, step)
            if at is None or not isinstance(at.node, MappingNode):
                return Unknown(self._function.place)
        return self._said(last, at)

    def _timeout(self) -> Value | None:
        own = self._said("timeout")
        if not _is_false(own):
            return own
        general = self._said_of_all("timeout")
        if not _is_false(general):
            return general
        place = self._function.place
        cause = Label(place, f"Serverless gives a function {_TIMEOUT} seconds")
        return Known(_TIMEOUT, place, str(_TIMEOUT), cause)

    def _concurrency(self) -> Value | None:
        found = self._said("reservedConcurrency")
        is_zero = isinstance(found, Known) and found.text == "0"
        return None if _is_false(found) and not is_zero else found

    def _dead_letters(self) -> Value | None:
        target = self._said("onError")
        if target is None or _is_false(target):
            return None
        field = Field("TargetArn", "TargetArn", target.place, target)
        return Fields((field,), target.place)

    # -- its role -----------------------------------------------------------------------------

    def _role(self) -> Value | None:
        """Return the role that is given; None if Serverless makes one, with what its events need.

        `provider.iam.role` is a role only if it is a text or a function.
        """
        own = self._said("role")
        if not _is_false(own):
            return self._given(own)
        if any(not _is_false(self._said(key)) for key in _OWN_PERMISSIONS):
            return None
        general = self._said_of_all("iam", "role")
        if isinstance(general, Fields) or _is_false(general):
            general = self._said_of_all("role")
        return None if _is_false(general) else self._given(general)

    def _given(self, role: Value | None) -> Value | None:
        if isinstance(role, Unknown):
            return None if role.refers_to == _OWN_ROLE else role
        if not isinstance(role, Known) or role.text.startswith("arn:"):
            return role
        name = role.text
        if name == _OWN_ROLE:
            return None
        refers_to = name if name in self._around.resources else ""
        return Unknown(role.place, identity=name, refers_to=refers_to)

    # -- asynchronous invocation --------------------------------------------------------------

    def _asynchronous(self) -> Value | None:
        fields = [field for name in _ASYNCHRONOUS for field in self._setting(name)]
        if not fields:
            return None
        return Fields(tuple(fields), fields[0].key)

    def _setting(self, name: str) -> Iterator[Field]:
        spelling = SPELLINGS[name]
        found = self._said(spelling)
        if found is None or (isinstance(found, Known) and found.data is None):
            return
        if _is_false(found) and name != "MaximumRetryAttempts":
            return
        if name == "DestinationConfig" and isinstance(found, Fields):
            found = replace(found, fields=tuple(map(self._destination, found.fields)))
        yield Field(name, spelling, self._key(spelling), found)

    def _key(self, spelling: str) -> Place:
        body, entries = self._function.body, self._function.entries
        found = entries.entry(spelling) if entries is not None else None
        return Place(body.source, found[0].span) if body and found else self._function.place

    def _destination(self, field: Field) -> Field:
        """Return a destination: an ARN, an object that has it in `arn`, or a function's key."""
        target: Value = field.value
        if isinstance(target, Fields):
            arns = [one.value for one in target.fields if one.spelling == "arn"]
            target = arns[0] if arns else Unknown(target.place)
        elif isinstance(target, Known) and not target.text.startswith("arn:"):
            name = self._around.logical_ids.get(target.text, "")
            target = Unknown(target.place, identity=name or None, refers_to=name)
        place = field.value.place
        return replace(
            field, value=Fields((Field("Destination", "Destination", place, target),), place)
        )


def function_names(function: Function, variables: Variables, service: str) -> Iterator[str]:
    """Yield the name of a function, as far as variables are known: its own, or the default."""
    entries = function.entries
    own = entries.get("name") if entries is not None else None
    if isinstance(own, ScalarNode):
        if own.tag is None and intrinsic(own) is None:
            yield variables.filled(own.text)
    elif own is None and function.is_whole and entries is not None:
        yield variables.filled(f"{service}-${{sls:stage}}-{function.name}")


def _is_false(value: Value | None) -> bool:
    """Say whether a value is none for Serverless, which is written in JavaScript."""
    return value is None or (isinstance(value, Known) and value.data in _FALSE)
