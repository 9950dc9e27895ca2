"""The steps of a build besides its chapters, each a function that fills a folder. Run in processes of their own.

In: names, numbers and paths of what earlier steps made. Out: files. Everything heavy is imported here and not by the
process that conducts the build.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pandas as pd

from manyi import rows as clean_rows
from manyi.language.formats import LANGUAGES
from manyi.publish import digests, provenance, secret
from manyi.publish import ready as readiness
from manyi.publish import results as result_files
from manyi.publish.flow.flow import NOTEBOOK
from manyi.publish.page import check as checks
from manyi.publish.page import page as pages
from manyi.publish.page import topline_page
from manyi.publish.page.frame import FILE, TAG
from manyi.publish.page.parts import Material
from manyi.publish.published import warning
from manyi.publish.report import plan, read, read_study
from manyi.rows.tables import tables_of

PROVENANCE, INPUTS, WARNING = "provenance.json", "inputs.json", "warning.txt"


def ready(report: str, year: int, folder: str) -> None:
    """Refuse a report whose studies lack something."""
    readiness.require_ready(plan(read(report), year))


def rows(study: str, year: int, folder: str) -> None:
    """Read or build the clean rows of a study or of one of its tables, where all chapters find them."""
    survey = clean_rows.load(study, year)
    about = f"{len(survey.frame):,} rows, {len(survey.problems):,} problems"
    Path(folder, "about.json").write_text(json.dumps(about), encoding="utf-8")


def toplines(report: str, year: int, study: str, chapters: dict[str, str], folder: str) -> None:
    """Write every question and answer of a study, hiding what follows from them and from its chapters."""
    printed = secret.printed_in((Path(at, f"{name}.parquet") for name, at in chapters.items()), study)
    survey = clean_rows.load(study, year)
    topline_page.write(survey, provenance.before_results(report, year), Path(folder), printed)


def disclosure(year: int, study: str, chapters: dict[str, str], toplines: str, folder: str) -> None:
    """Refuse to publish what gives a hidden number of a study away."""
    printed = secret.printed_in((Path(at, f"{name}.parquet") for name, at in chapters.items()), study)
    numbers = secret.toplines_in(Path(toplines, topline_page.numbers_file(study)))
    names = (study, *tables_of(study, year))
    secret.require_secret(study, (clean_rows.load(name, year) for name in names), [numbers, printed])


def results(report: str, year: int, studies: list[str], chapters: dict[str, str], folder: str) -> None:
    """Write the numbers of all chapters, where they come from, and a warning if published ones have changed."""
    ledger = result_files.gather([Path(place, f"{name}.parquet") for name, place in chapters.items()])
    taken = digests.of_inputs(studies, year)
    digests.refuse_mixed(ledger, [], taken, "while the report was built")
    Path(folder, INPUTS).write_text(json.dumps(taken.files), encoding="utf-8")
    if provenance.before_results(report, year).draft:
        ledger = ledger.assign(draft="DRAFT")  # in every line, wherever it is copied to
    about = provenance.of(report, year, ledger, result_files.write(ledger, Path(folder)))
    provenance.save(about, Path(folder, PROVENANCE))
    Path(folder, WARNING).write_text(warning(about.back_test), encoding="utf-8")


def page(report: str, year: int, language: str, products: dict[str, str], folder: str) -> None:
    """Write the page in one language."""
    definition = read(report)
    runs = plan(definition, year)
    material = Material(
        report=report,
        year=year,
        definition=definition,
        studies={study: read_study(study) for study in definition.studies},
        notebooks={run: nbformat.read(Path(products[run.name], NOTEBOOK), as_version=4) for run in runs if run.wave},
        absent=[run for run in runs if not run.wave],
        ledger=pd.read_parquet(Path(products["results"], "results.parquet")),
        provenance=provenance.load(Path(products["results"], PROVENANCE)),
    )
    Path(folder, FILE[language]).write_text(pages.assemble(material, language), encoding="utf-8")


def check(report: str, products: dict[str, str], folder: str) -> None:
    """Refuse pages and notebooks that are not fit to be published."""
    folders = {language: Path(products[f"page {language}"]) for language in LANGUAGES}
    texts = {TAG[language]: (at / FILE[language]).read_text("utf-8") for language, at in folders.items()}
    checks.require_fit(texts, read(report).budgets)
    for name, chapter in products.items():
        if (notebook := Path(chapter, NOTEBOOK)).is_file():
            checks.private(notebook.read_text("utf-8"), f"{name}.ipynb")
