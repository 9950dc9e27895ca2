import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.rows.clean.rake import kish, rake_cells, rake_groups

ORACLES = Path(__file__).resolve().parents[2] / "oracles"
MARGINS = ["sex", "age_group", "region"]


@pytest.fixture(scope="module")
def small():
    """The survey of 3,200 rows and its margins: base weights, members and totals."""
    frame = pd.read_csv(ORACLES / "survey_small.csv")
    population = pd.read_csv(ORACLES / "pop_margins.csv")
    members, targets = [], []
    for name in MARGINS:
        margin = population[population["variable"] == name]
        members.append(frame[name].map({level: i for i, level in enumerate(margin["level"])}).to_numpy())
        targets.append(margin["count"].to_numpy(float))
    return frame["weight"].to_numpy(), members, targets


def test_weights_equal_those_of_r(small):
    base, members, targets = small
    reference = pd.read_csv(ORACLES / "weights_reference.csv")
    raked = rake_groups(base, np.ones(len(base)), members, targets, tolerance=1e-14)
    np.testing.assert_allclose(raked.weights, reference["rake_tight"], rtol=1e-10)
    np.testing.assert_allclose(raked.weights, reference["cal_raking"], rtol=1e-10)
    assert raked.error <= 1e-14


def test_kish_equals_that_of_r(small):
    base, _, _ = small
    cases = json.loads((ORACLES / "reference.json").read_text("utf-8"))["cases"]
    for column, weights in {"base": base, **pd.read_csv(ORACLES / "weights_reference.csv")}.items():
        if column in cases["calibrate_info"]["values"] and column != "base":
            deff, effective = kish(np.asarray(weights))
            expected = cases["calibrate_info"]["values"][column]
            assert deff == pytest.approx(expected["deff"], rel=1e-10)
            assert effective == pytest.approx(expected["n_eff"], rel=1e-10)


def test_the_toy_set_by_hand():
    toy = pd.read_csv(ORACLES / "toy.csv")
    members = [(toy["sex"] == "M").to_numpy(int), (toy["age"] == "35+").to_numpy(int)]
    targets = [np.array([0.52, 0.48]) * 24, np.array([0.40, 0.60]) * 24]
    raked = rake_groups(np.ones(24), np.ones(24), members, targets, tolerance=1e-13)
    expected = {("F", "18-34"): 0.7683824, ("M", "18-34"): 0.8158088, ("F", "35+"): 1.1758088, ("M", "35+"): 1.2483824}
    assert raked.weights == pytest.approx([expected[key] for key in zip(toy["sex"], toy["age"], strict=True)], abs=5e-8)
    assert kish(raked.weights)[0] == pytest.approx(1.0408351, abs=5e-8)


def test_kish_by_hand():
    assert kish(np.array([1.0] * 50 + [3.0] * 50)) == (1.25, 80.0)
    assert kish(np.array([1.0, 3.0]), np.array([50, 50])) == (1.25, 80.0)


def test_base_weights_matter(small):
    base, members, targets = small
    ones = rake_groups(np.full(len(base), base.mean()), np.ones(len(base)), members, targets)
    assert np.abs(rake_groups(base, np.ones(len(base)), members, targets).weights - ones.weights).max() > 50


def test_cells_give_what_rows_give(small):
    """Rows alike in base weight and margins may be counted instead of repeated, and replicates raked together."""
    base, members, targets = small
    base = np.round(base, -2) + 100
    groups, index, count = np.unique(np.column_stack([base, *members]), axis=0, return_inverse=True, return_counts=True)
    by_group = rake_groups(groups[:, 0], count, [c.astype(int) for c in groups[:, 1:].T], targets, 2.1)
    by_row = rake_groups(base, np.ones(len(base)), members, targets, 2.1)
    np.testing.assert_allclose(by_group.weights[index], by_row.weights, rtol=1e-10)
    assert by_group.trimmed == pytest.approx(by_row.trimmed)


