"""Highest, lowest, letters and ranks: one rule for all of them, checked on random groups and on those of the issue."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.stats import Estimates, letters, means, standing
from manyi.stats.compare.between_groups import lettered_groups
from manyi.stats.compare.highest_lowest import standing_apart
from manyi.stats.design.design import Design
from tests.stats.compare.test_ranking import estimates

NAMED = {"one_one", "one_tied", "tied_one", "tied_tied"}


def hide(found: Estimates, *rows: int) -> Estimates:
    """Return the estimates with these rows suppressed."""
    found.table.loc[list(rows), "status"] = "suppressed"
    return found


@pytest.mark.parametrize("values", [[1.0], [1.0, 9.0], [1.0, 9.0, 5.0]])
def test_one_printable_group_is_neither_highest_nor_lowest(values: list[float]) -> None:
    found = hide(estimates(values, np.eye(len(values)) * 0.01), *range(1, len(values)))
    said = standing(found)
    assert (said.verdict, said.highest, said.lowest, said.ranked) == ("suppressed", (), (), False)


@pytest.mark.parametrize(("apart", "verdict"), [(3.0, "pair_differ"), (2.5, "pair_unclear"), (0.0, "pair_unclear")])
def test_two_groups_are_compared_by_the_two_sided_test_and_never_ranked(apart: float, verdict: str) -> None:
    # 2.5 / sqrt 2 = 1.77: past the one-sided limit, not past the two-sided one (p .08, as in the reports)
    said = standing(hide(estimates([apart, 0.0, 99.0], np.eye(3)), 2))
    assert said.verdict == verdict and not said.ranked
    assert (said.joint.groups, said.joint.left_out) == (2, 1)
    assert said.highest[0] == "0" and said.lowest[0] == ("1" if verdict == "pair_differ" else said.lowest[0])


def test_clear_ends_are_named_and_what_is_left_out_is_counted() -> None:
    said = standing(hide(estimates([10.0, 5.0, 0.0, 99.0], np.eye(4) * 0.1), 3))
    assert (said.verdict, said.highest, said.lowest, said.ranked) == ("one_one", ("0",), ("2",), True)
    assert (said.joint.groups, said.joint.left_out) == (3, 1)


def test_of_several_that_may_be_lowest_those_are_told_that_are_clear_of_all_together() -> None:
    found = estimates([10.0, 4.0, 1.0, 0.0], np.eye(4))
    assert standing(found).clear == (("0",), ("3", "2"))  # no intervals and no line: all of them
    for side, end in (("low", -1.96), ("high", 1.96)):
        found.table[side] = found.table["estimate"] + end
    every = estimates([4.9], np.eye(1))
    said = standing(found, every)
    assert (said.lowest, said.clear) == (("3", "2"), (("0",), ("3", "2")))
    near = standing(
        found, estimates([2.0], np.eye(1))
    )  # 2 is within 1.96 of the third: it may be lowest, and is not told
    assert (near.lowest, near.clear) == (("3", "2"), (("0",), ("3",)))


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.floats(0, 3), st.integers(0, 10_000))
def test_no_group_is_told_from_another_where_the_joint_test_does_not_pass(k: int, spread: float, seed: int) -> None:
    value = np.random.default_rng(seed).normal(0, spread, k)
    found = estimates(list(value), np.eye(k))
    said, written = standing(found), letters(found)
    if not said.joint.passed:
        assert said.verdict in {"none", "pair_unclear"} and not said.ranked and (written["higher_than"] == "").all()
    if said.verdict in NAMED or said.ranked:
        assert said.joint.passed and k >= 3
    if k == 2:
        assert (said.verdict == "pair_differ") == (written["higher_than"] != "").any()
    assert found.table["estimate"][int(said.highest[0])] == pytest.approx(value.max()) or said.verdict == "pair_unclear"


def test_letters_of_a_banner_follow_the_joint_test_of_each_item() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"group": np.repeat(list("abcdefgh"), 60), "weight": 1.0, "far": rng.normal(0, 1, 480)})
    frame["near"] = frame["far"] + 0.0
    frame.loc[frame["group"] == "a", "far"] += 2
    found = means(Design(frame), ["far", "near"], "group")
    table = lettered_groups(found)
    for item in ("far", "near"):
        alone = means(Design(frame), item, "group")
        assert table.loc[table["item"] == item, "higher_than"].tolist() == letters(alone)["higher_than"].tolist()
        assert (table.loc[table["item"] == item, "higher_than"] != "").any() == standing(alone).joint.passed


def theme_rows(low: list[float], high: list[float], hidden: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = pd.DataFrame({"theme": [f"t{k}" for k in range(len(low))], "low": low, "high": high, "base": 500})
    rows["estimate"] = (rows["low"] + rows["high"]) / 2
    rows = rows.assign(status="shown", reason="")
    if hidden is not None:
        rows.loc[hidden, ["estimate", "status", "reason"]] = np.nan, "suppressed", "small_cell"
    return rows, rows[["low", "high"]]


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=2, max_size=8))
@settings(deadline=None)
def test_where_intervals_hold_together_the_true_ends_are_among_those_told(drawn: list[tuple[float, ...]]) -> None:
    low, truth, high = np.sort(np.array(drawn), axis=1).T
    rows, apart = theme_rows(list(low), list(high))
    said = standing_apart(rows, "theme", apart)
    assert f"t{truth.argmax()}" in said.highest and f"t{truth.argmin()}" in said.lowest
    assert said.joint.passed == (low.max() > high.min())


@pytest.mark.parametrize(("low", "high", "verdict"), [
    ([0.5, 0.2, 0.0], [0.6, 0.4, 0.1], "one_one"), ([0.5, 0.2, 0.1], [0.6, 0.4, 0.3], "one_tied"),
    ([0.1, 0.1, 0.1], [0.5, 0.6, 0.4], "none"), ([0.5, 0.1], [0.6, 0.2], "pair_differ"),
])  # fmt: skip
def test_rows_are_ranked_only_where_intervals_do_not_meet(low: list[float], high: list[float], verdict: str) -> None:
    assert standing_apart(*_named(low, high)).verdict == verdict
    rows, apart = theme_rows([0.9, *low], [0.95, *high], hidden=0)
    said = standing_apart(rows, "theme", apart)  # what is hidden is neither named nor compared, but counted
    assert (said.verdict, said.joint.left_out, "t0" in said.highest) == (verdict, 1, False)


def _named(low: list[float], high: list[float]) -> tuple[pd.DataFrame, str, pd.DataFrame]:
    rows, apart = theme_rows(low, high)
    return rows, "theme", apart
