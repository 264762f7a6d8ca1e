"""JSON text into the light tree, as strict as AWS's reader, and further than its first mistake.

Some mistakes are surely local: a word without quotes, a comma too many. Reading goes on behind
them. At any other it stops, and what is still open then is marked as incomplete.
"""

import json
import re
from dataclasses import replace
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # missing in typeshed
from typing import NoReturn

from mappinglint.parts import HOLE
from mappinglint.pattern.mistake import Kind, Mistake, Replacement, as_json, clipped, quoted
from mappinglint.pattern.quick import read_right
from mappinglint.pattern.tree import (
    MAX_DEPTH,
    MAX_DIGITS,
    WORDS,
    Hole,
    List,
    Number,
    Object,
    Text,
    Tree,
    Word,
)
from mappinglint.span import Span

# A string without escapes, with the colon behind it if it is a key; a mark; or a word, which is
# whatever else stands without quotes.
_TOKEN = re.compile(
    r'[ \t\n\r]*(?:"([^"\\\x00-\x1f]*)"(?:[ \t\n\r]*(:))?|([{}\[\]:,])|([^\s"{}\[\]:,]+))'
)
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_EVERYWHERE = "write double quotes around all keys and texts"
_SINGLE_QUOTED = re.compile(r"'([^'\"\\\n]*)'")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_NAME = re.compile(r"[^\W\d][\w-]*")
_ASSIGNS = ("=", "=>", ":=")

# What must come next. The first two of something come right behind a bracket, which may close.
_FIRST_KEY, _FIRST, _KEY, _ITEM, _VALUE, _COLON, _COMMA = range(7)
_AWAITS_KEY = (_FIRST_KEY, _KEY)


class _StopError(Exception):
    """Nothing can be read from here on."""


def read(text: str) -> tuple[Tree | None, list[Mistake]]:
    """Read the JSON value with which a text begins; what follows it is passed over, as by AWS.

    Return it as far as it could be read, and the mistakes. Never raises.
    """
    right = read_right(text)
    return (right, []) if right is not None else read_carefully(text)


def read_carefully(text: str) -> tuple[Tree | None, list[Mistake]]:
    """Read a text that may have mistakes, as `read` does."""
    reader = _Reader(text)
    try:
        reader.read()
    except _StopError:
        reader.break_off()
    return reader.root, reader.mistakes


