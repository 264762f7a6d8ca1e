"""What somebody is typing: the word at an offset, and how a key or a value is written there.

The text is mostly broken just then. So this looks only at what stands right before and behind the
word; whether that means anything the reading of the whole text tells (see `trial`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from mappinglint.lsp.open_ends import closing, ends_of, line_of
from mappinglint.record import dataclass

# A word with hyphens, as operators have; one does not begin with a hyphen, as lists of YAML do.
_WORD_BEFORE = re.compile(r"[\w$][\w$-]{0,200}\Z")
_WORD_BEHIND = re.compile(r"[\w$-]*")
_WORD_RIGHT_BEHIND = re.compile(r"[\w$][\w$-]*|")
_HCL = (".tf", ".tofu", ".hcl", ".tfvars")
_OTHERS = (".md", ".mdx", ".markdown", ".sh", ".bash", ".zsh", ".ksh")
# Nobody types a longer word, and a longer stretch of white space means nothing.
_FAR = 2_000
_LONGEST_WORD = 200

_BEGINS_LINE = re.compile(r"[ \t]*(?:-[ \t]+)*\Z")
_BRACKET = re.compile(r"[\[\]{}]")
_SAME_LINE = " \t"
_BLANK = " \t\r\n"

# What the text of a filter pattern looks like before the word.
_IN_PATTERN = re.compile(r"""\\"|['"]\s*\{|\{\s*"[^"]*\Z""")


def language_of(path: str, text: str) -> str:
    """Return "hcl", "json" or "yaml"; an empty text for files without settings to complete."""
    name = path.lower()
    if name.endswith(_HCL):
        return "hcl"
    if name.endswith(_OTHERS):
        return ""
    return "json" if text.lstrip()[:1] in ("{", "[") else "yaml"


@dataclass(frozen=True)
class Attempt:
    """A text that may have been meant, with a marker in place of the word.

    What stands from `start` to `end` has become `new`, and a comma has been put in at `comma` if
    that is not None. `is_key` says that the marker is a key, and `is_raw` that nothing but the
    marker has been put in, or what closes the text that it is in.
    """

    start: int
    end: int
    new: str
    is_key: bool
    is_raw: bool = False
    comma: int | None = None

    def applied(self, text: str, new: str | None = None) -> str:
        """Return the text with `new`, which is what has been put in if nothing else is given."""
        comma = self.start if self.comma is None else self.comma
        between = "," * (self.comma is not None) + text[comma : self.start]
        put_in = self.new if new is None else new
        return f"{text[:comma]}{between}{put_in}{text[self.end :]}"


@dataclass(frozen=True)
class Typed:
    """The word at an offset of a text; all numbers are offsets in characters.

    `start` and `end` are those of the word, which may be empty.
    """

    text: str
    language: str
    offset: int
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text[self.start : self.end]

    @cached_property
    def line_start(self) -> int:
        return line_of(self.text, self.offset)[0]

    @cached_property
    def quote(self) -> str:
        """The quote right before the word, or nothing."""
        before = self.text[self.start - 1 : self.start]
        is_escaped = self.text[self.start - 2 : self.start - 1] == "\\"
        quotes = '"' if self.language != "yaml" else "'\""
        return before if before and before in quotes and not is_escaped else ""

    @property
    def is_closed(self) -> bool:
        """Whether the quote ends behind the word."""
        return bool(self.quote) and self.text[self.end : self.end + 1] == self.quote

    @property
    def outer_start(self) -> int:
        """Where the word begins, with its quote."""
        return self.start - len(self.quote)

    @property
    def outer_end(self) -> int:
        """Where the word ends, with its quote."""
        return self.end + self.is_closed

    @cached_property
    def before(self) -> str:
        """What stands on the line before the word and its quote."""
        return self.text[self.line_start : self.outer_start]

    @cached_property
    def last_before(self) -> int:
        """Where the last character before the word stands that is not blank, or -1."""
        near = self.text[max(0, self.outer_start - _FAR) : self.outer_start]
        return self.outer_start - (len(near) - len(near.rstrip(_BLANK))) - 1

    @cached_property
    def follows(self) -> str:
        """The next character that is not blank, or nothing."""
        near = self.text[self.outer_end : self.outer_end + _FAR]
        return near.lstrip(_BLANK)[:1]

    @cached_property
    def follows_on_line(self) -> str:
        near = self.text[self.outer_end : self.outer_end + _FAR]
        return near.lstrip(_SAME_LINE)[:1]

    @property
    def has_value(self) -> bool:
        """Whether what comes next makes a key of the word: a colon, or what HCL has for it."""
        if self.language == "hcl":
            return self.follows_on_line in tuple("={:")
        if self.language == "json":
            return self.follows == ":"
        behind = self.text[self.outer_end : self.outer_end + _FAR].lstrip(_SAME_LINE)
        return behind[:1] == ":" and behind[1:2] in ("", *_BLANK)

    @property
    def has_body(self) -> bool:
        """Whether a body follows, which makes a block of HCL of the word."""
        return self.follows_on_line == "{"

    @property
    def is_comment(self) -> bool:
        if self.language == "json":
            return False
        return ends_of(self.text, self.line_start, self.start, self.language).is_comment

    @property
    def begins_line(self) -> bool:
        """Whether nothing but the dash of a list stands before it."""
        return bool(_BEGINS_LINE.fullmatch(self.before))

    @property
    def may_be_in_pattern(self) -> bool:
        near = self.text[max(self.line_start, self.start - _FAR) : self.start]
        return bool(_IN_PATTERN.search(near))

    @cached_property
    def is_in_braces(self) -> bool:
        """Whether entries are set apart by commas here."""
        if self.language == "hcl":
            return self.text[self.last_before : self.last_before + 1] in ("[", ",")
        if self.language == "json":
            return True
        last: str = self.text[self.last_before] if self.last_before >= 0 else " "
        return last in "{[,"

    @cached_property
    def is_in_list(self) -> bool:
        """Whether the innermost bracket that is open before the word is that of a list.

        Brackets within texts are taken for others: this only says what to try first.
        """
        near = self.text[max(0, self.outer_start - _FAR) : self.outer_start]
        closed = 0
        for bracket in reversed(_BRACKET.findall(near)):
            if bracket in "[{" and not closed:
                return bool(bracket == "[")
            closed += 1 if bracket in "]}" else -1
        return False

    @property
    def lacks_comma_before(self) -> int | None:
        """Return where a comma is missing between the entry before and this one, if it is."""
        if self.language != "json" or self.last_before < 0:
            return None
        return None if self.text[self.last_before] in "{[,:" else self.last_before + 1

    @property
    def comma_behind(self) -> str:
        """The comma that is missing between this entry and the next one, if it is."""
        if not self.is_in_braces:
            return ""
        follows = self.follows if self.language != "hcl" else self.follows_on_line
        return "" if follows in ("", *",}]:#") else ","

    @property
    def is_value(self) -> bool:
        """Whether what stands before on the line makes a value of it."""
        return self.before.rstrip(_SAME_LINE)[-1:] in (":", "=") and not self.has_value

    @property
    def space(self) -> str:
        """The space that YAML needs behind a colon, if it is missing."""
        return " " * (self.language == "yaml" and self.before[-1:] == ":")

    @property
    def closing(self) -> str:
        """The quote that is missing behind the word, if it is."""
        return "" if self.is_closed else self.quote

    def attempts(self, marker: str) -> list[Attempt]:
        """Return what may have been meant, the likeliest first."""
        raw = Attempt(self.start, self.end, marker, is_key=False, is_raw=True)
        is_behind_value = self.last_before >= self.line_start and (
            self.lacks_comma_before is not None
            or (self.language == "hcl" and self.text[self.last_before] not in "{[(,=?:")
        )
        as_key, as_value = self._as_key(marker), self._as_value(marker)
        may_be_key = self.begins_line or self.is_in_braces or self.language == "hcl"
        if is_behind_value and not self.may_be_in_pattern:
            # Only a mark can come there.
            found = [as_key, raw] if self.has_value else [raw]
        elif self.may_be_in_pattern and not self.is_value:
            found = [raw, as_key, as_value]
        elif self.has_value:
            found = [as_key, raw]
        elif self.is_value:
            found = [as_value, raw]
        elif self.is_in_list and self.is_in_braces:
            found = [as_value, as_key, raw]
        else:
            found = [as_key, as_value, raw] if may_be_key else [raw]
        closed = list(self._closed(found))
        # A text without its end takes all behind it along: that comes last.
        is_text_open = any(ends[0] in "'\"" for _, ends in closed)
        attempts = [one for one, _ in closed]
        return [*attempts, *found] if is_text_open else [*found, *attempts]

    def _closed(self, attempts: list[Attempt]) -> Iterator[tuple[Attempt, str]]:
        """Yield the attempts behind which something must be closed, closed, and by what."""
        for one in attempts:
            ends = closing(self.text, one.start, one.end, self.language)
            if not ends or (ends[0] in "'\"" and not one.is_raw):
                continue
            has_next = self.language == "json" and self.follows not in ("", *",}]")
            new = one.new.removesuffix(",") + ends + "," * has_next
            yield replace(one, new=new), ends

    def _as_key(self, marker: str) -> Attempt:
        quote = '"' if self.language == "json" else self.quote
        new = f"{quote}{marker}{quote}"
        if not self.has_value:
            new += self.value_of_key("x")
        comma = self.lacks_comma_before
        return Attempt(self.outer_start, self.outer_end, new, is_key=True, comma=comma)

    def value_of_key(self, value: str) -> str:
        """Return a text value as it stands behind a key, up to the next entry."""
        match self.language:
            case "hcl":
                return f' = "{value}"{self.comma_behind}'
            case "json":
                return f': "{value}"{self.comma_behind}'
        return f": {value}{self.comma_behind}"

    def _as_value(self, marker: str) -> Attempt:
        quote = '"' if self.language != "yaml" else self.quote
        new = f"{self.space}{quote}{marker}{quote}{self.comma_behind}"
        is_raw = new == self.quote + marker + self.quote and self.is_closed
        comma = self.lacks_comma_before
        if is_raw:
            return Attempt(self.start, self.end, marker, is_key=False, is_raw=True, comma=comma)
        return Attempt(self.outer_start, self.outer_end, new, is_key=False, comma=comma)


def typed_at(text: str, language: str, offset: int) -> Typed | None:
    """Return what is typed at an offset of a text in "hcl", "json" or "yaml"; None in a comment."""
    near = text[max(0, offset - _LONGEST_WORD) : offset]
    before = _WORD_BEFORE.search(near)
    start = offset - len(before[0]) if before else offset
    pattern = _WORD_BEHIND if before else _WORD_RIGHT_BEHIND
    behind = pattern.match(text, offset, offset + _LONGEST_WORD)
    typed = Typed(text, language, offset, start, behind.end() if behind else offset)
    return None if typed.is_comment else typed
