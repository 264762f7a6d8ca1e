"""What fuzzing begins with: fixtures, the examples of the rules' pages, and their words."""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

from checks import NAMES

from mappinglint.pages import read_page
from mappinglint.plugins import Plugins

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
_FOLDERS = ("ok", "bad", "projects")
# A larger file says nothing that a smaller one does not, and takes long.
_LARGEST = 6_000
_EXAMPLE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LETTERS = {name: letter for letter, name in NAMES.items()}
_BY_ENDING = {
    ".tf.json": "J", ".tf": "t", ".tofu": "t", ".jsonl": "l", ".ndjson": "l", ".json": "j",
    ".sh": "b", ".md": "m", ".yml": "s", ".yaml": "y", ".template": "y",
}  # fmt: skip
_BY_LANGUAGE = {"yaml": "y", "json": "j", "hcl": "t", "sh": "b", "console": "b", "toml": ""}
_READERS = {"yaml": "ys", "json": "jlJp", "hcl": "t", "markdown": "m", "shell": "b"}
_WORD = re.compile(rb"[A-Za-z_!$][\w:.-]{2,31}")
_PUNCTUATION = (
    *(": ", "- ", "\n  ", "\n    ", "{", "}", "[", "]", '"', "'", "\\", "|\n", ">\n", "<<",
    "&a ", "*a"),
    *("#", "//", "/*", "*/", "<<EOT\n", "\nEOT\n", "${", "%{", "}", "$(", "`", "```\n", "---\n"),
    *("!Ref ", "!Sub ", "!If ", "!GetAtt ", "${self:", "null", "true", "-1", "0", "1e9",
    "10000000000"),
    *("\r\n", "\t", "\ufeff", "\u00e9", "\u2028", "\U0001f600", "\\u0000", "\\ud83d", "~", "? ",
    ", "),
    *("# mappinglint: ignore", "ignore[", "ignore-next-line", "ignore-file", "ESM204", " because "),
    *("anything-but", "equals-ignore-case", "wildcard", "cidr", "numeric", "exists", "$or", ">=",
    "="),
)  # fmt: skip


def _letter(path: Path) -> str | None:
    if path.name in _LETTERS:
        return _LETTERS[path.name]
    if "plan" in path.parts:
        return "p"
    return next((one for end, one in _BY_ENDING.items() if path.name.endswith(end)), None)


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield files, each with the letter of its kind."""
    for folder in _FOLDERS:
        for path in sorted((FIXTURES / folder).rglob("*")):
            letter = _letter(path) if path.is_file() else None
            if letter and path.stat().st_size <= _LARGEST:
                yield letter, path.read_bytes()
    for rule in Plugins().rules():
        for language, text in _EXAMPLE.findall(read_page(rule.item)):
            if letter := _BY_LANGUAGE.get(language):
                yield letter, text.encode()


def _patterns() -> Iterator[dict[str, object]]:
    lines = (FIXTURES / "service" / "patterns.jsonl").read_text(encoding="utf-8").splitlines()
    yield from map(json.loads, lines)


def seeds(target: str) -> Iterator[bytes]:  # noqa: C901 - one case for each kind of input
    """Yield inputs for a target."""
    match target:
        case "pattern":
            yield from (str(case["pattern"]).encode() for case in _patterns())
        case "matcher":
            for case in _patterns():
                event = json.dumps(case.get("event", {}))
                yield f"{str(case['pattern']).replace(chr(10), ' ')}\n{event}".encode()
        case "toml":
            page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
            yield from (text.encode() for how, text in _EXAMPLE.findall(page) if how == "toml")
        case _ if target in _READERS:
            yield from (data for letter, data in _files() if letter in _READERS[target])
        case "suppressions":
            for letter, data in _files():
                if b"mappinglint" in data:
                    yield letter.encode() + data
                elif letter in "ystb" and data.count(b"\n") > 2:
                    yield letter.encode() + data.replace(b"\n", b" # mappinglint: ignore\n", 3)
        case "editor" | "repeated":
            rng = random.Random(target)  # noqa: S311 - the same every time
            for letter, data in _files():
                yield letter.encode() + rng.randbytes(3 if target == "editor" else 2) + data
        case _:
            yield from (letter.encode() + data for letter, data in _files())


def words() -> list[bytes]:
    """Return what files are made of: words that stand in several fixtures, and punctuation."""
    counted = Counter(word for _, data in _files() for word in set(_WORD.findall(data)))
    often = [word for word, count in counted.most_common(700) if count > 2]
    return [*often, *(text.encode() for text in _PUNCTUATION)]


def dictionary() -> str:
    """Return the words as libFuzzer reads them."""
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words())


def write(folder: Path) -> None:
    """Write the words, and the inputs that each target begins with, into a folder."""
    from targets import TARGETS

    for target in TARGETS:
        for data in seeds(target):
            path = folder / "seeds" / target / sha1(data, usedforsecurity=False).hexdigest()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    (folder / "words").write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
