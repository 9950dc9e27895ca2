"""Are two categorical items associated? Does one follow a given distribution? Input: a design; output: one test.

Rao and Scott (1984): Pearson's X^2 of the weighted table, divided by its expectation under independence and the
design, referred to F with Satterthwaite degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from manyi.display import Displayed
from manyi.errors import InputError, place
from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups, answers_of
from manyi.stats.estimate.means_and_shares import distribution, names_of
from manyi.stats.estimate.suppress import ROUNDING, SMALLEST_BASE, kish_n, worth
from manyi.stats.estimate.totals import scores


@dataclass(frozen=True, repr=False)
class Association(Displayed):
    """A Rao-Scott test: statistic on (df1, df2); pearson is the X^2 before correction, effect Cramer's V (or w)."""

    statistic: float
    df1: float
    df2: float
    p: float
    pearson: float
    generalised_deff: float  # mean generalised design effect: the divisor of X^2 per degree of freedom
    effect: float
    base: int
    status: str = "shown"


CELL = "table cell"
UNTESTABLE = Association(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, 0, "suppressed")


def chi_square(design: Design, row: str, column: str) -> Association:
    """Test that two categorical items are independent (R svychisq, statistic="F").

    Only respondents who answered both count; empty rows and columns are left out. A table smaller than 2 x 2, without
    degrees of freedom, or of fewer than 30, by head or by the weights (Kish's n), is returned with status "suppressed".
    """
    design.each_row("a test of two items")
    first, second = Groups.of_answers(design, [row]), Groups.of_answers(design, [column])
    both = design.inside & (first.code >= 0) & (second.code >= 0)
    rows, across = np.unique(first.code[both], return_inverse=True)
    columns, down = np.unique(second.code[both], return_inverse=True)
    r, c = len(rows), len(columns)
    if min(r, c) < 2 or worth(design.weights[both]) < SMALLEST_BASE - ROUNDING:
        return UNTESTABLE
    # Column-major cells 0 .. rc - 1 as one categorical item.
    cell = np.full(len(both), -1)
    cell[both] = across + r * down
    cells = pd.Series(pd.Categorical.from_codes(cell, categories=pd.RangeIndex(r * c)), index=design.frame.index)
    estimates = distribution(design.assign(**{CELL: cells}).where(both), CELL)
    p, n = estimates.table["estimate"].to_numpy(), int(both.sum())
    df = estimates.reach.df(*range(r * c))
    expected = np.outer(p.reshape(c, r).sum(axis=1), p.reshape(c, r).sum(axis=0)).ravel()
    pearson = n * float(np.sum((p - expected) ** 2 / expected))
    delta = _deltas(p, estimates.covariance, _interaction(r, c), n)
    return _satterthwaite(pearson, delta, df, n, min(r, c) - 1)


def goodness_of_fit(design: Design, item: str, expected: Mapping[object, float]) -> Association:
    """Return the test that an item has a given distribution (R svygofchisq); expected: category -> share.

    Raises InputError: shares that are not positive, or not one for each category.
    """
    estimates = distribution(design, item)
    names, wanted = list(estimates.table["category"]), pd.Series(dict(expected), dtype=float)
    if set(names) != set(wanted.index) or (wanted <= 0).any():
        raise InputError("expected shares must be positive, one per category", place(column=item), names)
    shares = wanted[names].to_numpy() / wanted.sum()
    p, n = estimates.table["estimate"].to_numpy(), int(estimates.table["base"].iloc[0])
    if np.isnan(p).any() or estimates.table["n_kish"].iloc[0] < SMALLEST_BASE - ROUNDING:
        return UNTESTABLE
    pearson = n * float(np.sum((p - shares) ** 2 / shares))
    delta = n * estimates.covariance / shares[:, None]
    return _satterthwaite(pearson, delta, estimates.reach.df(*range(len(names))), n, 1)


