"""The site is made of the repository's pages without a warning, and needs no other server."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from mappinglint.plugins import Plugins

pytestmark = pytest.mark.apart

_ROOT = Path(__file__).parent.parent
_MARKDOWN = MarkdownIt("commonmark").enable("table")

# The parts of a page that one reading of Markdown has and another may miss.
_PARTS = {"h1", "h2", "h3", "h4", "table", "td", "pre", "ul", "ol", "li", "img"}
# What a browser loads by itself, and where a tag says from where.
_LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}


def _build(repository: Path, site: Path) -> subprocess.CompletedProcess[str]:
    config = repository / ".ci" / "site" / "mkdocs.yml"
    return subprocess.run(
        # Quiet, MkDocs would not count warnings either, and be strict about none.
        [sys.executable, "-m", "mkdocs", "build", "-f", config, "--site-dir", site],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    build = _build(_ROOT, site)
    assert build.returncode == 0, build.stderr
    return site


class _Tags(HTMLParser):
    """The tags of a page with their attributes; `inside` narrows it to those in one tag."""

    def __init__(self, text: str, inside: str = "html") -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside = inside
        self._is_inside = inside == "html"
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside |= tag == self._inside
        if self._is_inside:
            self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._is_inside = False


def test_every_rule_has_its_page_and_is_found_by_the_search(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    found = {entry["location"]: entry["title"] for entry in index["docs"]}
    for rule in (provided.item for provided in Plugins().rules()):
        page = (site / "rules" / rule.code / "index.html").read_text(encoding="utf-8")
        assert f"{rule.code} {rule.name}" in page
        assert found[f"rules/{rule.code}/"] == f"{rule.code} {rule.name}"


def test_every_page_of_the_repository_is_on_the_site(site: Path) -> None:
    pages = [_ROOT / "README.md", *_ROOT.glob(".github/*.md"), *_ROOT.glob("docs/**/*.md")]
    titles = {
        re.sub(r"<[^>]*>|&para;", "", heading)
        for path in site.rglob("index.html")
        for heading in re.findall("<h1[^>]*>(.*?)</h1>", path.read_text(encoding="utf-8"))
    }
    for page in pages:
        title = re.search("^# (.+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert title is not None
        assert title[1] in titles, page


def test_nothing_is_loaded_from_another_server(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        for tag, attributes in _Tags(page.read_text(encoding="utf-8")).tags:
            target = attributes.get(_LOADED.get(tag, "")) or ""
            assert not re.match(r"\w+:|//", target), (page, tag, target)
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"""(url\(|@import)\s*["']?(\w+:)?//""", text), style


def test_no_escape_is_shown(site: Path) -> None:
    """Within code, MkDocs shows the backslash with which GitHub wants a bar in a table."""
    shown = [page for page in site.rglob("*.html") if "\\|" in page.read_text(encoding="utf-8")]
    assert shown == []


def _kept(folder: str, names: list[str]) -> list[str]:
    """Return what a copy of the repository's pages does without."""
    kept = (".md", ".yml", ".py", ".svg", ".png", ".css")
    return [
        name for name in names if not (Path(folder) / name).is_dir() and not name.endswith(kept)
    ]


def test_what_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for folder in (".ci/site", ".github", "docs", "lint", "rules"):
        shutil.copytree(_ROOT / folder, copy / folder, ignore=_kept)
    rule = copy / "rules/mappinglint_rules/batching/fifo_batch_size.md"
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    (copy / "README.md").write_text(f"{readme}\n[a](docs/gone.md) [b](docs/rules.md#gone)\n")
    rule.write_text(f"{rule.read_text(encoding='utf-8')}\n[c](gone_too.md)\n", encoding="utf-8")
    (copy / "docs" / "forgotten.md").write_text("# In no navigation\n")
    (copy / "docs" / "versions.md").unlink()

    build = _build(copy, tmp_path / "site")
    assert build.returncode != 0
    for complaint in (
        "link 'docs/gone.md', but the target is not found",
        "link 'docs/rules.md#gone', but the doc 'docs/rules.md' does not contain an anchor '#gone'",
        "link 'gone_too.md', but the target",
        "- docs/forgotten.md",
        "'docs/versions.md' is included in the 'nav' configuration, which is not found",
    ):
        assert complaint in build.stderr


def _counted(text: str, inside: str = "html") -> Counter[str]:
    return Counter(tag for tag, _ in _Tags(text, inside).tags if tag in _PARTS)


def test_page_has_the_same_parts_as_in_the_repository(site: Path) -> None:
    """GitHub, GitLab and our examples read CommonMark; MkDocs wants more blank lines."""
    places = {
        _ROOT / "README.md": site / "index.html",
        **{
            page: site / page.stem.lower() / "index.html"
            for page in [*_ROOT.glob(".github/*.md"), *_ROOT.glob("docs/*.md")]
        },
        **{
            page: site / "quick-start" / page.stem / "index.html"
            for page in _ROOT.glob("docs/quick-start/*.md")
        },
        **{
            Path(provided.item.page): site / "rules" / provided.item.code / "index.html"
            for provided in Plugins().rules()
            if Path(provided.item.page).exists()
        },
    }
    for page, place in places.items():
        here = _counted(_MARKDOWN.render(page.read_text(encoding="utf-8")))
        there = _counted(place.read_text(encoding="utf-8"), "article")
        assert here == there, page
