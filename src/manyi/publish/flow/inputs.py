"""What the products of a build depend on, as digests. In: names of studies, notebooks and modules; out: digests."""

from __future__ import annotations

import platform
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat

from manyi import places
from manyi.errors import InputError
from manyi.language.periods import Period, spanned
from manyi.publish.executed import code
from manyi.publish.flow.hashes import Hashes, combined
from manyi.publish.flow.reach import Reach, imported
from manyi.publish.report import notebook_file
from manyi.study.origin import Origin, locate
from manyi.study.reading import extended
from manyi.study.yaml_file import read_yaml


def cached(method: Callable[..., str]) -> Callable[..., str]:
    """Let a method of Inputs compute each digest once."""

    def once(self: Inputs, *names: str) -> str:
        key = (method.__name__, names)
        if key not in self.computed:
            self.computed[key] = method(self, *names)
        return self.computed[key]

    return once


class Inputs:
    """The digests of one build, and its surroundings when it began (`standing.surroundings`)."""

    def __init__(self, hashes: Hashes, around: dict[str, str]) -> None:
        self.hashes, self.around = hashes, around
        self.reach = Reach(hashes)
        self.computed: dict[tuple[str, tuple[str, ...]], str] = {}

    @cached
    def code(self, *modules: str) -> str:
        """Return the digest of all code these modules reach, and of what runs it: libraries, Python, processor."""
        lock = self.hashes.file(places.root() / "requirements.lock")
        return combined(self.reach.digest(modules), lock, sys.version, platform.machine())

    @cached
    def study(self, study: str) -> str:
        """Return the digest of a study: its folder with all tables, what it extends, files delivered elsewhere.

        Data on an external engine cannot be seen from here, so with an engine every digest is new.
        """
        folder = places.data() / study
        others = [self.hashes.file(file) for file in (*_extended(folder), *_delivered(folder))]
        return combined(self.hashes.folder(folder), others, secrets.token_hex() if places.engine() else "")

    @cached
    def notebook(self, notebook: str) -> str:
        """Return the digest of a notebook, of its words, and of the code it reaches."""
        file = notebook_file(notebook)
        content, words = self.file(file), self.file(file.with_suffix(".words.yml"))
        sources = [cell.source for cell in code(nbformat.read(file, as_version=4))]
        modules = {module for source in sources for module in imported(source)}
        return combined(content, words, self.code("manyi.publish.run", *sorted(modules)))

    @cached
    def metadata(self, notebook: str) -> str:
        """Return the digest of what a notebook declares about itself."""
        file = notebook_file(notebook)
        self.file(file)
        return combined(nbformat.read(file, as_version=4).metadata)

    def file(self, path: Path) -> str:
        """Return the digest of one file."""
        return self.hashes.file(path)

    def project(self, *names: str) -> list[str]:
        """Return the digests of files of the project."""
        return [self.hashes.file(places.root() / name) for name in names]

    def refuse_changes(self) -> None:
        """Raise InputError if anything has changed since its digest was taken."""
        if moved := self.hashes.changed():
            raise InputError("changed while the report was built: make report again", where=moved)

    def save(self) -> None:
        """Save what need not be computed again."""
        self.hashes.save()
        self.reach.save()


def _extended(folder: Path) -> list[Path]:
    """Return the files of other studies that those of this one extend."""
    return [file for path in sorted(folder.rglob("*.yml")) if (file := extended(path))]


def _delivered(folder: Path) -> list[Path]:
    """Return the raw files of a study that are outside the project. Raises InputError if one is missing."""
    if places.delivered() is None:
        return []
    files = []
    for path in sorted(folder.rglob("raw/*/origin.yml")):
        origin: Origin = read_yaml(path, Origin)
        study, wave = path.parents[2], (spanned(path.parent.name) or [Period(0)])[0]
        files += [locate(study, wave, file, origin) for file in origin.delivered]
    return [path for path in files if not path.is_relative_to(folder)]
