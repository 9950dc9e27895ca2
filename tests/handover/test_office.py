"""A deck and a document say what the page says, with its figures as pictures and its evidence in the notes."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from markupsafe import Markup

from manyi.errors import InputError
from manyi.handover.office import documents, slides
from manyi.handover.page_findings import findings_of
from manyi.publish.page.frame import own_words, template
from manyi.publish.page.front import in_language
from tests.rows.conftest import RECORDS, item, shop  # noqa: F401 - a fixture

pptx = pytest.importorskip("pptx", reason="make office installs it")
docx = pytest.importorskip("docx", reason="make office installs it")

DARK = "@media (prefers-color-scheme:dark){:root{--c1:#fff}}"
STYLE = f"<style>:root{{--c1:#12436d}}{DARK}.chart path{{fill:none;stroke:var(--c1)}}</style>"
DRAWN = Markup('<svg class="chart" viewBox="0 0 40 20"><path d="M0 10H40" stroke-width="9"></path></svg>')
WORDS = {"en": ("Visitors", "Women are more satisfied."), "zh": ("门诊患者", "女性更满意。")}


def figure(language: str) -> Markup:
    title = Markup('<figcaption><span class="title">{}</span></figcaption>').format(WORDS[language][0])
    return Markup('<figure id="v-sex">{}{}<p>{}</p></figure>').format(title, DRAWN, "n = 120")


def page(language: str) -> str:
    """A page with its findings laid out by the template of every report: one with its figure, one without."""
    texts = [dict.fromkeys(("en", "zh"), text) for text in (WORDS[language][1], "No change.")]
    keys = {"title": {"en": "Women", "zh": "女性"}, "study": "v", "exhibit": "none"}
    findings = [
        {**keys, "text": texts[0], "claim": "v-sex-gap"},
        {**keys, "text": texts[1], "claim": "v-change", "title": {"en": "", "zh": ""}},
    ]
    record = in_language({"findings": findings, "unknown": []}, language)
    given = {"first": record, "words": own_words(language), "study": "v", "titles": {"v": "V"}, "exhibits": {}}
    laid = template("findings").render(given | {"address": "#{}".format})
    claim = '<div id="v-sex-gap"><p>x</p><details><p>Welch test, p = 0.01</p></details></div>'
    body = f"<h1>{WORDS[language][0]}</h1>{laid}{figure(language)}{claim}"
    return f"<html><head>{STYLE}</head><body>{body}</body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "run.json").write_text('{"studies": [], "year": 2024}', "utf-8")
    (tmp_path / "index.html").write_text(page("en"), "utf-8")
    (tmp_path / "index.zh.html").write_text(page("zh"), "utf-8")
    return tmp_path


@pytest.mark.parametrize(("ending", "language"), [("", "en"), (".zh", "zh")])
def test_a_slide_per_finding_with_its_figure_and_evidence(folder, ending, language):
    list(slides(folder, "visits"))
    deck = pptx.Presentation(folder / f"visits{ending}.pptx")
    first, gap, change = deck.slides
    assert first.shapes.title.text == WORDS[language][0]
    assert WORDS[language][1] in gap.shapes[0].text_frame.text
    assert gap.notes_slide.notes_text_frame.text.split("\n") == ["Welch test, p = 0.01", "n = 120"]
    [picture] = [shape for shape in gap.shapes if shape.shape_type == 13]
    assert picture.top + picture.height <= deck.slide_height and picture.left >= 0
    assert not [shape for shape in change.shapes if shape.shape_type == 13]


def test_a_document_has_the_same_in_order(folder):
    list(documents(folder, "visits"))
    written = docx.Document(folder / "visits.docx")
    texts = [paragraph.text for paragraph in written.paragraphs]
    assert texts[0] == "Visitors" and texts.index("Women are more satisfied.") < texts.index("Welch test, p = 0.01")
    assert len(written.inline_shapes) == 1


def test_a_picture_is_in_the_light_colours_of_the_page(folder):
    from matplotlib.image import imread

    picture = findings_of(folder / "index.html").findings[0].picture
    assert struct.unpack(">I", picture[16:20]) == (1600,)
    shown = {
        tuple(round(255 * part) for part in pixel) for row in imread(io.BytesIO(picture))[::7] for pixel in row[::7, :3]
    }
    assert (255, 255, 255) in shown and (0x12, 0x43, 0x6D) in shown


def test_every_slide_and_sheet_of_a_draft_says_so(folder):
    for name, warning in (("index.html", "DRAFT: 3 points"), ("index.zh.html", "草稿：3处")):
        text = (folder / name).read_text("utf-8").replace("<body>", f'<body><p data-draft="">{warning}</p>')
        (folder / name).write_text(text, "utf-8")
    for written in (slides, documents):
        list(written(folder, "visits"))
    for ending, warning in (("", "DRAFT: 3 points"), (".zh", "草稿：3处")):
        for slide in pptx.Presentation(folder / f"visits{ending}.pptx").slides:
            assert [shape for shape in slide.shapes if shape.has_text_frame and warning in shape.text_frame.text]
        [section] = docx.Document(folder / f"visits{ending}.docx").sections
        assert section.header.paragraphs[0].text == warning


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(InputError, match=r"index.html: no such page: run make report first"):
        list(slides(tmp_path, "visits"))
    (tmp_path / "index.html").write_text("<p>nothing</p>")
    with pytest.raises(InputError, match="no findings: list a summary chapter"):
        list(slides(tmp_path, "visits"))


@pytest.mark.parametrize("planted", ["Mary Smith", "138 1234 5678", "R_7xK2m9"])
def test_what_identifies_people_is_in_no_deck_and_no_document(shop, tmp_path: Path, planted: str) -> None:  # noqa: F811
    shop.items["id"] = item("Id", {2023: "id"}, words=True, roles=["identifier"])
    said = ["Mary Smith was kind", "call 13812345678", "", ""]
    shop.deliver(2023, [row | {"id": f"R_7xK2m{at + 9}", "said": said[at]} for at, row in enumerate(RECORDS)])
    shop.write()
    built = tmp_path / "reports"
    built.mkdir()
    (built / "run.json").write_text('{"studies": ["shop"], "year": 2023}', "utf-8")
    for language, name in (("en", "index.html"), ("zh", "index.zh.html")):
        (built / name).write_text(page(language).replace("No change.", f"As {planted} has it."), "utf-8")
    for written, ending in ((slides, "pptx"), (documents, "docx")):
        with pytest.raises(InputError, match="holds what identifies people in the raw data") as error:
            list(written(built, "visits"))
        assert [line.partition(":")[0] for line in error.value.lines] == [f"visits.{ending}", f"visits.zh.{ending}"]
        assert planted not in str(error.value) and "nothing was written" in str(error.value)
        assert sorted(file.suffix for file in built.iterdir()) == [".html", ".html", ".json"]
