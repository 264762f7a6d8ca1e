"""A text without what has nothing to do with the place where somebody is.

So the rest is read at once, however large the text is, and what is broken elsewhere does no harm.
"""

import re
from itertools import accumulate, pairwise

from mappinglint.lsp.blocks import Blocks
from mappinglint.span import Span

# A line that has more than a comment: its indentation, and the rest.
_LINE = re.compile(r"^([ \t]*)([^\s#][^\r\n]*)", re.MULTILINE)
_SECTION = re.compile(
    r'"?(?:EventSourceMappings|Resources|functions|resources)"?[ \t]*:[ \t]*\{?[ \t]*\Z'
)
_TOP_OF_HCL = re.compile(r"^(?:(data|module|resource)\b|\w)", re.MULTILINE)
_DOCUMENT = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
# What an alias elsewhere repeats.
_ANCHOR = re.compile(r"[\s:\[{,-]&\w")
_INK = re.compile(r"\S[^\r\n]*")


def near(text: str, language: str, offset: int) -> str:
    """Return a text with spaces in place of the resources that the one at an offset does not need.

    All that is left stands where it stood. `language` is "hcl", "json" or "yaml"; nothing is left
    out of a text in another one.
    """
    if language not in ("hcl", "json", "yaml"):
        return text
    is_apart = language == "yaml" and _DOCUMENT.search(text) is not None
    if language == "hcl":
        sections = [_of_hcl(text)]
    elif is_apart:
        starts = [0, *(found.start() for found in _DOCUMENT.finditer(text)), len(text)]
        sections = [_between(starts)]
    else:
        sections = _of_sections(text)
    spans = [span for section in sections for span in section]
    # A comma must not be left at the end of a section, nor an alias without its anchor.
    lasts = {count - 1 for count in accumulate(map(len, sections))}
    kept = lasts if language == "json" else set()
    kept |= {at for at, span in enumerate(spans) if _ANCHOR.search(text, *span)}
    blocks = Blocks(text, spans, kept, language, have_keys=not is_apart)
    here = blocks.at(offset)
    around = None if here is None else blocks.around(here)
    if around is None:
        return text
    pieces: list[str] = []
    at = 0
    for number, (start, end) in enumerate(spans):
        if number not in around:
            pieces += [text[at:start], _INK.sub(_blank, text[start:end])]
            at = end
    # Blanks take their time, too: at the end there need be none.
    while at == len(text) and pieces and not pieces[-1].strip():
        pieces.pop()
    return "".join([*pieces, text[at:]])


def _blank(ink: re.Match[str]) -> str:
    return " " * len(ink[0])


def _between(starts: list[int]) -> list[Span]:
    return [Span(start, end) for start, end in pairwise(starts)]


def _of_hcl(text: str) -> list[Span]:
    """Return the blocks that stand for themselves, each up to what is at the margin next."""
    tops = list(_TOP_OF_HCL.finditer(text))
    spans = _between([*(top.start() for top in tops), len(text)])
    return [span for top, span in zip(tops, spans, strict=True) if top[1]]


def _of_sections(text: str) -> list[list[Span]]:
    """Return the entries of each section, by their indentation; broken lines may be among them."""
    sections: list[list[Span]] = []
    starts: list[int] | None = None
    outer = inner = 0
    for line in _LINE.finditer(text):
        depth = len(line[1])
        if starts is not None and depth <= outer:
            sections.append(_between([*starts, line.start()]))
            starts = None
        is_outermost = starts is None or not starts or depth == inner
        if is_outermost and _SECTION.match(line[2]):
            # Of a section in a section, it is the inner one.
            starts, outer = [], depth
        elif starts is not None:
            inner = inner if starts else depth
            if depth == inner:
                starts.append(line.start())
    if starts is not None:
        sections.append(_between([*starts, len(text)]))
    return sections
