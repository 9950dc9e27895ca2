"""What a trend is called follows both tests, in both languages, with the same numbers and no typed one."""

from __future__ import annotations

import re

import pytest

from manyi.exhibits.claims.sentence import check
from manyi.language.text import Text
from manyi.stats.compare.ranks import Trend
from manyi.studies.firms.assessed import SENTENCES, trend_claim

WORDS = {
    "what": Text(en="The score", zh="得分"),
    "over": Text(en="size", zh="规模"),
    "within": Text(en="industry", zh="行业"),
}


def claim(p: float, z: float, p_inside: float, z_inside: float) -> object:
    return trend_claim((0.2, 0.05, 0.34), Trend(z, p, 163, 1), Trend(z_inside, p_inside, 150, 9), item="score", **WORDS)


@pytest.mark.parametrize(
    ("p", "z", "p_inside", "z_inside", "verdict", "shown"),
    [
        (0.01, 2.6, 0.02, 2.3, "rises", True),
        (0.01, 2.6, 0.30, 1.0, "rises_between", True),
        (0.01, 2.6, 0.01, -2.6, "rises_between", True),  # the other way round within industries
        (0.01, -2.6, 0.02, -2.3, "falls", True),
        (0.051, 1.95, 0.01, 2.6, "unclear", False),
    ],
)
def test_words_follow_the_tests(
    p: float, z: float, p_inside: float, z_inside: float, verdict: str, shown: bool
) -> None:
    made = claim(p, z, p_inside, z_inside)
    assert (made.verdict, made.shown) == (verdict, shown)
    assert made.sentence == SENTENCES[verdict]
    assert made.numbers["trend"].p == p
    assert made.numbers["inside"].base == 150


@pytest.mark.parametrize("verdict", SENTENCES)
def test_sentences_hold_in_both_languages(verdict: str) -> None:
    made = claim(0.01, 2.6, 0.02, 2.3)
    check(verdict, {"en": SENTENCES[verdict].en, "zh": SENTENCES[verdict].zh}, {**made.numbers, **WORDS})


def test_only_a_shown_trend_is_said_to_rise_or_fall() -> None:
    for verdict, text in SENTENCES.items():
        assert bool(re.search("rises|falls", text.en)) == (verdict != "unclear")
        assert "因为" not in text.zh
        assert "because" not in text.en
