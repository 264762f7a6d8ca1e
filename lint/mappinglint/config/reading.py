"""From the text of a configuration file to values, and what is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import islice
from typing import Any

from mappinglint.choice import Named, closest, known_words
from mappinglint.config.keys import BY_NAME, FOR_NO_FILE, GROUPS, Key, Kind
from mappinglint.finding import Level
from mappinglint.record import dataclass

# Keys of tables and indexes of lists, from the top of the file.
KeyPath = tuple[str | int, ...]

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# What tomllib says of a key or table that is there twice, and of a bare word.
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate")
_BARE = "Invalid value"
# As a line of .gitignore, it says nothing of any file.
_FOR_NO_FILE = re.compile(FOR_NO_FILE)
# Heads of tables in pyproject.toml.
_HEADS = ("tool", "mappinglint")
_LEVELS = {str(level): level for level in Level}
# More is said of no file.
_MOST_MISTAKES = 100
# More of a text is not repeated.
_LONGEST = 60


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong in a configuration.

    It is about the value at a path, or about its key; or, with `offset`, about a character.
    """

    path: KeyPath
    message: str
    remedy: str = ""
    is_key: bool = False
    offset: int | None = None


@dataclass(frozen=True)
class Word:
    """The code or name of a rule, or how codes begin if it `may_begin` one; and where it stands."""

    text: str
    path: KeyPath
    may_begin: bool


@dataclass
class Reading:
    """What a file says: the values of its right keys, the rules that it names, its mistakes.

    One that `is_broken` is no TOML.
    """

    values: dict[str, Any] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    is_broken: bool = False


def read(text: str, table: tuple[str, ...]) -> Reading | None:
    """Read the keys of a table of a TOML text; None if the table is not there.

    Values of wrong keys, and wrong entries of lists and tables, are left out. A text that is no
    TOML has one mistake. Never raises.
    """
    import tomllib

    try:
        data: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return Reading(mistakes=[_no_toml(text, error)], is_broken=True)
    for name in table:
        if not isinstance(data, dict) or name not in data:
            return None
        data = data[name]
    reader = _Reader(table)
    if isinstance(data, dict):
        reader.read(data)
    else:
        name = ".".join(table)
        reader.complain(table, f"{name} is {_described(data)}, not a table", f"write [{name}]")
    return Reading(reader.values, reader.words, reader.mistakes[:_MOST_MISTAKES])


def _no_toml(text: str, error: Exception) -> Mistake:
    if isinstance(error, RecursionError):
        return Mistake((), "this is nested too deeply to be read", offset=0)
    message = str(error)
    found = _AT.search(message)
    offset = 0
    if found and found[1]:
        # tomllib counts lines by \n alone.
        lines = text.split("\n")
        before = lines[: int(found[1]) - 1]
        offset = sum(map(len, before)) + len(before) + int(found[2]) - 1
    elif found:
        offset = len(text.rstrip())
    reason = message[: found.start()] if found else message
    remedy = "it is there already, further up" if reason.startswith(_TWICE) else ""
    if reason == _BARE and text[offset : offset + 1].isalpha():
        remedy = "texts stand in quotes"
    return Mistake((), f"this is no TOML: {reason}", remedy, offset=min(offset, len(text)))


