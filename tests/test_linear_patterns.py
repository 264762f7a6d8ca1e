"""Every regular expression of ours takes time by the length of a text, whatever that says."""

import os
import re
import resource
import signal
from typing import Final

import pytest
from pumped import Found, attempt, patterns

# Characters. What goes by the square takes seconds of that, what is linear a few hundredths.
_LENGTH: Final = 20_000
# Of processor time, for all the texts for one pattern: the slowest takes one of them.
_SECONDS: Final = 5

# By the square, and never tried on a text that is long or that a stranger writes.
_EXEMPT: Final = {
    "mappinglint.document.layout:_ANCHORED:search": "looks at 200 characters",
    "mappinglint.dialects.terraform.plan.planned:_INDEX:0": "looks at 1,000 characters",
    r"mappinglint.catalogue_page:\[([^\]]*)\]\([^)]*\):sub": "reads pages of rules",
    r"mappinglint_rules.schema.generate:\[([^\]]*)\]:sub": "reads the service's model",
    "mappinglint.pages:_HEADING:0": "reads pages of rules",
    "mappinglint.pages:_LINK:0": "reads pages of rules",
    "mappinglint.pattern.quick:_TOKEN:0": "reads what is known to be JSON, where it always fits",
}


def _slow(found: Found, length: int = _LENGTH) -> bool:
    """Say whether a pattern takes too long, in a process that ends when it does."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        attempt(found, length)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WIFSIGNALED(status), found
    return status != 0


@pytest.mark.apart
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_every_pattern_is_linear() -> None:
    found = [(where, one) for where, one in patterns().items() if where not in _EXEMPT]
    assert len(found) > 200
    assert [where for where, one in found if _slow(one)] == []


@pytest.mark.apart
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("bomb", ["(?:a+)+b", "x*y"])
def test_a_pattern_that_is_not_would_be_seen(bomb: str) -> None:
    assert _slow(Found(re.compile(bomb), frozenset({"search"})), 200_000)


def test_what_is_exempt_is_there() -> None:
    assert _EXEMPT.keys() <= patterns().keys()
