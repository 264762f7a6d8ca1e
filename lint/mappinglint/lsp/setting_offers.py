"""The settings and the values that there are to offer, and how each is written in its place."""

from collections.abc import Iterator, Mapping

from mappinglint.dialects.terraform.mapping_words import BLOCKS, REPEATED
from mappinglint.document.hcl_tags import BODY
from mappinglint.kind import Kinds
from mappinglint.lsp.describe import as_json
from mappinglint.lsp.offer import Offer, escaped
from mappinglint.lsp.trial import Spot, Taken, Trial, each_field, keys_beside, name_of
from mappinglint.lsp.typed import Typed
from mappinglint.mapping import Operation
from mappinglint.record import dataclass
from mappinglint.setting import Setting
from mappinglint.value import Fields, Items, Known, Unknown

# What is seldom what somebody looks for.
_SELDOM = frozenset({"Enabled", "KMSKeyArn", "Tags"})
_ACCESS = "SourceAccessConfigurations"
_ACCESS_TYPE = f"{_ACCESS}.Type"
# Where a format has a name for this type, the types are the keys of an object.
_ACCESS_KEYS = frozenset({"VPC_SUBNET"})


@dataclass(frozen=True)
class _Name:
    """A setting that may be written in a place, under its spelling there."""

    spelling: str
    row: Setting
    shape: str
    words: tuple[str, ...]
    is_block: bool = False
    is_item: bool = False


def names(typed: Typed, trial: Trial, spot: Spot, table: Mapping[str, Setting]) -> Iterator[Offer]:
    """Yield the settings that may stand where a key is typed, required ones first."""
    beside = keys_beside(spot.owner)
    above = table.get(spot.setting)
    lacks_dash = above is not None and above.type == "array" and isinstance(spot.path[-1], str)
    if spot.mapping.format.is_closed:
        names = _of_closed(typed, trial, spot, table, beside)
    elif lacks_dash and not (typed.language == "yaml" and typed.begins_line and not typed.quote):
        # Only items can stand there.
        return
    else:
        names = _of_open(spot, table, beside, is_item=lacks_dash)
    order = {name: index for index, name in enumerate(table)}

    def rank(name: _Name) -> tuple[bool, bool, int]:
        return not _is_required(spot, name.row), name.row.name in _SELDOM, order[name.row.name]

    for name in sorted(names, key=rank):
        yield _of_name(typed, spot, name)


def _of_open(
    spot: Spot, table: Mapping[str, Setting], beside: frozenset[str], *, is_item: bool
) -> Iterator[_Name]:
    """Yield the settings of an object, in a format that has all of the API's."""
    format_ = spot.mapping.format
    for row in table.values():
        above, _, name = row.name.rpartition(".")
        spelling = format_.spellings.get(name, name)
        if above == spot.setting and spelling not in beside and _is_taken(row, spot):
            words = _words(row, spot.kinds)
            yield _Name(spelling, row, _shape(row, spot), words, is_item=is_item)


def _of_closed(
    typed: Typed, trial: Trial, spot: Spot, table: Mapping[str, Setting], beside: frozenset[str]
) -> Iterator[_Name]:
    """Yield the settings of an object, in a format that has words of its own: it is asked."""
    node = spot.owner.node if spot.owner else None
    has_blocks = node is not None and node.tag == BODY
    repeated = REPEATED if has_blocks else frozenset[str]()
    names = {here: api for api, here in spot.mapping.format.spellings.items()}
    objects = {here for here, api in names.items() if _is_object(table, spot, api)}
    taken = dict(trial.taken(typed, spot.attempt, names.keys() - beside, objects))
    for spelling in repeated & beside & names.keys():
        # Where one stands already, another one may.
        taken[spelling] = Taken((*spot.path, names[spelling]), Fields((), spot.mapping.place))
    for spelling, found in _not_there(spot, taken, beside, repeated):
        row = table.get(name_of(found.path))
        is_block = has_blocks and spelling in BLOCKS
        is_right = not (typed.has_value and has_blocks) or is_block is typed.has_body
        if row is None or not is_right or not _is_taken(row, spot):
            continue
        if row.name != _ACCESS_TYPE:
            shape = _shape_here(row, spot, found, is_list=spelling in objects)
            yield _Name(spelling, row, shape, _words(row, spot.kinds), is_block)
        elif names[spelling] in _words(row, spot.kinds):
            # The key itself is the type, with one URI or, where there is a key for each, several.
            yield _Name(spelling, row, "array" if spot.path else "string", ())


