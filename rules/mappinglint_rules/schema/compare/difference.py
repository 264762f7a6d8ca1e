"""Differences between what AWS says and what the rules know, and which of them are meant to be."""

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files

from mappinglint.record import dataclass


@dataclass(frozen=True)
class Difference:
    """What differs: `about` is the path of a field, or a sentence of the documentation."""

    about: str
    problem: str

    def __str__(self) -> str:
        return f"{self.about}\n    {self.problem}"


@dataclass(frozen=True)
class Explanation:
    """Why a difference is meant to be."""

    difference: Difference
    reason: str


def explanations() -> list[Explanation]:
    """Return those of explained.toml. Raises KeyError for one without a reason."""
    text = files("mappinglint_rules.schema.compare").joinpath("explained.toml").read_text("utf-8")
    return [
        Explanation(Difference(entry["about"], entry["problem"]), entry["reason"])
        for entry in tomllib.loads(text)["explained"]
    ]


def unexplained(
    differences: Iterable[Difference], explained: Iterable[Explanation]
) -> Iterator[Difference]:
    """Yield the differences that nobody has explained, and the explanations of none."""
    found = list(dict.fromkeys(differences))
    known = {one.difference for one in explained}
    yield from (one for one in found if one not in known)
    for one in sorted(known.difference(found), key=str):
        yield Difference(one.about, f"explained, but differs no more: {one.problem}")
