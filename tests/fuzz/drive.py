"""Drives a target with atheris: `drive.py TARGET [what libFuzzer takes]`.

The target `any` is all of them: the first byte of an input says which.
"""

import random
import shlex
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import atheris

sys.path.insert(0, str(Path(__file__).parent))

# What a target is about: to watch all of mappinglint takes ten seconds at the start.
_READERS = ("mappinglint.document",)
_PATTERNS = ("mappinglint.pattern",)
_WATCHED = {
    **dict.fromkeys(("yaml", "json", "hcl", "markdown", "shell"), _READERS),
    **dict.fromkeys(("pattern", "matcher"), _PATTERNS),
    "toml": ("mappinglint.config",),
    "editor": ("mappinglint.lsp", "mappinglint.document", "mappinglint.dialects"),
}
_ALL = (
    *("mappinglint.document", "mappinglint.dialects", "mappinglint.pattern", "mappinglint.edit"),
    *("mappinglint.fixing", "mappinglint.suppression", "mappinglint.settling", "mappinglint_rules"),
)
# These are not what anybody lints with.
_TOOLS = ("mappinglint.__main__", "mappinglint_rules.schema.")
# How often libFuzzer's own changes are made: the others are those of an editor.
_RAW = 0.4


def _import(watched: tuple[str, ...]) -> None:
    """Import every module that is watched: one that is imported later would not be."""
    import mappinglint
    import mappinglint_rules

    for package in (mappinglint, mappinglint_rules):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.startswith(watched) and not module.name.startswith(_TOOLS):
                import_module(module.name)


def main() -> None:
    """Fuzz until libFuzzer's options say that it is enough, or something is wrong."""
    script, name, *options = sys.argv
    watched = _WATCHED.get(name, _ALL)
    with atheris.instrument_imports(include=list(watched)):
        _import(watched)
        from targets import TARGETS, any_target
    from mutator import edited

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        rng = random.Random(seed)  # noqa: S311 - it is no secret
        if rng.random() < _RAW:
            raw: bytes = atheris.Mutate(data, size)
            return raw
        return edited(data, rng)[:size]

    # To merge, libFuzzer starts this again by a shell.
    again = shlex.join([sys.executable, script, name])
    atheris.Setup([again, *options], TARGETS.get(name, any_target), custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
