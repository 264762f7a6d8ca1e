"""Vim does with ALE and the settings of the page what the page says."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from real_editors import PATIENCE, blocks, environment

pytestmark = pytest.mark.apart

# Where Debian has it.
_ALE = Path("/usr/share/vim-ale")

_TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {FifoQueue: true}
  First:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: pizza
      EventSourceArn: !GetAtt Orders.Arn
      BatchSize: 100
"""
# Waits for the linter, as ALE does nothing at once, and writes down what it shows.
_SCRIPT = """\
edit {name}
call ale#Queue(0)
let s:start = reltime()
while empty(g:Found()) && reltimefloat(reltime(s:start)) < {patience}
  sleep 20m
endwhile
call writefile([json_encode(g:Found())], '{result}')
qall!
"""
_SETTINGS = f"""\
set encoding=utf-8
set runtimepath^={_ALE}
filetype plugin on
function! g:Found() abort
  return filter(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.linter_name ==# "mappinglint"')
endfunction
"""


@pytest.mark.parametrize("name", ["template.yaml", "stack.template"])
def test_finding_is_shown_at_its_value(name: str, tmp_path: Path) -> None:
    vim = shutil.which("vim")
    if vim is None or not _ALE.is_dir():
        pytest.skip("no Vim with ALE")
    version = subprocess.run([vim, "--version"], capture_output=True, text=True, check=True)
    if "+job" not in version.stdout:
        pytest.skip("this Vim is a small one, without jobs")
    home, project, result = tmp_path / "home", tmp_path / "a stack #1", tmp_path / "found.json"
    variables = environment(home)
    (plugin,) = blocks("editors.md", "vim")
    (home / ".vim/after/plugin").mkdir(parents=True)
    (home / ".vim/after/plugin/mappinglint.vim").write_text(plugin, encoding="utf-8")
    (home / ".vimrc").write_text(_SETTINGS, encoding="utf-8")
    (project / ".git").mkdir(parents=True)
    (project / name).write_text(_TEMPLATE, encoding="utf-8")
    script = tmp_path / "script.vim"
    script.write_text(_SCRIPT.format(name=name, patience=PATIENCE, result=result))
    subprocess.run(
        [vim, "-N", "-i", "NONE", "-n", "--not-a-term", "-S", script],
        cwd=project,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=2 * PATIENCE,
        check=True,
    )
    (found,) = json.loads(result.read_text(encoding="utf-8"))
    assert (found["lnum"], found["col"], found["end_col"]) == (11, 18, 20)
    assert (found["code"], found["type"]) == ("ESM204", "E")
    assert found["text"].startswith("BatchSize 100 is more than a FIFO queue allows (10)")
