"""The steps of one report as tasks: what each depends on, and how it is done.

In: the job, its chapters and their inputs; out: tasks. Whatever could change a product is in `depends`, as
digests: an omission there would let a stale product pass.
"""

from __future__ import annotations

import getpass
import json
import shutil
import socket
from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import nbformat

from manyi.language.formats import LANGUAGES
from manyi.publish import run, warm
from manyi.publish.flow import standing, worker
from manyi.publish.flow.dependence import (
    Names,
    all_numbers,
    everything,
    folders,
    numbers_in,
    numbers_of,
    of_files,
    origin_told_by,
    shown_on,
    tables_of,
)
from manyi.publish.flow.inputs import Inputs
from manyi.publish.flow.kept import remembered
from manyi.publish.flow.tasks import Products, Task
from manyi.publish.page.pieces import marks_file
from manyi.publish.page.sheets import Sheet, plan_sheets, runs_on
from manyi.publish.report import Definition, Run, described
from manyi.study.marks import open_points

NOTEBOOK, SOUGHT = "notebook.ipynb", "sought.json"


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
        code = self.inputs.code("manyi.study.reading")
        named = (
            remembered(partial(tables_of, study, self.job.year), "tables", self.asked, code, self.inputs.study(study))
            for study in self.studies
        )
        return [name for of_study in named for name in json.loads(of_study)]

    @cached_property
    def open_points(self) -> int:
        """Return how many points are open in the descriptions of the studies; while any are, all pages say DRAFT."""
        return len(open_points(described(self.job.report)))

    def ready(self) -> Task:
        """Refuse a report whose studies lack something, before anything is computed."""
        studies, notebooks = map(self.inputs.study, self.studies), (chapter.notebook for chapter in self.present)
        depends = [self._report(), *studies, *map(self.inputs.metadata, dict.fromkeys(notebooks)),
                   self.inputs.code("manyi.publish.readiness.ready")]  # fmt: skip
        return self._step("ready", (), lambda _: depends, lambda _: self.asked)

    def rows(self, table: str, after: Names) -> Task:
        """Read or build the clean rows of a study or of a table of one."""
        depends = [self.job.year, self.inputs.study(table.partition("/")[0]), self.inputs.code("manyi.rows.loading")]
        return self._step(f"rows {table}", after, lambda _: depends, lambda _: {"study": table, "year": self.job.year})

    def chapter(self, chapter: Run, after: Names) -> Task:
        """Run a notebook. It depends on the numbers and claims of the chapters it comes after: the summary."""
        parameters, study = self.job.parameters(chapter), self.inputs.study(chapter.study)
        depends = [parameters, self.job.weights, study, self.inputs.notebook(chapter.notebook)]

        def make(folder: Path, before: Products) -> None:
            for product in before.values():
                _copy(product.folder, self.saved, numbers_in(product.files))
            nbformat.write(run.chapter(self.job, chapter), folder / NOTEBOOK)
            _copy(self.saved, folder, (f"{chapter.name}.parquet", f"{chapter.name}.json"))

        return Task(self.job.year, chapter.name, lambda before: [*depends, all_numbers(before)], make, after)

    def toplines(self, study: str, after: Names) -> Task:
        """Write every question and answer of a study: pages in both languages, workbook and numbers.

        It follows the study's chapters, because what they print may give away a number that toplines hide.
        """
        code = self.inputs.code("manyi.publish.page.topline_page", "manyi.publish.provenance", "manyi.publish.secret")
        depends = [*self._about(), *self._report(), self.inputs.study(study), self.open_points, code]
        return self._step(
            f"toplines {study}", after, lambda before: [*depends, all_numbers(before)],
            lambda before: {**self.asked, "study": study, "chapters": folders(before, self.chapters_of(study))},
        )  # fmt: skip

    def chapters_of(self, study: str) -> Names:
        """Return the names of the chapters on a study."""
        return tuple(chapter.name for chapter in self.present if chapter.study == study)

    def disclosure(self, study: str, after: Names) -> Task:
        """Refuse a study if a hidden number can be worked out from everything published about it."""
        depends = [self.job.year, self.inputs.study(study), self.inputs.code("manyi.publish.secret")]
        return self._step(
            f"disclosure {study}", after,
            lambda before: [*depends, all_numbers(before), before[f"toplines {study}"].files],
            lambda before: {
                "year": self.job.year, "study": study, "chapters": folders(before, self.chapters_of(study)),
                "toplines": str(before[f"toplines {study}"].folder),
            },
        )  # fmt: skip

    def identifying(self, table: str, after: Names) -> Task:
        """Find what identifies people in the raw files of a study or of a table of one."""
        depends = [self.inputs.study(table.partition("/")[0]), self.inputs.code("manyi.publish.identified")]
        return self._step(
            f"identifying {table}", after, lambda _: depends, lambda _: {"study": table, "year": self.job.year}
        )

    def refuse_identified(self, done: Products, folder: Path) -> None:
        """Refuse a finished report, or logs, that contain any of it."""
        kept = [str(done[f"identifying {table}"].folder / SOUGHT) for table in self.tables]
        worker.call(
            "manyi.publish.identified:refuse", self.job, "identified",
            kept=kept, folders=[str(folder), str(self.job.logs)],
        )  # fmt: skip

    def results(self, after: Names) -> Task:
        """Write the numbers of all chapters, and compare them with those published before."""
        published = (f"published/{self.job.report}/{self.job.year}.csv", "CHANGELOG.md")
        code = self.inputs.code("manyi.publish.results", "manyi.publish.provenance", "manyi.publish.digests")
        data = map(self.inputs.study, self.definition.studies)
        depends = [*self._about(), *self._report(), *self.inputs.project(*published), *data, code]
        return self._step(
            "results", after, lambda before: [*depends, all_numbers(before)],
            lambda before: {**self.asked, "studies": self.studies, "chapters": folders(before, after)},
        )  # fmt: skip

    def pieces(self, chapter: Run) -> Task:
        """Cut a chapter into what each page shows; a notebook may not name this user or machine."""
        given = {"chapter": asdict(chapter), "pages": self._pages()}
        code = self.inputs.code("manyi.publish.page.carve", "manyi.publish.page.check")
        depends = [given, code, getpass.getuser(), socket.gethostname()]
        return self._step(
            f"pieces {chapter.name}", (chapter.name,),
            lambda before: [*depends, before[chapter.name].files.get(NOTEBOOK)],
            lambda before: {**given, "product": str(before[chapter.name].folder)},
        )  # fmt: skip

    def anchors(self) -> Task:
        """Find out on which page every id stands."""
        after = tuple(f"pieces {chapter.name}" for chapter in self.present)
        depends = [self._pages(), self.asked, self._report(), self.inputs.code("manyi.publish.page.parts")]
        return self._step(
            "anchors", after, lambda before: [*depends, of_files(before, marks_file("en"))],
            lambda before: {**self.asked, "pages": self._pages(), "products": folders(before, after)},
        )  # fmt: skip

    def page(self, sheet: Sheet, language: str) -> Task:
        """Write a page in one language. It depends on the pieces it shows, and not on the numbers of other chapters."""
        # A page about the whole report lists what the others have, and shows figures of any chapter.
        runs = self.present if sheet.about_all else runs_on(sheet, self.sheets, self.present)
        shown = tuple(run.name for run in runs)
        after = (*shown, *(f"pieces {name}" for name in shown), "anchors", "results")
        studies = self.inputs.project(*(f"data/{study}/study.yml" for study in self.definition.studies))
        if sheet.about_all:  # its cards name groups
            studies += map(self.inputs.study, self.studies)
        pages = self._pages()
        depends = [pages, self.asked, self._report(), *studies, self.inputs.code("manyi.publish.page.page")]

        def all_of(before: Products) -> object:
            numbers = [numbers_of(before[name]) for name in shown]
            pieces = [before[f"pieces {name}"] for name in shown]
            return [*depends, numbers, shown_on(pieces, sheet, language), before["anchors"].files,
                    origin_told_by(before["results"].folder, sheet)]  # fmt: skip

        return self._step(
            f"page {sheet.name} {language}", after, all_of,
            lambda before: {**self.asked, "sheet": asdict(sheet), "pages": pages, "language": language,
                            "products": folders(before, after)},
        )  # fmt: skip

    def check(self, sheet: Sheet) -> Task:
        """Refuse a page that is not fit to be published; it may not name this user or machine."""
        after = tuple(f"page {sheet.name} {language}" for language in LANGUAGES)
        given = {**self.asked, "sheet": asdict(sheet), "pages": self._pages()}
        code = self.inputs.code("manyi.publish.page.check", "manyi.publish.page.prose")
        depends = [given, self._report(), code, getpass.getuser(), socket.gethostname()]
        return self._step(
            f"check {sheet.name}", after, lambda before: [*depends, everything(before)],
            lambda before: {**given, "products": folders(before, after)},
        )  # fmt: skip

    def links(self) -> Task:
        """Refuse pages with links to another page that lead nowhere."""
        after = tuple(f"check {sheet.name}" for sheet in self.sheets)
        code = self.inputs.code("manyi.publish.page.check")
        return self._step(
            "links", after, lambda before: [code, everything(before)],
            lambda before: {"products": folders(before, after)},
        )  # fmt: skip

    def _pages(self) -> list[dict[str, Any]]:
        return [asdict(sheet) for sheet in self.sheets]

    def _step(
        self, name: str, after: Names, depends: Callable[[Products], object],
        given: Callable[[Products], dict[str, Any]],
    ) -> Task:  # fmt: skip
        """Return a task that calls the function of `products` named by the first word of its name."""
        function = f"{warm.STEPS}:{name.partition(' ')[0]}"
        log = name.replace(" ", "-").replace("/", "-")

        def make(folder: Path, before: Products) -> None:
            worker.call(function, self.job, log, folder=str(folder), **given(before))

        definitions = self.inputs.file(Path(worker.__file__).with_name("products.py"))
        weights = self.job.weights
        return Task(self.job.year, name, lambda before: [definitions, weights, depends(before)], make, after)

    def _report(self) -> list[str]:
        return self.inputs.project(f"reports/{self.job.report}.yml")

    def _about(self) -> list[object]:
        """Return what the foot of every page depends on, except the commit, which is inserted last."""
        return [self.asked, standing.data_setting(), *self.inputs.project("CITATION.cff", "requirements.lock")]


def _copy(source: Path, target: Path, names: Names) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in (source / name for name in names if (source / name).is_file()):
        shutil.copyfile(file, target / file.name)
