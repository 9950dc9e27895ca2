"""A chapter in one language: which cells, which headings, what never reaches readers."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_output

from manyi.errors import InputError
from manyi.publish.executed import BUNDLE
from manyi.publish.page.export import export_chapter
from manyi.publish.page.pieces import Heading
from tests.publish.conftest import notebook

PAIR = ("# What changed {#change}\n\nSee **below**.", "# 变化 {#change}\n\n见**下文**。")


def test_each_language_has_its_cells_and_both_share_heading_ids() -> None:
    made = notebook(markdown=(*PAIR, "## By channel {#channel}", "## 分渠道 {#channel}"))
    english, chinese = (export_chapter(made, language, "contact", top=3) for language in ("en", "zh"))
    assert english.headings == [
        Heading(3, "contact-change", "What changed"),
        Heading(4, "contact-channel", "By channel"),
    ]
    assert [heading.id for heading in chinese.headings] == ["contact-change", "contact-channel"]
    assert '<h3 id="contact-change">What changed</h3>\n<p>See <strong>below</strong>.</p>' in english.body
    assert "变化" in chinese.body
    assert "What" not in chinese.body


def test_only_exhibits_reach_readers() -> None:
    made = notebook("secret = 1")
    bundle = {"kind": "sentence", "id": "contact-x", "en": "<p>Shown</p>", "zh": "<p>可见</p>"}
    made.cells[1].outputs = [
        new_output("stream", name="stdout", text="printed"),
        new_output("execute_result", {"text/plain": "a frame", "text/html": "<table>a frame</table>"}),
        new_output("display_data", {"image/png": "aGVsbG8=", "text/plain": "<Figure>"}),
        new_output("display_data", {BUNDLE: bundle, "text/html": "<p>JupyterLab</p>", "text/plain": "x"}),
    ]
    assert export_chapter(made, "en", "contact", top=2).body == "<p>Shown</p>"
    assert export_chapter(made, "zh", "contact", top=2).body == "<p>可见</p>"


def test_the_headline_is_lifted_out_of_the_summary_only() -> None:
    made = notebook("x")
    made.cells[1].outputs = [
        new_output("display_data", {BUNDLE: {"kind": "headline", "id": "h", "en": "78.5", "zh": "78.5"}})
    ]
    assert export_chapter(made, "en", "contact", top=2, lift=True).headlines == ["78.5"]
    assert export_chapter(made, "en", "contact", top=2, lift=True).body == ""
    assert export_chapter(made, "en", "contact", top=2).body == "78.5"


def test_a_table_written_in_markdown_has_caption_and_scope() -> None:
    table = "\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    body = export_chapter(notebook(markdown=tuple(text + table for text in PAIR)), "en", "contact", top=2).body
    assert "<table><caption>What changed</caption>" in body
    assert body.count('<th scope="col">') == 2


def test_prose_cannot_carry_html() -> None:
    body = export_chapter(notebook(markdown=("<script>1</script>", "<img onerror=x>")), "en", "contact", top=2).body
    assert "<script" not in body


@pytest.mark.parametrize(
    ("markdown", "tags", "said"),
    [
        (("# No id", "# 无"), ("en", "zh"), "needs an id"),
        (("Alone",), ("en",), "does not pair"),
        (("# A {#a}", "# B {#b}"), ("en", "zh"), "does not pair"),
        (("Untagged",), ("other",), "needs the tag en or zh"),
    ],
)
def test_words_in_one_language_only_are_refused(markdown: tuple[str, ...], tags: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        export_chapter(notebook(markdown=markdown, tags=tags), "en", "contact", top=2)


def test_an_exhibit_in_one_language_only_is_refused() -> None:
    made = notebook("x")
    made.cells[1].outputs = [
        new_output("display_data", {BUNDLE: {"kind": "figure", "id": "contact-f", "en": "x", "zh": ""}})
    ]
    with pytest.raises(InputError, match="exhibit contact-f: has no text in 'zh'"):
        export_chapter(made, "zh", "contact", top=2)


def shown(*kinds: str) -> list[nbformat.NotebookNode]:
    return [
        new_output("display_data", {BUNDLE: {"kind": kind, "id": kind, "en": f"<p>{kind}</p>", "zh": f"<p>{kind}</p>"}})
        for kind in kinds
    ]


def test_a_section_that_shows_nothing_has_no_heading() -> None:
    made = notebook("import x", "rates()", "waits()", "chapter.close()")
    [start, imports, rates, waits, close] = made.cells
    rates.outputs, close.outputs = shown("sentence"), shown("end")

    def heading(text: str, slug: str) -> list[nbformat.NotebookNode]:
        return notebook(markdown=(f"{text} {{#{slug}}}\n\nWords.", f"{text} {{#{slug}}}\n\n文字。")).cells[1:]

    made.cells = [start, imports, *heading("# All", "all"), *heading("## Rates", "rates"), rates,
                  *heading("## Limits", "limits"), *heading("## Waits", "waits"), waits,
                  *heading("## Words", "words"), close]  # fmt: skip
    for language in ("en", "zh"):
        ids = [heading.id for heading in export_chapter(made, language, "contact", top=3).headings]
        assert ids == ["contact-all", "contact-rates", "contact-limits", "contact-words"]
    rates.outputs = []
    assert export_chapter(made, "en", "contact", top=3).headings[0].id == "contact-limits"


def test_footnotes_lead_there_and_back_under_ids_of_their_own() -> None:
    words = ("Corrected.[^holm]\n\n[^holm]: By Holm's method.", "已校正。[^holm]\n\n[^holm]: Holm法。")
    body = export_chapter(notebook(markdown=words), "en", "contact", top=2).body
    assert '<a href="#contact-note-holm" id="contact-note-holm-mark">1</a>' in body
    assert '<li id="contact-note-holm">' in body and 'href="#contact-note-holm-mark"' in body
    assert "Holm法" in export_chapter(notebook(markdown=words), "zh", "contact", top=2).body
