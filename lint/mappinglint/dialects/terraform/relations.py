"""Which blocks of a module refer to which resources, and what these are called: found once."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from mappinglint.dialects.invoking import may_call_any, quoted, text_may_call_any
from mappinglint.dialects.terraform.described import MODULE_MAPPING, Described, described
from mappinglint.dialects.terraform.frames import is_repeated
from mappinglint.dialects.terraform.known_calls import CALL_NAMES, CALL_TYPES
from mappinglint.dialects.terraform.known_modules import LAMBDA, known_module
from mappinglint.dialects.terraform.lambda_module import ARGUMENT, mappings_of
from mappinglint.dialects.terraform.module import Module, Resource, Written
from mappinglint.dialects.terraform.resource_words import NAMES, TYPES
from mappinglint.document.hcl_tags import OPAQUE, REFERENCE, STEP, TEMPLATE
from mappinglint.document.node import MappingNode, Node, ScalarNode, SequenceNode, follow
from mappinglint.record import dataclass
from mappinglint.resource import FUNCTION
from mappinglint.scenario import Memories
from mappinglint.source import Source

# Arguments of that module with which others may call the function.
_OPENING: Final = ("allowed_triggers", "create_lambda_function_url")

# What a block says about the order of things, and of itself.
_SAY_NOTHING = frozenset({"depends_on", "lifecycle"})
# What gives a role its permissions, and the argument that says which role.
_OF_ROLES: Final = {
    "aws_iam_policy_attachment": "roles",
    "aws_iam_role_policy": "role",
    "aws_iam_role_policy_attachment": "role",
}
_ROLE: Final = "aws_iam_role"
# An address as it stands in a text that nobody has taken apart.
_ADDRESS = re.compile(r"\b(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*")
_EACH = re.compile(r"\beach\.")
_WORD = re.compile(r"[\w.-]+")
# No users are told one by one beyond these, so that a module of many blocks takes linear time.
_MOST_USERS: Final = 40
_MOST_NAMESAKES: Final = 20

# A statement of a policy: what it allows, or not, and on what.
_STATEMENTS: Final = (("Action", "Resource", "Effect"), ("actions", "resources", "effect"))
# Characters of such a list that are looked at.
_LONGEST_LIST: Final = 10_000

# What may be referred to.


@dataclass(frozen=True, eq=False)
class User:
    """What refers to a resource: a resource, or something else (an output, say) at a key.

    `argument` is the variable of a module of the repository that a call gives it to, and `output`
    the output that hands it on to whoever calls the module.
    """

    key: ScalarNode
    source: Source
    resource: Resource | None = None
    argument: str = ""
    output: str = ""


@dataclass(frozen=True)
class _Handed:
    """An output of a call; without a name, it is not known which one."""

    call: Resource
    name: str


# What may be referred to.
_Thing = Resource | Written | _Handed


class Relations:
    """Who refers to whom in a module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        # The calls that mappings in them are of.
        self.calls: dict[Resource, Resource] = {}
        self._users: dict[_Thing, list[User]] = {}
        self._described: dict[Resource, Described] = {}
        # Whether a policy lets somebody call functions by their names alone.
        self._is_any_called = False
        self.memories = Memories()
        self._of: dict[Module, Relations] = {}

    def of(self, module: Module) -> "Relations":
        """Return those of a module that this one calls, maybe by way of others."""
        if module not in self._of:
            self._of[module] = Relations(module)
        return self._of[module]

    def described(self, resource: Resource) -> Described:
        """Return what a resource is in CloudFormation's words."""
        if resource not in self._described:
            self._described[resource] = described(resource)
        return self._described[resource]

    def named(self, type_: str, name: str) -> Resource | None:
        """Return the one resource of CloudFormation's type whose name is written out as such."""
        found = [one for kind, one in self._names.get(name, ()) if kind == type_]
        return found[0] if len(found) == 1 else None

    def users(self, resource: Resource) -> list[User]:
        """Return all that refers to a resource, maybe by a local or a policy document.

        If that is more than anybody goes through, the last of it is an unknown thing.
        """
        if resource not in self._users:
            self._users[resource] = self._collected(resource, [resource])
        return self._users[resource]

    def users_of_output(self, call: Resource, name: str) -> list[User]:
        """Return all that refers to an output of a call, or may do so."""
        key = _Handed(call, name)
        if key not in self._users:
            self._users[key] = self._collected(call, [key, _Handed(call, "")])
        return self._users[key]

    def users_of_variable(self, name: str) -> list[User] | None:
        """Return all that refers to a variable; None if it is not known which one that is."""
        variable = self.module.variables.only(name)
        if variable is None:
            return None
        if variable not in self._users:
            self._users[variable] = self._collected(variable, [variable])
        return self._users[variable]

    def _collected(self, thing: Resource | Written, wanted: list[_Thing]) -> list[User]:
        found: list[User] = []
        seen: set[int] = {id(thing)}
        pending = [*wanted]
        unknown = User(thing.name if isinstance(thing, Resource) else thing.key, thing.source)
        while pending:
            for user in self._direct.get(pending.pop(), ()):
                mark = id(user if user.argument else user.resource or user)
                if mark in seen:
                    continue
                seen.add(mark)
                passed_on = self._passes_on(user)
                if passed_on is not None:
                    pending.append(passed_on)
                    continue
                found.append(user)
                if len(found) >= _MOST_USERS:
                    return [*found, unknown]
        if self._is_any_called and self._is_function(thing):
            found.append(unknown)
        return found

    def _is_function(self, thing: Resource | Written) -> bool:
        return isinstance(thing, Resource) and self.described(thing).type == FUNCTION

    def _passes_on(self, user: User) -> _Thing | None:
        """Return the local, the document or the role looked up that others refer to in turn."""
        if user in self._locals:
            return self._locals[user]
        resource = user.resource
        if resource is None:
            return None
        is_document = resource.type == "aws_iam_policy_document"
        is_looked_up = resource.type == _ROLE and resource.is_data
        return resource if is_document or is_looked_up else None

    @cached_property
    def policies_of_anyone(self) -> list[tuple[Resource, str]]:
        """Policies of which the module does not show whose they are: they may be any role's.

        With each comes the argument that has the role.
        """
        return [
            (resource, name)
            for resource in self.module.resources
            if (name := _OF_ROLES.get(resource.type, "")) and not resource.is_data
            if not self._shows_role(resource, name)
        ]

    def _shows_role(self, resource: Resource, name: str) -> bool:
        """Say whether an argument is the name of a role, or made of what refers to one."""
        role = resource.body.get(name)
        if role is None or not resource.tells(name):
            return False
        nodes = [role]
        if isinstance(role, ScalarNode) and role.tag is None and "${" not in role.text:
            # Of another role, unless it is one of the module's or made by what it calls.
            return role.text in self._names or not self._calls_here
        if _EACH.search(_written(role, resource.source)):
            nodes += [node for key, node in resource.body.entries if key.text == "for_each"]
        return any(map(self._leads_to_role, self._mentioned(nodes, resource.source)))

    def _leads_to_role(self, thing: _Thing) -> bool:
        if isinstance(thing, _Handed) and thing.name:
            module = self.module.called(thing.call)
            return module is None or self.of(module).hands_on_role(thing.name)
        return thing in self._leading_to_roles and thing not in self._calls_here

    def hands_on_role(self, name: str) -> bool:
        """Say whether an output may be made of what refers to a role.

        A function says its role too, but who refers to that is no user of the role.
        """
        output = self.module.outputs.only(name)
        if output is None:
            return True
        mentioned = self._mentioned([output.node], output.source)
        return any(one in self._leading_to_roles for one in mentioned)

    @cached_property
    def _calls_here(self) -> set[_Thing]:
        """Calls of modules of the repository."""
        return {one for one in self.module.calls if self.module.called(one) is not None}

    def _is_looked_up(self, resource: Resource) -> bool:
        """Say whether a role is a data source, which may find one that a called module makes."""
        return resource.is_data and bool(self._calls_here)

    @cached_property
    def _leading_to_roles(self) -> set[_Thing]:
        """Roles, calls that may make some, and the locals that refer to these."""
        pending: list[_Thing] = [
            one
            for one in self.module.resources
            if one.type == _ROLE and not self._is_looked_up(one)
        ]
        pending += self.module.calls
        found: set[_Thing] = set()
        while pending:
            thing = pending.pop()
            if thing not in found:
                found.add(thing)
                users = self._direct.get(thing, ())
                pending += [self._locals[user] for user in users if user in self._locals]
        return found

    # -- names ------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> dict[str, list[tuple[str, Resource]]]:
        """By name, the resources that are called so: CloudFormation's type, and the resource."""
        found: dict[str, list[tuple[str, Resource]]] = {}
        for resource, type_, node in self._named_resources():
            if isinstance(node, ScalarNode) and node.tag is None and "${" not in node.text:
                found.setdefault(node.text, []).append((type_, resource))
        return found

    @cached_property
    def _expressions(self) -> dict[str, list[Resource]]:
        """By expression, the resources whose names it makes: `var.name` may stand elsewhere."""
        found: dict[str, list[Resource]] = {}
        for resource, _, node in self._named_resources():
            is_text = isinstance(node, ScalarNode) and "${" in node.text
            if is_text or isinstance(node, SequenceNode):
                found.setdefault(_written(node, resource.source), []).append(resource)
        return found

    def _named_resources(self) -> Iterator[tuple[Resource, str, Node]]:
        for resource in self.module.resources:
            name = None if resource.is_data else resource.body.get(NAMES.get(resource.type, ""))
            if name is not None:
                yield resource, TYPES[resource.type], name
        for call in self.module.calls:
            module = known_module(call)
            name = call.body.get(CALL_NAMES.get(module, ""))
            if name is not None:
                yield call, CALL_TYPES[module], name

    # -- who mentions whom ------------------------------------------------------------------------

    @cached_property
    def _locals(self) -> dict[User, Written]:
        return {User(one.key, one.source): one for one in self.module.locals}

    @cached_property
    def _direct(self) -> dict[_Thing, list[User]]:
        found: dict[_Thing, list[User]] = {}
        for user, nodes in self._blocks():
            owner = self.calls.get(user.resource) if user.resource else None
            mentioned = self._mentioned(nodes, user.source)
            for target in dict.fromkeys([owner, *mentioned] if owner else mentioned):
                if target is not user.resource:
                    found.setdefault(target, []).append(user)
        return found

    def _blocks(self) -> Iterator[tuple[User, list[Node]]]:
        """Yield all that may refer to something, with what is written in it."""
        for user, written in self._locals.items():
            yield user, [written.node]
        for output in self.module.outputs:
            name = output.key.text
            yield User(output.key, output.source, output=name), [output.node]
        for other in self.module.others:
            yield User(other.key, other.source), [other.node]
        for resource in self.module.resources:
            user = User(resource.name, resource.source, resource)
            yield user, _contents(resource.body)
        for call in self.module.calls:
            yield from self._in_call(call)

    def _in_call(self, call: Resource) -> Iterator[tuple[User, list[Node]]]:
        if self.module.called(call) is not None and not is_repeated(call):
            for key, node in call.body.entries:
                if key.text not in _SAY_NOTHING:
                    yield User(key, call.source, call, argument=key.text), [node]
            return
        is_function = known_module(call) == LAMBDA
        user = User(call.name, call.source, call)
        if not is_function:
            yield user, _contents(call.body)
            return
        yield user, _contents(call.body, without=ARGUMENT)
        for _, key, written in mappings_of(call, self.module):
            if isinstance(written.node, MappingNode):
                mapping = Resource(MODULE_MAPPING, key, written.node, written.source)
                self.calls[mapping] = call
                yield User(key, written.source, mapping), [written.node]
        for name in _OPENING:
            found = call.entry(name)
            if found is not None:
                caller = Resource("", found[0], call.body, call.source)
                self.calls[caller] = call
                yield User(found[0], call.source, caller), []

    def _mentioned(self, nodes: list[Node], source: Source) -> Iterator[_Thing]:
        pending = list(nodes)
        while pending:
            node = follow(pending.pop())
            if isinstance(node, MappingNode):
                pending += [value for _, value in node.entries]
                self._is_any_called = self._is_any_called or _calls_any(node, source)
            elif isinstance(node, ScalarNode):
                self._is_any_called = self._is_any_called or text_may_call_any(node.text)
                yield from self._in_text(node, source)
            elif isinstance(node, SequenceNode):
                is_reference = node.tag == REFERENCE
                if node.tag == TEMPLATE:
                    text = _written(node, source)
                    self._is_any_called = self._is_any_called or text_may_call_any(text)
                if is_reference or node.tag == TEMPLATE:
                    yield from self._namesakes(_written(node, source), source)
                if is_reference:
                    yield from self._at(".".join(_steps(node)), source, _output_name(node))
                pending += [one for one in node.items if not _is_step(one)]

    def _in_text(self, node: ScalarNode, source: Source) -> Iterator[_Thing]:
        text = node.text
        if node.tag == OPAQUE or "${" in text or "%{" in text:
            yield from self._namesakes(_written(node, source), source)
            for address in _ADDRESS.findall(text):
                yield from self._at(address, source)
        for word in _WORD.findall(text):
            yield from _nearest([one for _, one in self._names.get(word, ())], source)

    def _namesakes(self, expression: str, source: Source) -> list[Resource]:
        return _nearest(self._expressions.get(expression, []), source)

    def _at(self, address: str, source: Source, output: str = "") -> Iterator[_Thing]:
        """Yield what an address is of; more steps may follow in it.

        `output` is the output of a call, if the address is of one and it is known which.
        """
        root, _, rest = address.partition(".")
        name, _, third = rest.partition(".")
        found: _Thing | None
        if root == "local":
            found = self.module.locals.get(name, source)
        elif root == "var":
            found = self.module.variables.get(name, source)
        elif root == "module":
            found = self.module.call(name)
            if found is not None and self.module.called(found) is not None:
                yield _Handed(found, output)
        elif root == "data":
            found = self.module.resources.get(f"data.{name}.{third.partition('.')[0]}", source)
            if found is None and not third:
                # Of a text that was cut behind the type.
                return
        else:
            found = self.module.resources.get(f"{root}.{name}", source)
        if found is not None:
            yield found


