"""The steps of one report as tasks: what each depends on, and how it is done.

In: the job, its chapters and their inputs; out: tasks. Whatever a product could differ by stands in `depends`, as
digests: what is missing there would let a stale product pass.
"""

from __future__ import annotations

import getpass
import json
import shutil
import socket
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat

from manyi.publish import run
from manyi.publish.flow import standing, worker
from manyi.publish.flow.inputs import Inputs
from manyi.publish.flow.tasks import Products, Task
from manyi.publish.page.sheets import Sheet, plan_sheets
from manyi.publish.report import Definition, Run
from manyi.study import reading

NOTEBOOK = "notebook.ipynb"
Names = tuple[str, ...]


class Flow:
    """The tasks of one report; `after` names the tasks each waits for."""

    def __init__(
        self, job: run.Job, definition: Definition, runs: list[Run], inputs: Inputs, *, whole: bool = False
    ) -> None:
        self.job, self.definition, self.inputs = job, definition, inputs
        self.sheets = plan_sheets(runs, whole=whole)
        self.present = [chapter for chapter in runs if chapter.wave]
        self.studies = list(dict.fromkeys(chapter.study for chapter in self.present))
        self.asked = {"report": job.report, "year": job.year}
        self.saved = job.scratch / job.report / str(job.year) / "results"

    @cached_property
    def tables(self) -> list[str]:
        """Return the studies and their tables that have the year's wave."""
        names = (name for study in self.studies for name in (study, *reading.tables(study)))
        return [name for name in names if self.job.year in reading.waves(name)]

    def ready(self) -> Task:
        """Refuse a report whose studies lack something, before anything is computed."""
        studies, notebooks = map(self.inputs.study, self.studies), (chapter.notebook for chapter in self.present)
        depends = [self._report(), *studies, *map(self.inputs.metadata, dict.fromkeys(notebooks)),
                   self.inputs.code("manyi.publish.ready")]  # fmt: skip
        return self._step("ready", (), lambda _: depends, lambda _: self.asked)

    def rows(self, table: str, after: Names) -> Task:
        """Read or build the clean rows of a study or of a table of one."""
        depends = [self.job.year, self.inputs.study(table.partition("/")[0]), self.inputs.code("manyi.rows.loading")]
        return self._step(f"rows {table}", after, lambda _: depends, lambda _: {"study": table, "year": self.job.year})

    def chapter(self, chapter: Run, after: Names) -> Task:
        """Run a notebook. It depends on the numbers and claims of the chapters it comes after: the summary."""
        parameters, study = self.job.parameters(chapter), self.inputs.study(chapter.study)
        depends = [parameters, study, self.inputs.notebook(chapter.notebook)]

        def make(folder: Path, before: Products) -> None:
            for product in before.values():
                _copy(product.folder, self.saved, _numbers(product.files))
            nbformat.write(run.chapter(self.job, chapter), folder / NOTEBOOK)
            _copy(self.saved, folder, (f"{chapter.name}.parquet", f"{chapter.name}.json"))

        return Task(self.job.year, chapter.name, lambda before: [*depends, _all_numbers(before)], make, after)

    def toplines(self, study: str, after: Names) -> Task:
        """Write every question and answer of a study: pages in both languages, workbook and numbers.

        It comes after the study's chapters: what they print may give a number away that toplines hide.
        """
        code = self.inputs.code("manyi.publish.page.topline_page", "manyi.publish.provenance", "manyi.publish.secret")
        depends = [*self._about(), *self._report(), *map(self.inputs.study, self.definition.studies), code]
        return self._step(
            f"toplines {study}", after, lambda before: [*depends, _all_numbers(before)],
            lambda before: {**self.asked, "study": study, "chapters": _folders(before, self.chapters_of(study))},
        )  # fmt: skip

    def chapters_of(self, study: str) -> Names:
        """Return the names of the chapters on a study."""
        return tuple(chapter.name for chapter in self.present if chapter.study == study)

    def disclosure(self, study: str, after: Names) -> Task:
        """Refuse a study of which something hidden can be worked out from all that is published of it."""
        depends = [self.job.year, self.inputs.study(study), self.inputs.code("manyi.publish.secret")]
        return self._step(
            f"disclosure {study}", after, lambda before: [*depends, _everything(before)],
            lambda before: {
                "year": self.job.year, "study": study, "chapters": _folders(before, self.chapters_of(study)),
                "toplines": str(before[f"toplines {study}"].folder),
            },
        )  # fmt: skip

    def results(self, after: Names) -> Task:
        """Write the numbers of all chapters, and compare them with those published before."""
        published = (f"published/{self.job.report}/{self.job.year}.csv", "CHANGELOG.md")
        code = self.inputs.code("manyi.publish.results", "manyi.publish.provenance", "manyi.publish.digests")
        data = map(self.inputs.study, self.definition.studies)
        depends = [*self._about(), *self._report(), *self.inputs.project(*published), *data, code]
        return self._step(
            "results", after, lambda before: [*depends, _all_numbers(before)],
            lambda before: {**self.asked, "studies": self.studies, "chapters": _folders(before, after)},
        )  # fmt: skip

    def anchors(self, after: Names) -> Task:
        """Find out on which page every id stands."""
        depends = [self.asked, self._report(), self.inputs.code("manyi.publish.page.parts")]
        return self._step(
            "anchors", after, lambda before: [*depends, _of_files(before, NOTEBOOK)],
            lambda before: {**self.asked, "products": _folders(before, after)},
        )  # fmt: skip

    def page(self, sheet: Sheet, language: str, after: Names) -> Task:
        """Write a page in one language. It depends on the chapters it shows, and on the numbers of no other."""
        studies = self.inputs.project(*(f"data/{study}/study.yml" for study in self.definition.studies))
        if sheet.about_all:  # its cards name groups
            studies += map(self.inputs.study, self.studies)
        pages = [asdict(other) for other in self.sheets]
        depends = [pages, self.asked, self._report(), *studies, self.inputs.code("manyi.publish.page.page")]
        shown = [name for name in after if name != "results"]

        def all_of(before: Products) -> object:
            files = {name: before[name].files for name in shown}
            return [*depends, files, _origin(before["results"].folder, sheet)]

        return self._step(
            f"page {sheet.name} {language}", after, all_of,
            lambda before: {**self.asked, "sheet": asdict(sheet), "pages": pages, "language": language,
                            "products": _folders(before, after)},
        )  # fmt: skip

    def check(self, after: Names) -> Task:
        """Refuse pages and notebooks that are not fit to be published; they may not name this user and machine."""
        depends = [
            self._report(),
            self.inputs.code("manyi.publish.page.check"),
            getpass.getuser(),
            socket.gethostname(),
        ]
        return self._step(
            "check", after, lambda before: [*depends, _everything(before)],
            lambda before: {**self.asked, "pages": [asdict(sheet) for sheet in self.sheets],
                            "products": _folders(before, after)},
        )  # fmt: skip

    def _step(
        self, name: str, after: Names, depends: Callable[[Products], object],
        given: Callable[[Products], dict[str, Any]],
    ) -> Task:  # fmt: skip
        """Return a task that calls the function of `products` its name begins with."""
        function = f"{run.STEPS}:{name.partition(' ')[0]}"
        log = name.replace(" ", "-").replace("/", "-")

        def make(folder: Path, before: Products) -> None:
            worker.call(function, self.job, log, folder=str(folder), **given(before))

        definitions = self.inputs.file(Path(worker.__file__).with_name("products.py"))
        return Task(self.job.year, name, lambda before: [definitions, depends(before)], make, after)

    def _report(self) -> list[str]:
        return self.inputs.project(f"reports/{self.job.report}.yml")

    def _about(self) -> list[object]:
        """Return what the foot of every page depends on, but for the commit, which is put in last."""
        return [self.asked, standing.data_setting(), *self.inputs.project("CITATION.cff", "requirements.lock")]


def _numbers(names: Iterable[str]) -> Names:
    """Return the files by which one chapter reaches another: numbers and claims."""
    return tuple(name for name in names if name.endswith((".parquet", ".json")) and name != "about.json")


def _all_numbers(before: Products) -> object:
    return [[name, product.files[name]] for product in before.values() for name in _numbers(product.files)]


def _origin(results: Path, sheet: Sheet) -> dict[str, Any]:
    """Return what a page says of where it comes from; only one that is about all numbers says what became of them."""
    record = json.loads((results / "provenance.json").read_text("utf-8"))
    return {name: value for name, value in record.items() if sheet.about_all or name not in ("results", "back_test")}


def _of_files(before: Products, name: str) -> object:
    return {task: product.files[name] for task, product in before.items()}


def _everything(before: Products) -> object:
    return {name: product.files for name, product in before.items()}


def _folders(before: Products, names: Names) -> dict[str, str]:
    return {name: str(before[name].folder) for name in names}


def _copy(source: Path, target: Path, names: Names) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in (source / name for name in names if (source / name).is_file()):
        shutil.copyfile(file, target / file.name)
