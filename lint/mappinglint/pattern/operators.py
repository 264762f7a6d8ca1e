"""The names of the operators, and what people write instead of them."""

OPERATORS = (
    "prefix",
    "suffix",
    "equals-ignore-case",
    "anything-but",
    "numeric",
    "exists",
    "cidr",
    "wildcard",
    "exactly",
)
# What may stand in an object behind anything-but.
EXCLUDING = ("prefix", "suffix", "equals-ignore-case", "wildcard")

# No key inside $or may have one of these names.
RESERVED_IN_OR = frozenset(
    {
        *OPERATORS,
        *("=", "<", "<=", ">", ">="),
        *("regex", "not-wildcard", "not-equals-ignore-case"),
        *("date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range"),
        *("ip-address-in-range", "ip-address-not-in-range"),
    }
)

# Words of other filter languages, and what does the same here.
_REMEDIES = {
    "equals": "write the value itself in the list",
    "eq": "write the value itself in the list",
    "is": "write the value itself in the list",
    "in": "write the values themselves in the list",
    "contains": 'write {"wildcard": "*…*"}',
    "regex": "AWS has no regular expressions here; the nearest is wildcard",
    "not": "write anything-but",
    "notequals": "write anything-but",
    "not-in": "write anything-but with a list",
    "startswith": "write prefix",
    "beginswith": "write prefix",
    "endswith": "write suffix",
    "gt": 'write {"numeric": [">", 5]}',
    "gte": 'write {"numeric": [">=", 5]}',
    "lt": 'write {"numeric": ["<", 5]}',
    "lte": 'write {"numeric": ["<=", 5]}',
}


def remedy_for(word: str) -> str:
    """Return what to write instead of an operator of another language, or nothing."""
    return _REMEDIES.get(word.lower()) or _REMEDIES.get(_plain(word), "")


def nearest(word: str, names: tuple[str, ...] = OPERATORS) -> str | None:
    """Return the operator that a word is surely a misspelling of."""
    # It is imported where it is needed: it takes as long to load as a thousand patterns to read.
    from difflib import get_close_matches

    by_plain = {_plain(name): name for name in names}
    found = get_close_matches(_plain(word), by_plain, n=1, cutoff=0.8)
    return by_plain[found[0]] if found else None


def _plain(word: str) -> str:
    return "".join(char for char in word.lower() if char.isalnum())
