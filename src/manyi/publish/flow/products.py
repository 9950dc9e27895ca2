"""The steps of a build besides its chapters, each a function that fills a folder. Run in processes of their own.

In: names, numbers and paths of what earlier steps made. Out: files. Everything heavy is imported here and not by the
process that conducts the build.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from manyi import rows as clean_rows
from manyi.language.formats import LANGUAGES, Language
from manyi.publish import digests, provenance, secret
from manyi.publish import ready as readiness
from manyi.publish import results as result_files
from manyi.publish.flow.flow import NOTEBOOK
from manyi.publish.flow.standing import RESULTS
from manyi.publish.page import check as checks
from manyi.publish.page import parts, topline_page
from manyi.publish.page.frame import TAG
from manyi.publish.page.page import assemble
from manyi.publish.page.parts import Material
from manyi.publish.page.prose import require_prose
from manyi.publish.page.sheets import Sheet, plan_sheets
from manyi.publish.published import warning
from manyi.publish.report import ALLOWED, plan, read, read_study
from manyi.rows.tables import tables_of
from manyi.study.marks import open_points

PROVENANCE, INPUTS, WARNING, ANCHORS = "provenance.json", "inputs.json", "warning.txt", "anchors.json"


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
    if open_points(provenance.described(report)):
        ledger = ledger.assign(draft="DRAFT")  # in every line, wherever it is copied to
    about = provenance.of(report, year, ledger, result_files.write(ledger, Path(folder)))
    provenance.save(about, Path(folder, PROVENANCE))
    Path(folder, WARNING).write_text(warning(about.back_test), encoding="utf-8")


def anchors(report: str, year: int, products: dict[str, str], folder: str) -> None:
    """Find out on which page every id stands."""
    material = _material(report, year, products, plan_sheets(plan(read(report), year)))
    Path(folder, ANCHORS).write_text(json.dumps(parts.anchors(material)), encoding="utf-8")


def page(
    report: str, year: int, sheet: dict[str, Any], pages: list[dict[str, Any]], language: Language,
    products: dict[str, str], folder: str,
) -> None:  # fmt: skip
    """Write a page in one language."""
    about = provenance.load(Path(products["results"], PROVENANCE))
    shown = Sheet(**sheet)
    material = _material(report, year, products, [Sheet(**page) for page in pages])
    material = replace(
        material, sheet=shown, anchors=json.loads(Path(products["anchors"], ANCHORS).read_text("utf-8")),
        provenance=about if shown.about_all else replace(about, results=RESULTS, back_test=None),
    )  # fmt: skip
    Path(folder, shown.file(language)).write_text(assemble(material, language), encoding="utf-8")


def check(report: str, year: int, pages: list[dict[str, Any]], products: dict[str, str], folder: str) -> None:
    """Refuse pages and notebooks that are not fit to be published."""
    budgets, draft = read(report).budgets, provenance.before_results(report, year).draft  # a draft may be long
    every: dict[str, str] = {}
    alone = not any(page["kind"] == "study" for page in pages)  # then the chapters of the study stand on `index`
    for sheet in (Sheet(**page) for page in pages):
        texts = {
            TAG[language]: Path(products[f"page {sheet.name} {language}"], sheet.file(language)).read_text("utf-8")
            for language in LANGUAGES
        }
        kind = "study" if sheet.kind == "index" and alone else sheet.kind
        allowed = ALLOWED["report"] if draft else budgets.allowed(sheet.name, kind)
        checks.require_fit(texts, allowed, budgets.figure, sheet.name)
        for language in () if draft or sheet.kind == "report" else LANGUAGES:
            methods = sheet.kind == "methods"
            require_prose(texts[TAG[language]], language, sheet.name, methods=methods, allowed=budgets.prose)
        every |= {sheet.file(language): texts[TAG[language]] for language in LANGUAGES}
    checks.require_links(every)
    for name, chapter in products.items():
        if (notebook := Path(chapter, NOTEBOOK)).is_file():
            checks.private(notebook.read_text("utf-8"), f"{name}.ipynb")


def _material(report: str, year: int, products: dict[str, str], pages: list[Sheet]) -> Material:
    """Return what pages are made of, of the chapters given."""
    definition = read(report)
    runs = plan(definition, year)
    given = {run: Path(products[run.name]) for run in runs if run.name in products}
    claims = [Path(chapter, f"{run.name}.json") for run, chapter in given.items()]
    return Material(
        report=report, year=year, definition=definition,
        studies={study: read_study(study) for study in definition.studies},
        notebooks={run: nbformat.read(chapter / NOTEBOOK, as_version=4) for run, chapter in given.items()},
        absent=[run for run in runs if not run.wave],
        ledger=result_files.gather([chapter / f"{run.name}.parquet" for run, chapter in given.items()]),
        claims=[claim for file in claims if file.is_file() for claim in json.loads(file.read_text("utf-8"))],
        provenance=provenance.before_results(report, year), sheet=pages[0], sheets=pages, anchors={},
    )  # fmt: skip
