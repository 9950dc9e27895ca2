from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats import means
from manyi.stats.models.linear_model import regression
from manyi.stats.models.ordinal_model import State
from manyi.stats.models.proportional_odds import proportionality
from tests.stats.planted_drivers import design, drivers


def scores(b: np.ndarray, x: np.ndarray, codes: np.ndarray, w: np.ndarray, k: int) -> np.ndarray:
    """The gradient written again, plainly and for complex numbers."""
    eta, cuts = x @ b[: x.shape[1]], b[x.shape[1] :]
    upper, lower = np.ones(len(codes), complex), np.zeros(len(codes), complex)
    for j in range(k - 1):
        upper[codes == j] = 1 / (1 + np.exp(eta[codes == j] - cuts[j]))
        lower[codes == j + 1] = 1 / (1 + np.exp(eta[codes == j + 1] - cuts[j]))
    up, down, p = upper * (1 - upper), lower * (1 - lower), upper - lower
    by_cut = [(w * ((codes == j) * up - (codes == j + 1) * down) / p).sum() for j in range(k - 1)]
    return np.concatenate([(w * (down - up) / p) @ x, by_cut])


def test_the_hessian_is_the_derivative_of_the_scores() -> None:
    """By complex steps, which lose no digits to differencing."""
    rng = np.random.default_rng(1)
    x, codes, w = rng.normal(size=(200, 3)), rng.integers(0, 4, 200), rng.uniform(0.5, 2, 200)
    b = np.array([0.3, -0.5, 0.1, -1.0, 0.2, 1.1])
    gradient, information = State.at(b, x, codes, w).derivatives(x, codes, w, 4)
    np.testing.assert_allclose(gradient, scores(b, x, codes, w, 4).real, rtol=1e-10)
    steps = [scores(b + 1e-30j * np.eye(6)[j], x, codes, w, 4).imag / 1e-30 for j in range(6)]
    np.testing.assert_allclose(information, -np.array(steps), rtol=1e-10, atol=1e-10)
    by_eta, by_cut = State.at(b, x, codes, w).scores(codes, 4)
    by_row = np.column_stack([x * by_eta[:, None], *by_cut])
    np.testing.assert_allclose(w @ by_row, gradient, rtol=1e-10)


def test_without_predictors_that_matter_thresholds_are_the_distribution() -> None:
    frame = drivers(2).assign(flat=lambda f: (np.arange(len(f)) % 2).astype(float))
    fit = regression(design(frame), "rating", ["flat"], "ordinal")
    at_zero = means(design(frame.assign(low=(frame["rating"] <= 5).astype(float))), "low").row()["estimate"]
    cut = fit.estimate[fit.names.index("5|6")]
    slope = fit.estimate[0]
    both = np.array([1 / (1 + np.exp(-cut)), 1 / (1 + np.exp(-(cut - slope)))])
    assert both.min() < at_zero < both.max() or np.isclose(both, at_zero, atol=0.01).all()


def test_two_levels_are_a_logit() -> None:
    frame = drivers(3)
    two = regression(design(frame), "good", ["speed", "channel"], "ordinal")
    logit = regression(design(frame), "good", ["speed", "channel"], "logit")
    np.testing.assert_allclose(two.estimate[:-1], logit.estimate[1:], rtol=1e-8)
    np.testing.assert_allclose(two.table["se"][:-1], logit.table["se"][1:], rtol=1e-8)
    np.testing.assert_allclose(two.r2, logit.r2, rtol=1e-10)


def test_large_samples_start_from_a_part_and_end_at_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = drivers(4, n=3000)
    whole = regression(design(frame), "rating", ["speed", "skill"], "ordinal")
    monkeypatch.setattr("manyi.stats.models.ordinal_model.LARGE", 1500)
    quick = regression(design(frame), "rating", ["speed", "skill"], "ordinal")
    np.testing.assert_allclose(quick.estimate, whole.estimate, rtol=1e-9)
    np.testing.assert_allclose(quick.covariance, whole.covariance, rtol=1e-7)


def test_ordered_categories_and_what_is_refused() -> None:
    frame = drivers(5)
    grade = pd.Categorical.from_codes(
        (frame["rating"] > 5).astype(int) + (frame["rating"] > 7), ["low", "mid", "high"], True
    )
    named = regression(design(frame.assign(grade=grade)), "grade", ["speed"], "ordinal")
    assert named.names == ["speed", "low|mid", "mid|high"]
    for outcome, message in (("channel", "without order|could not"), ("outcome", "too many")):
        column = frame.assign(channel=pd.Categorical(frame["channel"]))
        with pytest.raises(InputError, match=message):
            regression(design(column), outcome, ["speed"], "ordinal")
    with pytest.raises(InputError, match="perfectly predicts"):
        regression(design(frame.assign(speed=frame["rating"])), "rating", ["speed"], "ordinal")


def test_proportional_odds_are_kept_where_they_hold_and_refused_where_not() -> None:
    rng = np.random.default_rng(6)
    held = 0
    for seed in range(30):
        frame = drivers(seed, n=700)
        latent = frame["speed"] + 0.5 * frame["skill"] + rng.logistic(size=700)
        frame["grade"] = np.digitize(latent, [-1.5, 0, 1.5]).astype(float)
        table = proportionality(design(frame), "grade", ["speed", "skill"]).set_index("predictor")
        held += table.loc["(all)", "p"] > 0.05
    assert held >= 23  # 95 % of 30; fewer has probability below .001
    frame["grade"] = np.digitize(np.exp(0.8 * frame["speed"]) * rng.logistic(size=700), [-2, 0, 2]).astype(float)
    broken = proportionality(design(frame), "grade", ["speed", "skill"]).set_index("predictor")
    assert broken.loc["speed", "p"] < 0.001 < broken.loc["skill", "p"]
    assert broken.loc["speed", "smallest"] < 0 < broken.loc["speed", "largest"]
    with pytest.raises(InputError, match="fewer than two cuts"):
        proportionality(design(frame), "good", ["speed"])