def _not_there(
    spot: Spot, taken: Mapping[str, Taken], beside: frozenset[str], repeated: frozenset[str]
) -> Iterator[tuple[str, Taken]]:
    """Yield what is taken and not there yet; of two words for the same, the usual one."""
    # What is unknown and not written here is written elsewhere, or is the format's own.
    there = {
        path
        for path, field in each_field(spot.mapping.settings)
        if field.spelling in beside or isinstance(field.value, Unknown)
    }
    spellings = spot.mapping.format.spellings
    usual = {spelling for spelling, one in taken.items() if spellings.get(_last(one)) == spelling}
    for spelling in sorted(taken, key=lambda one: one not in usual):
        found = taken[spelling]
        if found.path not in there or spelling in repeated:
            there.add(found.path)
            yield spelling, found


def _shape_here(row: Setting, spot: Spot, found: Taken, *, is_list: bool) -> str:
    """Return what the value of a setting is in this format.

    It has been tried with a list of one object if `is_list`, else with a text.
    """
    keys = spot.mapping.format.spellings.keys()
    if row.name == _ACCESS and not keys.isdisjoint(_ACCESS_KEYS):
        return "object"
    shape = _shape(row, spot)
    if not is_list and isinstance(found.value, Items):
        # The format makes a list of the one.
        return "string"
    if is_list and shape == "object" and isinstance(found.value, Fields):
        # It makes an object of a list of one.
        return "array"
    return shape


def _is_object(table: Mapping[str, Setting], spot: Spot, name: str) -> bool:
    row = table.get(f"{spot.setting}.{name}".removeprefix("."))
    return row is not None and row.type == "object"


def _last(taken: Taken) -> str:
    return str(taken.path[-1])


def _is_taken(row: Setting, spot: Spot) -> bool:
    """Say whether somebody may set a setting; none takes what only AWS writes.

    Of what can be but one number, as the window of a FIFO queue, there is nothing to set.
    """
    if row.create_only and spot.mapping.operation is Operation.UPDATE:
        return False
    ranges = (row.ranges.get(kind) for kind in spot.kinds if kind in row.takes)
    return any(bounds is None or bounds.least < bounds.most for bounds in ranges)


def _words(row: Setting, kinds: Kinds) -> tuple[str, ...]:
    if row.type == "boolean":
        return ("true", "false")
    return tuple(word for word, takers in row.words.items() if takers & kinds)


def _shape(row: Setting, spot: Spot) -> str:
    format_ = spot.mapping.format
    if row.name == "Tags" and format_.lists_tags:
        return "array"
    if row.name == "StartingPositionTimestamp" and format_.has_times_as_text:
        return "string"
    return row.type


def _of_name(typed: Typed, spot: Spot, name: _Name) -> Offer:
    plain, snippet = _key_and_value(typed, name)
    quote = typed.quote
    return Offer(
        name.spelling,
        "setting",
        typed.outer_start,
        typed.outer_end,
        plain,
        snippet,
        f"{quote}{name.spelling}",
        _detail(name.row, spot),
        name.row.summary,
        spot.attempt.comma,
    )


def _key_and_value(typed: Typed, name: _Name) -> tuple[str, str]:
    """Return what to put in for a setting: as it is, and as a snippet."""
    quote = '"' if typed.language == "json" else typed.quote
    key = f"{quote}{name.spelling}{quote}"
    literal = escaped(key)
    if typed.has_value:
        return key, literal
    if name.is_item:
        key, literal = f"- {key}", f"- {literal}"
    if typed.language == "hcl":
        if name.is_block:
            return f"{key} {{}}", f"{literal} {{\n  $0\n\\}}"
        return f"{key} = ", f"{literal} = {_value_snippet(typed, name)}"
    if typed.language == "json" or typed.is_in_braces:
        return f"{key}: ", f"{literal}: {_value_snippet(typed, name)}{typed.comma_behind}"
    if name.shape not in ("array", "object"):
        return f"{key}: ", f"{literal}: {_value_snippet(typed, name)}"
    # The editor puts the indentation of this line before the next one.
    indent = len(typed.before) - len(typed.before.lstrip())
    below = " " * (len(typed.before) - indent + 2)
    dash = "- " * (name.shape == "array")
    only = name.words[0] if len(name.words) == 1 else "$0"
    return f"{key}:", f"{literal}:\n{below}{dash}{only}"


