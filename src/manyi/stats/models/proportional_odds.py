"""Does the proportional-odds assumption hold? Input: a design and predictors; output: a row per predictor, and for all.

Under proportional odds the slopes of the logits P(Y > k) are the same for every k. They are fitted separately, their
joint design covariance comes from the scores of all of them over the same PSUs, and equality is tested jointly (Brant
1990, Biometrics 46, made design-based).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.design.design import Design
from manyi.stats.estimate.covariance import reach_of_rows
from manyi.stats.models.fit import joint_test, score_deviations
from manyi.stats.models.glm import newton
from manyi.stats.models.model_matrix import terms
from manyi.stats.models.ordinal_model import answers

EACH = 10  # respondents per coefficient that a threshold needs on its smaller side


def proportionality(design: Design, outcome: str, predictors: Sequence[str]) -> pd.DataFrame:
    """Return the tests of equal slopes: predictor ("(all)" last) statistic df1 df2 p form thresholds smallest largest.

    thresholds: cuts with enough respondents on both sides; smallest and largest: the slopes among them (one column
    only). A small p means that the odds are not proportional; in large samples look at how far the slopes differ.
    Raises InputError when fewer than two cuts can be fitted.
    """
    columns = terms(design, outcome, predictors).estimable()
    codes, levels = answers(design, outcome, columns.rows)
    cuts = _cuts(outcome, codes, len(levels), EACH * (columns.x.shape[1] + 1))
    x = np.column_stack([np.ones(len(codes)), columns.x])
    fits = [_cut(design, x, codes > cut, columns.rows, columns.weights) for cut in cuts]
    slopes, spread = np.stack([b[1:] for b, *_ in fits]), np.stack([d[:, 1:] for _, d, *_ in fits])
    mask = np.zeros(len(design.frame), bool)
    mask[columns.rows] = True
    df = float(reach_of_rows(design, mask).each()[0])
    naive, rows = _naive(x, columns.weights, fits), []
    for name, chosen in {**columns.groups(), "(all)": np.arange(slopes.shape[1])}.items():
        tested = joint_test(
            *_gaps(slopes[:, chosen], spread[:, :, chosen]), _contrasted(naive, chosen), df, df, "level"
        )
        ends = (slopes[:, chosen].min(), slopes[:, chosen].max()) if len(chosen) == 1 else (np.nan, np.nan)
        rows.append({"predictor": name, **tested, "thresholds": len(cuts), "smallest": ends[0], "largest": ends[1]})
    return pd.DataFrame(rows)


def _cuts(outcome: str, codes: np.ndarray, levels: int, enough: int) -> np.ndarray:
    """Return the cuts with enough respondents on both sides. Raises InputError when there are fewer than two."""
    above = np.cumsum(np.bincount(codes, minlength=levels)[::-1])[::-1][1:]
    cuts = np.flatnonzero(np.minimum(above, len(codes) - above) >= enough)
    if len(cuts) < 2:
        raise InputError(f"{outcome}: fewer than two cuts have {enough} respondents on both sides")
    return cuts


def _gaps(slopes: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how (cuts, q) slopes differ from those of the first cut, ((cuts - 1) q,), and the deviations of that."""
    return (slopes[1:] - slopes[0]).ravel(), np.concatenate([part - spread[0] for part in spread[1:]], axis=1)


Cut = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _cut(design: Design, x: np.ndarray, y: np.ndarray, rows: np.ndarray, w: np.ndarray) -> Cut:
    """Fit one cut: coefficients, their deviations D, bread, residuals."""
    b, bread, _ = newton("logit", x, y.astype(float), w)
    residual = y - 1 / (1 + np.exp(-(x @ b)))
    return b, score_deviations(design, rows, x.T, residual) @ bread, bread, residual


def _naive(x: np.ndarray, w: np.ndarray, fits: list[Cut]) -> np.ndarray:
    """Return the covariance of all slopes under independent rows, (cuts, p, cuts, p), to compare with the design's."""
    count, p = len(fits), x.shape[1] - 1
    out = np.empty((count, p, count, p))
    for a, (_, _, bread_a, residual_a) in enumerate(fits):
        for b, (_, _, bread_b, residual_b) in enumerate(fits):
            middle = x.T @ (x * (w * w.mean() * residual_a * residual_b)[:, None])
            out[a, :, b, :] = (bread_a @ middle @ bread_b)[1:, 1:]
    return out


def _contrasted(naive: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return the naive covariance of the differences to the first cut of some slopes."""
    part = naive[:, chosen][:, :, :, chosen]
    gap = part[1:, :, 1:] - part[1:, :, :1] - part[:1, :, 1:] + part[:1, :, :1]
    size = gap.shape[0] * gap.shape[1]
    return gap.reshape(size, size)
