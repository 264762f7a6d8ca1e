"""The catalogue of rules as one page of Markdown: every rule, and what each source takes."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from mappinglint.kind import ALL_KINDS, Kinds, SourceKind, name_kinds
from mappinglint.pages import read_page, summary
from mappinglint.plugins import BUILT_IN, Provided
from mappinglint.rule import Evidence, Rule
from mappinglint.setting import Setting
from mappinglint.value import Scalar

# Where the page is meant to stand, below the folder in which it is made: its links start there.
FOLDER = "docs"

# By the first digit of a built-in rule's code.
_FAMILIES = {
    "0": "Reading and shape",
    "1": "Source and identity",
    "2": "Batching and scaling",
    "3": "Starting position",
    "4": "Failures, retries and destinations",
    "5": "Filters",
    "6": "Access and settings of one source",
    "7": "Across resources",
    "9": "The linter itself",
}
_HEAD = """\
<!-- Made by `mappinglint rules --format markdown > docs/rules.md`: do not edit. -->

# Rules

[What each rule reports](#rules-by-family) and [what each source takes](#settings-by-source).
The link of a code leads to the rule's page, which says why, gives examples and quotes the evidence;
`mappinglint explain CODE` prints it.

| level | |
|---|---|
| error | AWS refuses it, or the deploy fails |
| warning | AWS takes it, but ignores it, or it will hurt; or a manual forbids what AWS takes |
| note | advice, shown with `--advice` |

| evidence | |
|---|---|
| recorded | AWS was seen to refuse it, or to take it |
| modelled | the API model forbids it: a range, a list of values, a pattern, a length |
| documented | the guide or the API reference says so, and nobody has recorded what happens |
| advised | AWS takes it, and experience or the guide advises against it |
"""
_LEGEND = """\
| mark | |
|---|---|
| ✓ | the source takes the setting |
| ✗ | AWS refuses the setting for this source |
| ~ | the guide does not list the setting for this source, and nobody has seen what AWS does |
| ? | nobody says anything, and neither does the linter |
| **required** | a new mapping of this source needs the setting |
| r, m, d | how that is known: recorded, modelled, documented (see [above](#rules)) |

A range stands where it depends on the source; bounds that hold for every source are reported by
[ESM012](#reading-and-shape). A default is what AWS stores when the setting is left out.
"""


def render(rules: Sequence[Provided[Rule]], settings: Mapping[str, Setting], folder: str) -> str:
    """Return the page. `folder` is where it is made: it will stand in the `docs` below that."""
    start = os.path.join(os.path.realpath(folder), FOLDER)
    link = _linker(os.path.realpath(folder), start)
    parts = [_HEAD, "## Rules by family\n"]
    for heading, members in _families(rules).items():
        parts.append(f"### {heading}\n\n{_rules(members, link)}")
    parts += [f"## Settings by source\n\n{_LEGEND}", _matrix(settings.values())]
    return "\n".join(parts)


def _families(rules: Iterable[Provided[Rule]]) -> dict[str, list[Rule]]:
    """Return rules by heading, those of other people's plugins last."""
    families: dict[str, list[Rule]] = {heading: [] for heading in _FAMILIES.values()}
    for rule in rules:
        if rule.plugin in BUILT_IN:
            heading = _FAMILIES[rule.item.code[-3]]
        else:
            of = f" of {rule.distribution}" if rule.distribution else ""
            heading = f"Plugin {rule.plugin}{of}"
        families.setdefault(heading, []).append(rule.item)
    return {heading: members for heading, members in families.items() if members}


# -- rules ----------------------------------------------------------------------------------------


def _rules(rules: Iterable[Rule], link: Callable[[Rule], str]) -> str:
    header = ("code", "name", "level", "evidence", "sources", "what it reports")
    return _table(
        header,
        (
            (
                link(rule),
                rule.name,
                str(rule.level),
                rule.evidence.value,
                _sources(rule.kinds),
                _cell(summary(read_page(rule))),
            )
            for rule in rules
        ),
    )


def _linker(folder: str, start: str) -> Callable[[Rule], str]:
    def link(rule: Rule) -> str:
        page = os.path.realpath(rule.page)
        # What is installed elsewhere cannot be reached from a page in this folder.
        if not os.path.exists(page) or not page.startswith(folder + os.sep):
            return rule.code
        target = os.path.relpath(page, start).replace(os.sep, "/")
        return f"[{rule.code}]({target})"

    return link


def _sources(kinds: Kinds) -> str:
    others = ALL_KINDS - kinds
    if not others:
        return "every source"
    return f"all but {name_kinds(others)}" if len(others) < 4 else name_kinds(kinds)


# -- settings -------------------------------------------------------------------------------------


def _matrix(settings: Iterable[Setting]) -> str:
    header = ("setting", *(kind.every for kind in SourceKind))
    return _table(
        header,
        (
            (_name(one.name), *(_state(one, kind) for kind in SourceKind))
            for one in _nested_in_place(_telling({one.name: one for one in settings}))
        ),
    )


def _telling(settings: Mapping[str, Setting]) -> list[Setting]:
    """Return those of which there is more to say than of the settings that they are within.

    What no source takes is no matter of sources.
    """
    return [one for one in settings.values() if _says_more(one, settings)]


def _says_more(one: Setting, settings: Mapping[str, Setting]) -> bool:
    if not one.takes:
        return False
    if one.ranges or one.defaults or one.required:
        return True
    outer = settings.get(one.name.rpartition(".")[0])
    if outer is None:
        return True
    return (one.takes, one.refuses, one.ignores) != (outer.takes, outer.refuses, outer.ignores)


def _nested_in_place(settings: Sequence[Setting]) -> list[Setting]:
    """Return settings in their order, but each one within another right after that."""
    positions = {one.name: index for index, one in enumerate(settings)}

    def position(one: Setting) -> tuple[int, int]:
        outermost = one.name.partition(".")[0]
        return positions.get(outermost, positions[one.name]), positions[one.name]

    return sorted(settings, key=position)


def _name(path: str) -> str:
    """Return a setting's path, on a line for each of its steps: columns are many."""
    *parents, last = path.split(".")
    return "".join(f"`{parent}.`<br>" for parent in parents) + f"`{last}`"


def _state(setting: Setting, kind: SourceKind) -> str:
    """Return what is known of a setting for a kind, on a line for each thing."""
    if kind in setting.refuses:
        return f"✗ {_letter(setting.refuses[kind])}"
    if kind in setting.ignores:
        return "~"
    if kind not in setting.takes:
        return "?"
    return "<br>".join(_terms(setting, kind))


def _terms(setting: Setting, kind: SourceKind) -> Iterator[str]:
    yield f"✓ {_letter(setting.takes[kind])}"
    if kind in setting.required:
        yield f"**required** {_letter(setting.required[kind])}"
    if kind in setting.ranges:
        bounds = setting.ranges[kind]
        only = bounds.least == bounds.most
        yield f"only {bounds.least:,}" if only else f"{bounds.least:,} to {bounds.most:,}"
    if kind in setting.defaults:
        yield f"default {_word(setting.defaults[kind])}"


def _letter(evidence: Evidence) -> str:
    return evidence.value[0]


def _word(default: Scalar) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


# -- Markdown -------------------------------------------------------------------------------------


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Return a sentence of a page without what ends a cell or leads nowhere from this page."""
    without_links = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).removeprefix("Reports ")
    return (without_links[:1].upper() + without_links[1:]).replace("|", "\\|")