def _calls_any(node: MappingNode, source: Source) -> bool:
    """Say whether an object or a block is a statement that allows calls by wildcard."""
    for names in _STATEMENTS:
        action, resource, effect = (
            quoted(_code(found, source)[:_LONGEST_LIST]) if found is not None else []
            for found in map(node.get, names)
        )
        if "Deny" not in effect and may_call_any(action, resource):
            return True
    return False


def _code(node: Node, source: Source) -> str:
    return source.text[node.span.start : node.span.end]


def _contents(body: MappingNode, without: str = "") -> list[Node]:
    return [
        value for key, value in body.entries if key.text not in _SAY_NOTHING and key.text != without
    ]


def _written(node: Node, source: Source) -> str:
    """Return an expression as it is written, in quotes or not."""
    if isinstance(node, ScalarNode):
        return node.text
    return _code(node, source).strip('"')


def _steps(node: SequenceNode) -> Iterator[str]:
    for item in node.items:
        if not _is_step(item):
            break
        assert isinstance(item, ScalarNode)
        yield item.text


def _output_name(node: SequenceNode) -> str:
    """Return x of `module.call.x` and of `module.call[0].x`; empty if there is none."""
    for item in node.items[2:]:
        if _is_step(item):
            assert isinstance(item, ScalarNode)
            return item.text
    return ""


def _is_step(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == STEP


def _nearest(found: list[Resource], source: Source) -> list[Resource]:
    """Return those of one file, if there are any; a folder of examples has the same in each."""
    here = [one for one in found if one.source is source]
    return (here or found)[:_MOST_NAMESAKES]
