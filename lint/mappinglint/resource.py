"""The resources of a project that a mapping depends on, in CloudFormation's words.

A queue is an AWS::SQS::Queue with a VisibilityTimeout, whatever the file has it in.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import field
from functools import cached_property
from typing import Final

from mappinglint import value as values
from mappinglint.parts import HOLE
from mappinglint.path import Path, split
from mappinglint.place import Place
from mappinglint.record import dataclass
from mappinglint.value import Field, Fields, Items, Known, Unknown, Value

FUNCTION: Final = "AWS::Lambda::Function"
ALIAS: Final = "AWS::Lambda::Alias"
VERSION: Final = "AWS::Lambda::Version"
INVOKE_CONFIG: Final = "AWS::Lambda::EventInvokeConfig"
MAPPING: Final = "AWS::Lambda::EventSourceMapping"
QUEUE: Final = "AWS::SQS::Queue"
QUEUE_POLICY: Final = "AWS::SQS::QueuePolicy"
STREAM: Final = "AWS::Kinesis::Stream"
CONSUMER: Final = "AWS::Kinesis::StreamConsumer"
TABLE: Final = "AWS::DynamoDB::Table"
GLOBAL_TABLE: Final = "AWS::DynamoDB::GlobalTable"
KEY: Final = "AWS::KMS::Key"
KEY_ALIAS: Final = "AWS::KMS::Alias"
ROLE: Final = "AWS::IAM::Role"
POLICY: Final = "AWS::IAM::Policy"
ROLE_POLICY: Final = "AWS::IAM::RolePolicy"
MANAGED_POLICY: Final = "AWS::IAM::ManagedPolicy"
# CloudFormation has none: what gives the policy PolicyArn to the role RoleName.
POLICY_ATTACHMENT: Final = "AWS::IAM::RolePolicyAttachment"

# Nor these: what a stack shows to people and scripts.
OUTPUT: Final = "AWS::CloudFormation::Output"

# What rules read most. A condition in one of these makes scenarios; in any other it stays open.
_DECISIVE: Final[Dict[str, tuple[str, ...]]] = {
    FUNCTION: ("Timeout", "ReservedConcurrentExecutions"),
    QUEUE: ("VisibilityTimeout", "RedrivePolicy"),
    STREAM: ("RetentionPeriodHours",),
    TABLE: ("StreamSpecification",),
    GLOBAL_TABLE: ("StreamSpecification",),
}
# An alias of a version of a function.
_MOST_STEPS: Final = 5


def _anything(_spelling: str) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource, as one mapping in one scenario sees it.

    `name` is what the file calls it and `place` where; `type` is CloudFormation's, or the file's
    own where CloudFormation has no such resource. `read` returns a property by the file's name for
    it, None if it is surely absent; `spellings` has the names that the file spells otherwise.
    `around` are the other resources of the project. `made_by` is the tool that makes it, if it is
    not in the file: its place is then that of what the tool makes it for. `says` tells of a
    property that it has, by the file's name, whether it says that itself; else another resource
    does, which is made later.
    """

    name: str
    type: str
    place: Place
    read: Callable[[str], Value | None] = field(repr=False)
    around: "Resources" = field(repr=False)
    spellings: Dict[str, str] = field(default_factory=dict, repr=False)
    says: Callable[[str], bool] = field(default=_anything, repr=False)
    made_by: str = ""

    def get(self, property_: str | Path) -> Value | None:
        """Return a property, or what is within it: None if it is surely absent or null."""
        first, *steps = split(property_)
        name = self.spell(str(first))
        if name not in self._read:
            # A dozen rules ask for the same.
            self._read[name] = self.read(name)
        found = self._read[name]
        for step in steps:
            found = _inside(found, self.spell(step) if isinstance(step, str) else step)
        return None if isinstance(found, Known) and found.data is None else found

    @cached_property
    def _read(self) -> dict[str, Value | None]:
        return {}

    def integer(self, property_: str | Path) -> int | None:
        """Return a whole number, or None if the property is not known to be one."""
        return values.integer(self.get(property_), converts=True)

    def boolean(self, property_: str | Path) -> bool | None:
        """Return true or false, or None if the property is not known to be either."""
        return values.boolean(self.get(property_), converts=True)

    def string(self, property_: str | Path) -> str | None:
        """Return a text, or None if the property is not known to be one."""
        return values.string(self.get(property_), converts=True)

    def lacks(self, property_: str | Path) -> bool:
        """Say whether the property is surely absent, not merely unknown."""
        return self.get(property_) is None

    def says_itself(self, property_: str) -> bool:
        """Say whether a property that it has is its own, not given later by another resource."""
        return self.says(self.spell(property_))

    def spell(self, property_: str) -> str:
        """Return the name of a property as the file spells it."""
        return self.spellings.get(property_, property_)

    def place_of(self, property_: str | Path) -> Place:
        """Return where to point: the value of a property, else the resource's name."""
        found = self.get(property_)
        return self.place if found is None else found.place.first_line()

    def behind(self, property_: str | Path) -> "Resource | None":
        """Return the resource that a property refers to; None if that is not known."""
        return self.around.behind(self.get(property_))

    @cached_property
    def users(self) -> "tuple[Resource, ...]":
        """All that refers to it: other resources, and what else of the project may use it.

        What is neither has no type.
        """
        return tuple(self.around.users_of(self))