class _Reader:
    """Reads token by token with a stack of open collections instead of recursion."""

    def __init__(self, text: str) -> None:
        self.root: Tree | None = None
        self.mistakes: list[Mistake] = []
        self._text = text
        self._at = 0
        self._open: list[List | Object] = []
        self._keys: list[Text] = []
        self._awaits = _VALUE
        # Which of the mistakes is about missing quotes.
        self._told: int | None = None
        # Whether what is read from here on may be other than it seems.
        self._doubtful = False

    def read(self) -> None:
        text = self._text
        token = _TOKEN.match
        marks = {
            ",": self._comma,
            ":": self._colon,
            "{": self._open_object,
            "[": self._open_list,
            "}": self._close_object,
            "]": self._close_list,
        }
        while self.root is None:
            found = token(text, self._at)
            if found is None:
                self._unusual()
                continue
            kind = found.lastindex
            self._at = end = found.end()
            if kind == 3:
                marks[found[3]](end - 1)
            elif kind == 4:
                self._word(found[4], found.start(4))
            else:
                self._string(Text(found[1], found.start(1) - 1, found.end(1) + 1))
                if kind == 2:
                    self._colon(end - 1)

    def break_off(self) -> None:
        """Close all that is open, as incomplete."""
        if self._awaits in (_COLON, _VALUE) and self._keys:
            self._keys.pop()
        if self._open:
            self._forget_last()
        while self._open:
            self._open[-1].complete = False
            self._close(self._at)

    # -- marks ----------------------------------------------------------------------------------

    def _colon(self, at: int) -> None:
        if self._awaits != _COLON:
            self._fail_at(":", at)
        self._awaits = _VALUE

    def _open_object(self, at: int) -> None:
        self._may_open("{", at)
        self._open.append(Object([], at, at))
        self._awaits = _FIRST_KEY

    def _open_list(self, at: int) -> None:
        self._may_open("[", at)
        self._open.append(List([], at, at))
        self._awaits = _FIRST

    def _may_open(self, mark: str, at: int) -> None:
        if self._awaits == _COLON:
            self._miss_colon(at)
        elif self._awaits == _COMMA:
            self._miss_comma(at)
        if self._awaits in _AWAITS_KEY:
            self._fail_at(mark, at)
        if len(self._open) >= MAX_DEPTH:
            message = f"AWS reads no JSON that is nested more than {MAX_DEPTH} levels deep"
            self._fail(message, at)

    def _close_object(self, at: int) -> None:
        if self._awaits != _COMMA or not isinstance(self._open[-1], Object):
            self._may_close("}", at, Object)
        self._close(at + 1)

    def _close_list(self, at: int) -> None:
        if self._awaits != _COMMA or not isinstance(self._open[-1], List):
            self._may_close("]", at, List)
        self._close(at + 1)

    def _may_close(self, mark: str, at: int, kind: type) -> None:
        if not self._open or self._awaits in (_COLON, _VALUE):
            self._fail_at(mark, at)
        if not isinstance(self._open[-1], kind):
            self._close_forgotten(mark, at, kind)
        if self._awaits in (_KEY, _ITEM):
            comma = self._text.rindex(",", 0, at)
            edit = Replacement(Span(comma, comma + 1), "")
            message = f"JSON allows no ',' before '{mark}'"
            self._tell(message, comma, comma + 1, "remove the ','", edit)

    def _close_forgotten(self, mark: str, at: int, kind: type) -> None:
        """Close the collection that a mark ends although another is still open inside it."""
        may_close = self._awaits in (_FIRST_KEY, _FIRST, _COMMA) and len(self._open) > 1
        if not may_close or not isinstance(self._open[-2], kind):
            self._fail_at(mark, at)
        missing = "]" if mark == "}" else "}"
        edit = Replacement(Span(at, at), missing)
        self._tell(f"a '{missing}' is missing before this", at, at + 1, f"add a '{missing}'", edit)
        self._doubtful = True
        self._close(at)

    def _close(self, end: int) -> None:
        closed = self._open.pop()
        closed.end = end
        self._take(closed)

    def _comma(self, at: int) -> None:
        if self._awaits == _COMMA:
            self._awaits = _KEY if isinstance(self._open[-1], Object) else _ITEM
        elif self._awaits < _VALUE:
            edit = Replacement(Span(at, at + 1), "")
            self._tell("nothing stands before this ','", at, at + 1, "remove the ','", edit)
        else:
            self._fail_at(",", at)

    # -- values ---------------------------------------------------------------------------------

    def _string(self, text: Text) -> None:
        if self._awaits == _COMMA:
            self._miss_comma(text.start)
        if self._awaits in _AWAITS_KEY:
            self._keys.append(text)
            self._awaits = _COLON
        elif self._awaits == _COLON:
            self._fail_at('"', text.start)
        else:
            self._take(text)

    def _take(self, node: Tree) -> None:
        """Put a value where it belongs."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, List):
            parent.items.append(node)
        else:
            parent.members.append((self._keys.pop(), node))
        self._awaits = _COMMA

    def _word(self, word: str, start: int) -> None:
        if HOLE in word:
            self._hole(start)
        elif self._awaits == _COLON and word in _ASSIGNS:
            edit = Replacement(Span(start, self._at), ":")
            self._tell(f"':' stands between key and value, not '{word}'", start, self._at, "", edit)
            self._awaits = _VALUE
        elif word.startswith(("/*", "//")):
            self._comment(start)
        elif self._awaits in _AWAITS_KEY:
            self._bare_key(word, start)
        elif self._is_next_item(word):
            self._miss_comma(start)
            self._take(self._scalar(word, start))
        elif self._awaits in (_COLON, _COMMA):
            self._fail_at(word, start)
        else:
            self._take(self._scalar(word, start))

    def _is_next_item(self, word: str) -> bool:
        """Say whether a word would be the next item of a list if a comma stood before it."""
        if self._awaits != _COMMA or not isinstance(self._open[-1], List):
            return False
        return word in WORDS or _NUMBER.fullmatch(word) is not None

    def _scalar(self, word: str, start: int) -> Tree:
        if word in WORDS:
            return Word(WORDS[word], start, self._at)
        if _NUMBER.fullmatch(word):
            if len(word) > MAX_DIGITS:
                self._tell(f"AWS reads no number of {len(word)} characters", start, self._at)
            return Number(word, start, self._at)
        return self._misspelled(word, start)

    def _hole(self, start: int) -> None:
        """Pass over a stretch that nobody knows. What is wrong behind it may be its doing."""
        self._doubtful = True
        if self._awaits in (_COLON, _COMMA):
            raise _StopError
        if self._awaits in _AWAITS_KEY:
            self._open[-1].complete = False
            self._awaits = _COMMA
        else:
            self._take(Hole(start, self._at))

    # -- mistakes behind which reading goes on ---------------------------------------------------

    def _misspelled(self, word: str, start: int) -> Tree:
        """Tell of a word that is no JSON value, and return what was meant."""
        if word.startswith("'"):
            return self._single_quoted(start)
        follows = _SPACE.match(self._text, self._at)
        assert follows is not None
        # The word is all that is wrong only if the text goes on as it must.
        if self._text[follows.end() : follows.end() + 1] not in (",", "]", "}"):
            self._fail(f"{clipped(word)} is not a JSON value", start, self._at)
        meant = _meant(word)
        edit = Replacement(Span(start, self._at), meant) if meant else None
        remedy = f"write {meant}" if meant else ""
        self._tell(f"{clipped(word)} is not a JSON value", start, self._at, remedy, edit)
        return Hole(start, self._at)

    def _single_quoted(self, start: int) -> Tree:
        found = _SINGLE_QUOTED.match(self._text, start)
        if found is None:
            self._fail("a JSON string stands in double quotes", start)
        self._at = found.end()
        self._tell_quotes("a JSON string stands in double quotes", start, found[1])
        return Text(found[1], start, self._at)

    def _bare_key(self, word: str, start: int) -> None:
        """Tell of a key without double quotes, and take it as the key."""
        quote = _SINGLE_QUOTED.match(self._text, start)
        self._at = quote.end() if quote else self._at
        name = quote[1] if quote else word
        follows = _SPACE.match(self._text, self._at)
        assert follows is not None
        if not self._text.startswith(":", follows.end()):
            self._fail_at(word, start)
        self._tell_quotes("a key stands in double quotes", start, name)
        self._string(Text(name, start, self._at))

    def _tell_quotes(self, message: str, start: int, name: str) -> None:
        """Tell of missing quotes once: who leaves them out leaves them out everywhere."""
        edit = Replacement(Span(start, self._at), as_json(name))
        if self._told is None:
            self._told = len(self.mistakes)
            self._tell(message, start, self._at, f"write {quoted(name)}", edit)
        elif not self._doubtful:
            told = self.mistakes[self._told]
            more = (*told.more, edit)
            self.mistakes[self._told] = replace(told, remedy=_EVERYWHERE, more=more)

    def _comment(self, start: int) -> None:
        found = _COMMENT.match(self._text, start)
        if found is None:
            self._fail("JSON has no comments", start, start + 2)
        self._at = found.end()
        edit = Replacement(Span(*found.span()), "")
        self._tell("JSON has no comments", start, self._at, "remove it", edit)

    def _miss_comma(self, at: int) -> None:
        """Tell of a missing comma if that is surely all that is missing."""
        end = at
        while self._text[end - 1] in " \t\n\r":
            end -= 1
        if end == at and self._text[end - 1] not in "]}":
            self._fail_at(self._text[at], at)
        edit = Replacement(Span(end, end), ",")
        self._tell("a ',' is missing behind this", end - 1, end, "add a ','", edit)
        self._doubtful = True
        self._comma(end)

    def _miss_colon(self, at: int) -> None:
        key = self._keys[-1]
        edit = Replacement(Span(key.end, key.end), ":")
        self._tell("a ':' is missing behind this key", key.start, key.end, "add a ':'", edit)
        self._doubtful = self._doubtful or at > key.end
        self._awaits = _VALUE

    def _unusual(self) -> None:
        """Deal with what is no ordinary token: an escape in a string, an odd space, the end."""
        space = _SPACE.match(self._text, self._at)
        assert space is not None
        at = space.end()
        if at >= len(self._text):
            self._fail_at_end()
        elif self._text[at] == '"':
            self._escaped_string(at)
        else:
            self._at = at + 1
            edit = Replacement(Span(at, at + 1), " ")
            message = f"{ascii(self._text[at])[1:-1]} is no space for JSON"
            self._tell(message, at, at + 1, "write an ordinary space", edit)

    def _escaped_string(self, start: int) -> None:
        try:
            value, self._at = scanstring(self._text, start + 1, True)  # noqa: FBT003 - C function
        except JSONDecodeError as error:
            self._bad_string(start, error)
            # What it means is unknown: one of its characters is no character.
            value = HOLE
        self._string(Text(value, start, self._at))

    def _bad_string(self, start: int, error: JSONDecodeError) -> None:
        """Tell what is wrong in a string, and find its end all the same."""
        found = _STRING.match(self._text, start)
        if found is None:
            self._fail("this string has no closing quote", start)
        self._at = found.end()
        at = error.pos
        if self._text[at] in "\r\n":
            # The closing quote is missing, and the next one opens.
            self._fail("this string has no closing quote on its line", start, at)
        if error.msg.startswith("Invalid control"):
            escape = json.dumps(self._text[at])[1:-1]
            edit = Replacement(Span(at, at + 1), escape)
            message = "a control character must be escaped in a JSON string"
            self._tell(message, at, at + 1, f"write {escape}", edit)
        else:
            at = self._text.rindex("\\", start, at + 1)
            message = f"{clipped(self._text[at : at + 2])} is not an escape that JSON knows"
            remedy = "for a backslash itself write \\\\"
            self._tell(message, at, at + 2, remedy)

    # -- mistakes at which reading stops ---------------------------------------------------------

    def _fail(self, message: str, start: int, end: int | None = None) -> NoReturn:
        self._tell(message, start, start + 1 if end is None else end)
        raise _StopError

    def _fail_at(self, found: str, at: int) -> NoReturn:
        message = f"{clipped(found)} stands where {self._awaited()} is needed"
        self._fail(message, at, at + len(found))

    def _fail_at_end(self) -> NoReturn:
        end = len(self._text.rstrip())
        if not end:
            self._fail("it is empty", 0, 0)
        start = end - 1
        message = f"the text ends where {self._awaited()} is needed"
        if self._awaits == _COMMA and isinstance(self._open[0], Object):
            closers = "".join("}" if isinstance(one, Object) else "]" for one in self._open[::-1])
            edit = Replacement(Span(end, end), closers)
            self._tell(message, start, end, f"add {clipped(closers)}", edit)
            raise _StopError
        self._fail(message, start, end)

    def _awaited(self) -> str:
        if self._awaits == _COMMA:
            return f"',' or '{'}' if isinstance(self._open[-1], Object) else ']'}'"
        if self._awaits == _COLON:
            return "':' after the key"
        return "a key in double quotes" if self._awaits in _AWAITS_KEY else "a value"

    def _forget_last(self) -> None:
        """Doubt the last scalar before the text broke off: a stray quote may have made it."""
        match self._open[-1]:
            case List(items=[*_, Text() as last] as items):
                items[-1] = Hole(last.start, last.end)
            case Object(members=[*_, (key, Text() as last)] as members):
                members[-1] = (key, Hole(last.start, last.end))

    def _tell(
        self, message: str, start: int, end: int, remedy: str = "", edit: Replacement | None = None
    ) -> None:
        if not self._doubtful:
            self.mistakes.append(Mistake(Kind.SYNTAX, message, Span(start, end), remedy, edit))


def _meant(word: str) -> str:
    """Return the JSON that a word without quotes surely means, or nothing."""
    if not _NAME.fullmatch(word):
        return ""
    if word.lower() in ("none", "nil", "undefined"):
        return "null"
    # It is imported where it is needed: it takes as long to load as a thousand patterns to read.
    from difflib import get_close_matches

    close = get_close_matches(word.lower(), WORDS, n=1, cutoff=0.75)
    return close[0] if close else as_json(word)
