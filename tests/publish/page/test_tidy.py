"""A long page folded and shortened: what is said once is still said, and a folded table is still whole."""

from __future__ import annotations

import pytest

from manyi.publish.page.tidy import brief, folded, scrollable

TABLE = (
    '<table class="numbers"><caption><span class="title" id="a-t">A &lt; B</span><span>more</span></caption></table>'
)
EXHIBIT = f'<figure id="a" class="exhibit table-exhibit" role="group">{TABLE}</figure>'
FIGURE = EXHIBIT.replace("table-exhibit", "chart-exhibit")
LINE = {
    "en": "Mean; Adults &amp; others; 2024; 95 % interval, assuming those who answered resemble others",
    "zh": "平均分；18岁以上；2024；95%区间（假设受访者能代表他人）",
}
SHORT = {"en": "Mean; 2024; 95 % interval", "zh": "平均分；2024；95%区间"}


def test_a_table_exhibit_is_folded_under_its_title_and_a_figure_is_not() -> None:
    made = folded(EXHIBIT + FIGURE)
    assert made == f'<details class="folded"><summary>A &lt; B</summary>{EXHIBIT}</details>{FIGURE}'


def test_every_table_is_in_a_box_that_scrolls_and_has_its_name() -> None:
    assert scrollable(TABLE) == f'<div class="scroll" role="group" tabindex="0" aria-label="A &lt; B">{TABLE}</div>'
    assert 'aria-label=""' in scrollable("<table></table>")


@pytest.mark.parametrize(("language", "population"), [("en", "Adults & others"), ("zh", "18岁以上")])
def test_the_first_figure_of_a_chapter_says_all_and_the_others_what_is_theirs(language: str, population: str) -> None:
    line = f'<span class="subtitle">{LINE[language]}</span>'
    first, second = brief(line + "|" + line, population, language).split("|")
    assert first == line
    assert second == f'<span class="subtitle">{SHORT[language]}</span>'


def test_a_subtitle_without_population_or_assumption_stays() -> None:
    lines = '<span class="subtitle">Mean; 99 % interval</span>' * 2
    assert brief(lines, "Adults", "en") == lines