class Resources(ABC):
    """The resources of a project, as one mapping in one scenario sees them.

    Each dialect that has resources has its own.
    """

    @abstractmethod
    def behind(self, value: Value | None) -> Resource | None:
        """Return the resource that a value refers to; None if that is not known."""

    @abstractmethod
    def users_of(self, resource: Resource) -> Iterable[Resource]:
        """Return all that refers to a resource; see Resource.users."""

    def function_behind(self, value: Value | None) -> Resource | None:
        """Return the function that a value refers to, maybe by an alias or a version of it."""
        found = self.behind(value)
        for _ in range(_MOST_STEPS):
            if found is None or found.type not in (ALIAS, VERSION):
                break
            found = found.behind("FunctionName")
        return found if found is not None and found.type == FUNCTION else None

    @cached_property
    def memory(self) -> dict[str, object]:
        """What rules have worked out from the resources, for all mappings that see the same.

        A key begins with the name of the module that has put it there.
        """
        return {}

    def forget(self) -> None:  # noqa: B027 - most keep nothing
        """Forget what was kept because several rules ask for it: see EventSourceMapping.forget."""

    def settle(self, settings: Fields) -> None:
        """Read what rules will read most, so that scenarios are made for the conditions in it."""
        source = self.behind(settings.get("EventSourceArn"))
        function = self.function_behind(settings.get("FunctionName"))
        for resource in (source, function):
            for name in _DECISIVE.get(resource.type, ()) if resource else ():
                assert resource is not None
                resource.get(name)


def _inside(found: Value | None, step: str | int) -> Value | None:
    """Return what is within a value, under a name as the file spells it."""
    if isinstance(found, Known) and isinstance(found.data, str):
        found = from_json(found)
    if isinstance(found, Items) and isinstance(step, str) and len(found.items) == 1:
        # A block that stands once, in a format whose blocks are lists.
        found = found.items[0]
    match found, step:
        case Fields(fields=fields, complete=complete, place=place), str():
            inside = [one.value for one in fields if one.spelling == step]
            return inside[0] if inside else None if complete else Unknown(place)
        case Items(items=items), int():
            return items[step] if step < len(items) else None
        case ((None | Known(data=None)), _):
            return None
        case _:
            assert found is not None
            return Unknown(found.place)


def from_json(value: Known) -> Value:
    """Return what a text of JSON says, all of it at the place of the text; else Unknown."""
    # Imported here: a run that finds no mapping reads no JSON.
    import json

    try:
        return value_of(json.loads(value.text), value.place)
    except (ValueError, RecursionError):
        return Unknown(value.place)


def value_of(data: object, place: Place, text: Callable[[str], Value] | None = None) -> Value:
    """Return data of JSON as a value, all of it at a place.

    `text` makes a value of a text in which there are HOLEs; a key with one may be any.
    """
    match data:
        case dict():
            fields = (
                Field(key, key, place, value_of(one, place, text))
                for key, one in data.items()
                if HOLE not in key
            )
            return Fields(tuple(fields), place, complete=not any(HOLE in key for key in data))
        case list():
            return Items(tuple(value_of(one, place, text) for one in data), place)
        case str() if HOLE in data:
            return text(data) if text else Unknown(place)
        case str():
            return Known(data, place, data)
        case int() | float() | None:
            from json import dumps

            return Known(data, place, dumps(data))
    return Unknown(place)


def each(value: Value | None) -> Iterator[Value]:
    """Yield the items of a list, or a value that stands for a list of one."""
    if isinstance(value, Items):
        yield from value.items
    elif value is not None:
        yield value
