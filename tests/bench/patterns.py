"""How long 10,000 filter patterns of about 300 bytes take: `python tests/bench/patterns.py`."""

import gc
import sys
import time

from mappinglint.pattern.parse import parse

_COUNT = 10_000
_PATTERN = (
    '{"body": {"status": ["paid", {"prefix": "ship"}], "amount": [{"numeric": [">", 100, "<=", '
    '5000]}], "customer": {"country": ["DE", "AT", "CH"], "vip": [true]}, "note": [{"exists": '
    'false}]}, "messageAttributes": {"type": [{"anything-but": ["test", "probe"]}], "source": '
    '[{"suffix": ".example.com"}]}, "x": ["y"]}'
)


def main() -> None:
    # No two are the same text, so that nothing can be remembered from one to the next.
    patterns = [_PATTERN.replace("paid", f"paid{number}") for number in range(_COUNT)]
    gc.collect()
    start = time.perf_counter()
    mistakes = sum(len(parse(pattern).mistakes) for pattern in patterns)
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{_COUNT} patterns of {len(_PATTERN)} bytes: {seconds:.2f} s, "
        f"{seconds / _COUNT * 1e6:.0f} µs each, {mistakes} mistakes\n"
    )


if __name__ == "__main__":
    main()
