"""One page of a report in one language, a file that needs nothing else: no network, no script, no font of the machine.

In: the pieces of the chapters it shows, their ledger and the provenance. Out: the text of the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from manyi.exhibits.chapter.findings import weight
from manyi.exhibits.html.markup import plain
from manyi.exhibits.names import Names
from manyi.language import formats
from manyi.language.formats import Language
from manyi.publish import provenance
from manyi.publish.page import glossary, group_cards, phrases, tidy
from manyi.publish.page.frame import OTHER, TAG, base_style, own_words, script, styled, template, toplines_files
from manyi.publish.page.front import Opening, bring, opening
from manyi.publish.page.parts import Material, Part, absent, contents, parts_of, title_of
from manyi.publish.page.pieces import findings_in
from manyi.publish.page.sheets import studies_of
from manyi.publish.page.shelves import directory
from manyi.publish.page.tree import Tree, parsed, with_class, written
from manyi.publish.published import COMPARED, BackTest
from manyi.publish.report import authors
from manyi.rows import definition

SCRIPTS = ("page", "scroll", "tables", "download", "picture", "cite")


def assemble(material: Material, language: Language) -> str:
    """Return the page in one language."""
    parts = parts_of(material, language)
    now = [study for study in material.studies.values() if material.year in study.waves]
    words, sheet, other = own_words(language), material.sheet, OTHER[language]
    cited = {"authors": authors(material.definition, now, language), "url": material.definition.url}
    synthetic, made_of = any(study.synthetic for study in now), material.provenance
    named = title_of(sheet, material.definition, material.studies, language)
    doors = _doors(material, language)
    title, whole = (provenance.titled(text, made_of, language) for text in (named, material.definition.title[language]))
    page = template("page").render(
        lang=TAG[language], language=language, other=sheet.file(other), other_lang=TAG[other],
        title=title, report=whole, year=material.year, words=words, synthetic=synthetic, sheet=sheet,
        near=sheet.study or (material.sheets[-1].study if len(studies_of(material.sheets)) == 1 else ""),
        untranslated=any(study.language not in (None, language) for study in now),
        headlines=[Markup(headline) for part in parts for piece in part.pieces for headline in piece.headlines],
        opening=_opening(material, parts, language), doors=doors, ways=_ways(doors),
        cards=_cards(material, language), shelves=directory(material, language) if sheet.kind == "index" else [],
        parts=parts, contents=contents(parts, words), absent=absent(parts, words, language),
        glossary=glossary.entries(language), provenance=made_of,
        as_of=_date(max(study.waves[material.year].fieldwork[1] for study in now), language),
        studies={name: study.title[language] for name, study in material.studies.items()},
        style=Markup(base_style()), running_head=_quoted(f"{title} {material.year}"), plain=plain,
        **script(*SCRIPTS, *_scripts_of(sheet.kind, parts)),
        numbers=formats.number(len(material.ledger), "count", language), since=since(made_of.back_test, language),
        cite=provenance.line(made_of, whole, material.year, language, **cited, synthetic=synthetic),
        bibtex=provenance.bibtex(made_of, material.report, whole, material.year, **cited, synthetic=synthetic),
        licence=material.definition.licence,
    )  # fmt: skip
    return _finished(page, material, language)


def _scripts_of(kind: str, parts: Sequence[Part]) -> Iterator[str]:
    """Yield the scripts of certain pages: the reader's corner of the first, the sliders of a driver model."""
    if kind == "index":
        yield "reader"
    bodies = (piece.body for part in parts for piece in part.pieces if piece.body)
    if any(with_class(parsed(body), "template", "what-if-template") for body in bodies):
        yield "what-if"


def _finished(page: str, material: Material, language: Language) -> str:
    """Return the filled template after all changes to the page as a whole, in one pass over its tree."""
    tree = parsed(page)
    _lead_on(tree, material, language)
    first = next(
        (piece.first for pieces in material.chapters.values() for piece in pieces.values() if piece.first), None
    )
    on_index = material.sheet.kind == "index"
    brought = bring(tree, first, own_words(language)["moved_up"]) if first and on_index else set()
    tidy.gather(tree, material.redundant)
    tidy.fold(tree, _shown(tree, material, brought))
    tidy.stack(tree, own_words(language)["stacked"], least=2 if material.sheet.kind == "methods" else 3)
    tidy.mark_bare(tree)
    tidy.shorten(tree)
    tidy.scroll(tree)
    glossary.link(tree, language)
    tidy.keep_hyphenated(tree)
    tree.get_element_by_id("ledger").text = _island(material, tree)
    if language == "zh":
        phrases.mark(tree)
    looks = tidy.share_looks(tree)
    return styled(written(tree), language, looks, tree)


def _shown(tree: Tree, material: Material, brought: set[str]) -> set[str]:
    """Return the figures a page shows unfolded: as many as allowed, first those `brought` to a finding."""
    weights = dict.fromkeys(brought, math.inf)
    for claim in material.claims:
        if claim["shown"]:
            weights[claim["anchor"]] = max(weight(claim, material.claims) or 0.0, weights.get(claim["anchor"], 0.0))
    return tidy.heaviest(tree, weights, material.allowed.charts)