def _value_snippet(typed: Typed, name: _Name) -> str:
    is_text = name.shape in ("string", "") and typed.language == "json"
    if name.words:
        quote = '"' if (name.shape != "boolean" and typed.language != "yaml") else ""
        choice = f"{quote}${{1|{','.join(name.words)}|}}{quote}"
        return f"[{choice}]" if name.shape == "array" else choice
    match name.shape:
        case "array":
            return "[$0]"
        case "object":
            return "{$0\\}"
    return '"$0"' if is_text else "$0"


def _detail(row: Setting, spot: Spot) -> str:
    """Return the bounds and the default of a setting, where they are the same for all kinds."""
    kinds = spot.kinds
    details = []
    filled_in = _filled_in(spot, row)
    if _is_required(spot, row):
        details.append("required")
    ranges = {str(row.ranges.get(kind) or row.bounds or "") for kind in kinds}
    if len(ranges) == 1 and (bounds := ranges.pop()):
        details.append(bounds)
    defaults = {as_json(row.defaults[kind]) for kind in kinds if kind in row.defaults}
    if filled_in is not None:
        details.append(f"default {filled_in.text}")
    elif len(defaults) == 1 and kinds <= row.defaults.keys():
        details.append(f"default {defaults.pop()}")
    return ", ".join(details)


def _is_required(spot: Spot, row: Setting) -> bool:
    is_needed = bool(spot.kinds) and spot.kinds <= row.required.keys()
    return is_needed and _filled_in(spot, row) is None


def _filled_in(spot: Spot, row: Setting) -> Known | None:
    """Return what the format's own tool sends for a setting that is not written here."""
    mapping = spot.mapping
    value = mapping.get(row.name) if mapping.stored is None else None
    return value if isinstance(value, Known) else None


# -- values ----------------------------------------------------------------------------------------


def values(typed: Typed, spot: Spot, table: Mapping[str, Setting]) -> Iterator[Offer]:
    """Yield the words that a setting may be, for the possible sources."""
    if spot.is_option:
        declared = spot.mapping.declared
        for word in declared.options if declared else ():
            yield _of_value(typed, spot, word)
        return
    row = table.get(spot.setting)
    if row is None:
        return
    is_list = row.type == "array" and not isinstance(spot.path[-1], int)
    there = _items_beside(spot)
    is_plain = row.type == "boolean"
    for word in _words(row, spot.kinds):
        if word not in there:
            yield _of_value(typed, spot, word, is_list=is_list, is_plain=is_plain)


def _items_beside(spot: Spot) -> frozenset[str]:
    """Return the words that a list has already."""
    if not isinstance(spot.path[-1], int):
        return frozenset()
    around = spot.mapping.get(spot.path[:-1])
    items = around.items if isinstance(around, Items) else ()
    return frozenset(item.text for item in items if isinstance(item, Known))


def _of_value(
    typed: Typed, spot: Spot, word: str, *, is_list: bool = False, is_plain: bool = False
) -> Offer:
    comma = typed.comma_behind
    start, end, before = typed.start, typed.end, ""
    if (is_list or is_plain) and typed.quote:
        # What is no text has no quotes.
        start, end, before = typed.outer_start, typed.outer_end, typed.quote
    if typed.quote and not before:
        new = f"{word}{typed.closing}"
    else:
        quote = '"' if not is_plain and (typed.language != "yaml" or before) else ""
        new = f"{quote}{word}{quote}"
        new = f"[{new}]" if is_list else new
        new = f"{typed.space}{new}"
    if not typed.is_closed or before:
        new += comma
    return Offer(word, "word", start, end, new, "", before + word, comma=spot.attempt.comma)
