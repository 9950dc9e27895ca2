"""One language of a report as one file that needs nothing else: no network, no script, no font of the machine.

In: the executed chapters, their ledger and the provenance. Out: the text of index.html or index.zh.html.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from markupsafe import Markup

from manyi.exhibits.html.markup import plain
from manyi.language import formats
from manyi.publish import provenance
from manyi.publish.page import glossary, phrases, tidy
from manyi.publish.page.frame import FILE, OTHER, TAG, base_style, own_words, script, styled, template
from manyi.publish.page.front import opening
from manyi.publish.page.parts import Material, absent, contents, parts_of
from manyi.publish.page.tree import Tree, parsed, written
from manyi.publish.published import COMPARED, BackTest
from manyi.publish.report import authors


def assemble(material: Material, language: str) -> str:
    """Return the page in one language."""
    parts = parts_of(material, language)
    now = [study for study in material.studies.values() if material.year in study.waves]
    words, definition = own_words(language), material.definition
    title = provenance.titled(definition.title[language], material.provenance, language)
    cited = {"authors": authors(definition, now, language), "url": definition.url}  # type: ignore[arg-type]
    synthetic = any(study.synthetic for study in now)
    first = next((piece.first for part in parts for piece in part.pieces if piece.first), None)
    summarised = next((run.study for run in material.notebooks if run.place == "summary"), "")
    titles = {study.study: study.title[language] for study in now}
    page = template("page").render(
        opening=opening(first, summarised, titles, {}, language),
        lang=TAG[language], language=language, other=FILE[OTHER[language]], other_lang=TAG[OTHER[language]],
        title=title, year=material.year, own=words, synthetic=synthetic,
        untranslated=any(study.language not in (None, language) for study in now),
        headlines=[Markup(headline) for part in parts for piece in part.pieces for headline in piece.headlines],
        parts=parts, contents=contents(parts, words), absent=absent(parts, words, language),
        glossary=glossary.entries(language), provenance=material.provenance,
        as_of=_date(max(study.waves[material.year].fieldwork[1] for study in now), language),
        studies={name: study.title[language] for name, study in material.studies.items()},
        numbers=len(material.ledger),
        style=Markup(base_style()), **script("page", "tables", "what-if", "download", "cite"), plain=plain,
        since=since(material.provenance.back_test, language),
        licence=definition.licence,
        cite=provenance.line(material.provenance, title, material.year, language, **cited, synthetic=synthetic),
        bibtex=provenance.bibtex(
            material.provenance, material.report, title, material.year, **cited, synthetic=synthetic
        ),
    )  # fmt: skip
    return _finished(page, material.ledger, language)


def _finished(page: str, ledger: pd.DataFrame, language: str) -> str:
    """Return the filled template with everything that is done to the page as a whole, in one pass on its tree."""
    tree = parsed(page)
    tidy.fold(tree)
    tidy.shorten(tree)
    tidy.scroll(tree)
    glossary.link(tree, language)
    tree.get_element_by_id("ledger").text = _island(ledger, tree)
    if language == "zh":
        phrases.mark(tree)
    looks = tidy.share_looks(tree)
    return styled(written(tree), language, looks, tree)


def _island(ledger: pd.DataFrame, tree: Tree) -> str:
    """Return as JSON what the page does not print of the ledger: withheld cells, and what only a test rests on.

    All other numbers stand in the page once, where they are printed: `make verify AGAINST=` reads both.
    """
    printed = {number.get("id", "").removeprefix("n-") for number in tree.iter("data")}
    columns = ["id", *COMPARED]
    rest = ledger.loc[~ledger["id"].isin(printed), columns]
    rows = json.loads(rest.to_json(orient="values", double_precision=10))
    return json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False).replace("<", "\\u003c")


def since(back_test: BackTest | None, language: str) -> str:
    """Return what became of the numbers published before; '' when none were."""
    if back_test is None:
        return ""
    state = "unexplained" if back_test.unexplained else "changed" if back_test.changed else "same"
    counts = {"changed": len(back_test.changed), "unexplained": len(back_test.unexplained)}
    return own_words(language)[f"published_{state}"].format(n=back_test.published, **counts)


def _date(day: Any, language: str) -> str:
    return formats.days(day, day, language)  # type: ignore[arg-type]
