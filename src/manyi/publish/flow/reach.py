"""Which files of this package a module can reach: what a product depends on besides its data.

In: names of modules; out: files. Read from the syntax trees: every import counts, even inside functions, and with it
the packages above it and the other files in its folder (words, templates, fonts). A chapter calls methods
that upper rooms add to the objects of lower ones, so reach is by module and never by function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

import manyi
from manyi import places
from manyi.publish.flow.hashes import Hashes, combined, read_sealed, write_sealed

SOURCE = Path(manyi.__file__).parent
BESIDE = {"manyi.exhibits.html.font": ("exhibits/fonts",)}  # read by path from another folder


class Reach:
    """The imports of this package's files, parsed once for each content."""

    def __init__(self, hashes: Hashes) -> None:
        self.hashes = hashes
        self._parsed = dict(self._before)
        self._files: dict[str, Path | None] = {}  # names are looked up again for every module above them
        self._above: dict[str, list[str]] = {}  # a module -> all names that it imports, with their packages
        self._beside: dict[Path, list[Path]] = {}  # a folder -> its files that are not code

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        return read_sealed(self._memory)

    @property
    def _memory(self) -> Path:
        return places.build() / "imports.json"

    def digest(self, modules: Iterable[str]) -> str:
        """Return one digest of all files these modules can reach."""
        within = len(SOURCE.as_posix()) + 1
        return combined([(file.as_posix()[within:], self.hashes.file(file)) for file in self.files(modules)])

    def files(self, modules: Iterable[str]) -> list[Path]:
        """Return the files these modules can reach, sorted; names outside this package are skipped."""
        reached: dict[str, Path] = {}
        waiting = [name for module in modules for name in self._with_packages(module)]
        while waiting:
            name = waiting.pop()
            if name not in reached and (file := self._file(name)):
                reached[name] = file
                waiting += self._names(file, name)
        files = set(reached.values())
        folders = {file.parent for file in files}
        folders.update(SOURCE / folder for name in BESIDE.keys() & reached.keys() for folder in BESIDE[name])
        for folder in folders:
            if folder not in self._beside:
                self._beside[folder] = _no_code(folder)
            files.update(self._beside[folder])
        return sorted(files, key=str)

    def save(self) -> None:
        """Save what was parsed for the next run."""
        if self._parsed != self._before:
            write_sealed(self._memory, self._parsed)

    def _names(self, file: Path, name: str) -> list[str]:
        if name not in self._above:
            names = [inside for above in self._imports(file, name) for inside in self._with_packages(above)]
            self._above[name] = list(dict.fromkeys(names))
        return self._above[name]

    def _with_packages(self, name: str) -> list[str]:
        """Return a dotted name and all its packages; its last part may be a function."""
        parts = name.split(".")
        if parts[0] != "manyi":
            return []
        names = [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
        asked_of_root = len(parts) == 2 and not self._file(name)
        return [*names, *(above for lazy in LAZY for above in self._with_packages(lazy))] if asked_of_root else names

    def _file(self, name: str) -> Path | None:
        if name not in self._files:
            path = SOURCE.joinpath(*name.split(".")[1:])
            package = path / "__init__.py"
            module = path.with_suffix(".py")
            self._files[name] = (
                package if package.is_file() else module if path != SOURCE and module.is_file() else None
            )
        return self._files[name]

    def _imports(self, file: Path, name: str) -> list[str]:
        if name == "manyi":
            return []  # its own imports serve those who ask it for a name: LAZY
        digest = self.hashes.file(file)
        if digest not in self._parsed:
            self._parsed[digest] = imported(file.read_text("utf-8"))
        return self._parsed[digest]


BLOCKS = ("cases", "finalbody", "orelse", "handlers", "body")  # of statements within a statement
LAZY = ("manyi.exhibits", "manyi.stats", "manyi.rows.loading", "manyi.language.text")


@cache
def imported(source: str) -> list[str]:
    """Return what Python source imports, `a.b.name` for `from a.b import name`; nothing if it is not Python."""
    try:
        waiting: list[ast.AST] = [ast.parse(source)]
    except (SyntaxError, ValueError):
        return []
    names: dict[str, None] = {}
    while waiting:  # not ast.walk: an import is a statement, and expressions are nine tenths of a tree
        node = waiting.pop()
        waiting += [inner for block in BLOCKS for inner in reversed(getattr(node, block, ()))]
        if isinstance(node, ast.Import):
            names |= dict.fromkeys(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= dict.fromkeys(f"{node.module}.{alias.name}" for alias in node.names)
    return list(names)


def _no_code(folder: Path) -> list[Path]:
    """Return the files of a package that are not Python, including those in folders that are not packages."""
    files = []
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").is_file():
            files += _no_code(path)
        elif path.is_file() and path.suffix != ".py":
            files.append(path)
    return files
