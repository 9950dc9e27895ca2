import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.stats import Design, changes, changes_between, contrast, means, nps, pairwise, shares, versus_rest
from manyi.stats.compare.target import kpi
from manyi.stats.estimate.ends import ends_of_sums
from manyi.study.codebook import Codebook


def answered(*counts: int, codes: tuple[float, ...] = (1, 2, 3, 4, 5), **more: object) -> pd.DataFrame:
    """Return as many respondents per answer as said, each a PSU."""
    return pd.DataFrame({"x": np.repeat(np.array(codes, float)[-len(counts) :], counts), "weight": 1.0}).assign(**more)


def of(frame: pd.DataFrame, **ends: tuple[float, float]) -> Design:
    return Design(frame, ends=ends)


def test_a_percent_outcome_is_given_as_a_share() -> None:
    frame = answered(1, 119, codes=(0, 1), sex=["m"] * 70 + ["f"] * 50)
    for by in (None, "sex"):
        ours = means(of(frame, x=(0, 1)), "x", by).of_unit("percent").table
        pd.testing.assert_frame_equal(ours, shares(of(frame), "x", by).table)
    women = means(of(frame, x=(0, 1)), "x", "sex").row(sex="f")
    # Nobody of 50 said otherwise: the bound of Clopper and Pearson.
    assert [women["estimate"], women["low"], women["high"]] == pytest.approx([1, 0.025 ** (1 / 50), 1])


def test_an_undeclared_column_of_zeros_and_ones_stays_inside_too() -> None:
    row = means(of(answered(1, 119, codes=(0, 1))), "x").row()
    assert row["low"] > 0.94 and 0.99 < row["high"] < 1
    free = means(of(answered(1, 119, codes=(0, 1))), "x", bounded=False).row()
    assert free["high"] > 1


def test_far_from_the_ends_it_is_the_t_interval() -> None:
    frame = answered(40, 60, 80, 60, 40)
    ours, theirs = (means(of(frame, x=(1, 5)), "x", bounded=way).row() for way in (True, False))
    assert ours[["low", "high"]].tolist() == theirs[["low", "high"]].tolist()


def test_all_at_the_highest_answer() -> None:
    """Of 120 a share of 3.0 % may answer otherwise, and at worst the lowest answer."""
    row = means(of(answered(120), x=(1, 5)), "x").row()
    assert [row["low"], row["high"]] == pytest.approx([5 - 4 * (1 - 0.025 ** (1 / 120)), 5])
    lowest = means(of(answered(120, codes=(1,)), x=(1, 5)), "x").row()
    assert [lowest["low"], lowest["high"]] == pytest.approx([1, 1 + 4 * (1 - 0.025 ** (1 / 120))])
    inner = means(of(answered(120, codes=(4,)), x=(1, 5)), "x").row()
    assert inner["low"] < 4 < inner["high"] and inner["status"] == "flagged" and inner["reason"] == "constant"


def test_everyone_a_promoter() -> None:
    frame = answered(200, codes=(9,), likely=10.0).assign(x=lambda f: f["likely"])
    row = nps(of(frame, x=(0, 10)), "x").row()
    assert row["high"] == 100 and row["low"] == pytest.approx(100 - 200 * (1 - 0.025 ** (1 / 200)))
    frame.loc[:1, "x"] = 3.0
    assert 90 < nps(of(frame), "x").row()["low"] < 98 < nps(of(frame), "x").row()["high"] < 100


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=8, max_size=60), st.integers(0, 999), st.sampled_from([0.5, 0.95, 0.999]))
def test_no_interval_leaves_the_scale_and_wider_levels_hold_narrower_ones(answers, seed, level) -> None:
    rng = np.random.default_rng(seed)
    size = len(answers)
    frame = pd.DataFrame({
        "x": np.array(answers, float), "weight": rng.uniform(0.2, 5, size), "psu": np.arange(size) % 4,
        "group": np.where(np.arange(size) % 2, "a", "b"), "wave": np.where(np.arange(size) % 3, 1, 2),
    })  # fmt: skip
    design = Design(frame, psu="psu", wave="wave", ends={"x": (1.0, 5.0)})
    narrow, wide = (means(design, "x", "group", level=at).table for at in (level, (1 + level) / 2))
    for table in (narrow, wide):
        known = table["low"].notna()
        assert (table["low"][known] >= 1).all() and (table["high"][known] <= 5).all()
        assert (table["low"][known] <= table["estimate"][known] + 1e-9).all()
        assert (table["high"][known] >= table["estimate"][known] - 1e-9).all()
    assert (wide["low"].fillna(0) <= narrow["low"].fillna(0) + 1e-12).all()
    assert (wide["high"].fillna(0) >= narrow["high"].fillna(0) - 1e-12).all()
    moved = changes(design, "x", 1, 2, by="group")
    found = [pairwise(means(design, "x", "group")), versus_rest(design, "x", "group"), moved]
    for rows in found:
        for low, high in [("low", "high"), ("low95", "high95"), ("low_all", "high_all")][: 3 if rows is moved else 1]:
            assert (rows[low].fillna(0) >= -4).all() and (rows[high].fillna(0) <= 4).all()


