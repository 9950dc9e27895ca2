"""Answers that do not vary: whatever their value, weights and design, no test calls them different or changed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.stats import (
    Design,
    Estimates,
    changes,
    columns,
    decomposition,
    distribution,
    extremes,
    letters,
    means,
    nps,
    omnibus,
    one_sample,
    pairwise,
    quantiles,
    rank_test,
    share_changes,
    shares,
    versus_rest,
)
from manyi.stats.compare.battery_items import against_mean
from manyi.stats.estimate.rounding import distinct, without_rounding

KINDS = ["plain", "weighted", "raked", "clustered"]
VALUES = [1.0, 3.0, 9.0, 10.0, 7.1, 86.7, 100.0, 1 / 3, -2.5e6]


def two_waves(kind: str, seed: int, **answers: object) -> Design:
    """Return 240 to 400 people in two waves, by one of four designs, in two sexes and three groups."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(240, 400))
    frame = pd.DataFrame({"wave": rng.choice([2023, 2024], n), "sex": rng.choice(["f", "m"], n)})
    frame["group"], frame["base"] = rng.choice(["a", "b", "c"], n), 1.0
    frame["weight"] = 1.0 if kind in ("plain", "raked") else np.round(rng.uniform(0.3, 3, n), 4)
    frame = frame.assign(**answers)
    if kind == "raked":
        size = frame.groupby(["wave", "sex"])["base"].transform("sum")
        people = frame.groupby("wave")["base"].transform("sum")
        frame["weight"] = frame["sex"].map({"f": 0.55, "m": 0.45}) * people / size
        return Design(frame, base_weight="base", margins=("sex",), raked_within="wave", wave="wave")
    if kind == "clustered":
        psu = rng.integers(0, 24, n)
        return Design(frame.assign(psu=psu, stratum=psu % 3), stratum="stratum", psu="psu", wave="wave")
    return Design(frame, wave="wave")


