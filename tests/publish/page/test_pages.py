"""The pages of a report, from chapters laid out by hand: what stands where, and pages with little or much to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser

from manyi.errors import InputError
from manyi.exhibits.chapter.screen_record import Action, Finding, FirstScreen, StudyRow
from manyi.exhibits.ledger import COLUMNS
from manyi.publish import provenance
from manyi.publish.executed import BUNDLE, bundles, code
from manyi.publish.page import frame
from manyi.publish.page.carve import carved, drawings
from manyi.publish.page.check import LinksOut, require_fit, require_links
from manyi.publish.page.page import assemble
from manyi.publish.page.parts import Material, anchors
from manyi.publish.page.sheets import plan_sheets
from manyi.publish.page.tree import Tree, parsed, with_class
from manyi.publish.report import ALLOWED, Budgets, Run, read, read_study
from tests.publish.conftest import PROJECT

NOTHING = {"en": "", "zh": ""}
EMPTY = FirstScreen(NOTHING, NOTHING, [], [], [], [])
LONG = {"en": "How satisfied visitors were " * 11, "zh": "游客满意程度的变化与原因" * 25}


def exhibit(id_: str, kind: str = "sentence", **more: object) -> dict[str, object]:
    text = {
        "sentence": f'<div id="{id_}" class="sentence"><p>{{}} {id_}</p></div>',
        "figure": (
            f'<figure id="{id_}" class="exhibit chart-exhibit"><figcaption><span class="title">{{}} {id_}</span>'
            f'</figcaption><svg role="img" aria-label="{id_} drawn"></svg></figure>'
        ),
        "first": "{}",
        "end": "{}",
    }[kind]
    return {"kind": kind, "id": id_, "en": text.format("English"), "zh": text.format("中文"), **more}


def chapter(*cells: tuple[str, list[dict[str, object]]], place: str = "") -> NotebookNode:
    """Return an executed chapter: a heading, and the exhibits below it, per cell."""
    made = []
    for heading, printed in cells:
        about = {"manyi": {"place": place}} if heading.endswith("-apart") else {}
        for tag in ("en", "zh"):
            words = f"# Heading {heading} {{#{heading}}}"
            made.append(new_markdown_cell(words, metadata={"tags": [tag], **about}))
        outputs = [new_output("display_data", {BUNDLE: bundle}) for bundle in printed]
        made.append(new_code_cell("shown()", outputs=outputs))
    return new_notebook(cells=made)


@pytest.fixture(autouse=True)
def uncut(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the font, unless somebody looks: to cut it for a page takes longer than all the rest of the page."""
    if "browser" not in request.fixturenames:
        monkeypatch.setattr(frame, "remembered", lambda make, *made_of: b"")


@pytest.fixture
def notebooks() -> dict[Run, NotebookNode]:
    """A report on two studies: a finding with its figure, a claim nothing was shown for, methods."""
    runs = [Run("10-summary", "parks", "summary", True)]
    runs += [Run("30-satisfaction", study, "body", True) for study in ("parks", "trains")]
    runs += [Run("90-methods", study, "appendix", True) for study in ("parks", "trains")]
    finding = Finding(
        "parks-shown", "parks-figure", "parks", {"en": "Up", "zh": "上升"}, {"en": "By two", "zh": "两分"}
    )
    screen = replace(EMPTY, findings=[finding])
    body = {
        study: chapter(
            ("level", [
                exhibit(f"{study}-shown", shown=True, anchor=f"{study}-figure"), exhibit(f"{study}-figure", "figure"),
                exhibit(f"{study}-unclear", shown=False, anchor=f"{study}-vain"), exhibit(f"{study}-vain", "figure"),
            ]),
            ("detail-apart", [exhibit(f"{study}-detail")]), place="methods",
        )
        for study in ("parks", "trains")
    }  # fmt: skip
    return {
        runs[0]: chapter(("summary", [exhibit("parks-first-screen", "first", record=screen.record())])),
        runs[1]: body["parks"], runs[2]: body["trains"],
        runs[3]: chapter(("explained", [exhibit("parks-how")])),
        runs[4]: chapter(("explained", [exhibit("trains-how")])),
    }  # fmt: skip


@pytest.fixture
def material(notebooks: dict[Run, NotebookNode], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Material:
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path / "build"))  # nothing is kept among the sources of the tests
    sheets = plan_sheets(list(notebooks))
    bare = Material(
        report="tiny", year=2024, definition=read("tiny"), chapters={}, drawings={}, absent=[], claims=[],
        studies={study: read_study(study) for study in ("parks", "trains")}, ledger=pd.DataFrame(columns=COLUMNS),
        provenance=provenance.before_results("tiny", 2024), sheet=sheets[0], sheets=sheets, anchors={},
    )  # fmt: skip
    return laid_out(bare, notebooks)


