from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from manyi.rows.clean.capped import Wanted, feasible, rake_under, smallest_cap

ORACLES = Path(__file__).resolve().parents[2] / "oracles"
FIT = 1e-10, 3000


def random_sample(seed: int, groups: int = 40) -> tuple[np.ndarray, Wanted]:
    """Return base weights of groups in two margins, and targets of mean 1."""
    rng = np.random.default_rng(seed)
    members = [rng.integers(0, 3, groups), rng.integers(0, 4, groups)]
    count = rng.integers(1, 9, groups).astype(float)
    there = [np.unique(codes, return_inverse=True)[1] for codes in members]
    targets = [rng.dirichlet(np.full(codes.max() + 1, 6.0)) * count.sum() for codes in there]
    base = rng.uniform(0.4, 3.0, groups)
    return base * count.sum() / (base @ count), Wanted(count, there, targets)


def test_factors_under_a_cap_equal_those_of_r():
    """survey::calibrate(des, ~sex+age_group+region, pop, calfun=cal.raking, bounds=c(1e-9, 2.1), epsilon=1e-13)."""
    frame, population = (pd.read_csv(ORACLES / f"{name}.csv") for name in ("survey_small", "pop_margins"))
    members, targets = [], []
    for margin, part in population.groupby("variable", sort=False):
        members.append(frame[margin].map({level: k for k, level in enumerate(part["level"])}).to_numpy())
        targets.append(part["count"].to_numpy(float))
    # R bounds the factors; these are weights under a cap when everybody counts as often as the base weight says.
    wanted = Wanted(frame["weight"].to_numpy(), members, targets)
    factors, _, error = rake_under(2.1, np.ones(len(frame)), wanted, 1e-13, 1000)
    of_r = [1.205285220333, 0.893691018166, 0.782509685062, 0.606502808005, 0.617127859395, 0.642975482479]
    assert factors[:6] == pytest.approx(of_r, abs=2e-12) and error <= 1e-13
    assert (factors >= 2.1 - 1e-9).sum() == 146 and factors @ factors == pytest.approx(3800.073, abs=5e-4)


@pytest.mark.parametrize("seed", range(3))
def test_no_other_weights_under_the_cap_are_nearer(seed):
    """The distance is convex: it grows from its smallest point towards every corner of what margins and cap allow."""
    base, wanted = random_sample(seed)
    cap, count = smallest_cap(wanted) * 1.1, wanted.count
    weights, _, _ = rake_under(cap, base, wanted, *FIT)
    pairs = zip(wanted.members, wanted.targets, strict=True)
    sums = np.vstack([(codes == k) * count for codes, target in pairs for k in range(len(target))])
    rng = np.random.default_rng(seed)
    assert (weights >= cap * (1 - 1e-9)).any()
    for direction in rng.normal(size=(20, len(base))):
        corner = linprog(direction, A_eq=sums, b_eq=np.concatenate(wanted.targets), bounds=(0, cap)).x
        assert (count * (corner - weights)) @ np.log(weights / base) > -1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1.1, 1.5]))
def test_cap_and_margins_hold_and_the_mean_stays(seed, slack):
    base, wanted = random_sample(seed)
    weights, _, error = rake_under(slack * smallest_cap(wanted), base, wanted, *FIT)
    assert error <= 1e-10 and (weights >= 0).all()
    assert weights.max() <= slack * smallest_cap(wanted)
    assert weights @ wanted.count / wanted.count.sum() == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_the_cap_offered_can_be_met(seed):
    base, wanted = random_sample(seed)
    largest = feasible(base, wanted, 1e-9, 1000)
    assert smallest_cap(wanted) <= largest + 1e-9 <= 1.2 * smallest_cap(wanted)
    assert rake_under(largest, base, wanted, 1e-9, 1000)[2] <= 1e-9


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_of_one_margin_the_smallest_cap_is_the_scarcest_category(seed):
    _, wanted = random_sample(seed)
    alone = Wanted(wanted.count, wanted.members[:1], wanted.targets[:1])
    sizes = np.bincount(wanted.members[0], wanted.count)
    assert smallest_cap(alone) == pytest.approx((wanted.targets[0] / sizes).max(), rel=1e-9)
    assert smallest_cap(wanted) >= smallest_cap(alone) * (1 - 1e-9)


def test_a_cap_nothing_meets():
    cells = Wanted(np.array([10.0, 10.0]), [np.array([0, 1])] * 2, [np.array([5.0, 15.0]), np.array([15.0, 5.0])])
    assert smallest_cap(cells) == np.inf
