"""A word is explained where a reader first meets it, in prose, once."""

from __future__ import annotations

import re

import pytest

from manyi.publish.page import tidy

PAGE = (
    '<p>An index before.</p><div class="opening"><p class="what">Satisfaction <b>index</b></p></div>'
    "<h2>Importance</h2><figure><svg><p>design effect</p></svg><table><td><p>p value</p></td></table></figure>"
    '<p>The <a href="#x">importance</a> of an index, its importance, and a base, unweighted, with weights &lt;b&gt;</p>'
    '<dl class="glossary"><p>effective n</p></dl>'
)


def test_the_first_use_in_prose_is_linked_and_nothing_else() -> None:
    made = tidy.linked(PAGE, "en")
    assert re.findall(r'<a class="word" href="#word-([a-z-]+)">([^<]*)</a>', made) == [
        ("index", "index"), ("importance", "importance"), ("base", "unweighted"), ("weight", "weights"),
    ]  # fmt: skip
    assert "<p>An index before.</p>" in made
    assert re.sub(r'<a class="word"[^>]*>([^<]*)</a>', r"\1", made) == PAGE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_can_be_met(language: str) -> None:
    entries = tidy.entries(language)
    assert len(entries) == 12
    met = {
        "en": "index, unweighted count, weight, 95 % interval, effective n, design effect, rose, p value, adjusted, "
        "two best, importance, too few answers",
        "zh": "指数、未加权、权数、95%区间、有效样本量、设计效应、上升、p值、校正、前两档、重要性、回答数过少",
    }[language]
    page = f'<div class="opening"></div><p>{met}</p><dl class="glossary">'
    assert tidy.linked(page, language).count('class="word"') == 12


def test_a_page_without_a_glossary_stays_as_it_is() -> None:
    assert tidy.linked("<p>index</p>", "en") == "<p>index</p>"