def laid_out(material: Material, notebooks: Mapping[Run, NotebookNode]) -> Material:
    sheets = plan_sheets(list(notebooks))
    chapters = {run: carved(notebook, run, sheets) for run, notebook in notebooks.items()}
    return replace(
        material, chapters=chapters, drawings=drawings(notebooks.values()), sheets=sheets, sheet=sheets[0],
        anchors=anchors(chapters, sheets),
    )  # fmt: skip


def pages_of(material: Material) -> dict[str, str]:
    """Return the text of every page, all fit to be published, by file."""
    texts: dict[str, str] = {}
    links: dict[str, LinksOut] = {}
    for sheet in material.sheets:
        both = {tag: assemble(replace(material, sheet=sheet), tag[:2]) for tag in ("en", "zh-Hans")}
        fit = require_fit(both, ALLOWED["report"], 10**6, sheet.name)
        links |= {sheet.file(tag[:2]): page.links_out() for tag, page in fit.items()}
        texts |= {sheet.file(tag[:2]): text for tag, text in both.items()}
    require_links(links)
    return texts


def ids(text: str) -> set[str]:
    return {element.get("id") for element in parsed(text).iter() if element.get("id")}


def test_every_exhibit_stands_on_its_page_and_links_lead_there(material: Material) -> None:
    pages = pages_of(material)
    assert list(pages)[::2] == ["index.html", "parks.html", "trains.html", "methods-parks.html", "methods-trains.html"]
    for study in ("parks", "trains"):
        assert {f"{study}-shown", f"{study}-figure"} <= ids(pages[f"{study}.html"])
        assert {f"{study}-unclear", f"{study}-vain", f"{study}-detail", f"{study}-how"} <= ids(
            pages[f"methods-{study}.html"]
        )
        assert not {f"{study}-unclear", f"{study}-vain", f"{study}-detail"} & ids(pages[f"{study}.html"])
    first = parsed(pages["index.html"])
    (box,) = with_class(first, "li", "finding")
    assert next(box.iter("figure")).get("id") == "parks-figure"  # whole by itself
    assert [link.get("href") for link in with_class(box, "a", "evidence")] == ["parks.html#parks-shown"]


def test_a_report_on_one_study_has_its_chapters_on_index_and_its_methods_beside(
    material: Material, notebooks: dict[Run, NotebookNode]
) -> None:
    alone = {run: notebook for run, notebook in notebooks.items() if run.study == "parks"}
    pages = pages_of(laid_out(material, alone))
    assert list(pages)[::2] == ["index.html", "methods.html"]
    (box,) = with_class(parsed(pages["index.html"]), "li", "finding")
    (figure,) = box.iter("figure")  # once: in its place below, a link leads to it
    assert pages["index.html"].count(f'<figure id="{figure.get("id")}"') == 1
    assert 'class="moved-up"><a href="#finding-1">' in pages["index.html"]
    assert {"parks-figure", "parks-shown"} <= ids(pages["index.html"])


def test_in_a_year_of_one_study_index_may_cost_what_that_study_and_it_may(
    material: Material, notebooks: dict[Run, NotebookNode]
) -> None:
    pages = {"index": {"words": 1500, "stops": 90}, "parks": {"words": 1200, "charts": 20}}
    definition = material.definition.model_copy(update={"budgets": Budgets(pages=pages)})
    alone = {run: notebook for run, notebook in notebooks.items() if run.study == "parks"}
    index = laid_out(replace(material, definition=definition), alone).allowed
    assert (index.words, index.charts, index.stops) == (ALLOWED["study"].words, 20, 90)
    assert laid_out(replace(material, definition=definition), notebooks).allowed.words == 1500
    by_itself = definition.model_copy(update={"studies": ["parks"]})  # its own setting stands, a smaller one too
    assert laid_out(replace(material, definition=by_itself), alone).allowed.words == 1500


def test_a_report_with_nothing_shown_says_so(material: Material) -> None:
    summary = chapter(("summary", [exhibit("parks-first-screen", "first", record=EMPTY.record())]))
    bare = {run: chapter(("none", [])) for run in material.chapters}
    bare[next(iter(bare))] = summary
    pages = pages_of(laid_out(material, bare))
    text = parsed(pages["index.html"]).text_content()
    assert "Nothing was shown that would say where to start." in text
    assert not with_class(parsed(pages["index.html"]), "li", "finding")


def first_page(material: Material) -> Tree:
    return parsed(assemble(material, "en"))


