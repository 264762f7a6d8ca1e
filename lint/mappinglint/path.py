"""Where a value stands within another: `FilterCriteria.Filters[0].Pattern`."""

import re
from functools import lru_cache

# ("FilterCriteria", "Filters", 0, "Pattern").
Path = tuple[str | int, ...]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def split(written: str | Path) -> Path:
    """Return the path that "A.B[0].C" means."""
    return written if isinstance(written, tuple) else _split(written)


@lru_cache(maxsize=1024)
def _split(written: str) -> Path:
    # Rules ask for the same few settings of every mapping.
    return tuple(name or int(index) for name, index in _STEP.findall(written))


def join(path: Path) -> str:
    """Return the path as "A.B[0].C"."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
