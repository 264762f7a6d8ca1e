"""Emacs does with the settings of its page what the page says."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from real_editors import PATIENCE, WITH_EMOJI, blocks, environment

pytestmark = pytest.mark.apart

_DRIVER = Path(__file__).parents[1] / "support" / "drive.el"
_NO_EGLOT = 77
_TEMPLATE = (
    WITH_EMOJI
    + """\
  Second:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: pizza
      EventSourceArn: !GetAtt Others.Arn
"""
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Emacs has shown of the template, with what the page shows as its whole `init.el`."""
    emacs = shutil.which("emacs")
    if emacs is None:
        pytest.skip("no Emacs")
    folder = tmp_path_factory.mktemp("emacs")
    (settings,) = blocks("emacs.md", "elisp")
    (folder / "init.el").write_text(settings, encoding="utf-8")
    file = folder / "a stack #1 für 100%" / "template.yaml"
    (file.parent / ".git").mkdir(parents=True)
    file.write_text(_TEMPLATE, encoding="utf-8")
    done = subprocess.run(
        [emacs, "--batch", "-l", _DRIVER],
        cwd=file.parent,
        env={
            **environment(folder / "home"),
            "SETTINGS": str(folder / "init.el"),
            "FILE": str(file),
            "RESULT": str(folder / "seen.json"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=6 * PATIENCE,
        check=False,
    )
    if done.returncode == _NO_EGLOT:
        pytest.skip("no Eglot for this Emacs: it is a part of it since 29, and a package before")
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    return result


def test_finding_is_shown_at_its_value(seen: dict[str, Any]) -> None:
    ((text, value, start),) = seen["findings"]
    assert "[ESM204]: BatchSize 100 is more than a FIFO queue allows (10)" in text
    assert (value, start) == ("100", _TEMPLATE.index("100}}"))
    # Eglot takes others from 1.15 on, and asks for UTF-32 first.
    assert seen["encoding"] in {"utf-16", "utf-32"}


def test_hover_tells_of_the_setting_at_point(seen: dict[str, Any]) -> None:
    assert "BatchSize" in seen["hover"]
    assert "10" in seen["hover"]


def test_completion_has_what_the_source_takes(seen: dict[str, Any]) -> None:
    assert re.fullmatch(r" {6}ScalingConfig:?\s*", seen["completed"])


def test_fix_mends_the_text(seen: dict[str, Any]) -> None:
    assert "Ignore ESM204 on this line" in seen["titles"]
    assert seen["text"] == _TEMPLATE.replace("BatchSize: 100", "BatchSize: 10")
    assert seen["left"] == 0