def test_a_report_on_one_wave_has_no_empty_columns(material: Material, notebooks: dict[Run, NotebookNode]) -> None:
    result = {"en": "77.9", "zh": "77.9"}
    screen = replace(EMPTY, rows=[StudyRow("parks", result, NOTHING, NOTHING)])
    summary = chapter(("summary", [exhibit("parks-first-screen", "first", record=screen.record())]))
    page = first_page(laid_out(material, {**notebooks, next(iter(notebooks)): summary}))
    (table,) = with_class(page, "table", "studies")
    assert [head.text for head in table.iter("th")] == ["Result"]
    assert "No comparison was made" in page.text_content()


def test_an_action_leads_to_the_finding_it_rests_on(material: Material, notebooks: dict[Run, NotebookNode]) -> None:
    words = {"en": "Open earlier.", "zh": "提早开放。"}
    notebook = next(iter(notebooks.values()))
    record = next(bundle for cell in code(notebook) for bundle in bundles(cell))["record"]
    record["actions"] = [asdict(Action(words, words, words, claim)) for claim in ("parks-shown", "trains-shown")]
    (actions,) = with_class(first_page(laid_out(material, notebooks)), "ol", "actions")
    assert [link.get("href") for link in actions.iter("a")] == ["#finding-1", "trains.html#trains-shown"]


def test_the_figure_of_a_finding_bears_its_title_once(material: Material) -> None:
    (box,) = with_class(first_page(material), "li", "finding")
    assert box.get("id") == "finding-1" and next(box.iter("h3")).text_content() == "Up"
    assert [title.get("class") for title in box.iter("span")] == ["title unseen"]


def test_a_report_without_a_summary_still_has_its_first_page(
    material: Material, notebooks: dict[Run, NotebookNode]
) -> None:
    without = {run: notebook for run, notebook in notebooks.items() if run.place != "summary"}
    pages = pages_of(laid_out(material, without))
    assert "Visitor satisfaction" in next(parsed(pages["index.html"]).iter("h1")).text_content()


def test_a_long_title_stands_whole_on_every_page(material: Material) -> None:
    title = material.definition.title.model_copy(update=LONG)
    pages = pages_of(replace(material, definition=material.definition.model_copy(update={"title": title})))
    assert len(LONG["en"]) > 300 and len(LONG["zh"]) == 300
    for name, text in pages.items():
        assert LONG["zh" if ".zh." in name else "en"].strip() in parsed(text).text_content()


def test_a_study_cannot_take_the_name_of_a_page() -> None:
    with pytest.raises(InputError, match="a study cannot be called 'methods'"):
        plan_sheets([Run("30-satisfaction", "methods", "body", True)])


@pytest.mark.long  # a whole build more, for one title
@pytest.mark.slow
@pytest.mark.browser
def test_a_page_with_a_long_title_keeps_to_its_width(
    browser: Browser,
    material: Material,
    tmp_path: Path,
) -> None:
    title = material.definition.title.model_copy(update=LONG)
    pages = pages_of(replace(material, definition=material.definition.model_copy(update={"title": title})))
    tab = browser.new_page()
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        tab.goto((tmp_path / name).as_uri())
        for width in (320, 1280):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, name
    tab.close()


@pytest.mark.slow
@pytest.mark.browser
def test_on_a_phone_each_survey_of_the_first_screen_is_a_block(
    browser: Browser, material: Material, notebooks: dict[Run, NotebookNode], tmp_path: Path
) -> None:
    """Four columns beside each other were 55 px wide; the result and its change share a line, sureness has its own."""
    result, since, sure = (dict.fromkeys(("en", "zh"), text) for text in ("9.92 of a thousand", "fell", "Shown"))
    rows = [StudyRow(study, result, since, sure) for study in ("parks", "trains")]
    summary = chapter(("summary", [exhibit("parks-first-screen", "first", record=replace(EMPTY, rows=rows).record())]))
    text = assemble(laid_out(material, {**notebooks, next(iter(notebooks)): summary}), "en")
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.goto((tmp_path / "index.html").as_uri())
    tops = "[...document.querySelectorAll('.studies tbody tr')].map(r => [...r.children].map(c => c.offsetTop))"
    for *name, outcome, moved, certainty in tab.evaluate(tops):
        assert all(top < outcome for top in name) and outcome == moved < certainty
    assert tab.get_by_role("row").count() == 3 and tab.get_by_role("columnheader").count() == 3
    tab.set_viewport_size({"width": 1280, "height": 800})
    assert all(len(set(row)) == 1 for row in tab.evaluate(tops))
    tab.close()


def test_the_running_head_cannot_end_its_style(material: Material) -> None:
    title = material.definition.title.model_copy(update={"en": 'A "</style>" \\ b', "zh": "甲"})
    page = assemble(replace(material, definition=material.definition.model_copy(update={"title": title})), "en")
    assert re.search(r'@top-left\{content:"A \\22 \\3c /style\\3e \\22 {2}\\5c {2}b 2024"', page)
