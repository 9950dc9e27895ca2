"""A long page folded and shortened: what is said once is still said, and a folded table is still whole."""

from __future__ import annotations

import pytest

from manyi.publish.page import tidy
from manyi.publish.page.tree import Tree, parsed, texts, with_class, written

TABLE = (
    '<table class="numbers"><caption><span class="title" id="a-t">A &lt; B</span><span>more</span></caption></table>'
)
EXHIBIT = f'<figure id="a" class="exhibit table-exhibit" role="group">{TABLE}</figure>'
FIGURE = EXHIBIT.replace("table-exhibit", "chart-exhibit")
LINE = '<span class="subtitle">Mean; <span class="common">Adults &amp; others; </span>2024</span>'
DRAWING = '<svg viewBox="0 0 1 1"><path d="M0 0" style="{}"/><path d="M1 1" style="{}"/></svg>'


def body(tree: Tree) -> str:
    """Return what is inside the body."""
    return written(tree).partition("<body>")[2].partition("</body>")[0]


def test_short_words_with_a_hyphen_stay_whole_in_headings_and_nothing_else_changes() -> None:
    text = "<h3><a>E-commerce <b>x</b> co-op</a> or on-line, self-administered-ones</h3><p>E-commerce</p>"
    tree = parsed(text)
    tidy.keep_hyphenated(tree)
    assert [box.text for box in with_class(tree, "span", "nobr")] == ["E-commerce", "co-op", "on-line"]
    assert tree.text_content() == parsed(text).text_content()


def test_a_table_exhibit_is_folded_under_its_title_and_a_figure_is_not() -> None:
    tree = parsed(EXHIBIT + "between" + FIGURE)
    tidy.fold(tree, {"a"})
    assert body(tree) == f'<details class="folded"><summary>A &lt; B</summary>{EXHIBIT}</details>between{FIGURE}'


def test_the_figures_of_the_weightiest_findings_are_not_folded() -> None:
    figures = "".join(FIGURE.replace('id="a"', f'id="{name}"') for name in "abcd")
    tree = parsed(f'{figures}<div class="fold">{FIGURE.replace(chr(97) + chr(34), "e" + chr(34))}</div>')
    shown = tidy.heaviest(tree, {"c": 2.0, "b": 1.0, "e": 9.0}, 3)
    assert shown == {"a", "b", "c"}  # the first of two that weigh nothing; what a chapter folds stays folded
    tidy.fold(tree, shown)
    assert len(with_class(tree, "details", "folded")) == 2
    assert not with_class(tree, "div", "fold")


def test_three_folded_exhibits_in_a_row_are_opened_together() -> None:
    tree = parsed(f'<div class="chapter">{EXHIBIT * 3}<p>words</p>{EXHIBIT * 2}</div>')
    tidy.fold(tree, set())
    tidy.stack(tree, "{n} more")
    (outer,) = with_class(tree, "details", "stack")
    assert next(outer.iter("summary")).text == "3 more"
    assert len(with_class(tree, "details", "folded")) == 6


def control(name: str, method: str) -> str:
    facts = f"<dl><dt>Method</dt><dd>{method}</dd><dt>Place</dt><dd>cell</dd></dl>"
    return f'<details class="sure"><summary>How sure?</summary><p>Plainly.</p><ul><li>{name}</li></ul>{facts}</details>'


def test_a_figure_answers_for_the_sentences_before_it_and_the_last_for_those_after() -> None:
    said = [f'<div class="sentence"><p>{name}</p>{control(name, "t")}</div>' for name in "abcd"]
    figure = f'<figure class="exhibit chart-exhibit">{control("f", "mean")}<p class="get">csv</p></figure>'
    tree = parsed(f'<div class="chapter"><h3>A</h3>{said[0]}{said[1]}{figure}{said[2]}<h3>B</h3>{said[3]}</div>')
    tidy.gather(tree)
    controls = with_class(tree, "details", "sure")
    assert [[entry.text for entry in one.iter("li")] for one in controls] == [["a", "b", "f"], ["c"], ["d"]]
    assert [fact.text for fact in controls[0].iter("dd")] == ["mean", "cell", "t"]  # what all share once
    assert "get" in controls[0][-1].get("class")