class _Reader:
    """Reads the keys of one table; the rest of its attributes is what comes of it."""

    def __init__(self, table: tuple[str, ...]) -> None:
        self._table = table
        self.values: dict[str, Any] = {}
        self.words: list[Word] = []
        self.mistakes: list[Mistake] = []

    def complain(
        self, path: KeyPath, message: str, remedy: str = "", *, is_key: bool = False
    ) -> None:
        self.mistakes.append(Mistake(path, message, remedy, is_key))

    def read(self, data: dict[str, Any]) -> None:
        for name, value in data.items():
            path = (*self._table, name)
            if name not in GROUPS:
                self._read_key(name, value, path)
            elif isinstance(value, dict):
                for inner, number in value.items():
                    self._read_key(f"{name}.{inner}", number, (*path, inner))
            else:
                self.complain(path, f"{name} is {_described(value)}, not a table")

    def _read_key(self, name: str, value: Any, path: KeyPath) -> None:
        key = BY_NAME.get(name)
        if key is None:
            self._complain_of_unknown(name, path)
            return
        read = getattr(self, f"_{key.kind.name.lower()}")(key, value, path)
        if read is not None:
            self.values[name] = read

    def _complain_of_unknown(self, name: str, path: KeyPath) -> None:
        shown = _cut(str(path[-1])) or '""'
        self.complain(path, f"there is no key {shown}", self._instead_of(name), is_key=True)

    def _instead_of(self, name: str) -> str:
        """Return what somebody may have meant who wrote a key that there is not."""
        if name in _HEADS and not self._table:
            return "in this file, write the keys at the top, without [tool.mappinglint]"
        from difflib import get_close_matches

        group, dot, last = name.rpartition(".")
        known = [one for one in BY_NAME if one.rpartition(".")[0] == group]
        known += () if group else GROUPS
        # Other linters have extend-ignore.
        wanted = last[:_LONGEST].lower().replace("_", "-").removeprefix("extend-")
        if close := get_close_matches(f"{group}{dot}{wanted}", known, n=1):
            return f"did you mean {close[0].rpartition('.')[2]}?"
        elsewhere = {one.rpartition(".")[2]: one for one in BY_NAME if one not in known}
        if close := get_close_matches(wanted, elsewhere, n=1):
            outside = f", outside of {group}" if group else ""
            return f"did you mean {elsewhere[close[0]]}{outside}?"
        return f"these are known: {', '.join(one.rpartition('.')[2] for one in known)}"

    # -- one method for each kind of key; None is what cannot be used --------------------------

    def _flag(self, key: Key, value: Any, path: KeyPath) -> bool | None:
        if isinstance(value, bool):
            return value
        self._complain_of_type(key, value, path)
        return None

    def _number(self, key: Key, value: Any, path: KeyPath) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool):
            self._complain_of_type(key, value, path)
            return None
        is_small = key.least is not None and value < key.least
        is_big = key.most is not None and value > key.most
        if not is_small and not is_big:
            return value
        bound = f"less than {key.least}" if is_small else f"more than {key.most}"
        span = f"from {key.least}" + ("" if key.most is None else f" to {key.most}")
        self.complain(path, f"{path[-1]} {_shown(value)} is {bound}", f"set it to a number {span}")
        return None

    def _path(self, key: Key, value: Any, path: KeyPath) -> str | None:
        if isinstance(value, str) and value and "\0" not in value:
            return value
        self._complain_of_type(key, value, path)
        return None

    def _texts(self, key: Key, value: Any, path: KeyPath) -> tuple[str, ...] | None:
        texts = self._list(key, value, path)
        return None if texts is None else tuple(texts.values())

    def _globs(self, key: Key, value: Any, path: KeyPath) -> tuple[str, ...] | None:
        globs = self._list(key, value, path)
        if globs is None:
            return None
        return tuple(
            glob
            for index, glob in globs.items()
            if self._is_pattern(glob.removeprefix("!"), glob, (*path, index))
        )

    def _is_pattern(self, pattern: str, glob: str, path: KeyPath, *, is_key: bool = False) -> bool:
        """Say whether a pattern can be for some file, and complain if not."""
        if not _FOR_NO_FILE.match(pattern):
            return True
        remedy = 'write it as in .gitignore, from the folder of this file: "legacy/", "*.json"'
        self.complain(path, f"the pattern {_shown(glob)} is for no file", remedy, is_key=is_key)
        return False

    def _rules(self, key: Key, value: Any, path: KeyPath) -> tuple[str, ...] | None:
        words = self._list(key, value, path)
        if words is None:
            return None
        self.words += [Word(word, (*path, index), may_begin=True) for index, word in words.items()]
        return tuple(words.values())

    def _list(self, key: Key, value: Any, path: KeyPath) -> dict[int, str] | None:
        """Return the texts of a list by their indexes."""
        if not isinstance(value, list):
            self._complain_of_type(key, value, path)
            return None
        texts = {}
        for index, one in enumerate(value):
            if isinstance(one, str) and one and "\0" not in one:
                texts[index] = one
            else:
                message = f"this entry of {_cut(str(path[-1]))} is {_described(one)}"
                self.complain((*path, index), message, f"write it like this: {key.example}")
        return texts

    def _rules_by_glob(
        self, key: Key, value: Any, path: KeyPath
    ) -> dict[str, tuple[str, ...]] | None:
        if not isinstance(value, dict):
            self._complain_of_type(key, value, path)
            return None
        read = {
            glob: self._rules(key, words, (*path, glob))
            for glob, words in value.items()
            if self._is_pattern(glob, glob, (*path, glob), is_key=True)
        }
        return {glob: words for glob, words in read.items() if words is not None}

    def _level(self, key: Key, value: Any, path: KeyPath) -> Level | None:
        if not isinstance(value, str):
            self._complain_of_type(key, value, path)
            return None
        if value in _LEVELS:
            return _LEVELS[value]
        from difflib import get_close_matches

        close = get_close_matches(value.lower(), _LEVELS, n=1)
        remedy = f"did you mean {close[0]}?" if close else ""
        if key.kind is Kind.LEVEL_BY_RULE and not close:
            remedy = "to look for a rule no longer, put it into ignore"
        self.complain(path, f"{_shown(value)} is no level: error, warning or note", remedy)
        return None

    def _level_by_rule(self, key: Key, value: Any, path: KeyPath) -> dict[str, Level] | None:
        if not isinstance(value, dict):
            self._complain_of_type(key, value, path)
            return None
        self.words += [Word(word, (*path, word), may_begin=False) for word in value]
        read = {word: self._level(key, level, (*path, word)) for word, level in value.items()}
        return {word: level for word, level in read.items() if level is not None}

    def _complain_of_type(self, key: Key, value: Any, path: KeyPath) -> None:
        wanted = key.kind.value
        if path[-1] != key.name.rpartition(".")[2]:
            # It is an entry of a table.
            wanted = Kind.LEVEL.value if key.kind is Kind.LEVEL_BY_RULE else Kind.RULES.value
        message = f"{_cut(str(path[-1]))} is {_described(value)}, not {wanted}"
        self.complain(path, message, f"write it like this: {key.example}")


