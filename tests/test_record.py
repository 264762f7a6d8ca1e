"""Our dataclasses do what the standard ones do."""

import copy
import dataclasses
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappinglint import record


def _made(decorator: Any, **options: bool) -> Any:
    """Return a class that a decorator makes."""

    class Example:
        first: int
        second: str = "b"
        silent: int = dataclasses.field(default=0, repr=False)
        aside: list[int] = dataclasses.field(default_factory=list, compare=False)

        def __post_init__(self) -> None:
            assert isinstance(self.aside, list)

    # What it is called is part of its text, and makes no difference here.
    Example.__qualname__ = "Example"
    return decorator(**options)(Example)


_OPTIONS = [
    {"frozen": frozen, "eq": eq, "slots": slots}
    for frozen in (True, False)
    for eq in (True, False)
    for slots in (True, False)
]
_VALUES = st.fixed_dictionaries({"first": st.integers(0, 1), "second": st.sampled_from("bc")})


@pytest.mark.parametrize("options", _OPTIONS, ids=str)
@given(one=_VALUES, other=_VALUES, silent=st.integers(0, 1))
def test_same_as_the_standard_one(
    options: dict[str, bool], one: dict[str, Any], other: dict[str, Any], silent: int
) -> None:
    standard, ours = (
        _made(decorator, **options) for decorator in (dataclasses.dataclass, record.dataclass)
    )
    for values in (one, other):
        made = ours(**values, aside=[1])
        assert repr(made) == repr(standard(**values, aside=[1]))
        assert dataclasses.asdict(made) == dataclasses.asdict(standard(**values, aside=[1]))
        changed = dataclasses.replace(made, silent=silent)
        assert (changed == made) == (options["eq"] and silent == 0)
    assert (ours(**one) == ours(**other, aside=[1])) == (
        standard(**one) == standard(**other, aside=[1])
    )
    assert (ours.__hash__ is None) == (standard.__hash__ is None)
    if options["eq"] and options["frozen"]:
        assert hash(ours(**one)) == hash(standard(**one))
    assert ours(**one) != standard(**one)


@record.dataclass(frozen=True, slots=True)
class _Kept:
    value: int
    more: tuple[int, ...] = ()


@record.dataclass(frozen=True)
class _Empty:
    pass


def test_is_copied_and_sent_elsewhere() -> None:
    kept = _Kept(1, (2,))
    assert pickle.loads(pickle.dumps(kept)) == copy.copy(kept) == kept  # noqa: S301  # our own bytes


def test_one_without_fields() -> None:
    assert _Empty() == _Empty()
    assert hash(_Empty()) == hash(_Empty())


def test_can_be_matched_by_position() -> None:
    match _Kept(1):
        case _Kept(value, ()):
            assert value == 1
        case _:
            pytest.fail("it does not match")
