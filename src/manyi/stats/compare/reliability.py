"""How far codes and scales can be trusted. Input: 0/1 codes of the same texts, or a design; output: small frames.

Agreement of two coders (Cohen's kappa, Krippendorff's alpha), error rates of a machine against the coders' decisions
(sensitivity, specificity, precision), a share corrected for those errors, and Cronbach's alpha of a battery.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.design.groups import answers_of
from manyi.stats.estimate.interval import confidence, critical, share_interval
from manyi.stats.estimate.rounding import distinct
from manyi.stats.estimate.suppress import ROUNDING, SMALLEST_BASE, worth

REPLICATES, SEED = 2000, 20170919
FEWEST = 10  # texts needed for an error rate


class Corrected(NamedTuple):
    """A share corrected for misclassification; NaN where the machine does no better than chance."""

    estimate: float
    low: float
    high: float


def cohen_kappa(first: np.ndarray, second: np.ndarray) -> float:
    """Return (p_o - p_e) / (1 - p_e) of two coders' codes (n,); NaN when both use one code only (Cohen 1960)."""
    first, second = np.asarray(first), np.asarray(second)
    if first.shape != second.shape or not len(first):
        raise InputError("two coders must code the same texts, at least one")
    chance = sum(float((first == code).mean() * (second == code).mean()) for code in np.union1d(first, second))
    return float("nan") if chance == 1 else (float((first == second).mean()) - chance) / (1 - chance)


def krippendorff_alpha(codes: np.ndarray) -> float:
    """Return 1 - D_o / D_e of nominal codes (n, coders), NaN where a coder has none (Krippendorff 2011).

    Texts coded only once do not count. NaN when only one code occurs.
    """
    codes = np.asarray(codes, float)
    coded = codes[(~np.isnan(codes)).sum(axis=1) > 1]
    values = np.unique(coded[~np.isnan(coded)])
    count = np.stack([(coded == value).sum(axis=1) for value in values], axis=1).astype(float)
    m = count.sum(axis=1)
    observed = (((m**2 - np.square(count).sum(axis=1)) / (m - 1)).sum()) if len(m) else np.nan
    total = count.sum(axis=0)
    n = total.sum()
    expected = (n**2 - np.square(total).sum()) / (n - 1) if n > 1 else np.nan
    return float(1 - observed / expected) if expected and expected > 0 else float("nan")