def unknown(words: Iterable[Word], rules: Sequence[Named]) -> Iterator[Mistake]:
    """Yield a mistake for every word that means none of the rules, or a level given twice.

    There are not more than a person would read.
    """
    return islice(_unknown(words, rules), _MOST_MISTAKES)


def _unknown(words: Iterable[Word], rules: Sequence[Named]) -> Iterator[Mistake]:
    known = known_words(rules)
    codes = {word.upper(): rule.code for rule in rules for word in (rule.code, rule.name)}
    levelled: dict[str, str] = {}
    for word in words:
        text, code = _cut(word.text), codes.get(word.text.upper())
        if word.text.upper() not in known:
            yield Mistake(
                word.path,
                f"there is no rule {text}",
                how_about(word.text, rules),
                is_key=not word.may_begin,
            )
        elif word.may_begin:
            continue
        elif code is None:
            message = f"{text} is no single rule"
            yield Mistake(word.path, message, "name each rule in full", is_key=True)
        elif (first := levelled.setdefault(code, text)) != text:
            message = f"{text} is the same rule as {first}, which has its level already"
            yield Mistake(word.path, message, "keep one of the two", is_key=True)


def how_about(word: str, rules: Sequence[Named]) -> str:
    """Return what somebody may have meant who wrote the code or name of no rule."""
    if "," in word:
        return "write each rule as a text of its own"
    close = closest(word, rules)
    return f"did you mean {close}?" if close else "`mappinglint rules` lists them"


_DESCRIBED: dict[type, str] = {list: "a list", dict: "a table"}


def _described(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {_shown(value)}"
        case str():
            return f"the text {_shown(value)}" if value else "an empty text"
    return _DESCRIBED.get(type(value), "a date or time")


def _shown(value: str | float) -> str:
    if isinstance(value, str):
        return f'"{_cut(value)}"'
    # str refuses integers of thousands of digits.
    return _cut(hex(value) if isinstance(value, int) and value.bit_length() > 64 else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
