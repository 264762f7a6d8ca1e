"""Every kept input of the fuzzer, and inputs like these, have what each target asserts.

`bash .ci/fuzz` looks for new ones; CONTRIBUTING says what to do with them.
"""

import importlib.util
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutator import edited
from seeds import FIXTURES
from targets import TARGETS

_HERE = Path(__file__).parent
_KEPT = FIXTURES / "fuzz"
_CRASHES = sorted((_KEPT / "crashes").glob("*/*"))
_MOST_FILES = 1_500
_MOST_BYTES = 1_000_000


def _inputs(target: str) -> list[Path]:
    return sorted((_KEPT / target).iterdir())


# Of these, other versions of the parsers make something else.
_READERS = ("yaml", "json", "hcl", "markdown", "shell", "toml")


@pytest.mark.parametrize(
    "target",
    [pytest.param(name, marks=[] if name in _READERS else pytest.mark.apart) for name in TARGETS],
)
def test_kept_inputs_have_what_is_asserted(target: str) -> None:
    for path in _inputs(target):
        try:
            TARGETS[target](path.read_bytes())
        except Exception as error:
            error.add_note(f"of {path.relative_to(FIXTURES)}")
            raise


@pytest.mark.parametrize("path", _CRASHES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_is_mended(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.apart
@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=50)
@given(data=st.data())
def test_inputs_like_the_kept_ones_have_it_too(target: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(_inputs(target)))
    rng = random.Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 - it is no secret
    TARGETS[target](edited(path.read_bytes(), rng))


@pytest.mark.apart
@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="there is no atheris for this platform"
)
def test_short_run_of_the_fuzzer_finds_nothing(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, target in enumerate(TARGETS):
        # What is small is quick, and there is enough of it.
        for path in sorted(_inputs(target), key=lambda path: path.stat().st_size)[:12]:
            (corpus / f"{target}-{path.name}").write_bytes(bytes([number]) + path.read_bytes())
    done = subprocess.run(
        [
            sys.executable, str(_HERE / "drive.py"), "any", "-runs=600", "-seed=1", "-timeout=60",
            f"-artifact_prefix={tmp_path}/", str(corpus),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Done 600 runs" in done.stderr


def test_corpus_is_small() -> None:
    sizes = [path.stat().st_size for path in _KEPT.rglob("*") if path.is_file()]
    assert len(sizes) < _MOST_FILES
    assert sum(sizes) < _MOST_BYTES
    # Other tests take fixtures by their endings.
    assert not [path for path in _KEPT.rglob("*.*") if path.is_file()]
