"""What changed between two waves. Input: a design with both waves; output: one row per item x group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.stats.compare.contrast import Adjustment, adjust_p, contrast
from manyi.stats.design.design import Basis, Design
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import t_interval
from manyi.stats.estimate.means import means


def changes(
    design: Design,
    items: str | Sequence[str],
    now: int,
    before: int,
    by: str | Sequence[str] | None = None,
    adjust: Adjustment = "holm",
    delta: float | Mapping[str, float] = 2.0,
    level: float = 0.95,
    basis: Basis | None = None,
    wave: str = "wave",
    widest: float | None = 5.0,
) -> pd.DataFrame:
    """Test every item (of every group) for a change from one wave to another, waves as domains of one design.

    V(difference) = V1 + V2 - 2 cov over the PSUs both waves share; df over the union of their PSUs. One family: all
    rows together. Rows: <by> item value before_value difference se low high low95 high95 low90 high90 df t p p_adjusted
    verdict smallest base base_before status reason. `smallest` is the smallest change the test finds in 4 of 5 samples,
    with Holm at the level its strictest step uses, as for low and high.
    `delta`: the smallest difference of interest in the item's own unit, one
    for all or one per item. low95 and high95 are for one change alone; with Holm, low and high hold for all together
    and exclude 0 exactly for the changes claimed (`claim_intervals`).
    """
    names = [by] if isinstance(by, str) else list(by or [])
    for year in (now, before):
        if not (design.frame[wave] == year).any():
            raise InputError(f"no respondents in wave {year}", allowed=sorted(design.frame[wave].unique()))
    both = means(design.where(design.frame[wave].isin([now, before])), items, [wave, *names], level, basis, widest)
    late, early = ((both.table[wave] == year).to_numpy() for year in (now, before))
    return changes_between(both, np.flatnonzero(late), np.flatnonzero(early), adjust, delta, wave)


def changes_between(
    estimates: Estimates,
    now: np.ndarray,
    before: np.ndarray,
    adjust: Adjustment = "holm",
    delta: float | Mapping[str, float] = 2.0,
    wave: str = "wave",
) -> pd.DataFrame:
    """Test estimates[now] - estimates[before], row by row: any estimates of one design (shares, quantiles, an NPS)."""
    table, m = estimates.table, len(now)
    combinations = np.zeros((m, len(table)))
    combinations[np.arange(m), now] = 1.0
    combinations[np.arange(m), before] = -1.0
    rows = contrast(estimates, combinations)
    shown = estimates.shown[now] & estimates.shown[before]
    rows.loc[~shown, ["t", "p"]] = np.nan
    rows["p_adjusted"] = adjust_p(rows["p"], adjust)
    rows["low95"], rows["high95"] = rows["low"], rows["high"]
    rows["low90"], rows["high90"] = t_interval(rows["difference"], rows["se"], rows["df"], 2 * estimates.level - 1)
    if adjust == "holm":
        rows["low"], rows["high"] = claim_intervals(rows, estimates.level)
    alpha = 1 - estimates.level
    columns = ("difference", "p_adjusted", "low95", "high95", "low90", "high90", "se", "df")
    numbers = zip(*(rows[name].tolist() for name in columns), shown.tolist(), table["item"].iloc[now], strict=True)
    strictest = alpha / max(int(shown.sum()), 1) if adjust == "holm" else alpha
    words, smallest = [], []
    for change, p, low95, high95, low90, high90, se, df, ok, item in numbers:
        matters = delta[item] if isinstance(delta, Mapping) else delta
        words.append(verdict(change, p, (low95, high95), (low90, high90), matters, ok, alpha))
        smallest.append(smallest_detectable(se, df, alpha=strictest))
    rows["verdict"], rows["smallest"] = words, smallest
    late, early = (table.iloc[side].reset_index(drop=True) for side in (now, before))
    labels = [name for name in (*estimates.by, "item", "category", "p") if name in table and name != wave]
    head = late[[name for name in labels if name != "p"] + (["p"] if "p" in labels else [])]
    head = head.rename(columns={"p": "quantile"}).assign(value=late["estimate"], before_value=early["estimate"])
    worse = np.where(late["status"] == "suppressed", 2, late["status"] == "flagged") >= np.where(
        early["status"] == "suppressed", 2, early["status"] == "flagged"
    )
    tail = pd.DataFrame(
        {
            "base": late["base"],
            "base_before": early["base"],
            "status": np.where(worse, late["status"], early["status"]),
            "reason": np.where(worse, late["reason"], early["reason"]),
        }
    )
    order = [
        "difference",
        "se",
        "low",
        "high",
        "low95",
        "high95",
        "low90",
        "high90",
        "df",
        "t",
        "p",
        "p_adjusted",
        "verdict",
        "smallest",
    ]
    return pd.concat([head, rows[order], tail], axis=1)


def claim_intervals(rows: pd.DataFrame, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return intervals that hold together for all rows and agree with Holm's test: 0 is outside exactly when claimed.

    Each has level 1 - alpha / m (Bonferroni, simultaneous). A change only a later step of Holm's test finds gets the
    level of that step, alpha / (m - rank + 1), at which its interval ends short of 0.
    """
    p, adjusted = rows["p"].to_numpy(), rows["p_adjusted"].to_numpy()
    alpha, tested = 1 - level, ~np.isnan(p)
    m = max(int(tested.sum()), 1)
    rank = np.ones(len(p))
    rank[tested] = pd.Series(p[tested]).rank(method="first")
    later = tested & (np.nan_to_num(adjusted, nan=1.0) <= alpha) & (np.nan_to_num(p, nan=1.0) > alpha / m)
    share = np.where(later, m - rank + 1, np.where(tested, m, 1))
    return t_interval(rows["difference"], rows["se"], rows["df"], 1 - alpha / share)