def p_values(design: Design) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the p values of every kind of test of an item x."""
    now = design.where(design.frame["wave"] == 2024)
    groups = means(now, "x", "group", widest=None)
    yield "contrast", pairwise(groups, "none")["p"].to_numpy()
    yield "against the mean", against_mean(groups)["p"].to_numpy()
    yield "part", versus_rest(now, "x", "group")["p"].to_numpy()
    yield "joint", np.array([omnibus(groups).p])
    yield "ranks", np.array([rank_test(now, "x", "group", score).test.p for score in ("wilcoxon", "normal", "median")])
    yield "change", changes(design, "x", 2024, 2023, by="group")["p"].to_numpy()
    yield "mix and rate", decomposition(design, "x", "group", 2024, 2023).parts["p"].to_numpy()
    yield "letters", pairwise(groups)["p_adjusted"].to_numpy()
    marked = now.assign(one=(now.frame["group"] != "a").astype(float), two=(now.frame["group"] != "b").astype(float))
    yield "columns", pairwise(columns(marked, "x", ["one", "two"]))["p"].to_numpy()


@pytest.mark.parametrize(("kind", "value", "seed"), [(KINDS[k % 4], value, k) for k, value in enumerate(VALUES)])
def test_one_answer_of_everybody_is_never_tested(kind: str, value: float, seed: int) -> None:
    design = two_waves(kind, seed, x=value)
    for name, p in p_values(design):
        assert np.isnan(p).all(), name
    row = changes(design, "x", 2024, 2023).iloc[0]
    assert (row["verdict"], row["difference"], row["se"]) == ("unchanged", 0.0, 0.0)
    assert row[["low", "high", "low95", "high95", "p_same", "smallest"]].isna().all()
    now = means(design.where(design.frame["wave"] == 2024), "x", "group")
    assert (letters(now)["higher_than"] == "").all() and omnibus(now).form == "untested"
    sets = extremes(now)
    assert sets["highest"].all() and sets["lowest"].all() and (sets["rank_low"] == 1).all()
    row = quantiles(design, "x").row()
    assert (row["estimate"], row["low"], row["high"]) == (value, value, value)


@pytest.mark.parametrize("kind", KINDS)
def test_answers_that_differ_by_rounding_only_do_not_vary(kind: str) -> None:
    rng = np.random.default_rng(1)
    design = two_waves(kind, 1)
    noise = rng.choice([0.1 + 0.2, 0.3, np.nextafter(0.3, 1)], len(design.frame))
    for name, p in p_values(design.assign(x=noise)):
        assert np.isnan(p).all(), name


@pytest.mark.parametrize("kind", KINDS)
def test_groups_that_do_not_vary_but_differ_are_said_as_they_are(kind: str) -> None:
    wave = two_waves(kind, 2)
    frame = wave.frame
    design = wave.assign(x=np.where(frame["wave"] == 2023, 3.0, 5.0), y=(frame["wave"] == 2024).astype(float))
    rows = pd.concat([changes(design, "x", 2024, 2023, by="sex"), changes(design, ["x", "y"], 2024, 2023)])
    assert rows["verdict"].eq("untested").all() and rows["p_adjusted"].isna().all()
    assert rows.loc[rows["item"] == "x", "difference"].to_numpy() == pytest.approx(2)
    moved = share_changes(distribution(design, "y", "wave"), 2024, 2023)  # 0 % then 100 %
    assert moved["verdict"].eq("untested").all() and sorted(moved["difference"]) == pytest.approx([-100, 100])
    both = shares(design, "y", "wave")
    assert np.isnan(omnibus(both).p) and omnibus(both).form == "untested"
    of_groups = means(wave.assign(x=frame["group"].map({"a": 3.0, "b": 5.0, "c": 5.0})), "x", "group")
    assert omnibus(of_groups).form == "untested" and pairwise(of_groups)["p_adjusted"].isna().all()
    assert extremes(of_groups)["highest"].all()
    assert one_sample(of_groups, 4.0)["p"].isna().all()


@pytest.mark.parametrize("answer", [0.0, 7.0, 8.0, 10.0])
def test_a_net_promoter_score_of_one_answer_has_no_error(answer: float) -> None:
    found = nps(two_waves("raked", 3, x=answer), "x", "group")
    assert (found.table["se"] == 0).all() and not found.spread.any()
    value = {0.0: -100.0, 10.0: 100.0}.get(answer, 0.0)
    assert found.table["estimate"].to_list() == pytest.approx([value] * 3) and omnibus(found).form == "untested"


def test_a_margin_the_weights_fix_has_no_error() -> None:
    design = two_waves("raked", 4, x=0.0)
    design = design.assign(x=(design.frame["sex"] == "f").astype(float))
    rows = changes(design, "x", 2024, 2023)
    assert rows["verdict"].to_list() == ["unchanged"] and rows["value"].to_numpy() == pytest.approx(0.55)


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(KINDS), st.floats(1e-3, 1e6), st.integers(0, 1000))
def test_what_varies_is_tested_as_before_at_any_size(kind: str, size: float, seed: int) -> None:
    """Answers around a large number that vary by a millionth of it are answers that vary."""
    rng = np.random.default_rng(seed)
    design = two_waves(kind, seed)
    small = size * (1 + 1e-6 * rng.normal(size=len(design.frame)))
    plain = (small / size - 1) * 1e6
    kept, shifted = (changes(design.assign(x=x), "x", 2024, 2023).iloc[0] for x in (plain, small))
    assert shifted["p"] == pytest.approx(kept["p"], rel=1e-3, abs=1e-6)


def test_estimates_without_error_are_seen_by_their_size_not_by_each_other() -> None:
    table = pd.DataFrame({"item": ["x"] * 2, "estimate": [9.0, np.nextafter(9, 10)], "base": 100, "status": "shown"})
    reach = means(two_waves("plain", 5, x=1.0), "x", "sex").reach
    spread = np.zeros((3, 2))
    spread[0] = [1e-16, -1e-16]
    rows = pairwise(Estimates(table, spread, reach))
    assert rows["p"].isna().all() and rows["difference"].to_list() == [0.0]


def test_rounding_by_itself() -> None:
    assert without_rounding([1e-13, 1e-11, np.nan], 1.0).tolist()[:2] == [0.0, 1e-11]
    assert np.isnan(without_rounding([np.nan], np.nan)).all() and without_rounding([2.0], 0.0).tolist() == [2.0]
    values, number = distinct(np.array([0.3, 0.1 + 0.2, 5.0, 0.3]))
    assert values.tolist() == [0.3, 5.0] and number.tolist() == [0, 0, 1, 0]
    assert distinct(np.empty(0))[0].tolist() == []
