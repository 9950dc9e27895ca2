"""Published figures against each other: the worked figures of the five source reports, and rounding by brute force."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.studies.source_report import checks


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 2), st.sampled_from(["half_up", "cut"]))
def test_grim_is_what_rounding_every_count_gives(shown, base, digits, rounding):
    unit = Decimal(1).scaleb(-digits)
    percent = str(min(Decimal(shown) * unit * 2 + unit, Decimal(100)).quantize(unit))
    how = ROUND_HALF_UP if rounding == "half_up" else ROUND_DOWN
    fits = [k for k in range(base + 1) if (Decimal(100 * k) / base).quantize(unit, how) == Decimal(percent)]
    exact = Decimal(percent) * base / 100
    assert checks.grim(percent, base, rounding) == min(fits, key=lambda k: abs(k - exact), default=None)


def test_the_firms_need_a_base_of_163_or_80_when_digits_are_cut():
    percents = ["36.2", "32.5", "68.7", "20", "78"]
    assert checks.one_base(percents) == (163, (59, 53, 112, 33, 127))
    assert checks.one_base(percents[:1] + percents[1:2] + ["20"], "cut").base == 80
    assert checks.grim("36.2", 80) is None and checks.grim("36.2", 80, "cut") == 29


def test_two_thirds_can_be_two_of_three():
    assert checks.one_base(["66.7"]) == (3, (2,))
    assert checks.wilson(2, 3) == pytest.approx((0.208, 0.939), abs=5e-4)
    with pytest.raises(InputError):
        checks.grim("50", 0)


def test_parts_add_up_within_their_rounding():
    assert checks.adds_up(["36.2", "32.5"], "68.7")
    assert checks.adds_up(["33.3", "33.3", "33.3"], "100")
    assert not checks.adds_up(["36.2", "32.5"], "69.0")


def test_means_of_groups_say_how_large_they_are():
    assert checks.share_of_first("79", "81", "76") == pytest.approx(0.6)
    assert checks.share_of_first("82", "81", "76") > 1
    assert checks.mean_of_rest("78.5", ["85", "75", "80"], 12) == pytest.approx(78.0)
    for wrong in (lambda: checks.share_of_first("79", "81", "81"), lambda: checks.mean_of_rest("78", ["1", "2"], 2)):
        with pytest.raises(InputError):
            wrong()


def test_a_change_is_set_against_the_smallest_that_shows():
    assert checks.smallest_change(3000, 20, 1.5) == pytest.approx(1.24, abs=5e-3)


def test_a_fall_by_a_fifth_has_two_readings_with_the_same_mean():
    found = checks.two_readings("78.5", "0.70", "0.20")
    assert found["relative"] == pytest.approx((83.5, 66.8), abs=0.02)
    assert found["points"] == pytest.approx((84.5, 64.5))
    for once, again in found.values():
        assert 0.7 * once + 0.3 * again == pytest.approx(78.5)


def test_two_decimals_need_ten_million_reviews():
    assert checks.cases_for_last_digit("97.11") == pytest.approx(1.12e7, rel=5e-3)


def test_the_fewest_that_show_a_target_is_met():
    k = checks.fewest_met("95", 1000)
    assert k == 962  # 960 of 1,000 does not, 965 does
    assert checks.fewest_met("95", 20) is None
