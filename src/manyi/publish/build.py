"""Build a report: run the chapters in a scratch folder, assemble, check, and only then put it in the old one's place.

In: a report name and a year; out: reports/<report>/<year>/. After any failure, and when killed at any moment, the old
report is still there; what was left lying is removed by the next build.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from manyi import places, rows
from manyi.publish import digests, executed, provenance, results, run
from manyi.publish.page import check, export, page, topline_page
from manyi.publish.page.frame import FILE, TAG
from manyi.publish.page.parts import Material
from manyi.publish.published import warning
from manyi.publish.ready import require_ready
from manyi.publish.report import Definition, Run, plan, read, read_study
from manyi.publish.swap import fresh, locked, recover, replace
from manyi.rows.tables import tables_of

Say = Callable[[str], None]
DURING = "while the report was built"


def build_report(report: str, year: int, say: Say, target: Path | None = None) -> Path:
    """Build a report, put it in place and return its folder; `say` is told what happens, a line at a time.

    `target`: where it is put, instead of in reports/.
    """
    definition = read(report)
    runs = plan(definition, year)
    require_ready(runs)
    target, scratch = target or standing(report, year), places.build() / "scratch" / f"{report}-{year}"
    studies = dict.fromkeys(one.study for one in runs if one.wave)
    with locked(target, say), locked(scratch, say):
        fresh(scratch)
        taken = digests.of_inputs(studies, year)
        logs = fresh(logs_of(report, year))
        job = run.job(report, year, scratch, logs, definition.budgets, runs)
        _share_rows(runs, year, scratch, say)
        notebooks, times = chapters(job, runs, say)
        new = fresh(target.with_name(f".{target.name}.new"))
        material = _material(job, definition, runs, notebooks, new)
        _write(material, taken, times, new)
        digests.refuse_changed(taken.files, studies, year, DURING)
        keep = places.build() / report / str(year) / "results"  # for chapters run alone in JupyterLab
        if saved(job).is_dir():
            replace(saved(job), keep)
        replace(new, target)
        shutil.rmtree(scratch)
        if said := warning(material.provenance.back_test):
            say(said)
    return target


def _share_rows(runs: list[Run], year: int, scratch: Path, say: Say) -> None:
    """Read or build the clean rows of each study once, where all its chapters find them.

    What is wrong with the data is said here, before any kernel is started.
    """
    kept = places.build() / "rows"
    kept.mkdir(parents=True, exist_ok=True)
    (scratch / "rows").symlink_to(kept, target_is_directory=True)
    named = dict.fromkeys(one.study for one in runs if one.wave)
    for study in [name for one in named for name in (one, *tables_of(one, year))]:
        started = time.monotonic()
        survey = rows.load(study, year)
        found = f"{len(survey.frame):,} rows, {len(survey.problems):,} problems"
        say(f"  {'rows':<18} {study:<14} {time.monotonic() - started:5.1f} s   {found}")


def chapters(job: run.Job, runs: list[Run], say: Say) -> tuple[dict[Run, NotebookNode], dict[str, float]]:
    """Run the chapters there is data for; return the executed notebooks and how long each took."""
    times: dict[str, float] = {}

    def done(finished: Run, seconds: float) -> None:
        times[finished.name] = seconds
        say(f"  {finished.notebook:<18} {finished.study:<14} {seconds:5.1f} s")

    return run.execute(job, [one for one in runs if one.wave], done), times


def saved(job: run.Job) -> Path:
    """Return the folder the chapters saved their numbers in."""
    return job.scratch / job.report / str(job.year) / "results"


def standing(report: str, year: int) -> Path:
    """Return where a built report stands, at the end of all links.

    The old one is put back first, if a build was killed while it was replacing it.
    """
    target = (places.root() / "reports" / report / str(year)).resolve()
    recover(target)
    return target


def logs_of(report: str, year: int) -> Path:
    """Return the folder of a build's logs."""
    return places.build() / "log" / f"{report}-{year}"


def _material(
    job: run.Job, definition: Definition, runs: list[Run], notebooks: dict[Run, NotebookNode], new: Path
) -> Material:
    ledger = results.gather(saved(job), [one.name for one in notebooks])
    digest = results.write(ledger, new)
    return Material(
        report=job.report,
        year=job.year,
        definition=definition,
        studies={study: read_study(study) for study in definition.studies},
        notebooks=notebooks,
        absent=[one for one in runs if not one.wave],
        ledger=ledger,
        provenance=provenance.of(job.report, job.year, ledger, digest),
    )


def _write(material: Material, taken: digests.Inputs, times: dict[str, float], new: Path) -> None:
    """Write pages, notebooks and run.json, and check the pages."""
    pages = {language: page.assemble(material, language) for language in export.LANGUAGES}
    check.require_fit({TAG[language]: text for language, text in pages.items()}, material.definition.budgets)
    for language, text in pages.items():
        (new / FILE[language]).write_text(text, encoding="utf-8")
    surveys = [rows.load(study, material.year) for study in dict.fromkeys(one.study for one in material.notebooks)]
    digests.refuse_mixed(material.ledger, surveys, taken, DURING)
    for survey in surveys:
        topline_page.write(survey, material.provenance, new)
    (new / "notebooks").mkdir()
    for one, notebook in material.notebooks.items():
        check.private(nbformat.writes(notebook), f"{one.name}.ipynb")
        nbformat.write(notebook, new / "notebooks" / f"{one.name}.ipynb")
    headlines = (one["id"] for notebook in material.notebooks.values() for one in executed.headlines(notebook))
    provenance.write(
        material.provenance,
        new,
        report=material.report,
        year=material.year,
        chapters=[one.name for one in material.notebooks],
        headline=next(headlines, ""),
        seconds={name: round(time, 2) for name, time in times.items()},
        studies=list(taken.data),
        inputs=taken.files,
        products=digests.of_products(new),
    )
