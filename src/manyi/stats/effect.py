"""How large a difference is, apart from whether it is shown. Input: a design; output: one row per pair of groups."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from manyi.stats.design import Design
from manyi.stats.groups import Groups, answers_of
from manyi.stats.totals import scores


def effect_sizes(design: Design, item: str, by: str | Sequence[str]) -> pd.DataFrame:
    """Return Cohen's d and Hedges' g of every pair of groups: rows a b difference d g status.

    d = difference / pooled standard deviation, element variances weighted with n/(n-1); g takes off the small-sample
    bias with the exact factor (Hedges 1981). For 0/1 items use `cohen_h`. status: "suppressed" without answers in both
    groups that differ, else "shown".
    """
    groups = Groups.of(design, by)
    summed = scores(design, answers_of(design, [item]), groups)
    n, w, wx = (summed.over_groups(part)[:, 0] for part in (summed.n, summed.w, summed.wx))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = wx / w
        squares = np.maximum(summed.wxx[:, 0] / w - mean**2, 0.0) * n  # (n - 1) times the variance
    names = list(groups.labels.itertuples(index=False, name=None))
    rows = []
    for i, j in combinations(range(len(names)), 2):
        df = n[i] + n[j] - 2
        pooled = (squares[i] + squares[j]) / df if df > 0 else np.nan
        differ = pooled > 1e-14 * np.square([mean[i], mean[j]]).max()
        d = (mean[i] - mean[j]) / np.sqrt(pooled) if differ else np.nan
        a, b = (name[0] if len(name) == 1 else name for name in (names[i], names[j]))
        rows.append({"a": a, "b": b, "difference": mean[i] - mean[j], "d": d, "g": d * _unbias(df),
                     "status": "shown" if differ else "suppressed"})  # fmt: skip
    return pd.DataFrame(rows, columns=["a", "b", "difference", "d", "g", "status"])


def _unbias(df: float) -> float:
    from scipy.special import gammaln

    return float(np.exp(gammaln(df / 2) - np.log(np.sqrt(df / 2)) - gammaln((df - 1) / 2))) if df > 1 else float("nan")


def cohen_h(p: float, q: float) -> float:
    """Return the difference of two shares on the arcsine scale, 2 asin(sqrt p) - 2 asin(sqrt q) (Cohen 1988)."""
    return float(2 * np.arcsin(np.sqrt(p)) - 2 * np.arcsin(np.sqrt(q)))
