"""A word is explained where a reader first meets it, in prose, once."""

from __future__ import annotations

import pytest

from manyi.publish.page import glossary
from manyi.publish.page.tree import parsed, with_class, written

PAGE = (
    '<p>An index before.</p><div class="opening"><p class="what">Satisfaction <b>index</b></p></div>'
    "<h2>Importance</h2><figure><svg><p>design effect</p></svg><table><td><p>p value</p></td></table></figure>"
    '<p>The <a href="#x">importance</a> of an index, its importance, and a base, unweighted, with weights &lt;b&gt;</p>'
    '<dl class="glossary"><p>effective n</p></dl>'
)


def test_the_first_use_in_prose_is_linked_and_nothing_else() -> None:
    tree = parsed(PAGE)
    before = tree.text_content()
    glossary.link(tree, "en")
    links = [(link.get("href"), link.text) for link in with_class(tree, "a", "word")]
    assert links == [
        ("#word-index", "index"), ("#word-importance", "importance"), ("#word-base", "unweighted"),
        ("#word-weight", "weights"),
    ]  # fmt: skip
    assert "<p>An index before.</p>" in written(tree)
    assert tree.text_content() == before
    for link in with_class(tree, "a", "word"):
        link.drop_tag()
    assert written(tree) == written(parsed(PAGE))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_can_be_met(language: str) -> None:
    entries = glossary.entries(language)
    assert len(entries) == 12
    met = {
        "en": "index, unweighted count, weight, 95 % interval, effective n, design effect, rose, p value, adjusted, "
        "two best, importance, not printed",
        "zh": "指数、未加权、权数、95%置信区间、有效样本量、设计效应、上升、p值、校正、前两档、重要性、不予公布",
    }[language]
    page = f'<div class="opening"></div><p>{met}</p><dl class="glossary">'
    tree = parsed(page)
    glossary.link(tree, language)
    assert len(with_class(tree, "a", "word")) == 12


def test_a_page_without_a_glossary_stays_as_it_is() -> None:
    tree = parsed("<p>index</p>")
    glossary.link(tree, "en")
    assert not with_class(tree, "a", "word")
