"""How much of a file is read: the bounds of the time and the memory that one file can take.

What is over a bound is not read, and ESM001 says so at the place; all other files are linted as
ever. A file that cannot hold a mapping is passed over by a search of its bytes, whatever its size.
`tests/test_hostile.py` goes to each bound; `tests/bench/hostile.py` prints what hostile files take.
Behind each bound stands what it costs to go up to it, on one core of a small machine.
"""

from collections.abc import Mapping
from typing import Final

# Bytes of a file that is held in memory at all. A search of its bytes takes 1 ms a megabyte.
LARGEST_FILE: Final = 256_000_000

# Characters of a text, by the language it is in. CloudFormation takes templates of 1 MB; what is
# longer is what tools write: plans, exports of an account, CRDs.
LARGEST_TEXT: Final[Mapping[str, int]] = {
    # 0.4 s and 13 MB for a megabyte of resources; 4 s and 50 MB if all of it is mistakes.
    "json": 64_000_000,
    "yaml": 16_000_000,
    # 6 s for a megabyte of mistakes, 4 s and 0.7 GB if it is brackets alone.
    "hcl": 2_000_000,
    # 7 s a megabyte.
    "shell": 1_000_000,
    "markdown": 4_000_000,
}
# Characters of another file that is read for the sake of the one that is linted.
LARGEST_BESIDE: Final = 5_000_000

# The grammar of shells takes time by the square of what is open, and these open something. Scripts
# of a thousand lines have hundreds. 2 s at the worst; five times as many take a minute.
MOST_SIGNS_OF_SHELL: Final = 8_000
# So does the grammar of HCL for signs of equality that have nothing in front of them. 1 s.
MOST_STRAY_EQUALS: Final = 4_000
# And for `/*` that nothing closes. 0.3 s.
MOST_OPEN_COMMENTS: Final = 2_000
# Characters that libyaml has refused and that ruamel.yaml reads again, to say why: 3 s a megabyte.
LARGEST_REREAD: Final = 1_000_000

# Levels of a tree. No template that a person or the CDK writes comes near it.
MAX_DEPTH: Final = 200
# Entries that merge keys bring in one text; what more would bring is not read.
MAX_MERGED: Final = 100_000


def megabytes(size: int) -> str:
    """Return a size as a person says it: "64 MB"."""
    return f"{size / 1_000_000:.3g} MB"
