import numpy as np
import pandas as pd
import pytest

from sample.importance import importance, lmg, without


def test_lmg_of_uncorrelated_drivers_is_the_squared_correlation():
    rng = np.random.default_rng(3)
    x = np.linalg.qr(rng.standard_normal((500, 3)) - 0)[0]
    x -= x.mean(axis=0)
    x = np.linalg.qr(x)[0]
    y = x @ np.array([3.0, 2.0, 0.0]) + np.linalg.qr(np.column_stack([x, rng.standard_normal(500)]))[0][:, 3]
    expected = np.corrcoef(np.column_stack([x, y]), rowvar=False)[:3, 3] ** 2
    assert lmg(y, x) == pytest.approx(expected, abs=1e-12)


def test_lmg_of_two_drivers_by_hand():
    rng = np.random.default_rng(4)
    a, e = rng.standard_normal((2, 400))
    x = np.column_stack([a, 0.6 * a + e])
    y = a + 0.5 * x[:, 1] + rng.standard_normal(400)

    def r2(columns):
        design = np.column_stack([np.ones(400), x[:, columns]])
        left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return 1 - (left**2).sum() / ((y - y.mean()) ** 2).sum()

    first = (r2([0]) + r2([0, 1]) - r2([1])) / 2
    assert lmg(y, x) == pytest.approx([first, r2([0, 1]) - first], abs=1e-12)


def test_controls_are_taken_out_first():
    rng = np.random.default_rng(5)
    group = pd.Series(pd.Categorical.from_codes(rng.integers(0, 3, 300), ["a", "b", "c"]))
    level = np.array([0.0, 5.0, -5.0])[group.cat.codes]
    x = (level + rng.standard_normal(300))[:, None]
    y = level + 0.3 * rng.standard_normal(300)
    assert np.abs([without(x, [group])[(group == key).to_numpy()].mean() for key in "abc"]).max() < 1e-12
    raw, _ = importance(y, x, [])
    left, shares = importance(y, x, [group])
    assert raw > 0.8 and left < 0.02 and shares == [1.0]
