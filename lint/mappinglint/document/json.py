"""JSON and JSON Lines into nodes with exact spans, which the standard library does not give."""

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # missing in typeshed

from mappinglint.document.builder import TreeBuilder
from mappinglint.document.damage import take_out_damage
from mappinglint.document.problem import ReadError, syntax_error

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_LITERALS = frozenset({"true", "false", "null"})


def read_json(text: str) -> TreeBuilder:
    """Read every JSON value in the text: one, or one after the other as in JSON Lines.

    Never raises: the first mistake ends the reading and is the last of the builder's problems.
    """
    builder = TreeBuilder()
    reader = _Reader(text, builder)
    try:
        reader.read()
    except ReadError as error:
        builder.break_off(error)
        take_out_damage(builder.roots, text, reader.misplaced)
    return builder


class _Reader:
    """Reads token by token with a stack of closing brackets instead of recursion."""

    def __init__(self, text: str, builder: TreeBuilder) -> None:
        self._text = text
        self._builder = builder
        self._at = 0
        self._closers: list[str] = []
        # Where the reading has stopped, if a bracket before it is missing or too many.
        self.misplaced: int | None = None

    def read(self) -> None:
        self._skip_space()
        while self._at < len(self._text):
            self._value()
            self._after_value()
            self._skip_space()

    def _value(self) -> None:
        """Read one value; of a collection, as far as its first scalar or its end."""
        while True:
            self._skip_space()
            found = self._peek()
            if found == "{":
                self._open("}")
                if self._closes():
                    return
                self._key()
            elif found == "[":
                self._open("]")
                if self._closes():
                    return
            else:
                self._scalar(found)
                return

    def _after_value(self) -> None:
        """Go on behind a value until the outermost collection is closed."""
        while self._closers:
            self._skip_space()
            closer = self._closers[-1]
            found = self._peek()
            if found == closer:
                self._close()
            elif found == ",":
                self._at += 1
                self._refuse_trailing_comma(closer)
                if closer == "}":
                    self._key()
                self._value()
            else:
                raise self._no_comma(closer)

    def _open(self, closer: str) -> None:
        opens = self._builder.open_mapping if closer == "}" else self._builder.open_sequence
        opens(self._at)
        self._closers.append(closer)
        self._at += 1

    def _closes(self) -> bool:
        self._skip_space()
        if self._peek() != self._closers[-1]:
            return False
        self._close()
        return True

    def _close(self) -> None:
        self._at += 1
        self._closers.pop()
        self._builder.close(self._at)

    def _refuse_trailing_comma(self, closer: str) -> None:
        comma = self._at - 1
        self._skip_space()
        if self._peek() == closer:
            message = f"JSON allows no ',' before '{closer}'"
            raise syntax_error(message, comma, remedy="remove the ','")

    def _key(self) -> None:
        self._skip_space()
        if self._peek() != '"':
            self._suspect_last("{[]")
            raise self._expected("a key in double quotes")
        self._string()
        self._skip_space()
        if self._peek() != ":":
            self._suspect_last(",]")
            raise self._expected("':' after the key")
        self._at += 1

    def _scalar(self, found: str) -> None:
        if found == '"':
            self._string()
            return
        number = _NUMBER.match(self._text, self._at)
        word = _WORD.match(self._text, self._at)
        if word is None:
            if not self._closers:
                self._suspect_bracket()
            raise self._expected("a value")
        whole = word.group()
        if whole not in _LITERALS and not (number and number.end() == word.end()):
            raise syntax_error(f"{_shown(whole)} is not a JSON value", *word.span())
        self._builder.scalar(whole, word.span(), None, None)
        self._at = word.end()

    def _string(self) -> None:
        start = self._at
        try:
            value, self._at = scanstring(self._text, start + 1, True)  # noqa: FBT003 - C function
        except JSONDecodeError as error:
            raise self._bad_string(error, start) from error
        self._builder.scalar(value, (start, self._at), '"', None)

    def _bad_string(self, error: JSONDecodeError, start: int) -> Exception:
        if error.msg.startswith("Unterminated"):
            return syntax_error("this string has no closing quote", start)
        if error.msg.startswith("Invalid control character"):
            message = "a control character must be escaped in a JSON string"
            return syntax_error(message, error.pos)
        return syntax_error("not an escape that JSON knows", error.pos)

    def _no_comma(self, closer: str) -> Exception:
        if self._peek() not in ('"', "{", "["):
            self._suspect_bracket()
            return self._expected(f"',' or '{closer}'")
        end = len(self._text[: self._at].rstrip())
        if end == self._at:
            # So close, it is a quote that stands where none should.
            self._builder.drop_last()
        return syntax_error("a ',' is missing behind this", end - 1, end, remedy="add a ','")

    def _suspect_last(self, if_found: str) -> None:
        """Take back the value before, if what is found says that it was meant for a list."""
        if self._peek() and self._peek() in if_found:
            self._builder.drop_last()

    def _suspect_bracket(self) -> None:
        """Note that a bracket may be missing, or one too many, where no value can go on."""
        found = self._peek()
        # A text that was cut off is sound up to there; one that ends with a bracket was not cut.
        if found in ("}", "]", ",", ":") or (
            not found and self._text.rstrip().endswith(("}", "]"))
        ):
            self.misplaced = len(self._text[: self._at].rstrip()) - 1
        if found:
            # What stands here may have been meant as a part of the value before.
            self._builder.drop_last()

    def _expected(self, what: str) -> Exception:
        if self._at >= len(self._text):
            end = len(self._text.rstrip())
            return syntax_error(f"the text ends where {what} is needed", max(end - 1, 0), end)
        return syntax_error(f"{_shown(self._peek())} stands where {what} is needed", self._at)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self._at)
        assert found is not None
        self._at = found.end()


def _shown(text: str, most: int = 30) -> str:
    clipped = text if len(text) <= most else text[:most] + "…"
    return clipped if clipped.isprintable() else ascii(clipped)
