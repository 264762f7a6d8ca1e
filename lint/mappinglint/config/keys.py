"""The keys of a configuration: the one table of their names, types, bounds and meaning.

What reads a configuration, its JSON Schema, its documentation and `mappinglint config` come from
this table.
"""

from enum import Enum
from typing import Any, NamedTuple

from mappinglint.finding import Level

# Patterns that are for no file of a folder, as a line of .gitignore: comments, blanks, and those
# that begin with "./" or "../", which git does not follow. A "!" alone takes nothing back.
FOR_NO_FILE = r"^(#|!|\.{0,2}/*[ \t]*$|\.{1,2}/)"


class Kind(Enum):
    """What a key takes, in words."""

    FLAG = "true or false"
    LEVEL = "a level"
    NUMBER = "a whole number"
    PATH = "a path"
    TEXTS = "a list of texts"
    GLOBS = "a list of patterns"
    RULES = "a list of rules"
    RULES_BY_GLOB = "a table of lists of rules"
    LEVEL_BY_RULE = "a table of levels"


class Key(NamedTuple):
    """One key. `option` is what overrides it on the command line; `example` is TOML.

    A key with a dot is one of a table: `quotas.filters-per-mapping`. Bounds of numbers are
    included; None is no bound. `unset` says what it means that there is no value.
    """

    name: str
    kind: Kind
    summary: str
    example: str
    option: str = ""
    default: Any = None
    least: int | None = None
    most: int | None = None
    unset: str = ""

    @property
    def field(self) -> str:
        """The attribute of Configuration that has the value."""
        return self.name.replace("-", "_")


KEYS = (
    Key(
        "select",
        Kind.RULES,
        "The rules that are looked for: codes, names, or how codes begin. All, if not given. "
        "A note that is named in full is shown without `advice`.",
        'select = ["ESM2", "fifo-batch-size"]',
        "--select",
        unset="all rules",
    ),
    Key(
        "ignore",
        Kind.RULES,
        "The rules that are not looked for, though `select` has them.",
        'ignore = ["ESM508", "ESM7"]',
        "--ignore",
        default=(),
    ),
    Key(
        "per-file-ignores",
        Kind.RULES_BY_GLOB,
        "The rules that are not looked for in some files: patterns as in `.gitignore`, relative "
        "to the folder of the configuration, each with a list of rules.",
        'per-file-ignores = {"legacy/" = ["ESM2"], "*.tf.json" = ["fifo-batch-size"]}',
        default={},
    ),
    Key(
        "level",
        Kind.LEVEL_BY_RULE,
        "The level of every finding of a rule, by its code or name: error, warning or note. "
        "A note that is raised is shown without `advice`.",
        'level = {ESM508 = "error", few-receives = "warning"}',
        default={},
    ),
    Key(
        "advice",
        Kind.FLAG,
        "Whether notes are shown.",
        "advice = true",
        "--advice",
        default=False,
    ),
    Key(
        "fail-on",
        Kind.LEVEL,
        "The lowest level of a finding that makes the exit code 1. With note, notes are shown.",
        'fail-on = "warning"',
        "--fail-on",
        default=Level.ERROR,
    ),
    Key(
        "exclude",
        Kind.GLOBS,
        "What is passed over in folders: patterns as in `.gitignore`, relative to the folder of "
        "the configuration. A file that is named on the command line is looked at all the same.",
        'exclude = ["generated/", "*.example.yaml"]',
        default=(),
    ),
    Key(
        "force-exclude",
        Kind.FLAG,
        "Whether `exclude` holds for what is named on the command line, too, and for the file that "
        "standard input stands for: for programs that name files, such as pre-commit and editors.",
        "force-exclude = true",
        "--force-exclude",
        default=False,
    ),
    Key(
        "include-docs",
        Kind.FLAG,
        "Whether shell scripts and Markdown are looked at in folders.",
        "include-docs = true",
        "--include-docs",
        default=False,
    ),
    Key(
        "plugins",
        Kind.TEXTS,
        "Modules of plugins to load, beside those that --plugin names. They have to be installed "
        "beside mappinglint, or be where PYTHONPATH leads; in pre-commit, "
        "`additional_dependencies` installs them.",
        'plugins = ["our_rules"]',
        default=(),
    ),
    Key(
        "require-reasons",
        Kind.FLAG,
        "Whether a comment that suppresses a finding has to say why.",
        "require-reasons = true",
        default=False,
    ),
    Key(
        "baseline",
        Kind.PATH,
        "The file of findings that are known and not reported, relative to the folder of the "
        "configuration.",
        'baseline = "mappinglint-baseline.json"',
        "--baseline",
        unset="none",
    ),
    # A test holds these bounds against the table of AWS's limits, which rules alone may see.
    Key(
        "quotas.filters-per-mapping",
        Kind.NUMBER,
        "The filters that a mapping may have in your account, if AWS has raised the quota.",
        "quotas = {filters-per-mapping = 10}",
        least=5,
        most=10,
        unset="AWS's default",
    ),
    Key(
        "quotas.maximum-concurrency",
        Kind.NUMBER,
        "The largest MaximumConcurrency of a mapping in your account, if AWS has raised the quota.",
        "quotas = {maximum-concurrency = 2000}",
        least=2,
        unset="AWS's default",
    ),
)

BY_NAME = {key.name: key for key in KEYS}
# Keys whose value is a table of keys.
GROUPS = tuple(dict.fromkeys(key.name.partition(".")[0] for key in KEYS if "." in key.name))
