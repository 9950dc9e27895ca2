"""The steps of a build besides its chapters, each a function that fills a folder. Run in processes of their own.

In: names, numbers and paths of earlier products. Out: files. Everything heavy is imported here and not by the
process that runs the build.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import nbformat

from manyi import places
from manyi import rows as clean_rows
from manyi.language.formats import LANGUAGES, Language
from manyi.language.periods import Period
from manyi.publish import digests, provenance, secret
from manyi.publish import results as result_files
from manyi.publish.flow.flow import NOTEBOOK, SOUGHT
from manyi.publish.flow.standing import RESULTS
from manyi.publish.identified import sought_in
from manyi.publish.page import check as checks
from manyi.publish.page import parts, topline_page
from manyi.publish.page.carve import carved, drawings
from manyi.publish.page.frame import TAG
from manyi.publish.page.page import assemble
from manyi.publish.page.parts import Material
from manyi.publish.page.pieces import findings_in, read_drawings, read_pieces, save_pieces
from manyi.publish.page.prose import require_prose
from manyi.publish.page.sheets import Sheet
from manyi.publish.published import warning
from manyi.publish.readiness.ready import require_ready
from manyi.publish.report import ALLOWED, Run, described, plan, read, read_study
from manyi.rows.tables import tables_of
from manyi.study.marks import open_points
from manyi.study.study import Study

PROVENANCE, INPUTS, WARNING, ANCHORS = "provenance.json", "inputs.json", "warning.txt", "anchors.json"
LINKS = "links.json"  # the ids of a page and the links from it, by file


def ready(report: str, year: Period, folder: str) -> None:
    """Refuse a report whose studies lack something."""
    require_ready(plan(read(report), year))


def rows(study: str, year: Period, folder: str) -> None:
    """Read or build the clean rows of a study or of one of its tables, for all chapters to find."""
    survey = clean_rows.load(study, year)
    about = f"{len(survey.frame):,} rows, {len(survey.problems):,} problems"
    Path(folder, "about.json").write_text(json.dumps(about), encoding="utf-8")


def identifying(study: str, year: Period, folder: str) -> None:
    """Hash what identifies people in the raw files of a study or a table, to search for it in the finished files."""
    Path(folder, SOUGHT).write_text(sought_in(study, year).as_json(), encoding="utf-8")


def toplines(report: str, year: Period, study: str, chapters: dict[str, str], folder: str) -> None:
    """Write every question and answer of a study, hiding what follows from them and from its chapters."""
    printed = secret.printed_in((Path(at, f"{name}.parquet") for name, at in chapters.items()), study)
    survey = clean_rows.load(study, year)
    topline_page.write(survey, provenance.before_results(report, year), Path(folder), printed)


def disclosure(year: Period, study: str, chapters: dict[str, str], toplines: str, folder: str) -> None:
    """Refuse to publish numbers of too few people, and those that give a hidden number of a study away."""
    printed = secret.printed_in((Path(at, f"{name}.parquet") for name, at in chapters.items()), study)
    secret.require_enough(study, printed)
    numbers = secret.toplines_in(Path(toplines, topline_page.numbers_file(study)))
    names = (study, *tables_of(study, year))
    secret.require_secret(study, (clean_rows.load(name, year) for name in names), [numbers, printed])


def results(report: str, year: Period, studies: list[str], chapters: dict[str, str], folder: str) -> None:
    """Write the numbers of all chapters, their provenance, and a warning if published ones have changed."""
    ledger = result_files.gather([Path(place, f"{name}.parquet") for name, place in chapters.items()])
    taken = digests.of_inputs(studies, year)
    digests.refuse_mixed(ledger, taken)
    Path(folder, INPUTS).write_text(json.dumps(taken.files), encoding="utf-8")
    if open_points(described(report)):
        ledger = ledger.assign(draft="DRAFT")  # in every line, so that it stays when lines are copied
    about = provenance.of(report, year, ledger, result_files.write(ledger, Path(folder)))
    provenance.save(about, Path(folder, PROVENANCE))
    Path(folder, WARNING).write_text(warning(about.back_test), encoding="utf-8")


def pieces(chapter: dict[str, Any], pages: list[dict[str, Any]], product: str, folder: str) -> None:
    """Refuse a notebook that is not fit to be published; cut it into what each page shows."""
    run, notebook = Run(**chapter), Path(product, NOTEBOOK)
    checks.private(notebook.read_text("utf-8"), f"{run.name}.ipynb")
    executed = nbformat.read(notebook, as_version=4)
    save_pieces(carved(executed, run, [Sheet(**page) for page in pages]), drawings([executed]), Path(folder))


def anchors(report: str, year: Period, pages: list[dict[str, Any]], products: dict[str, str], folder: str) -> None:
    """Find out on which page every id stands."""
    chapters = {
        run: read_pieces(Path(products[part]), None, "en")
        for run in plan(read(report), year) if (part := f"pieces {run.name}") in products
    }  # fmt: skip
    places = parts.anchors(chapters, [Sheet(**page) for page in pages])
    Path(folder, ANCHORS).write_text(json.dumps(places), encoding="utf-8")


def page(
    report: str, year: Period, sheet: dict[str, Any], pages: list[dict[str, Any]], language: Language,
    products: dict[str, str], folder: str,
) -> None:  # fmt: skip
    """Write a page in one language."""
    about = provenance.load(Path(products["results"], PROVENANCE))
    shown = Sheet(**sheet)
    material = replace(
        _material(report, year, shown, language, products), sheets=[Sheet(**page) for page in pages],
        anchors=json.loads(Path(products["anchors"], ANCHORS).read_text("utf-8")),
        provenance=about if shown.about_all else replace(about, results=RESULTS, back_test=None),
    )  # fmt: skip
    Path(folder, shown.file(language)).write_text(assemble(material, language), encoding="utf-8")


def check(
    report: str, year: Period, sheet: dict[str, Any], pages: list[dict[str, Any]], products: dict[str, str], folder: str
) -> None:
    """Refuse a page that is not fit to be published in both languages; save its ids and links."""
    shown = Sheet(**sheet)
    budgets, draft = read(report).budgets, provenance.before_results(report, year).draft  # a draft may be long
    alone = not any(page["kind"] == "study" for page in pages)  # then the chapters of the study are on `index`
    texts = {
        TAG[language]: Path(products[f"page {shown.name} {language}"], shown.file(language)).read_text("utf-8")
        for language in LANGUAGES
    }
    kind = "study" if shown.kind == "index" and alone else shown.kind
    allowed = ALLOWED["report"] if draft else budgets.allowed(shown.name, kind)
    read_pages = checks.require_fit(texts, allowed, budgets.figure, shown.name)
    methods, read_by = shown.kind == "methods", () if draft or shown.kind == "report" else LANGUAGES
    told = [require_prose(texts[TAG[language]], language, shown.name, methods=methods, allowed=budgets.prose)
            for language in read_by]  # fmt: skip
    Path(folder, WARNING).write_text("\n".join(filter(None, told)), encoding="utf-8")
    links = {shown.file(language): asdict(read_pages[TAG[language]].links_out()) for language in LANGUAGES}
    Path(folder, LINKS).write_text(json.dumps(links), encoding="utf-8")


def links(products: dict[str, str], folder: str) -> None:
    """Refuse pages with a link to something that is missing on its target page."""
    files = (json.loads(Path(product, LINKS).read_text("utf-8")) for product in products.values())
    checks.require_links({file: checks.LinksOut(**of) for pages in files for file, of in pages.items()})


def _described(study: str) -> Study:
    """Return study.yml of a study, with the weight this report uses."""
    return clean_rows.definition(study).study if places.weight(study) else read_study(study)


def _material(report: str, year: Period, sheet: Sheet, language: Language, products: dict[str, str]) -> Material:
    """Return the material of a page, from the chapters given."""
    definition = read(report)
    runs = plan(definition, year)
    given = {run: Path(products[run.name]) for run in runs if run.name in products}
    folders = {run: Path(products[f"pieces {run.name}"]) for run in given}
    chapters = {run: read_pieces(folder, sheet, language) for run, folder in folders.items()}
    shown = findings_in(piece for of_run in chapters.values() for piece in of_run.values())
    claims = [Path(chapter, f"{run.name}.json") for run, chapter in given.items()]
    return Material(
        report=report, year=year, definition=definition,
        studies={study: _described(study) for study in definition.studies},
        chapters=chapters, drawings={language: read_drawings(folders.values(), shown, language)},
        absent=[run for run in runs if not run.wave],
        ledger=result_files.gather([chapter / f"{run.name}.parquet" for run, chapter in given.items()]),
        claims=[claim for file in claims if file.is_file() for claim in json.loads(file.read_text("utf-8"))],
        provenance=provenance.before_results(report, year), sheet=sheet, sheets=[sheet], anchors={},
    )  # fmt: skip
