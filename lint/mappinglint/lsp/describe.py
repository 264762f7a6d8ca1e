"""What editors tell of settings, operators and the keys of records: in Markdown, or plain."""

from collections.abc import Iterator

from mappinglint.clip import clipped
from mappinglint.kind import ALL_KINDS, Kinds, SourceKind, listing, name_kinds
from mappinglint.pattern.operator_texts import OperatorText
from mappinglint.record import dataclass
from mappinglint.report.words import printable
from mappinglint.rule import Evidence
from mappinglint.setting import RecordKey, Setting
from mappinglint.value import Scalar

# What is shown of a value, in characters.
_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Style:
    """How texts are marked: in Markdown, or not at all."""

    markdown: bool = True

    def strong(self, text: str) -> str:
        return f"**{text}**" if self.markdown else text

    def code(self, text: str) -> str:
        """Return a piece of a file on one line, cut short if it is long."""
        shown = clipped(printable(text), _LONGEST_VALUE)
        if not self.markdown:
            return shown
        # A backtick ends code of one backtick; a space keeps those at the ends apart.
        fence = "``" if "`" in shown and "``" not in shown else "`"
        shown = shown.replace("`", "'") if "``" in shown else shown
        pad = " " if shown.startswith("`") or shown.endswith("`") else ""
        return f"{fence}{pad}{shown}{pad}{fence}" if shown else "``"

    def text(self, text: str) -> str:
        """Return a text of ours, in which code stands between backticks."""
        return text if self.markdown else text.replace("`", "")

    def block(self, text: str) -> str:
        """Return JSON on lines of its own."""
        return f"```json\n{text}\n```" if self.markdown else text


# -- settings -------------------------------------------------------------------------------------


def setting_text(
    setting: Setting, kinds: Kinds, style: Style, spelling: str = "", word: str = ""
) -> str:
    """Return what a setting does, and what each of these sources takes.

    `spelling` is what the file calls it, if that is something else, and `word` what it is there.
    """
    meaning = setting.meanings.get(word, "")
    title = style.strong(setting.name)
    if spelling and spelling != setting.name.rpartition(".")[2]:
        title += f", here {style.code(spelling)}"
    return paragraphs(
        title,
        setting.summary,
        f"{style.code(word)}: {meaning}" if meaning else "",
        "\n".join(claims_of(setting, kinds, style)),
        _takers(setting) if kinds and all(map(setting.refused_by, kinds)) else "",
    )


def _takers(setting: Setting) -> str:
    return f"Only {name_kinds(setting.takes)} may have it." if setting.takes else ""


def claims_of(setting: Setting, kinds: Kinds, style: Style) -> Iterator[str]:
    """Yield a line for the sources of which the same is known: what they take, and how we know."""
    by_claim: dict[str, set[SourceKind]] = {}
    for kind in SourceKind:
        if kind in kinds and (claim := _claim(setting, kind, style)):
            by_claim.setdefault(claim, set()).add(kind)
    for claim, those in by_claim.items():
        whose = "every source" if those == ALL_KINDS else name_kinds(those)
        yield f"- {_capital(whose)}: {claim}"


def _claim(setting: Setting, kind: SourceKind, style: Style) -> str:
    if kind in setting.refuses:
        return f"not allowed ({setting.refuses[kind].value})"
    if kind in setting.ignores:
        return "the guide does not list it, and nobody has seen what AWS does"
    if kind not in setting.takes:
        return "nobody says whether it is allowed" if setting.takes else ""
    return "; ".join(_terms(setting, kind, style))


def _terms(setting: Setting, kind: SourceKind, style: Style) -> Iterator[str]:
    if kind in setting.required:
        yield f"required in a new mapping ({setting.required[kind].value})"
    else:
        yield f"allowed ({setting.takes[kind].value})"
    default = setting.defaults.get(kind)
    if allowed := _allowed(setting, kind, style):
        yield allowed
    if default is not None:
        yield f"{style.code(as_json(default))} if it is left out"


def _allowed(setting: Setting, kind: SourceKind, style: Style) -> str:
    """Return what the value may be, as far as something limits it."""
    words = [style.code(word) for word, takers in setting.words.items() if kind in takers]
    if words:
        return listing(words, "or")
    if setting.type == "boolean":
        return f"{style.code('true')} or {style.code('false')}"
    modelled = kind not in setting.ranges
    bounds = setting.bounds if modelled else setting.ranges[kind]
    if bounds is None:
        return ""
    only = bounds.least == bounds.most
    text = f"only {bounds.least:,}" if only else f"{bounds.least:,} to {bounds.most:,}"
    default = setting.defaults.get(kind)
    if isinstance(default, int) and default not in bounds:
        text = f"{default} or {text}"
    return f"{text} ({Evidence.MODELLED.value})" if modelled else text


def as_json(default: Scalar) -> str:
    """Return a default as a file has it."""
    return str(default).lower() if isinstance(default, bool) else str(default)


# -- filter patterns ------------------------------------------------------------------------------


def operator_text(name: str, operator: OperatorText, style: Style) -> str:
    """Return what an operator does, what its value is, and what is doubtful about it."""
    return paragraphs(
        f"{style.strong(name)}, an operator of filters",
        style.text(operator.summary),
        f"Its value is {style.text(operator.value)}:",
        style.block(operator.example),
        f"{operator.note} ({operator.rule})" if operator.rule else style.text(operator.note),
    )


def record_key_text(key: RecordKey, style: Style) -> str:
    """Return what is in a key of a record, and which sources have it."""
    path = ".".join(step for step in key.path if step != "*")
    words = listing([style.code(word) for word in key.words], "or")
    return paragraphs(
        f"{style.strong(path)}, a key of records from {name_kinds(key.kinds)}",
        key.summary,
        f"It is {words}." if words else "",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def paragraphs(*parts: str) -> str:
    """Return one text, without the parts that are empty."""
    return "\n\n".join(part for part in parts if part)
