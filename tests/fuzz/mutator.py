"""Changes an input as somebody would who edits it: lines, words and values rather than bytes."""

import random
import re
from functools import cache

from seeds import words

_TOKEN = re.compile(rb"[\w.$-]+")
_VALUES = (
    b"null", b"true", b"", b"0", b"-1", b"1e400", b"99999999999999999999", b"[]", b"{}", b'""',
    b"'100'", b"!Ref X", b"${x}", b"*a", b"[[]]", b"~", b"1.5", b"\xff", b"\x00", b"\xc3\xa9",
)  # fmt: skip


@cache
def _words() -> list[bytes]:
    return words()


def edited(data: bytes, rng: random.Random) -> bytes:
    """Return another input, some edits away; the same numbers make the same one."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        data = _edited(data, rng)
    return data


def _edited(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    tokens = list(_TOKEN.finditer(data))
    match rng.randrange(8):
        case 0:
            del lines[one : one + rng.randrange(1, 4)]
        case 1:
            lines[other:other] = lines[one : one + rng.randrange(1, 6)]
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case 3:
            indent = len(lines[one]) - len(lines[one].lstrip(b" "))
            lines[one] = b" " * max(0, indent + rng.choice((-4, -2, -1, 1, 2, 4))) + lines[
                one
            ].lstrip(b" ")
        case 4 | 5 if tokens:
            token = rng.choice(tokens)
            new = rng.choice(_VALUES) if rng.random() < 0.4 else rng.choice(_words())
            return data[: token.start()] + new + data[token.end() :]
        case 6 if tokens:
            token, source = rng.choice(tokens), rng.choice(tokens)
            return data[: token.start()] + source[0] + data[token.end() :]
        case _:
            at = rng.randrange(len(data) + 1)
            return data[:at] + rng.choice(_words()) + data[at:]
    return b"".join(lines)
