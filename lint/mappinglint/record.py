"""Dataclasses that cost little to define.

The standard decorator compiles six functions for a frozen class, and every run defines dozens of
classes. Most of what it compiles is never called. Here comparison, hash and text are the same
functions for all classes, and `__init__` is compiled when the first object is made. That a frozen
object stays as it is, is left to the type checker, which sees the standard decorator here.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None, *, frozen: bool = False, eq: bool = True, slots: bool = False
    ) -> type | Callable[[type], type]:
        """Turn a class into a dataclass; the arguments mean what they mean to the standard one."""

        def decorate(cls: type) -> type:
            # Without one, the standard decorator looks for the signature, to make it the docstring.
            cls.__doc__ = cls.__doc__ or cls.__name__
            has_own = "__init__" in cls.__dict__
            made = dataclasses.dataclass(init=False, eq=False, repr=False, slots=slots)(cls)
            if not has_own:
                made.__init__ = _compiled_later(made)
            if "__repr__" not in cls.__dict__:
                made.__repr__ = _text
            if eq:
                compared = [field.name for field in dataclasses.fields(made) if field.compare]
                made.__compared__ = attrgetter(*compared) if compared else type
                made.__eq__ = _equal
                made.__hash__ = _hash if frozen else None
            return made

        return decorate if cls is None else decorate(cls)


def _compiled_later(cls: type) -> Callable[..., None]:
    """Return an `__init__` that makes the real one when it is called."""

    def first(self: object, *arguments: object, **named: object) -> None:
        # Of two threads, both make the same.
        made = _compiled(cls)
        cls.__init__ = made  # type: ignore[misc]  # a class has its own
        made(self, *arguments, **named)

    return first


def _compiled(cls: type) -> Callable[..., None]:
    """Return the `__init__` of a class: what the standard decorator would make."""
    names: dict[str, Any] = {"missing": dataclasses.MISSING}
    arguments, lines = [], []
    for one in dataclasses.fields(cls):
        name, default, value = one.name, f"default_{one.name}", one.name
        if one.default_factory is not dataclasses.MISSING:
            names[default] = one.default_factory
            made = f"{default}()"
            value = f"{made} if {name} is missing else {name}" if one.init else made
            argument = f"{name}=missing"
        elif one.default is not dataclasses.MISSING:
            names[default] = one.default
            argument = f"{name}={default}"
        else:
            argument = name
        if one.init:
            arguments.append(argument)
        if one.init or one.default_factory is not dataclasses.MISSING:
            lines.append(f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n ".join(lines) or "pass"
    # As the standard library does it; what is in the text stands in our own classes.
    exec(f"def __init__({', '.join(['self', *arguments])}):\n {body}", names)  # noqa: S102
    init: Callable[..., None] = names["__init__"]
    return init


def _text(self: Any) -> str:
    shown = (field.name for field in dataclasses.fields(self) if field.repr)
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({values})"


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__compared__(self) == self.__compared__(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))