def _cards(material: Material, language: Language) -> list[Markup]:
    """Return the tables of groups of every study, if readers pick a group on this page."""
    tables: list[Markup] = []
    for study in dict.fromkeys(material.ledger["study"]) if material.sheet.kind == "index" else ():
        about = material.studies[study]
        book = definition(study).codebook
        names = Names.of_study(book, about, material.year)
        cards = group_cards.cards(material.ledger, about, book, names, material.year, language)
        tables += group_cards.tables(cards, names, about, language)
    return tables


def _lead_on(tree: Tree, material: Material, language: Language) -> None:
    """Let links to elements of another page of the report lead there.

    The directory has the ids of everything on other pages, for old links, and none of this page's.
    """
    listed = {entry for box in with_class(tree, "details", "directory") for entry in box.iter()}
    here = {element.get("id") for element in tree.iter() if element not in listed and element.get("id")}
    for entry in listed:
        if entry.get("id") in here:
            del entry.attrib["id"]
    for link in tree.iter("a"):
        id_ = link.get("href", "").removeprefix("#")
        if link.get("href", "").startswith("#") and id_ not in here:
            link.set("href", material.address(id_, language))


def _opening(material: Material, parts: Sequence[Part], language: Language) -> Opening:
    """Return the first screen and the findings, if this page has the summary."""
    first = next((piece.first for part in parts for piece in part.pieces if piece.first), None)
    run = next((run for run in material.chapters if run.place == "summary"), None)
    if first is None or run is None:
        return opening(None, "", {}, {}, language)
    pieces = [piece for part in parts for piece in part.pieces]
    shown = findings_in(pieces) - {mark.id for piece in pieces for mark in piece.marks}
    shown = shown if material.sheet.kind == "index" else set()
    drawn = {id_: html for id_, html in material.drawings[language].items() if id_ in shown}
    titles = {name: study.title[language] for name, study in material.studies.items() if material.year in study.waves}
    return opening(first, run.study, titles, drawn, language)


def _doors(material: Material, language: Language) -> list[dict[str, str]]:
    """Return the pages of the report: the name of each, alone and among those of its study, and its file."""
    doors, words = [], own_words(language)
    for sheet in material.sheets:
        if sheet.kind != "report":
            title = title_of(sheet, material.definition, material.studies, language)
            short = words["appendices"] if sheet.kind == "methods" else title
            doors.append(
                {"kind": sheet.kind, "title": title, "file": sheet.file(language), "short": short, "study": sheet.study}
            )
    for study in studies_of(material.sheets):
        title = own_words(language, "toplines")["title"].format(study=material.studies[study].title[language])
        doors.append(
            {"kind": "toplines", "title": title, "file": toplines_files(study)[language], "short": words["questions"],
             "study": study}
        )  # fmt: skip
    return doors


def _ways(doors: Sequence[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Return the links to each study's pages as a row."""
    of_studies = dict.fromkeys(door["study"] for door in doors if door["study"])
    return [[door for door in doors if door["study"] == study] for study in of_studies]


def _island(material: Material, tree: Tree) -> str:
    """Return as JSON the numbers the page does not print: withheld cells, and those only used by a test.

    All other numbers are in the page once, where they are printed: `make verify AGAINST=` reads both.
    """
    printed = {number.get("id", "").removeprefix("n-") for number in tree.iter("data")}
    rest = material.ledger.loc[~material.ledger["id"].isin(printed), ["id", *COMPARED]]
    rest = rest[[_stands_here(id_, material) for id_ in rest["id"]]]
    rows = json.loads(rest.to_json(orient="values", double_precision=10))
    return json.dumps({"columns": list(rest.columns), "rows": rows}, ensure_ascii=False).replace("<", "\\u003c")


def _stands_here(id_: str, material: Material) -> bool:
    """Return whether a number's exhibit, whose id begins the number's, is on this page."""
    if material.sheet.kind == "report":
        return True
    while id_ and id_ not in material.anchors:
        id_ = id_.rpartition("-")[0]
    return material.anchors.get(id_) == material.sheet.name


def since(back_test: BackTest | None, language: Language) -> str:
    """Return what became of the numbers published before; '' if none were."""
    if back_test is None:
        return ""
    state = "unexplained" if back_test.unexplained else "changed" if back_test.changed else "same"
    counts = {"changed": len(back_test.changed), "unexplained": len(back_test.unexplained)}
    return own_words(language)[f"published_{state}"].format(n=back_test.published, **counts)


def _quoted(text: str) -> Markup:
    """Return a text as a string of CSS that can end neither itself nor its style sheet."""
    unsafe = '"\\\n\r<>&'
    return Markup('"' + "".join(f"\\{ord(sign):x} " if sign in unsafe else sign for sign in text) + '"')  # noqa: S704


def _date(day: Any, language: Language) -> str:
    return formats.days(day, day, language)
