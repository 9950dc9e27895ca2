import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from manyi.rows.clean.rake import rake_cells
from manyi.rows.clean.unmet import Cells, margins_unmet

LABELS = [("sex", ["male", "female"]), ("age", ["young", "old"]), ("region", ["north", "south"])]


def said(cells, *targets, mass=None):
    """Rake cells of equal weight and return what is said of the failure."""
    members = [np.array(codes) for codes in zip(*cells, strict=True)]
    shares = [np.array(target) for target in targets]
    weight = np.ones(len(cells)) / len(cells) if mass is None else np.array(mass)
    factors, used, error = rake_cells(weight, members, shares)
    assert error[0] > 1e-9
    return margins_unmet(Cells(members, shares, LABELS[: len(shares)]), weight * factors[0], used)


def test_an_empty_combination_that_is_needed_is_named():
    text = said([(0, 0), (0, 1), (1, 1)], [0.45, 0.55], [0.8, 0.2])
    assert "nobody is sex = female and age = young" in text
    assert "sex = female (target 0.55)" in text and "age = old (target 0.2)" in text


def test_people_who_would_have_to_weigh_nothing_are_named():
    text = said([(0, 0), (0, 1), (1, 1)], [0.45, 0.55], [0.45, 0.55])
    assert "nobody is sex = female and age = young" in text
    assert "there are others who are sex = male and age = old" in text


def test_of_three_margins_the_pair_at_fault_is_named():
    cells = [(s, a, r) for s in (0, 1) for a in (0, 1) for r in (0, 1) if (a, r) != (0, 1)]
    text = said(cells, [0.5, 0.5], [0.7, 0.3], [0.4, 0.6])
    assert "nobody is age = young and region = south" in text and "sex" not in text


def test_what_only_three_margins_together_forbid_names_the_category_furthest_off():
    cells = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
    text = said(cells, [0.9, 0.1], [0.9, 0.1], [0.1, 0.9])
    assert "no convergence after 1000 iterations: " in text and "has a target of" in text


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_two_margins_are_called_contradictory_exactly_when_no_weights_meet_them(seed):
    rng = np.random.default_rng(seed)
    r, c = rng.integers(2, 5, 2)
    met = rng.random((r, c)) < 0.5
    met[rng.integers(0, r, c), np.arange(c)] = True
    met[np.arange(r), rng.integers(0, c, r)] = True
    rows, columns = (np.round(rng.dirichlet(np.ones(k)) * 20 + 1) for k in (r, c))
    rows, columns = rows / rows.sum(), columns / columns.sum()
    at, to = np.nonzero(met)
    sums = np.vstack([at == k for k in range(r)] + [to == k for k in range(c)]).astype(float)
    # The largest weight every occupied cell can have at once: 0 where some must have none.
    best = linprog(
        np.append(np.zeros(len(at)), -1.0),
        A_ub=np.column_stack([-np.eye(len(at)), np.ones(len(at))]),
        b_ub=np.zeros(len(at)),
        A_eq=np.column_stack([sums, np.zeros(r + c)]),
        b_eq=np.concatenate([rows, columns]),
        bounds=[(0, None)] * (len(at) + 1),
    )
    possible = best.status == 0 and -best.fun > 1e-7
    labels = [("a", [str(k) for k in range(r)]), ("b", [str(k) for k in range(c)])]
    text = margins_unmet(Cells([at, to], [rows, columns], labels), np.full(len(at), 1 / len(at)), 1000)
    assert text.startswith("no convergence") == possible


@pytest.mark.parametrize("weight", [np.nan, np.inf, -1.0])
def test_weights_of_which_no_sum_can_be_made(weight):
    from manyi.errors import InputError

    with pytest.raises(InputError, match="weight 1 is"):
        rake_cells(np.array([1.0, weight]), [np.array([0, 1])], [np.array([0.5, 0.5])])
