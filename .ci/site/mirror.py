"""A hook of MkDocs: the site has the repository's own pages, wherever in it they stand.

MkDocs knows the files of one folder. Here it gets the pages of the whole repository, each by its
path in it, so that MkDocs itself follows, and checks, the links that lead from one to another.
"""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).parent.parent.parent

# Files outside of docs/, and where on the site they stand.
_PLACES = {
    ".ci/site/style.css": "assets/style.css",
    "README.md": "index.html",
    ".github/CONTRIBUTING.md": "contributing/index.html",
    ".github/SECURITY.md": "security/index.html",
}
_FAMILY = re.compile(r"^### (.+)|^\| \[(\w+)\]\(([^)]+\.md)\)", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the page of every rule into the navigation, below its family."""
    rules: list[Any] = next(item["Rules"] for item in config.nav or [] if "Rules" in item)
    for family, pages in _families().items():
        rules.append({family: [page.relative_to(ROOT).as_posix() for page in pages.values()]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Give MkDocs the repository's files in place of those of the one folder."""
    for file in [*files.documentation_pages(), *files.media_files()]:
        if file.src_dir == config.docs_dir:
            files.remove(file)
    for path, place in _places().items():
        # Otherwise MkDocs leaves out a folder with a dot, such as .github.
        file = File(
            path,
            str(ROOT),
            config.site_dir,
            use_directory_urls=True,
            dest_uri=place,
            inclusion=InclusionLevel.INCLUDED,
        )
        files.append(file)
    return files


def _places() -> dict[str, str]:
    """Return where on the site each file stands, by its path in the repository."""
    places = dict(_PLACES)
    for file in (ROOT / "docs").rglob("*"):
        if file.is_file():
            places[_path(file)] = _place(file.relative_to(ROOT / "docs"))
    for pages in _families().values():
        for code, page in pages.items():
            places[_path(page)] = f"rules/{code}/index.html"
    return places


def _path(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _place(file: Path) -> str:
    if file.suffix != ".md":
        return file.as_posix()
    return (file.with_suffix("") / "index.html").as_posix().lower()


def _families() -> dict[str, dict[str, Path]]:
    """Return the pages of the rules by heading and code, as the list of rules has them."""
    listed = ROOT / "docs" / "rules.md"
    families: dict[str, dict[str, Path]] = {}
    pages: dict[str, Path] = {}
    for heading, code, link in _FAMILY.findall(listed.read_text(encoding="utf-8")):
        if heading:
            pages = families.setdefault(heading, {})
        else:
            pages[code] = (listed.parent / link).resolve()
    return families
