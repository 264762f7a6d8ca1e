"""Fixes mend what they are for, and nothing else, in every wrong file there is."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import hcl2
import pytest
from ruamel.yaml import YAML

from mappinglint.discovery import DOCS_SUFFIXES, SUFFIXES
from mappinglint.edit import Edit, Fix
from mappinglint.engine import Engine
from mappinglint.finding import Finding, Level
from mappinglint.fixing import Mended, apply, mend
from mappinglint.pages import read_page, section
from mappinglint.place import Place
from mappinglint.plugins import Plugins
from mappinglint.source import Source, decode
from mappinglint.span import Span

_BAD = Path(__file__).parent.parent / "fixtures" / "bad"
_SUFFIXES = (*SUFFIXES, *DOCS_SUFFIXES)
_EXAMPLE = re.compile(r"^Wrong:\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _examples() -> list[tuple[str, bytes]]:
    pages = [(rule.item, read_page(rule.item)) for rule in Plugins().rules()]
    return [
        (f"{rule.code}.{language}", text.encode())
        for rule, page in pages
        for language, text in _EXAMPLE.findall(section(page, "Example"))
    ]


def _files() -> list[tuple[str, bytes]]:
    paths = sorted(path for path in _BAD.rglob("*") if path.suffix in _SUFFIXES)
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


# What shows only when something else is mended: it was there before.
_HIDDEN = {
    ("kafka_and_brokers.yaml", "ESM112"): "of two mappings, one had no servers",
    ("kafka_and_brokers.yaml", "ESM608"): "it had the key of another field",
    ("shape.yaml", "ESM103"): "it stood outside of its object",
    ("requests.jsonl", "ESM201"): "it was a text",
    ("guide.md", "ESM201"): "20000 needs a window, too",
    ("kafka_and_brokers.yml", "ESM605"): "it had no name that Serverless knows",
    ("kafka_and_brokers.yml", "ESM209"): "more pollers than allowed are more than the maximum",
    ("other_words.yml", "ESM032"): "what needs a type beside it had another key",
    ("module.tf", "ESM502"): "it had the key of another field",
    ("queues.tf", "ESM112"): "of two mappings, one had a URL",
}


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize(("name", "data"), _files())
def test_fixes_bring_nothing_new(name: str, data: bytes, unsafe: bool, engine: Engine) -> None:
    before = engine.check_bytes(name, data)
    after = engine.check_bytes(name, _mended(engine, name, data, unsafe=unsafe).data)
    new = Counter(map(_about, after.findings)) - Counter(map(_about, before.findings))
    errors = {_about(one) for one in after.findings if one.level is Level.ERROR}
    assert {about[0] for about in errors.intersection(new)} <= {
        code for file, code in _HIDDEN if file == name
    }


_OWN_PARSERS: dict[str, Callable[[str], object]] = {
    ".json": json.loads,
    ".sh": lambda text: subprocess.run(["bash", "-n"], input=text.encode(), check=True),
    ".tf": hcl2.loads,
    ".yaml": lambda text: [*YAML(typ="safe", pure=True).parse(text)],
    ".yml": lambda text: [*YAML(typ="safe", pure=True).parse(text)],
}


@pytest.mark.parametrize(("name", "data"), _files())
def test_fixed_file_is_read_by_other_parsers(name: str, data: bytes, engine: Engine) -> None:
    parse = _OWN_PARSERS.get(Path(name).suffix)
    fixed = _mended(engine, name, data, unsafe=True).data
    if parse is None or fixed == data:
        return
    try:
        parse(decode(data))
    except Exception:  # noqa: BLE001 - each parser has its own
        # It was broken before.
        return
    parse(decode(fixed))


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
