"""The files around a document, for mappings that are spread over several of them."""

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from mappinglint.discovery import is_within, project_root, read_file
from mappinglint.limits import LARGEST_BESIDE
from mappinglint.source import Source, UndecodableError, decode

if TYPE_CHECKING:
    from mappinglint.document import Document

# Characters of the documents that are kept though nobody holds them: those of the folder at hand,
# and what they include.
_MOST_KEPT = 4_000_000


class Project:
    """Reads files beside a document when a dialect asks for them, each once, and lists folders.

    Nothing outside of the project's folder is read: see `discovery.project_root`, which `homes` are
    for.
    """

    def __init__(self, homes: Sequence[str] = ()) -> None:
        self._homes = homes
        self._kept: dict[str, Document] = {}
        # What a module is made of is not read again as long as that is there.
        self._held: WeakValueDictionary[str, Document] = WeakValueDictionary()
        # What is read again is the same text to whoever has findings in it.
        self._sources: WeakValueDictionary[str, Source] = WeakValueDictionary()
        # For each file, those that have been asked for with it.
        self._beside = defaultdict[str, set[str]](set)
        self._unsaved: dict[str, bytes] = {}
        self._size = 0
        self._roots: dict[str, str] = {}
        self._inside: dict[tuple[str, str], bool] = {}
        self._listed: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        # The one that was asked for last stands last.
        self._made: dict[str, tuple[Sequence[Document], Any]] = {}
        self._made_size = 0
        # How often a document has come, or gone: what was put together before holds until then.
        self._changes = 0
        self._together: dict[str, tuple[int, list[Document]]] = {}

    def read(self, path: str, *, near: str) -> "Document | None":
        """Return another file of the project of the file `near`, or None if there is no such text.

        Both paths are as reports name them: relative to the current folder, or absolute.
        """
        path = os.path.normpath(path)
        if not self._is_inside(path, near):
            return None
        self._beside[os.path.normpath(near)].add(path)
        held = self._held.get(path)
        if held is not None:
            return held
        data = self._unsaved.get(os.path.abspath(path))
        try:
            if data is None and os.path.getsize(path) > LARGEST_BESIDE:
                return None
            data = read_file(path) if data is None else data
        except (OSError, ValueError):
            return None
        try:
            return self.document(Source(path, decode(data)))
        except UndecodableError:
            return None

    def replace(self, path: str, data: bytes) -> None:
        """Let other bytes stand for a file from now on: those that an editor has not saved yet."""
        self._changes += 1
        self._unsaved[os.path.abspath(path)] = data
        self._forget(os.path.normpath(path))
        self._held.pop(os.path.normpath(path), None)

    def restore(self, path: str) -> None:
        """Let a file stand for itself again: an editor has closed it."""
        self._changes += 1
        self._unsaved.pop(os.path.abspath(path), None)
        self._forget(os.path.normpath(path))
        self._held.pop(os.path.normpath(path), None)

    def refresh(self) -> None:
        """Forget what is on the disk: files have changed, come or gone."""
        self._changes += 1
        self._listed.clear()
        self._inside.clear()
        self._roots.clear()
        for path in [*self._kept, *self._held]:
            if os.path.abspath(path) not in self._unsaved:
                self._forget(path)
                self._held.pop(path, None)

    def document(self, source: Source) -> "Document":
        """Return what is read from a text; it stands for the file of that name from now on."""
        key = os.path.normpath(source.path)
        held = self._held.get(key)
        if held and held.source.text == source.text and held.source.path == source.path:
            return held
        self._changes += 1
        before = self._sources.get(key)
        if before and before.text == source.text and before.path == source.path:
            source = before
        self._sources[key] = source
        self._forget(key)
        self._beside.pop(key, None)
        document = self._kept[key] = self._held[key] = _read(source, self)
        self._size += len(source.text)
        while self._size > _MOST_KEPT and len(self._kept) > 1:
            self._forget(next(iter(self._kept)))
        return document

    def has_broken(self, path: str) -> bool:
        """Say whether a file that was read with another one could not be read to its end.

        What nobody has asked for with it is none of its business: an editor has it open, or it was
        linted before.
        """
        pending = [os.path.normpath(path)]
        seen = set(pending)
        while pending:
            new = self._beside.get(pending.pop(), set()) - seen
            seen |= new
            pending += new
        return any(found.broken for one in seen if (found := self._held.get(one)))

    def _forget(self, key: str) -> None:
        forgotten = self._kept.pop(key, None)
        self._size -= len(forgotten.source.text) if forgotten else 0

    def files(self, folder: str, endings: tuple[str, ...], *, near: str) -> list[str]:
        """Return the files of a folder that end so, in the order of their names."""
        folder = folder or os.curdir
        if not self._is_inside(folder, near):
            return []
        key = folder, endings
        if key not in self._listed:
            self._listed[key] = _listed(folder, endings)
        return self._listed[key]

    def together(self, folder: str, endings: tuple[str, ...], *, near: str) -> "list[Document]":
        """Return what can be read of the files of a folder that end so, in their order.

        It is the same list as long as they are the same: each file of the folder asks for it.
        """
        key = f"{self.root(near)}\0{folder}\0{endings}"
        # Each of them has been asked for with the others. That is said of the folder, once.
        self._beside[os.path.normpath(near)].add(key)
        before = self._together.get(key)
        if before is None or before[0] != self._changes:
            paths = self.files(folder, endings, near=near)
            read = [found for path in paths if (found := self.read(path, near=near))]
            self._beside[key].update(paths)
            if before is not None and list(map(id, before[1])) == list(map(id, read)):
                read = before[1]
            before = self._together[key] = self._changes, read
        return before[1]

    def root(self, path: str) -> str:
        """Return the folder that a file's project is in, as an absolute path."""
        # Each file of a folder asks for all the others: nothing is looked up twice.
        if path not in self._roots:
            folder = os.path.dirname(os.path.realpath(path))
            if folder not in self._roots:
                self._roots[folder] = project_root(folder, self._homes)
            self._roots[path] = self._roots[folder]
        return self._roots[path]

    def once(self, name: str, documents: Sequence["Document"], make: Callable[[], Any]) -> Any:
        """Return what `make` makes of some documents, made once as long as they are the same."""
        before = self._made.pop(name, None)
        if before is None or not _are_same(before[0], documents):
            self._made_size -= _size(before[0]) if before else 0
            before = documents, make()
            self._made_size += _size(documents)
        self._made[name] = before
        while self._made_size > _MOST_KEPT and len(self._made) > 1:
            oldest, _ = self._made.pop(next(iter(self._made)))
            self._made_size -= _size(oldest)
        return before[1]

    def _is_inside(self, path: str, near: str) -> bool:
        key = root, _ = self.root(near), path
        if key not in self._inside:
            self._inside[key] = is_within(path, root)
        return self._inside[key]


def _are_same(some: "Sequence[Document]", others: "Sequence[Document]") -> bool:
    return some is others or list(map(id, some)) == list(map(id, others))


def _size(documents: "Sequence[Document]") -> int:
    return sum(len(document.source.text) for document in documents)


class _Alone(Project):
    """The project of a text that has no files around it."""

    def read(self, path: str, *, near: str) -> "Document | None":
        del path, near
        return None

    def document(self, source: Source) -> "Document":
        return _read(source, self)

    def files(self, folder: str, endings: tuple[str, ...], *, near: str) -> list[str]:
        del folder, endings, near
        return []

    def together(self, folder: str, endings: tuple[str, ...], *, near: str) -> "list[Document]":
        del folder, endings, near
        return []


ALONE = _Alone()


def _listed(folder: str, endings: tuple[str, ...]) -> list[str]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(endings))
    except OSError:
        return []
    paths = [os.path.normpath(os.path.join(folder, name)) for name in names]
    return [path for path in paths if os.path.isfile(path)]


def _read(source: Source, project: Project) -> "Document":
    from mappinglint.document import read

    return read(source, project)
