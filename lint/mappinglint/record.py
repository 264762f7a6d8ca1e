"""Dataclasses that cost little to define.

The standard decorator compiles six functions for a frozen class, and every run defines dozens of
classes. Most of what it compiles is never called. This one lets it compile `__init__` alone, and
has comparison, hash and text in common. That a frozen object stays as it is, is left to the type
checker, which sees the standard decorator here.
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
            made = dataclasses.dataclass(eq=False, repr=False, slots=slots)(cls)
            if "__repr__" not in cls.__dict__:
                made.__repr__ = _text
            if eq:
                compared = [field.name for field in dataclasses.fields(made) if field.compare]
                made.__compared__ = attrgetter(*compared) if compared else type
                made.__eq__ = _equal
                made.__hash__ = _hash if frozen else None
            return made

        return decorate if cls is None else decorate(cls)


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
