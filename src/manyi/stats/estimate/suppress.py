"""Which numbers are too unsure to print. Input: one row per estimate; output: status and reason for each.

Unreliable and confidential are different things: unreliable cells are judged alone, confidential ones also need a
second hidden cell, or the total gives them away (`complementary`). A base counts only for as many as its weights allow:
however many answered, one respondent with nearly all the weight is one answer (Kish 1965, section 11.7).
"""

from __future__ import annotations

import numpy as np

from manyi.stats.estimate.interval import beta_interval, effective_n

SMALLEST_BASE, SMALLEST_DF = 30, 4  # below: suppressed
GOOD_BASE, GOOD_DF = 100, 8  # below: flagged
ROUNDING = 1e-9  # thirty equal weights are worth thirty

Judged = tuple[np.ndarray, np.ndarray]


def kish_n(w: np.ndarray, ww: np.ndarray) -> np.ndarray:
    """Return (Σw)² / Σw², how many equally weighted respondents these are worth; 0 if there are none."""
    return np.where(ww > 0, np.square(w) / np.where(ww > 0, ww, 1.0), 0.0)


def worth(weights: np.ndarray) -> float:
    """Return how many equally weighted respondents these weights (n,) are worth (Kish's n)."""
    return float(kish_n(weights.sum(), np.square(weights).sum()))


def worth_of_codes(code: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """Return Kish's n of each code 0 .. size - 1, (size,); codes below 0 mean nobody."""
    there = code >= 0
    return kish_n(*(np.bincount(code[there], value[there], size) for value in (weights, np.square(weights))))


def judge_shares(p: np.ndarray, se: np.ndarray, df: np.ndarray, n: np.ndarray, n_kish: np.ndarray) -> Judged:
    """Judge shares by the NCHS standards (Parker et al. 2017, Vital and Health Statistics 2(175)).

    All arrays are (K,), one entry per estimate: share and error (0 to 1), degrees of freedom, respondents, Kish's n.
    Returns status ("shown", "flagged", "suppressed") and reason (a key of `exhibits.vocabulary`, "" where shown), (K,).
    On 95 % Korn-Graubard intervals with an effective n of at most n: suppressed when n or the effective n is below 30,
    or the interval is .30 wide or more, or wider than .05 and than 1.3 times the share; flagged when it is wider than
    1.3 times the complement, when df < 8, or when the share is 0 or 1. Stricter than NCHS: Kish's n (`kish_n`) must be
    30 too.
    """
    inner = np.clip(np.nan_to_num(p), 0.0, 1.0)
    low, high = beta_interval(p, np.maximum(se, np.sqrt(inner * (1 - inner) / np.maximum(n, 1))), df, np.maximum(n, 1))
    width = high - low
    narrow = width <= 0.05
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(narrow, 0.0, width / p)
        complement = np.where(narrow, 0.0, width / (1 - p))
    return _first_that_holds(
        suppressed=[
            (n == 0, "no_answers"),
            (n < SMALLEST_BASE, "base_below_30"),
            (np.minimum(effective_n(p, se, n), n_kish) < SMALLEST_BASE - ROUNDING, "effective_n_below_30"),
            (df < 1, "no_df"),
            (np.isnan(p) | np.isnan(se), "no_error"),
            (width >= 0.30, "interval_too_wide"),
            (relative > 1.30, "interval_too_wide"),
        ],
        flagged=[
            ((p <= 0) | (p >= 1), "all_or_none"),
            (df < GOOD_DF, "df_below_8"),
            (complement > 1.30, "wide_interval"),
        ],
    )


def judge_means(
    half_width: np.ndarray, df: np.ndarray, n: np.ndarray, n_kish: np.ndarray, constant: np.ndarray,
    widest: float | None,
) -> Judged:  # fmt: skip
    """Judge means: suppressed when n or Kish's n is below 30, df < 4 or there is no interval; flagged when either n is
    below 100, df < 8 or the interval is wider than `widest` each way.

    All arrays are (K,), an entry per estimate; half_width and widest in the unit of the mean (None: any width will do);
    constant: whether all answers are the same. Returns status and reason as `judge_shares`.
    """
    too_wide = np.zeros(len(n), bool) if widest is None else half_width > widest
    return _first_that_holds(
        suppressed=[
            (n == 0, "no_answers"),
            (n < SMALLEST_BASE, "base_below_30"),
            (n_kish < SMALLEST_BASE - ROUNDING, "effective_n_below_30"),
            (df < SMALLEST_DF, "df_below_4"),
            (~np.isfinite(half_width), "no_error"),
        ],
        flagged=[
            (constant, "constant"),
            (n < GOOD_BASE, "base_below_100"),
            (n_kish < GOOD_BASE - ROUNDING, "effective_n_below_100"),
            (df < GOOD_DF, "df_below_8"),
            (too_wide, "wide_interval"),
        ],
    )


def _first_that_holds(suppressed: list[tuple[np.ndarray, str]], flagged: list[tuple[np.ndarray, str]]) -> Judged:
    size = len(suppressed[0][0])
    status = np.full(size, "shown", object)
    reason = np.full(size, "", object)
    for kind, rules in (("flagged", flagged), ("suppressed", suppressed)):
        for holds, why in reversed(rules):
            status[holds], reason[holds] = kind, why
    return status, reason


def complementary(counts: np.ndarray, fewest: int = 5, secret: np.ndarray | None = None) -> np.ndarray:
    """Return which cells of a (rows, columns) table of counts to hide when cells of 1 to fewest - 1 are confidential.

    secret: cells confidential for another reason, such as a count of 0 in a small group, which reveals all others.

    A single hidden cell of a row or column follows from its total, so the next smallest is hidden too, until every
    row and column hides none or at least two (Cox 1980; a heuristic, not the cheapest pattern). Beside a count of 1 to
    fewest - 1 a count of 0 gives no protection: their sum is that count.
    """
    hidden = (counts > 0) & (counts < fewest)
    if secret is not None:
        hidden |= secret
    changed = True
    while changed:
        changed = False
        for table, mask in ((counts, hidden), (counts.T, hidden.T)):
            for line, hide in zip(table, mask, strict=True):
                open_cells = np.flatnonzero(~hide & (line > 0))
                alone = hide.sum() == 1 or (line[hide] > 0).sum() == 1 and line[hide].sum() < fewest
                if alone and len(open_cells):
                    hide[open_cells[np.argmin(line[open_cells])]] = True
                    changed = True
    return hidden
