"""Files that want to break the linter, or to keep it busy: it says so, and goes on."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hostile_texts import MARKDOWN, SHELL, TERRAFORM, TEXTS, YAML

from mappinglint import document as reading
from mappinglint.engine import Engine, Result
from mappinglint.limits import LARGEST_TEXT, MOST_OPEN_COMMENTS, MOST_SIGNS_OF_SHELL

# What a process may take for all of the texts, far more than it does; and for none is there a
# verdict about how long it has taken.
_SECONDS: Final = 400
_BYTES: Final = 2_000_000_000
# Characters. What goes by the square of that has been seen to end the process.
_LENGTH: Final = 12_000


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))


def _check(*paths: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "mappinglint", "check", "--isolated", "--format", "concise", *paths],
        cwd=cwd,
        capture_output=True,
        check=False,
        preexec_fn=_limit,
        timeout=_SECONDS,
    )


def test_every_hostile_text_is_linted_or_said_to_be_none(tmp_path: Path) -> None:
    for number, (name, make) in enumerate(TEXTS.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_text(make(_LENGTH), encoding="utf-8", newline="")
    paths = [f"{number}/{name}" for number, (name, _) in enumerate(TEXTS.values())]
    done = _check(*paths, cwd=tmp_path)
    assert done.returncode == 1, done.stderr[-1000:]
    assert done.stderr == b""
    # Those behind the worst ones have been linted as well.
    assert re.search(rf"^{len(paths) - 1}/".encode(), done.stdout, re.MULTILINE)


_TOO_LONG: Final = {
    "t.yaml": ("yaml", YAML),
    "main.tf": ("hcl", TERRAFORM),
    "run.sh": ("shell", SHELL),
    "README.md": ("markdown", MARKDOWN + "\n```yaml\nType: AWS::Lambda::EventSourceMapping\n```\n"),
    "t.json": ("json", '{"Type": "AWS::Lambda::EventSourceMapping"}'),
}


@pytest.mark.parametrize("name", _TOO_LONG)
def test_a_text_over_its_bound_is_one_finding(
    name: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    language, text = _TOO_LONG[name]
    assert "ESM001" not in _codes(engine.check_bytes(name, text.encode()))
    monkeypatch.setattr(reading, "LARGEST_TEXT", dict.fromkeys(LARGEST_TEXT, len(text) - 1))
    result = engine.check_bytes(name, text.encode())
    assert _codes(result) == ["ESM001"]
    assert result.failures == []
    [found] = result.findings
    assert found.message.startswith("this text was not read: it has ")
    assert found.primary.place.start == (1, 1)
    assert language in LARGEST_TEXT


def test_a_long_text_without_a_mapping_is_passed_over(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_TEXT", dict.fromkeys(LARGEST_TEXT, 10))
    for name in ("t.yaml", "t.json", "main.tf", "run.sh", "README.md"):
        assert engine.check_bytes(name, b"Resources: of the planet\n" * 100).findings == []


def test_what_the_grammars_take_too_long_for_is_not_read(engine: Engine) -> None:
    pipes = SHELL + "a|" * (MOST_SIGNS_OF_SHELL + 1)
    stray = TERRAFORM + "=else " * 60_000
    comments = TERRAFORM + "/* " * (MOST_OPEN_COMMENTS + 2)
    for name, text in (("a.sh", pipes), ("main.tf", stray), ("main.tf", comments)):
        assert _codes(engine.check_bytes(name, text.encode())) == ["ESM001"]
    # Comments that end, and as many signs of equality where they belong, are nothing strange.
    honest = TERRAFORM + "/* a */\n" * 5_000 + "locals {\n" + "a = b == c\n" * 6_000 + "}\n"
    assert "ESM001" not in _codes(engine.check_bytes("main.tf", honest.encode()))


def test_special_files_block_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(YAML)
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "self.yaml").symlink_to("self.yaml")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    (tmp_path / "new\nline\x1b[31m.yaml").write_text(YAML)
    done = _check(".", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count(b"ESM204") == 2
    assert b"\x1b" not in done.stdout + done.stderr
    named = _check("pipe.yaml", "self.yaml", "zero.yaml", "gone.yaml", "good.yaml", cwd=tmp_path)
    assert named.returncode == 1
    assert named.stdout.count(b"ESM001") == 4
    assert named.stdout.count(b"ESM204") == 1


def _codes(result: Result) -> list[str]:
    return sorted({one.rule.code for one in result.findings})


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!python/module:os"]
)
def test_a_tag_builds_nothing(
    tag: str, lint: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "system", lambda _: pytest.fail("it was run"))
    result = lint(YAML.replace("100", f'{tag} ["echo"]'))
    assert result.mappings == 1