def _interaction(r: int, c: int) -> np.ndarray:
    """Return the (rc, (r-1)(c-1)) interaction contrasts, free of the main effects."""
    row, column = np.eye(r)[:, 1:] - 1 / r, np.eye(c)[:, 1:] - 1 / c
    return np.kron(column, row)


def _deltas(p: np.ndarray, covariance: np.ndarray, contrasts: np.ndarray, n: int) -> np.ndarray:
    """Return the generalised design effect matrix of the interaction contrasts (Rao and Scott 1984, section 4)."""
    inverse = np.where(p > 0, 1 / np.where(p > 0, p, 1.0), 0.0)
    weighted = contrasts * inverse[:, None]
    return np.linalg.lstsq(contrasts.T @ weighted / n, weighted.T @ covariance @ weighted, rcond=None)[0]


def _satterthwaite(pearson: float, delta: np.ndarray, df: float, n: int, smaller: int) -> Association:
    trace, square = float(np.trace(delta)), float(np.trace(delta @ delta))
    if df < 1 or trace <= 0:
        return UNTESTABLE
    df1 = trace**2 / square
    statistic = pearson / trace
    p = float(stats.f.sf(statistic, df1, df1 * df))
    effect = float(np.sqrt(pearson / (n * smaller)))
    return Association(statistic, df1, df1 * df, p, pearson, trace / df1, effect, n)


def effect_sizes(design: Design, item: str, by: str | Sequence[str]) -> pd.DataFrame:
    """Return Cohen's d and Hedges' g of every pair of groups: rows a b difference d g status reason.

    d = difference / pooled standard deviation, element variances weighted with n/(n-1); g removes the small-sample
    bias with the exact factor (Hedges 1981). For 0/1 items use `cohen_h`. status: "suppressed" without answers in both
    groups that differ, or where either has fewer than 30, by head or by the weights (Kish's n), else "shown".
    """
    design = design.only(by=[item, *names_of(by)])
    groups = Groups.of(design, by)
    summed = scores(design, answers_of(design, [item]), groups)
    n, w, wx = (summed.over_groups(part)[:, 0] for part in (summed.n, summed.w, summed.wx))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = wx / w
        squares = np.maximum(summed.wxx[:, 0] / w - mean**2, 0.0) * n  # (n - 1) times the variance
    few = kish_n(w, summed.ww[:, 0]) < SMALLEST_BASE - ROUNDING
    names = [name[0] if len(name) == 1 else name for name in groups.labels.itertuples(index=False, name=None)]
    rows = []
    for i, j in combinations(range(len(names)), 2):
        df = n[i] + n[j] - 2
        pooled = (squares[i] + squares[j]) / df if df > 0 else np.nan
        differ = not few[[i, j]].any() and pooled > 1e-14 * np.square([mean[i], mean[j]]).max()
        d = (mean[i] - mean[j]) / np.sqrt(pooled) if differ else np.nan
        status = "shown" if differ else "suppressed"
        why = "" if differ else _why(n[[i, j]], few[[i, j]])
        rows.append((names[i], names[j], mean[i] - mean[j], d, d * _unbias(df), status, why))
    return pd.DataFrame(rows, columns=["a", "b", "difference", "d", "g", "status", "reason"])


def _why(n: np.ndarray, few: np.ndarray) -> str:
    """Return why two groups with these bases n (2,), too few (2,) or not, have no effect size."""
    if not n.all():
        return "no_answers"
    return "base_below_30" if (n < SMALLEST_BASE).any() else "effective_n_below_30" if few.any() else "no_error"


def _unbias(df: float) -> float:
    from scipy.special import gammaln

    return float(np.exp(gammaln(df / 2) - np.log(np.sqrt(df / 2)) - gammaln((df - 1) / 2))) if df > 1 else float("nan")


def cohen_h(p: float, q: float) -> float:
    """Return the difference of two shares on the arcsine scale, 2 asin(sqrt p) - 2 asin(sqrt q) (Cohen 1988)."""
    return float(2 * np.arcsin(np.sqrt(p)) - 2 * np.arcsin(np.sqrt(q)))
