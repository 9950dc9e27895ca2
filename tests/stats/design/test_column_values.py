"""What no estimate can be made from is refused in one line, wherever it comes in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.errors import InputError
from manyi.stats import Design
from tests.stats.samples import design, sample

METHODS: dict[str, Callable[[Design, float], object]] = {
    "means": lambda d, level: stats.means(d, "x", level=level),
    "by": lambda d, level: stats.means(d, "x", "group", level),
    "quantiles": lambda d, level: stats.quantiles(d, "x", level=level),
    "ratios": lambda d, level: stats.ratios(d, "x", "y", level=level),
    "totals": lambda d, level: stats.totals_of(d, "x", level=level),
    "regression": lambda d, level: stats.regression(d, "x", ["y"], level=level),
    "importance": lambda d, level: stats.importance(d, "x", ["y", "group"], replicates=50, level=level),
    "replicates": lambda d, level: stats.replicate_means(stats.jackknife(d), "x", level=level),
}


def refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("level", [95, 0, 1, -0.5, np.nan, "0,95"])
def test_a_level_lies_between_0_and_1(name: str, level: float) -> None:
    refused(lambda: METHODS[name](design(sample(1)), level), "a confidence level is between 0 and 1")


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("infinite", [np.inf, -np.inf])
def test_infinite_answers_are_refused(name: str, infinite: float) -> None:
    frame = sample(2)
    frame.loc[5, "x"] = infinite
    refused(lambda: METHODS[name](design(frame), 0.95), "column x: infinite in 1 rows, first in row 5")


@pytest.mark.parametrize(
    ("weight", "message"),
    [("1,5", "not a number"), (np.nan, "missing or negative"), (-1.0, "missing or negative"), (np.inf, "infinite")],
)
def test_weights_that_are_none_are_refused(weight: object, message: str) -> None:
    frame = sample(3).astype({"weight": object})
    frame.loc[4, "weight"] = weight
    refused(lambda: design(frame), f"column weight: .*{message}")


def test_an_empty_sample_is_refused_and_numbers_given_as_text_are_numbers() -> None:
    frame = sample(4)
    refused(lambda: design(frame.iloc[:0]), "a sample without a row")
    given = stats.means(design(frame.assign(weight=frame["weight"].map(repr))), "x").table
    pd.testing.assert_frame_equal(given, stats.means(design(frame), "x").table)


def test_a_code_of_a_missing_answer_is_no_detractor() -> None:
    frame = sample(5, gaps=0.0).assign(points=lambda f: f["x"] % 11)
    stats.nps(design(frame), "points")
    frame.loc[[3, 7], "points"] = -99
    refused(lambda: stats.nps(design(frame), "points"), "column points: answers -99 to a scale of 0 to 10")
    inside = (frame["points"] >= 0).to_numpy()
    assert stats.nps(design(frame).where(inside), "points").row()["base"] == len(frame) - 2


NO_NUMBERS = {
    "text among numbers": lambda n: pd.Series(["7"] * (n - 1) + ["?"], dtype=object),
    "words": lambda n: pd.Series(pd.Categorical(["good", "bad"] * (n // 2))),
    "days": lambda n: pd.Series(pd.date_range("2024-01-01", periods=n)),
    "durations": lambda n: pd.Series(pd.to_timedelta(np.arange(n), unit="D")),
    "complex": lambda n: pd.Series(np.arange(n) + 0j),
    "lists": lambda n: pd.Series([[1]] * n),
    "beyond all sums": lambda n: pd.Series(np.where(np.arange(n) % 2, 1e308, 1.0)),
}
AS_NUMBERS: dict[str, Callable[[Design], object]] = {
    "means": lambda d: stats.means(d, "q"),
    "quantiles": lambda d: stats.quantiles(d, "q"),
    "versus rest": lambda d: stats.versus_rest(d, "q", "group"),
    "linear": lambda d: stats.regression(d, "q", ["x"]),
    "logit": lambda d: stats.regression(d, "q", ["x"], "logit"),
    "count": lambda d: stats.regression(d, "q", ["x"], "count"),
    "importance": lambda d: stats.importance(d, "q", ["x", "group"], replicates=50),
    "asymmetry": lambda d: stats.asymmetry(d, "x", {"q": (1, 5)}, replicates=50),
    "options": lambda d: stats.columns(d, "x", ["q"]),
    "cronbach": lambda d: stats.cronbach(d, ["q", "x"]),
    "weight": lambda d: Design(d.frame, "q"),
}


@pytest.mark.parametrize("name", AS_NUMBERS)
@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_what_is_no_number_is_no_answer_to_compute_with(name: str, kind: str) -> None:
    frame = sample(6, gaps=0.0)
    refused(
        lambda: AS_NUMBERS[name](design(frame.assign(q=NO_NUMBERS[kind](len(frame))))), "column q: (not a number|above)"
    )


AS_GROUPS: dict[str, Callable[[Design], object]] = {
    "by": lambda d: stats.means(d, "x", "q"),
    "distribution": lambda d: stats.distribution(d, "q"),
    "versus rest": lambda d: stats.versus_rest(d, "x", "q"),
    "chi square": lambda d: stats.chi_square(d, "q", "group"),
    "predictor": lambda d: stats.regression(d, "x", ["q"]),
}


@pytest.mark.parametrize("name", AS_GROUPS)
@pytest.mark.parametrize("answer", [np.inf, [1], "?"])
def test_answers_that_cannot_be_groups_are_refused(name: str, answer: object) -> None:
    frame = sample(7, gaps=0.0)
    odd = pd.Series([1.0] * (len(frame) - 1), dtype=float if answer == np.inf else object)
    odd = pd.concat([odd, pd.Series([answer])], ignore_index=True)
    refused(lambda: AS_GROUPS[name](design(frame.assign(q=odd))), "column q: (infinite|answers of several kinds)")


def test_an_unknown_column_is_answered_with_names_like_it_and_some_of_those_there_are() -> None:
    rows = pd.DataFrame(
        1.0, index=range(3), columns=["index", "index_before", "channel", *(f"q{k}" for k in range(90))]
    )
    taken = Design(rows.assign(weight=1.0))
    asked = (lambda: stats.means(taken, "indx"), lambda: stats.means(taken, "channel", by="indx"),
             lambda: taken.where({"indx": [1]}))  # fmt: skip
    for ask in asked:
        with pytest.raises(InputError, match="^column indx: no such column in the rows: did you mean index") as refused:
            ask()
        assert "(allowed: index, index_before, channel, q0" in str(refused.value) and "54 more)" in str(refused.value)
    with pytest.raises(InputError, match=r"^column entirely_other: no such column in the rows \(allowed: index"):
        stats.means(taken, "entirely_other")