@pytest.mark.parametrize(("table", "name"), [(TABLE, "A &lt; B"), ("<table></table>", "")])
def test_every_table_is_in_a_box_that_scrolls_and_has_its_name(table: str, name: str) -> None:
    tree = parsed(f"<div>{table} after</div>")
    tidy.scroll(tree)
    box = f'<div class="scroll" role="group" tabindex="0" aria-label="{name}">{table}</div>'
    assert body(tree) == f"<div>{box} after</div>"


def test_the_first_figure_of_a_part_says_all_and_the_others_what_is_theirs() -> None:
    part = '<section class="part">{}</section>'.format
    chapters = f'<div class="chapter">{LINE * 2}</div><div class="chapter">{LINE}</div>'
    tree = parsed(part(chapters) + part(f'<div class="chapter">{LINE}</div>'))
    tidy.shorten(tree)
    said = [line.text_content() for line in with_class(tree, "span", "subtitle")]
    assert said == ["Mean; Adults & others; 2024", "Mean; 2024", "Mean; 2024", "Mean; Adults & others; 2024"]
    assert not with_class(tree, "span", "common")


def test_a_look_that_repeats_is_a_class_and_one_that_does_not_stays() -> None:
    tree = parsed(DRAWING.format("fill:red", "fill:blue") + DRAWING.format("fill:red", "fill:green"))
    rules = tidy.share_looks(tree)
    paths = list(tree.iter("path"))
    assert [path.get("style") for path in paths] == [None, "fill:blue", None, "fill:green"]
    (name,) = {path.get("class") for path in paths} - {None}
    assert rules == f".chart .{name}{{fill:red}}"


def test_more_looks_than_names_stay_where_they_are() -> None:
    tree = parsed("".join(DRAWING.format(f"x:{k}", f"x:{k}") for k in range(700)))
    assert tidy.share_looks(tree).count("{") == 26 * 26
    assert written(tree).count("style=") == 2 * (700 - 26 * 26)


def test_looks_outside_figures_are_left_alone() -> None:
    tree = parsed('<p style="a"></p><p style="a"></p>')
    assert tidy.share_looks(tree) == ""
    assert body(tree) == '<p style="a"></p><p style="a"></p>'


def test_headings_of_nothing_but_folded_exhibits_are_marked() -> None:
    folded = '<details class="folded"><summary>t</summary></details>'
    tree = parsed(
        f'<div class="chapter"><h3 id="a">A</h3><p>said</p><h4 id="b">B</h4><p>said of b</p>{folded}{folded}'
        f'<h4 id="c">C</h4>{folded}<div class="sentence">found</div>'
        f'<h4 id="d">D</h4><div class="reference">{folded}</div></div>'
    )
    tidy.mark_bare(tree)
    assert [block.text for block in tree.iter() if block.get("class") == "of-folded"] == ["B", "said of b", "D"]


def test_a_page_comes_out_of_the_tree_as_it_went_in() -> None:
    inside = (
        '<svg viewBox="0 0 1 1"><clipPath id="c"></clipPath><path d="M0 0" clip-path="url(#c)"/></svg>'
        '<img alt="1 &lt; 2 &amp; 满意" src="data:image/png;base64,AA+/=="><p>&lt;b&gt; \U0001f642 ‘x’</p>'
        '<details open><summary>a</summary></details><data value="1" id="n-a" data-low="0">1</data>'
        '<script type="application/json">{"a": "\\u003cb> & c"}</script>'
    )
    page = f"<!DOCTYPE html>\n<html><head><style>p > a {{x:url(data:,)}}</style></head><body>{inside}</body></html>"
    assert written(parsed(page)) == page
    assert "".join(texts(parsed(page))) == "<b> \U0001f642 ‘x’a1"
