"""How sure a difference is: the rule at its limits, and the same strength in both languages wherever it is put."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyi.exhibits.claims.sureness import FACTOR, RULES, WORDS, Sureness, below, matters, sure_of, weighed, word
from manyi.exhibits.numbers import Number
from manyi.language.formats import Unit
from manyi.study.plan import Claims
from tests.exhibits.conftest import a_codebook

# What tells a word of certainty in English, and in Chinese. A text with one must have the other.
STRENGTH = {"just": "勉强", "small": "幅度小", "about the same": "持平", "chance": "偶然"}


def of(value: float, low: float, high: float) -> Number:
    return Number(value, "points", low, high)


@pytest.mark.parametrize(
    ("effect", "passed", "same", "sure"),
    [
        (of(3.0, 0.31, 5.69), True, False, "shown"),
        (of(3.0, 0.29, 5.71), True, False, "only_just"),
        (of(-3.0, -5.71, -0.29), True, False, "only_just"),
        (of(1.2, 0.01, 2.4), True, False, "only_just"),  # before "small"
        (of(1.2, 0.5, 1.9), True, True, "small"),
        (of(-1.2, -1.9, -0.5), True, False, "small"),
        (of(1.2, -0.5, 1.9), False, True, "same"),
        (of(1.2, -0.5, 2.9), False, False, "chance"),
        (Number(9.0, "points"), True, False, "shown"),  # a complete count
    ],
)
def test_the_rule_at_its_limits(effect: Number, passed: bool, same: bool, sure: str) -> None:
    assert sure_of(effect, 2.0, passed=passed, same=same) == sure


@given(st.floats(-50, 50), st.floats(0.01, 30), st.floats(0.1, 5), st.booleans())
def test_only_a_passed_test_is_called_shown_and_the_sign_does_not_matter(
    value: float, half: float, delta: float, passed: bool
) -> None:
    one, other = of(value, value - half, value + half), of(-value, -value - half, -value + half)
    sure = sure_of(one, delta, passed=passed)
    assert sure == sure_of(other, delta, passed=passed)
    assert (sure == "chance") == (not passed)
    assert FACTOR[sure] == 0 or abs(value) >= delta or sure == "only_just"


@pytest.mark.parametrize("sure", WORDS)
def test_both_languages_say_the_same_strength(sure: Sureness) -> None:
    for text in (word(sure), RULES[sure]):
        for english, chinese in STRENGTH.items():
            if english in word(sure).en:
                assert chinese in word(sure).zh
            assert english in text.en or chinese not in text.zh or english == "chance"


def test_every_degree_has_its_word_and_no_two_have_the_same() -> None:
    assert set(WORDS) == set(FACTOR)
    for language in ("en", "zh"):
        assert len({word(sure)[language] for sure in FACTOR}) == len(FACTOR)


@pytest.mark.parametrize(
    ("unit", "item", "delta"),
    [("points", "index", 2.0), ("percentage_points", "channel__bot", 0.02), ("score_points", "speed", 0.08),
     ("percent", "", 0.02), ("coefficient", "index", math.nan),],
)  # fmt: skip
def test_what_matters_is_a_part_of_the_range_of_what_is_measured(unit: Unit, item: str, delta: float) -> None:
    plan = Claims(outcome="index", delta=2.0, unit="index")
    assert matters(plan, a_codebook(), Number(1.0, unit, item=item)) == pytest.approx(delta, nan_ok=True)


def test_a_net_promoter_score_ranges_over_two_hundred_points() -> None:
    book = a_codebook()
    book = book.model_copy(update={"derived": book.derived | {"nps": book.derived["index"].model_copy(
        update={"index": (), "nps": "speed"})}})  # fmt: skip
    plan = Claims(outcome="index", delta=2.0, unit="index")
    assert matters(plan, book, Number(1.0, "points", item="nps")) == pytest.approx(4.0)


def test_where_the_outcome_has_no_range_shares_are_in_percentage_points() -> None:
    plan = Claims(outcome="hours", delta=1, unit="hours")
    shares, hours = (matters(plan, a_codebook(), Number(1.0, unit)) for unit in ("percentage_points", "hours"))
    assert (shares, hours) == (0.01, 1)


@pytest.mark.parametrize("sure", WORDS)
@pytest.mark.parametrize(("value", "delta"), [(1.2, 2.0), (-1.2, 2.0), (3.0, 2.0), (1.2, math.nan)])
def test_what_would_matter_is_said_of_smaller_differences_that_are_shown_and_of_no_others(
    sure: Sureness, value: float, delta: float
) -> None:
    effect = of(value, value - 1, value + 1)
    smaller = sure in ("only_just", "small") and abs(value) < delta
    assert below(sure, effect, delta) == smaller
    said = weighed(sure, effect, delta)
    assert (said != word(sure)) == smaller
    assert ("2 points" in said.en, "2分" in said.zh) == (smaller, smaller)
