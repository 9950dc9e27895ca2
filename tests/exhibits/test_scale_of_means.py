"""A mean is never printed without what it is out of: once in a sentence, in the head of a column, under a title."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from manyi.exhibits import Chapter, Number, Text, change, dots, gap, grid, level
from manyi.exhibits.names import Names
from manyi.language import formats
from tests.exhibits.conftest import Shown, a_change, a_codebook, by_channel, estimates

RATED = {"item": "speed", "unit": "score"}


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def sentence_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html.split("<details")[0])


@pytest.mark.parametrize(
    ("ends", "unit", "en", "zh"),
    [
        ((1.0, 10.0), "score", "of 10", "满分10分"),
        ((0.0, 100.0), "index", "of 100 points", "满分100分"),
        ((-2.0, 2.0), "score", "on a scale from −2 to 2", "量表为−2～2"),
    ],
)
def test_a_scale_has_one_form(ends: tuple[float, float], unit: Any, en: str, zh: str) -> None:
    assert (formats.scale(ends, unit, "en"), formats.scale(ends, unit, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("unit", "item", "en"),
    [("score", "speed", "of 5"), ("index", "index", "of 100 points"), ("nps", "speed", "on a scale from −100 to 100"),
     ("percent", "speed", ""), ("score_points", "speed", ""), ("score", "of no codebook", ""), ("count", "speed", "")],
)  # fmt: skip
def test_what_a_mean_is_out_of_is_that_of_its_item(names: Names, unit: Any, item: str, en: str) -> None:
    assert names.scale([Number(3.0, unit, item=item)], "en") == en


def test_every_claim_about_a_mean_names_its_scale_once(chapter: Chapter, shown: Shown) -> None:
    row = estimates({"channel": ["phone"]}, [4.2], half=0.1, **RATED).iloc[0]
    moved = a_change(**RATED, value=4.26, before_value=4.12, difference=0.14, low=0.05, high=0.23)
    pair = {**RATED, "difference": 0.3, "se": 0.1, "low": 0.1, "high": 0.5, "df": 99.0, "t": 3.0, "p": 0.01}
    a, b = Text(en="callers", zh="电话用户"), Text(en="others", zh="其他人")
    bracketed = Text(en="Phone leads ({value}).", zh="电话最高（{value}）。")
    claims = (
        (level(row), "is 4.20 of 5.", "为4.20（满分5分）"),
        (change(moved), "rose to 4.26 of 5, 0.14 points more", "升至4.26（满分5分），较2023年高0.14分"),
        (gap(pair, a, b, a_row=row, b_row=row), "That is 4.20 against 4.20 of 5.", "后者为4.20（满分5分）"),
        (
            level(row, text=bracketed),
            "(4.20 of 5)",
            "（4.20，满分5分）",
        ),
    )
    for name, (claim, en, zh) in zip("abcd", claims, strict=True):
        chapter.claim(name, claim)
        texts = {language: sentence_of(shown[f"contact-{name}"][language]) for language in ("en", "zh")}
        assert en in texts["en"] and texts["en"].count("of 5") == 1
        assert zh in texts["zh"] and texts["zh"].count("满分") == 1


def test_a_figure_and_a_table_name_it_where_all_share_it(chapter: Chapter, shown: Shown) -> None:
    frame = estimates({"channel": ["phone", "bot"]}, [4.2, 3.9], half=0.1, **RATED)
    chapter.show("figure", dots(frame))
    chapter.show("table", grid(frame))
    for exhibit in ("contact-figure", "contact-table"):
        text = plain(shown[exhibit]["en"])
        assert "Speed (mean score, of 5)" in text
        assert "Mean score, of 5 (95 % interval)" in text and "4.20 of 5" not in text
        assert "平均分，满分5分" in plain(shown[exhibit]["zh"])


def test_where_columns_stand_side_by_side_the_caption_names_it(chapter: Chapter, shown: Shown) -> None:
    items = [item for item in ("speed", "clear") for _ in range(3)]
    keys = {"item": items, "channel": ["phone", "bot", "store"] * 2}
    chapter.show("table", grid(estimates(keys, [4.2, 3.9, 4.0] * 2, half=0.1, unit="score"), columns="channel"))
    assert "Mean score, of 5" in plain(shown["contact-table"]["en"])


def test_means_of_several_scales_each_say_theirs(chapter_of: Callable[..., Chapter], shown: Shown) -> None:
    book = a_codebook()
    book.items["clear"].scale.__dict__["high"] = 10  # type: ignore[union-attr]
    chapter = chapter_of(book=book)
    chapter.show("table", grid(estimates({"item": ["speed", "clear"]}, [4.2, 8.1], half=0.1, unit="score")))
    text = plain(shown["contact-table"]["en"])
    assert "4.20 of 5" in text and "8.10 of 10" in text and "Mean score (95 % interval)" in text


def test_the_headline_names_it(chapter: Chapter, shown: Shown) -> None:
    chapter.headline("headline", estimates({}, [4.2], half=0.1, **RATED).iloc[0])
    assert '<span class="scale"> of 5</span>' in shown["contact-headline"]["en"]
    chapter.headline("index", by_channel().iloc[0])
    assert "（满分100分）" in shown["contact-index"]["zh"]