def share_changes(
    estimates: Estimates, now: int, before: int, adjust: Adjustment = "bh", delta: float = 2.0, wave: str = "wave"
) -> pd.DataFrame:
    """Test shares made with `by` containing the wave, in points (shares times 100, so delta is in points too)."""
    points = estimates.table.assign(**{name: 100 * estimates.table[name] for name in ("estimate", "se", "low", "high")})
    scaled = replace(estimates, table=points, spread=100 * estimates.spread)
    late, early = ((points[wave] == year).to_numpy() for year in (now, before))
    return changes_between(scaled, np.flatnonzero(late), np.flatnonzero(early), adjust, delta, wave)


Verdict = Literal["rose", "rose_small", "fell", "fell_small", "same", "unclear", "suppressed"]


def verdict(
    difference: float,
    p_adjusted: float,
    interval: tuple[float, float],
    interval90: tuple[float, float],
    delta: float,
    shown: bool = True,
    alpha: float = 0.05,
) -> Verdict:
    """Return the verdict on a change.

    rose, fell: the adjusted test passes. _small: it passes and the (unadjusted) 95 % interval lies inside +-delta, the
    smallest difference of interest. same: the 90 % interval lies inside +-delta (two one-sided tests, Schuirmann 1987).
    unclear: none of these. suppressed: one of the two values may not be printed.
    """
    if not shown or difference != difference:
        return "suppressed"
    if p_adjusted <= alpha:
        small = -delta < interval[0] and interval[1] < delta
        if difference > 0:
            return "rose_small" if small else "rose"
        return "fell_small" if small else "fell"
    return "same" if -delta < interval90[0] and interval90[1] < delta else "unclear"


def smallest_detectable(se: float, df: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the smallest true difference a two-sided t test at alpha finds with the given power.

    (t_{1 - alpha/2} + t_{power}) * se with the df of the test (Bloom 1995, the minimum detectable effect).
    """
    from scipy import special

    if not df > 0:
        return float("nan")
    return float((special.stdtrit(df, 1 - alpha / 2) + special.stdtrit(df, power)) * se)
