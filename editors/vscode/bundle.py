"""Collects mappinglint and what its language server needs in the folder `bundled/libs`.

    python bundle.py linux-x64

The packages are those of PyPI, at the versions that CI tests with. Some have binary parts, one for
each version of Python: those of all versions stand side by side, as their names tell them apart.
So whatever Python the user has can run them, on the one platform that is named.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

_HERE = Path(__file__).parent
_ROOT = _HERE.parent.parent
_LIBRARIES = _HERE / "bundled" / "libs"

# VS Code's word for each platform, and pip's for what its wheels may be made for.
_PLATFORMS = {
    "darwin-arm64": ["macosx_11_0_arm64"],
    "darwin-x64": ["macosx_10_9_x86_64", "macosx_10_12_x86_64", "macosx_10_13_x86_64"],
    "linux-arm64": ["manylinux_2_28_aarch64", "manylinux2014_aarch64"],
    "linux-x64": ["manylinux_2_28_x86_64", "manylinux2014_x86_64"],
    "win32-x64": ["win_amd64"],
}
_PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# sarif-om asks for them, and uses them only while it is installed itself.
_NOT_USED = ("setuptools", "pbr")


def _pip(*arguments: str | Path) -> None:
    quietly = ("--quiet", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", *arguments, *quietly], check=True)  # noqa: S603 - our own words


def bundle(platform: str) -> None:
    """Fill the folder anew."""
    tags = [word for tag in _PLATFORMS[platform] for word in ("--platform", tag)]
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder)
        _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, _ROOT)
        (own,) = wheels.glob("mappinglint-*.whl")
        for version in _PYTHONS:
            pinned = ("--constraint", _ROOT / ".ci" / "requirements.txt")
            only = ("--only-binary=:all:", "--python-version", version, *tags)
            _pip("download", "--dest", wheels, *pinned, *only, f"{own}[lsp]")
        shutil.rmtree(_LIBRARIES, ignore_errors=True)
        for wheel in sorted(wheels.glob("*.whl")):
            if not wheel.name.startswith(_NOT_USED):
                with zipfile.ZipFile(wheel) as packed:
                    packed.extractall(_LIBRARIES)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in _PLATFORMS:
        sys.exit(f"usage: python bundle.py {{{','.join(_PLATFORMS)}}}")
    bundle(sys.argv[1])
