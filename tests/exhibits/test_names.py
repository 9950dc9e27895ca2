"""What the weights of a study are, and that its intervals say so."""

from __future__ import annotations

import pytest

from manyi.exhibits.names import Names
from manyi.language.text import Text
from manyi.study.study import Weights
from tests.exhibits.conftest import a_codebook, a_study

ASSUMED = {"raked": "same channel", "delivered": "delivered weights", "none": "no weighting"}


@pytest.mark.parametrize(
    ("design", "margins", "wave", "weights"),
    [
        ({}, [], 2024, "none"),
        ({"weight": "w"}, [], 2024, "delivered"),
        ({"weight": "w", "unweighted": [2023]}, [], 2023, "none"),
        ({"weight": "w", "unweighted": [2023]}, [], None, "delivered"),
        ({"weight": "w"}, ["channel"], 2024, "raked"),
    ],
)
def test_intervals_assume_what_the_weights_are(
    design: dict[str, object], margins: list[str], wave: int | None, weights: Weights
) -> None:
    made = a_study(design=design, weighting={"margins": margins})
    assert made.weights(wave) == weights
    assert ASSUMED[weights] in Names.of_study(a_codebook(), made, wave).interval("model", "en")


@pytest.mark.parametrize(("short", "subject"), [
    ("Score", "the score"), ("Service index", "the service index"), ("Scorecard", "Scorecard"), ("Hours", "Hours"),
])  # fmt: skip
def test_an_english_measure_takes_an_article_as_the_subject_of_a_sentence(short: str, subject: str) -> None:
    book = a_codebook()
    derived = book.derived["index"].model_copy(update={"short": Text(en=short, zh="得分")})
    named = Names(book.model_copy(update={"derived": {"index": derived}}))
    assert named.rated("index", "en") == subject
