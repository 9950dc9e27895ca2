"""Nobody hidden follows from what is printed: the attacks of somebody who subtracts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi import stats
from manyi.stats.estimate.disclosure import Sums, confidential, protected


def people(sizes: dict[str, int], seed: int = 1) -> pd.DataFrame:
    """Return respondents of groups of these sizes with a mark from 0 to 10, a yes or no and a time."""
    random = np.random.default_rng(seed)
    count = sum(sizes.values())
    return pd.DataFrame(
        {
            "group": np.repeat(list(sizes), list(sizes.values())),
            "mark": random.integers(0, 11, count).astype(float),
            "yes": random.integers(0, 2, count).astype(float),
            "time": random.exponential(10, count),
            "weight": random.uniform(0.5, 2, count),
        }
    )


def recovered(frame: pd.DataFrame, item: str) -> float:
    """Return the mean of the hidden groups, from what is printed and the bases; NaN when nothing is hidden alone.

    Unweighted, as an attacker without the weights would.
    """
    made = stats.Design(frame)
    total = stats.means(made, item).table.iloc[0]
    table = stats.means(made, item, "group").table
    shown = table[table["status"] != "suppressed"]
    hidden = table[table["status"] == "suppressed"]
    rest = total["estimate"] * total["base"] - (shown["estimate"] * shown["base"]).sum()
    return rest / hidden["base"].sum() if 0 < hidden["base"].sum() < 5 else float("nan")


@pytest.mark.parametrize("item", ["mark", "time", "yes"])
@pytest.mark.parametrize("sizes", [{"woman": 1, "man": 199}, {"a": 1, "b": 2, "c": 60, "d": 137}])
def test_one_woman_among_two_hundred_cannot_be_worked_out(item: str, sizes: dict[str, int]) -> None:
    assert np.isnan(recovered(people(sizes), item))


def test_the_reason_is_said_and_the_total_stays() -> None:
    made = stats.Design(people({"woman": 1, "man": 199}))
    table = stats.means(made, "mark", "group").table.set_index("group")
    assert table.loc["man", ["status", "reason"]].tolist() == ["suppressed", "confidential"]
    assert stats.means(made, "mark").table["status"].tolist() == ["shown"]


@pytest.mark.parametrize("count", [0, 7])
def test_seven_of_one_answer_are_confidential_by_the_zero(count: int) -> None:
    frame = people({"woman": 7, "man": 193})
    frame.loc[frame["group"] == "woman", "yes"] = float(count > 0)
    table = stats.shares(stats.Design(frame), "yes", "group").table
    assert (table["status"] == "suppressed").all()


def test_nothing_confidential_hides_nothing_more() -> None:
    """Twenty who differ are too few to print, but no secret: the others stay as they were."""
    frame = people({"small": 20, "a": 90, "b": 90})
    frame.loc[frame["group"] == "small", "yes"] = np.repeat([0.0, 1.0], 10)
    for found in (stats.means(stats.Design(frame), "mark", "group"), stats.shares(stats.Design(frame), "yes", "group")):
        table = found.table.set_index("group")
        assert table.loc["small", "reason"] == "base_below_30"
        assert (table.loc[["a", "b"], "status"] != "suppressed").all()


def test_a_crossed_table_is_held_along_both_of_its_sides() -> None:
    n = np.array([[1, 50, 60], [40, 70, 80], [90, 45, 55]], float).reshape(-1, 1)
    sums = Sums(n, n, n * 3.0, n * 13.0)
    hidden = protected(sums, n < 30, np.zeros(1, bool), {"row": 3, "column": 3}).reshape(3, 3)
    assert hidden[0, 0] and not (hidden.sum(axis=0) == 1).any() and not (hidden.sum(axis=1) == 1).any()
    alone = protected(sums, n < 30, np.zeros(1, bool), {"wave": 3, "column": 3}).reshape(3, 3)
    assert alone.sum() == 2  # waves have no total: only the line of the wave is held


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.integers(0, 99))
def test_hidden_groups_together_may_be_told_or_nothing_is_printed(sizes: list[int], seed: int) -> None:
    random, share = np.random.default_rng(seed), np.array([True, False])
    n = np.repeat(np.array(sizes, float)[:, None], 2, axis=1)
    ones = np.column_stack([random.binomial(np.array(sizes), 0.1), random.poisson(9, len(sizes)) * n[:, 0]])
    sums = Sums(n, n, ones, np.column_stack([ones[:, 0], ones[:, 1] * 12]))
    hidden = protected(sums, n < 30, share, {"group": len(sizes)})
    assert (hidden | ~(n < 30)).all()
    secret = confidential(sums.within(hidden), share)
    assert not (secret & (~hidden & (n > 0)).any(axis=0)).any()