def agreement(first: pd.DataFrame, second: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return one row per theme: item n both share kappa_{,low,high} alpha_{,low,high}. In: columns themes, rows texts.

    `share`: share of texts coded alike. Intervals: percentiles of a bootstrap of texts, the same draws for every theme.
    """
    draws = np.random.default_rng(SEED).integers(0, len(first), (REPLICATES, len(first)))
    rows = []
    for name in first.columns:
        cell = 2 * first[name].to_numpy(np.int8) + second[name].to_numpy(np.int8)  # 3: both say yes
        of_all = (cell[:, None] == np.arange(4)).sum(axis=0)
        again = np.column_stack([(cell[draws] == value).sum(axis=1) for value in range(4)])
        row = {
            "item": name,
            "n": len(cell),
            "both": int(of_all[3]),
            "share": float((of_all[0] + of_all[3]) / len(cell)),
        }
        for measure, of in {"kappa": _kappa_of_cells, "alpha": _alpha_of_cells}.items():
            low, high = np.nanquantile(of(again), (1 + confidence(level) * [-1, 1]) / 2)
            row |= {measure: float(of(of_all)), f"{measure}_low": float(low), f"{measure}_high": float(high)}
        rows.append(row)
    return pd.DataFrame(rows)


def _kappa_of_cells(cells: np.ndarray) -> np.ndarray:
    """Return `cohen_kappa` of tables (..., 4) of texts: coded yes by neither, only the second, only the first, both."""
    (neither, second, first, both), n = np.moveaxis(cells, -1, 0), cells.sum(axis=-1)
    chance = (neither + second) / n * ((neither + first) / n) + (first + both) / n * ((second + both) / n)
    with np.errstate(invalid="ignore"):  # one code only: 0 / 0
        return np.asarray(((neither + both) / n - chance) / (1 - chance))


def _alpha_of_cells(cells: np.ndarray) -> np.ndarray:
    """Return `krippendorff_alpha` of such tables, of texts that both have coded."""
    neither, second, first, both = np.moveaxis(cells, -1, 0)
    apart, codes = second + first, 2 * cells.sum(axis=-1)
    expected = (codes**2 - (2 * neither + apart) ** 2 - (2 * both + apart) ** 2) / (codes - 1)
    with np.errstate(invalid="ignore"):
        return np.asarray(1 - 2 * apart / expected)


def accuracy(machine: pd.DataFrame, decided: pd.DataFrame, themes: Sequence[str], level: float = 0.95) -> pd.DataFrame:
    """Return one row per theme: item n positive sensitivity specificity precision, each with _n _low _high (Wilson).

    sensitivity (recall): of the texts with the theme, the share the machine marked; precision: of the texts it marked,
    the share with the theme. NaN with fewer than 10 texts to judge by.
    """
    rows = []
    for name in themes:
        flagged, real = (codes[name].to_numpy(float) == 1 for codes in (machine, decided))
        row: dict[str, object] = {"item": name, "n": len(real), "positive": int(real.sum())}
        rates = {"sensitivity": (real, flagged), "specificity": (~real, ~flagged), "precision": (flagged, real)}
        for measure, (of, right) in rates.items():
            n = int(of.sum())
            p = float(right[of].mean()) if n >= FEWEST else float("nan")
            error = np.sqrt(p * (1 - p) / max(n, 1))
            low, high = share_interval(p, error, np.inf, n, "wilson", level)
            row |= {measure: p, f"{measure}_n": n, f"{measure}_low": float(low), f"{measure}_high": float(high)}
        rows.append(row)
    return pd.DataFrame(rows)


def corrected(
    share: float, n_eff: float, sensitivity: tuple[float, float], specificity: tuple[float, float], level: float = 0.95
) -> Corrected:
    """Return (p + Sp - 1) / (Se + Sp - 1), within 0 and 1 (Rogan and Gladen 1978).

    sensitivity, specificity: (rate, texts it was measured on). Interval of Lang and Reiczigel (2014), which allows for
    the uncertainty of all three; n_eff is p (1 - p) / SE^2. NaN when Se + Sp <= 1, or either is unknown.
    """
    (se, n_se), (sp, n_sp) = sensitivity, specificity
    if np.isnan([share, se, sp]).any() or se + sp <= 1:
        return Corrected(float("nan"), float("nan"), float("nan"))
    z = float(critical(np.inf, level))
    n = n_eff + z**2
    p = (n_eff * share + z**2 / 2) / n
    n_se, n_sp = n_se + 2, n_sp + 2
    se_, sp_ = ((n_se - 2) * se + 1) / n_se, ((n_sp - 2) * sp + 1) / n_sp
    slope = se_ + sp_ - 1
    centre = (p + sp_ - 1) / slope
    v_se, v_sp = se_ * (1 - se_) / n_se, sp_ * (1 - sp_) / n_sp
    shift = 2 * z**2 * (centre * v_se - (1 - centre) * v_sp)
    half = z / slope * np.sqrt(p * (1 - p) / n + centre**2 * v_se + (1 - centre) ** 2 * v_sp)
    estimate = (share + sp - 1) / (se + sp - 1)
    return Corrected(
        *(float(np.clip(value, 0, 1)) for value in (estimate, centre + shift - half, centre + shift + half))
    )


def corrected_shares(observed: pd.DataFrame, errors: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return one row per theme: item estimate low high status base observed: corrected, beside the observed share.

    observed: rows of `shares` (item estimate n_eff base status); errors: rows of `accuracy`; level: of each interval.
    Assumes that the error rates of the texts read hold for all texts. Suppressed where they rest on too few texts.
    """
    rows = []
    rates = errors.set_index("item")
    for row in observed.to_dict("records"):
        of = rates.loc[row["item"]]
        se, sp = ((float(of[name]), float(of[f"{name}_n"])) for name in ("sensitivity", "specificity"))
        fixed = corrected(float(row["estimate"]), float(row["n_eff"]), se, sp, level)
        status = row["status"] if not np.isnan(fixed.estimate) else "suppressed"
        numbers = {"estimate": fixed.estimate, "low": fixed.low, "high": fixed.high, "status": status}
        reason = "" if status != "suppressed" else row["reason"] or "too few texts to know the errors"
        rows.append(
            {"item": row["item"], **numbers, "base": row["base"], "reason": reason, "observed": row["estimate"]}
        )
    return pd.DataFrame(rows)


LOWEST = 0.6  # below this an index is not printed without a note


@dataclass(frozen=True, repr=False)
class Reliability(Displayed):
    """alpha of the battery among `base` respondents; items: one row per item, alpha_without and rest_correlation."""

    alpha: float
    base: int
    items: pd.DataFrame
    status: str


def cronbach(design: Design, items: Sequence[str]) -> Reliability:
    """Return Cronbach's alpha, weighted, over respondents with every item (Cronbach 1951; R svycralpha).

    alpha = k / (k - 1) (1 - sum of variances / variance of the sum). status: "shown", "flagged" below .6, "suppressed"
    with fewer than 30 respondents, or weights that make them worth fewer (Kish's n), or an item to which everybody gave
    the same answer. Raises InputError: fewer than two items.
    """
    if len(items) < 2:
        raise InputError("alpha needs at least two items", ", ".join(items))
    design.each_row("alpha")
    answers = answers_of(design, items)
    rows = design.inside & ~np.isnan(answers).any(axis=1)
    base = int(rows.sum())
    weights = design.weights[rows]
    if worth(weights) < SMALLEST_BASE - ROUNDING or any(len(distinct(column)[0]) < 2 for column in answers[rows].T):
        empty = pd.DataFrame({"item": list(items), "alpha_without": np.nan, "rest_correlation": np.nan})
        return Reliability(float("nan"), base, empty, "suppressed")
    covariance = np.cov(answers[rows].T, aweights=weights, ddof=0)
    alpha = _alpha(covariance)
    return Reliability(alpha, base, _each_left_out(covariance, items), "flagged" if alpha < LOWEST else "shown")


def _each_left_out(covariance: np.ndarray, items: Sequence[str]) -> pd.DataFrame:
    """Return rows item alpha_without rest_correlation: alpha of the others, and the correlation with their sum."""
    lines = []
    for j, item in enumerate(items):
        rest = np.delete(np.arange(len(items)), j)
        others = covariance[np.ix_(rest, rest)]
        with_rest = covariance[j, rest].sum() / np.sqrt(covariance[j, j] * others.sum())
        without = _alpha(others) if len(rest) > 1 else float("nan")
        lines.append({"item": item, "alpha_without": without, "rest_correlation": with_rest})
    return pd.DataFrame(lines)


def _alpha(covariance: np.ndarray) -> float:
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))