def test_a_difference_of_opposite_ends_is_no_larger_than_the_scale() -> None:
    frame = answered(30, 3, 3, 30, codes=(1, 3, 3, 5), group=["a"] * 33 + ["b"] * 33)
    frame["psu"] = np.random.default_rng(1).integers(0, 5, 66)
    found = means(Design(frame, psu="psu", ends={"x": (1.0, 5.0)}), "x", "group", level=0.9999)
    row = contrast(found, np.array([-1.0, 1.0])).iloc[0]
    free = contrast(means(Design(frame, psu="psu"), "x", "group", level=0.9999), np.array([-1.0, 1.0])).iloc[0]
    assert free["high"] > 4 == row["high"] and row[["t", "p", "low"]].tolist() == free[["t", "p", "low"]].tolist()


def test_changes_of_estimates_in_other_units_keep_their_ends() -> None:
    frame = answered(2, 58, codes=(0, 1), wave=[2024, 2023] * 30)
    found = means(Design(frame, wave="wave", ends={"x": (0.0, 1.0)}), "x", "wave", level=0.9999)
    rows = changes_between(found, np.array([1]), np.array([0]), "none")
    assert rows["low95"].item() >= -1 and rows["high95"].item() <= 1


def test_a_target_is_judged_by_bounds_on_the_scale() -> None:
    row = kpi(means(of(answered(2, 118, codes=(4, 5)), x=(1, 5)), "x"), 4.9, "mean").iloc[0]
    assert row["low90"] < 4.98 and row["high90"] < 5
    every = kpi(means(of(answered(120), x=(1, 5)), "x"), 4.95, "mean").iloc[0]
    assert every["verdict"] == "not_shown" and every["low90"] == pytest.approx(5 - 4 * (1 - 0.05 ** (1 / 120)))


def test_ends_of_sums_by_hand() -> None:
    ends = np.array([[0.0, 1.0], [1.0, 5.0], [-np.inf, np.inf]])
    found = ends_of_sums(ends, np.array([[1.0, -1.0, 0.0], [0.5, 0.5, 0.0], [1.0, 0.0, -1.0]]))
    np.testing.assert_array_equal(found, [[-5, 0], [0.5, 3], [-np.inf, np.inf]])


def test_a_codebook_knows_the_ends_of_its_columns() -> None:
    text = {"en": "x", "zh": "某"}
    facts = {"text": text, "short": text, "columns": {2024: "x"}}
    book = Codebook.model_validate({
        "items": {
            "rated": {**facts, "scale": {"from": 1, "to": 5}},
            "wait": {**facts, "number": {"min": 0, "max": 600, "unit": text}},
            "uses": {**facts, "options": {"app": text}},
            "sex": {**facts, "categories": {"f": text}},
        },
        "derived": {
            "index": {"short": text, "definition": text, "index": ["rated"]},
            "good": {"short": text, "definition": text, "top": "rated", "at_least": 4},
            "score": {"short": text, "definition": text, "nps": "rated"},
        },
    })  # fmt: skip
    assert book.ends(["rated", "wait", "uses__app", "sex", "index", "good", "score", "weight"]) == {
        "rated": (1, 5), "wait": (0, 600), "uses__app": (0, 1), "index": (0, 100), "good": (0, 1), "score": (-100, 100),
    }  # fmt: skip
