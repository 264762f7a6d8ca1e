"""Fixes mend what they are for, and nothing else, in every wrong file there is."""

import re
from collections import Counter
from pathlib import Path

import pytest

from mappinglint.discovery import SUFFIXES
from mappinglint.edit import Edit, Fix
from mappinglint.engine import Engine
from mappinglint.finding import Finding
from mappinglint.fixing import Mended, apply, mend
from mappinglint.pages import read_page, section
from mappinglint.place import Place
from mappinglint.plugins import Plugins
from mappinglint.source import Source
from mappinglint.span import Span

_BAD = Path(__file__).parent.parent / "fixtures" / "bad"
_EXAMPLE = re.compile(r"^Wrong:\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _examples() -> list[tuple[str, bytes]]:
    pages = [(rule.item, read_page(rule.item)) for rule in Plugins().rules()]
    return [
        (f"{rule.code}.{language}", text.encode())
        for rule, page in pages
        for language, text in _EXAMPLE.findall(section(page, "Example"))
    ]


def _files() -> list[tuple[str, bytes]]:
    paths = sorted(path for path in _BAD.rglob("*") if path.suffix in SUFFIXES)
    return [(path.name, path.read_bytes()) for path in paths]


def _about(finding: Finding) -> tuple[str, str, str]:
    return finding.rule.code, finding.mapping, finding.setting


def _mended(engine: Engine, name: str, data: bytes, *, unsafe: bool) -> Mended:
    return mend(engine, name, data, engine.check_bytes(name, data), unsafe=unsafe)


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize(("name", "data"), _examples() + _files())
def test_fixed_file_has_none_of_the_fixed_findings(
    name: str, data: bytes, unsafe: bool, engine: Engine
) -> None:
    before = engine.check_bytes(name, data)
    mended = _mended(engine, name, data, unsafe=unsafe)
    after = engine.check_bytes(name, mended.data)
    fixable = [one for one in before.findings if one.fix and (one.fix.safe or unsafe)]
    for about, mendable in Counter(map(_about, fixable)).items():
        left = sum(_about(one) == about for one in after.findings)
        assert left == sum(_about(one) == about for one in before.findings) - mendable
    assert bool(mended.result.fixed) == (mended.data != data) == bool(fixable)


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize(("name", "data"), _examples())
def test_fix_of_one_mistake_makes_no_other(
    name: str, data: bytes, unsafe: bool, engine: Engine
) -> None:
    before = engine.check_bytes(name, data)
    mended = _mended(engine, name, data, unsafe=unsafe)
    wrong = {one.rule.code for one in mended.result.findings}
    assert wrong <= {one.rule.code for one in before.findings}
    fixes = [one.fix for one in before.findings if one.fix and (one.fix.safe or unsafe)]
    assert wrong == set() or len(fixes) < len(before.findings)


@pytest.mark.parametrize(("name", "data"), _examples() + _files())
def test_fixing_twice_changes_nothing_more(name: str, data: bytes, engine: Engine) -> None:
    once = _mended(engine, name, data, unsafe=True)
    twice = _mended(engine, name, once.data, unsafe=True)
    assert twice.data == once.data
    assert twice.result.fixed == []


def test_overlapping_fixes_wait_for_the_next_round() -> None:
    source = Source("x", "abcdef")

    def fix(start: int, end: int, text: str) -> Fix:
        return Fix("", (Edit(Place(source, Span(start, end)), text),), safe=True)

    first, second, third = fix(0, 2, "A"), fix(1, 3, "B"), fix(4, 5, "")
    assert apply(source.text, [first, second, third]) == ("Acdf", [first, third])