def test_replicates_are_raked_each_for_itself(small):
    base, members, targets = small
    shape = [len(target) for target in targets]
    cell = np.ravel_multi_index(members, shape)
    size = int(np.prod(shape))
    generator = np.random.default_rng(1)
    replicates = np.array([np.bincount(cell, base * generator.poisson(1, len(base)), size) for _ in range(20)])
    cells = [np.asarray(codes) for codes in np.unravel_index(np.arange(size), shape)]
    together, _, error = rake_cells(replicates, cells, targets, 1e-13)
    assert together.shape == replicates.shape and (error <= 1e-13).all()
    for one, factors in zip(replicates, together, strict=True):
        alone, _, _ = rake_cells(one[None], cells, targets, 1e-13)
        np.testing.assert_allclose(factors[one > 0], alone[0][one > 0], rtol=1e-11)


def test_trimming_really_trims_and_says_what_it_cost(small):
    base, members, targets = small
    n = np.ones(len(base))
    free = rake_groups(base, n, members, targets)
    mean = 1e6 / len(base)
    assert free.weights.max() > 3 * mean
    trimmed = rake_groups(base, n, members, targets, largest=3)
    assert trimmed.weights.max() <= 3 * mean * (1 + 1e-9)
    assert 0 < trimmed.trimmed < 0.1 and trimmed.rounds > 0
    assert trimmed.error < 1e-6
    assert trimmed.weights.mean() == pytest.approx(mean, rel=1e-9)


def test_a_cap_that_cannot_be_met_is_refused_with_one_that_can(small):
    base, members, targets = small
    n = np.ones(len(base))
    with pytest.raises(InputError, match="at most 1.2 times the mean meet the margins: write largest: 1.99 or more"):
        rake_groups(base, n, members, targets, largest=1.2)
    met = rake_groups(base, n, members, targets, largest=1.99)
    assert met.weights.max() <= 1.99 * met.weights.mean() * (1 + 1e-9) and met.error <= 1e-9
    with pytest.raises(InputError, match="write largest: 9 or more"):
        rake_groups(np.ones(2), np.array([6.0, 114.0]), [np.array([0, 1])], [np.array([54.0, 66.0])], largest=5)


def test_what_cannot_be_raked_is_an_error():
    one = np.ones(4)
    members = [np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])]
    with pytest.raises(InputError, match="nobody is margin 0 = 0 and margin 1 = 1"):
        rake_groups(one, one, members, [np.array([2.0, 2.0]), np.array([1.0, 3.0])])
    with pytest.raises(InputError, match="different totals"):
        rake_groups(one, one, members, [np.array([2.0, 2.0]), np.array([1.0, 2.0])])
    for wrong in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(InputError, match="margin 0: target 1 is .*, not a number above 0"):
            rake_groups(one, one, members[:1], [np.array([4.0, wrong])])
    for wrong in (-1.0, np.nan, np.inf):
        with pytest.raises(InputError, match="base weight 2 is .*, not a number of at least 0"):
            rake_groups(np.array([1.0, 1.0, wrong, 1.0]), one, members[:1], [np.array([2.0, 2.0])])
    with pytest.raises(InputError, match="largest is nan"):
        rake_groups(one, one, members[:1], [np.array([2.0, 2.0])], largest=np.nan)


def test_an_empty_category_is_an_error_of_one_not_a_warning():
    _, _, error = rake_cells(np.array([[1.0, 1.0, 0.0]]), [np.array([0, 1, 2])], [np.array([1.0, 1.0, 1.0])])
    assert error[0] == 1.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 4), st.integers(2, 5))
def test_margins_hold_and_nothing_goes_negative(seed, rows, columns):
    generator = np.random.default_rng(seed)
    weights = generator.uniform(0.2, 5, rows * columns)
    members = [np.repeat(np.arange(rows), columns), np.tile(np.arange(columns), rows)]
    targets = [generator.dirichlet(np.full(k, 5.0)) * 100 + 1e-3 for k in (rows, columns)]
    targets = [target / target.sum() * 100 for target in targets]
    raked = rake_groups(weights, np.ones(len(weights)), members, targets, tolerance=1e-11)
    for codes, target in zip(members, targets, strict=True):
        np.testing.assert_allclose(np.bincount(codes, raked.weights), target, rtol=1e-10)
    assert (raked.weights > 0).all()
    ratio = (raked.weights / weights).reshape(rows, columns)  # a factor is a product of one per margin category
    np.testing.assert_allclose(ratio / ratio[:1], (ratio[:, :1] / ratio[0, 0]) * np.ones((1, columns)), rtol=1e-8)
