"""Shell scripts into the words of their commands.

We read what a shell would run, and are no linter of shells: what cannot be read is passed over.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from mappinglint.document.comments import comment_nodes
from mappinglint.document.node import SequenceNode
from mappinglint.document.word import WordNode
from mappinglint.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node as SyntaxNode

# What a person is to fill in: `<queue-arn>`. A shell would read from one file and write another.
_PLACEHOLDER = re.compile(r"(?<![<\w])<[A-Za-z](?:[\w .:-]*\w)?>")
# The parser counts bytes. With one byte for each character, these are our offsets.
_NOT_ASCII = re.compile(r"[^\t\n\r\x20-\x7e]")

# Each finds one stretch of text: what is escaped, a joined line, or what stands for itself.
_UNQUOTED: Final = re.compile(r"\\(?P<break>\r?\n)|\\(?P<escaped>.)|[^\\]+|\\", re.DOTALL)
_QUOTED: Final = re.compile(r"\\(?P<break>\r?\n)|\\(?P<escaped>[$`\"\\])|[^\\]+|\\", re.DOTALL)
_ANSI_C: Final = re.compile(
    r"\\(?:x(?P<hex>[0-9a-fA-F]{1,2})|u(?P<u>[0-9a-fA-F]{1,4})|(?P<escaped>.))|[^\\]+", re.DOTALL
)
_ANSI_C_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "?": "?"}

# `{a,b}` without quotes becomes two words.
_BRACES = re.compile(r"\{[^{}]*(?:,|\.\.)[^{}]*\}")

_EXPANSIONS = frozenset(
    {
        "arithmetic_expansion",
        "brace_expression",
        "command_substitution",
        "expansion",
        "process_substitution",
        "simple_expansion",
    }
)
_IN_QUOTES = frozenset({"ansi_c_string", "raw_string", "string", "translated_string"})
# "${LIST[@]}" is any number of words, in quotes too.
_ALL_OF_A_LIST = re.compile(r"\$@|\$\{@|\$\{\w+\[@\]")

# Of these, one part is run or another.
_BRANCHES = frozenset({"case_item", "elif_clause", "else_clause"})
_CHOICES = frozenset({"case_statement", "if_statement"})

# How far to look behind a command for options that somebody meant to be part of it.
_MOST_BEHIND = 2_000
_MEANT_TO_GO_ON = ("--", "[--", "...", "…", "'", '"')


class CommandNode(SequenceNode):
    """The words of one command, redirections and assignments left out.

    It is not `complete` when there may be words that we cannot see. `branches` are the conditions
    that it is under: each the place of what chooses, and of what is chosen.
    """

    __slots__ = ("branches",)

    def __init__(self, start: int, branches: tuple[tuple[int, int], ...]) -> None:
        super().__init__(start, None)
        self.branches = branches


def read_shell(text: str) -> list[CommandNode]:
    """Return the commands of a script in its order, those within others too."""
    return list(_Reader(text).commands(_parse(text)))


def comment_spans(text: str) -> list[Span]:
    """Return where the comments of a script stand, in order."""
    return [Span(node.start_byte, node.end_byte) for node in comment_nodes(_parse(text))]


def _parse(text: str) -> "SyntaxNode":
    """Return the tree of a script, in which a byte is a character."""
    # Imported here: a run without scripts never loads the parser.
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    plain = _PLACEHOLDER.sub(lambda found: "x" * len(found[0]), text)
    plain = _NOT_ASCII.sub("x", plain)
    return Parser(Language(tree_sitter_bash.language())).parse(plain.encode()).root_node


class _Piece(NamedTuple):
    """A stretch of a word: what it says, where each character stands, and whether that is known."""

    text: str
    offsets: Sequence[int]
    is_hole: bool = False


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text

    def commands(self, root: "SyntaxNode") -> Iterator[CommandNode]:
        # No recursion: a script may be nested as deep as it likes.
        pending: list[tuple[SyntaxNode, tuple[tuple[int, int], ...], bool]] = [(root, (), False)]
        redirected: dict[int, list[SyntaxNode]] = {}
        while pending:
            node, branches, is_doubtful = pending.pop()
            is_doubtful = is_doubtful or node.is_error
            kind = node.type
            if kind in _CHOICES:
                branches = (*branches, (node.start_byte, node.start_byte))
            elif kind in _BRANCHES and branches:
                branches = (*branches[:-1], (branches[-1][0], node.start_byte))
            elif kind == "function_definition":
                # Which functions are called, nobody knows.
                branches = (*branches, (-1, node.start_byte))
            elif kind == "redirected_statement":
                command = _last_command(node)
                if command is not None:
                    redirected[command.id] = list(_words_behind_redirections(node))
            elif kind == "command":
                words = [*_words(node), *redirected.get(node.id, ())]
                is_whole = not is_doubtful and not node.has_error
                yield self._command(words, branches, is_whole=is_whole)
            pending += [(child, branches, is_doubtful) for child in reversed(node.children)]

    def _command(
        self, words: list["SyntaxNode"], branches: tuple[tuple[int, int], ...], *, is_whole: bool
    ) -> CommandNode:
        read = [self._word(word) for word in words]
        node = CommandNode(words[0].start_byte if words else 0, branches)
        node.items = [*read]
        if read:
            end = read[-1].span.end
            node.span = Span(read[0].span.start, end)
            has_blank = any(word.style is None and not word.text.strip() for word in read)
            is_whole = is_whole and not has_blank and not self._is_meant_to_go_on(end)
        node.complete = is_whole
        return node

    def _is_meant_to_go_on(self, end: int) -> bool:
        """Say whether what follows was meant for this command: a comment cuts it off, say.

        A quote that is never closed is no word, either.
        """
        for line in self._text[end : end + _MOST_BEHIND].split("\n"):
            rest = line.strip(" \t\r\\")
            if rest and not rest.startswith("#"):
                return rest.startswith(_MEANT_TO_GO_ON)
        return False

    def _word(self, node: "SyntaxNode") -> WordNode:
        span = Span(node.start_byte, node.end_byte)
        pieces = list(self._pieces(node))
        holes, start = [], 0
        for piece in pieces:
            if piece.is_hole:
                holes.append(Span(start, start + len(piece.text)))
            start += len(piece.text)
        style = {"raw_string": "'", "string": '"'}.get(node.type)
        last = node.children[-1] if node.type == "concatenation" else node
        end = span.end - (last.type in _IN_QUOTES)
        found = [offset for piece in pieces for offset in piece.offsets]
        return WordNode(
            "".join(piece.text for piece in pieces),
            span,
            style,
            [*found, end],
            holes,
            may_split=self._may_split(node, is_hole=holes == [Span(0, start)]),
            is_plain=not holes and end - span.start - bool(style) == len(found),
        )

    def _may_split(self, node: "SyntaxNode", *, is_hole: bool) -> bool:
        if is_hole and node.type != "string":
            return True
        return bool(_ALL_OF_A_LIST.search(self._text, node.start_byte, node.end_byte))

    def _pieces(self, node: "SyntaxNode") -> Iterator[_Piece]:
        """Yield what a word is made of."""
        start, end = node.start_byte, node.end_byte
        match node.type:
            case "raw_string":
                yield self._as_it_is(start + 1, end - 1)
            case "ansi_c_string":
                yield from self._ansi_c(start + 2, end - 1)
            case "string":
                yield from self._with_expansions(node, start + 1, end - 1, _QUOTED)
            case "translated_string":
                for child in node.named_children:
                    yield from self._pieces(child)
            case "concatenation" if self._has_braces(node):
                yield self._hole(start, end)
            case "concatenation":
                yield from self._concatenation(node)
            case kind if kind in _EXPANSIONS or node.is_error:
                yield self._hole(start, end)
            case _:
                yield from self._with_expansions(node, start, end, _UNQUOTED)

    def _concatenation(self, node: "SyntaxNode") -> Iterator[_Piece]:
        at = node.start_byte
        for child in node.children:
            yield from self._decoded(at, child.start_byte, _UNQUOTED)
            yield from self._pieces(child)
            at = child.end_byte
        yield from self._decoded(at, node.end_byte, _UNQUOTED)

    def _with_expansions(
        self, node: "SyntaxNode", start: int, end: int, form: re.Pattern[str]
    ) -> Iterator[_Piece]:
        for child in node.children:
            if child.type in _EXPANSIONS or child.is_error:
                yield from self._decoded(start, child.start_byte, form)
                yield self._hole(child.start_byte, child.end_byte)
                start = child.end_byte
        yield from self._decoded(start, end, form)

    def _decoded(self, start: int, end: int, form: re.Pattern[str]) -> Iterator[_Piece]:
        for found in form.finditer(self._text, start, end):
            if found["escaped"] is not None:
                yield _Piece(found["escaped"], [found.start()])
            elif found["break"] is None:
                yield self._as_it_is(*found.span())

    def _ansi_c(self, start: int, end: int) -> Iterator[_Piece]:
        for found in _ANSI_C.finditer(self._text, start, end):
            code, letter = found["hex"] or found["u"], found["escaped"]
            if code:
                yield _Piece(chr(int(code, 16)), [found.start()])
            elif letter is None:
                yield self._as_it_is(*found.span())
            elif letter in _ANSI_C_LETTERS:
                yield _Piece(_ANSI_C_LETTERS[letter], [found.start()])
            else:
                yield self._hole(*found.span())

    def _has_braces(self, node: "SyntaxNode") -> bool:
        """Say whether the shell makes several words of one: `{a,b}`, none of it in quotes."""
        bare = (
            "x"
            if child.type in _IN_QUOTES | _EXPANSIONS
            else self._text[child.start_byte : child.end_byte]
            for child in node.children
        )
        return bool(_BRACES.search("".join(bare)))

    def _as_it_is(self, start: int, end: int) -> _Piece:
        end = max(start, end)
        return _Piece(self._text[start:end], range(start, end))

    def _hole(self, start: int, end: int) -> _Piece:
        return _Piece(self._text[start:end], range(start, end), is_hole=True)


def _words(command: "SyntaxNode") -> Iterator["SyntaxNode"]:
    for name in command.children_by_field_name("name"):
        yield from name.children[:1] or [name]
    yield from command.children_by_field_name("argument")


def _last_command(node: "SyntaxNode") -> "SyntaxNode | None":
    """Return the command that a redirection behind it belongs to."""
    body = node.child_by_field_name("body")
    while body is not None and body.type != "command":
        commands = [child for child in body.named_children if child.type in ("command", "list")]
        body = commands[-1] if commands else None
    return body


def _words_behind_redirections(node: "SyntaxNode") -> Iterator["SyntaxNode"]:
    """Yield the words of `command > file word word`, which the parser takes for more files."""
    for redirection in node.children_by_field_name("redirect"):
        if redirection.type == "heredoc_redirect":
            yield from redirection.children_by_field_name("argument")
        else:
            yield from redirection.children_by_field_name("destination")[1:]
