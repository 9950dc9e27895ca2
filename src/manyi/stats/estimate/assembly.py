"""Assembles estimates: a linear statistic with its error, base and status. Output: one row per group x item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from manyi.stats.design.design import Design
from manyi.stats.design.groups import Groups
from manyi.stats.estimate.covariance import Reach, deviations
from manyi.stats.estimate.disclosure import Sums, protected
from manyi.stats.estimate.ends import OPEN, Kind
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.interval import ShareMethod, effective_n, mean_interval, share_interval
from manyi.stats.estimate.rounding import without_rounding
from manyi.stats.estimate.suppress import judge_means, judge_shares, kish_n
from manyi.stats.estimate.totals import Scores

RULED = ("low", "high", "n_eff", "status", "reason")
ORDER = ["estimate", "se", "low", "high", "df", "base", "n_eff", "n_kish", "deff", "status", "reason"]


@dataclass(frozen=True)
class Style:
    """How estimates are presented: level; `method` for shares; `widest`, the half-width that flags a mean; `bounded`:
    intervals of means stay on the scale of the item; unit: None for the item's own.
    """

    level: float
    method: ShareMethod | None = None
    widest: float | None = None
    bounded: bool = True
    unit: str | None = None


def assemble(
    summed: Scores, groups: Groups, names: list[Any], estimate: np.ndarray, linear: tuple[np.ndarray, np.ndarray],
    style: Style, scale: np.ndarray | float = 1.0, kind: Kind | None = None,
    error: tuple[np.ndarray, Reach] | None = None,
) -> Estimates:  # fmt: skip
    """Assemble the table of a linear statistic (G, k), with its deviations and its base.

    linear: slope and level (G, k) of its linearised variable u = slope * answer + level. scale: the ratio of the
    estimate to a mean (the sum of weights for a total), for the design effect. kind: the bounds of each item's
    estimates, and which are shares; None: no bounds, no shares. error: deviations and reach where they do not come from
    linearisation.
    """
    design = summed.design
    spread, reach = error or _linearised(summed, linear)
    kind, count = kind or Kind(np.tile(OPEN, (len(names), 1)), np.zeros(len(names), bool)), len(groups.labels)
    columns = _base(summed, scale)
    size = np.fmax(np.abs(estimate.ravel()), columns["size"])
    columns["estimate"], columns["df"] = without_rounding(estimate.ravel(), size), reach.each()
    columns["se"] = _error(spread, size, columns)
    columns["ends"], columns["share"] = np.tile(kind.ends, (count, 1)), np.tile(kind.share, count)
    spread[:, ~(columns["se"] > 0)] = 0.0
    table = _without_recoverable(_table(columns, style), summed, groups, kind.share)
    labels = groups.labels.loc[groups.labels.index.repeat(len(names))].reset_index(drop=True)
    table["unit"] = _units(design, names, style) * count
    table = pd.concat([labels.assign(item=names * count), table], axis=1).assign(basis=design.basis)
    of_shares = bool(len(names)) and bool(kind.share.all())
    return Estimates(table, spread, reach, tuple(labels.columns), style.level, of_shares, columns["ends"])


def _linearised(summed: Scores, linear: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, Reach]:
    design = summed.design
    return deviations(design, *summed.linearised(*linear)), Reach.of(design.units, summed.present())


def _without_recoverable(table: pd.DataFrame, summed: Scores, groups: Groups, share: np.ndarray) -> pd.DataFrame:
    """Return the table, also suppressing cells that would give a hidden one away (disclosure.protected)."""
    if groups.labels.columns.empty:
        return table
    n, w, wx = (summed.over_groups(part) for part in (summed.n, summed.w, summed.wx))
    sums = Sums(n, w, wx, summed.wxx)
    levels = {str(name): groups.labels[name].nunique(dropna=False) for name in groups.labels}
    hidden = table["status"].eq("suppressed").to_numpy().reshape(sums.n.shape)
    more = (protected(sums, hidden, share, levels) & ~hidden).ravel()
    if more.any():
        table.loc[more, ["status", "reason"]] = "suppressed", "confidential"
    return table


def _units(design: Design, names: list[Any], style: Style) -> list[str]:
    """Return the unit of each item."""
    return [style.unit if style.unit is not None else design.unit_of(str(name)) for name in names]


def _base(summed: Scores, scale: np.ndarray | float) -> dict[str, np.ndarray]:
    """Return (G k,) columns n, n_kish, constant, and of the answers in units of the estimate: variance, size.

    variance with n/(n-1); size: the root mean square, against which rounding is judged.
    """
    n, w, wx = (summed.over_groups(part) for part in (summed.n, summed.w, summed.wx))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = wx / w
        raw = summed.wxx / w - mean**2
        variance = np.maximum(raw, 0) * n / (n - 1) * np.square(scale)
        size = np.sqrt(summed.wxx / w) * scale
    constant = (raw <= 1e-12 * np.square(mean)) & (n > 0)
    n_kish = kish_n(w, summed.ww)
    columns = {"n": n, "n_kish": n_kish, "variance": variance, "constant": constant, "size": size}
    return {name: column.ravel() for name, column in columns.items()}


def _error(spread: np.ndarray, size: np.ndarray, columns: dict[str, np.ndarray]) -> np.ndarray:
    """Return standard errors: 0 where only rounding remains, NaN without an estimate or with a single PSU."""
    se = without_rounding(np.sqrt(np.square(spread).sum(axis=0)), size)
    se[np.isnan(columns["estimate"]) | ((columns["df"] < 1) & (se == 0))] = np.nan
    return se


def _table(columns: dict[str, np.ndarray], style: Style) -> pd.DataFrame:
    """Return the table, the rows of shares by the rules for shares, those of means by theirs."""
    varies = (columns["variance"] > 0) & (columns["se"] > 0)
    deff = np.where(varies, columns["se"] ** 2 * columns["n"] / np.where(varies, columns["variance"], 1.0), np.nan)
    share = columns["share"]
    ruled = {name: np.empty(len(share), object if name in ("status", "reason") else float) for name in RULED}
    for rows, rules in ((share, _as_shares), (~share, _as_means)):
        if rows.any():
            values = rules({name: column[rows] for name, column in columns.items()}, deff[rows], style)
            for name, value in zip(RULED, values, strict=True):
                ruled[name][rows] = value
    ruled["n_eff"] = np.minimum(ruled["n_eff"], columns["n"])
    kept = {name: columns[name] for name in ("estimate", "se", "df", "n_kish")}
    return pd.DataFrame({**kept, **ruled, "base": columns["n"].astype(int), "deff": deff})[ORDER]


def _as_shares(columns: dict[str, np.ndarray], _: np.ndarray, style: Style) -> tuple[np.ndarray, ...]:
    """Return low, high, n_eff, status and reason of shares."""
    estimate, se, df, n, n_kish = (columns[name] for name in ("estimate", "se", "df", "n", "n_kish"))
    ends = share_interval(estimate, se, df, n, style.method or "logit", style.level)
    return (*ends, effective_n(estimate, se, n), *judge_shares(estimate, se, df, n, n_kish))


def _as_means(columns: dict[str, np.ndarray], deff: np.ndarray, style: Style) -> tuple[np.ndarray, ...]:
    """Return low, high, n_eff, status and reason of means."""
    estimate, se, df, n, n_kish = (columns[name] for name in ("estimate", "se", "df", "n", "n_kish"))
    alike = columns["constant"] & (se == 0)
    low, high = mean_interval(estimate, se, df, n, columns["ends"], alike, style.level)
    n_eff = np.where(np.isnan(deff), n, n / np.where(np.isnan(deff), 1.0, deff))
    return (low, high, n_eff, *judge_means((high - low) / 2, df, n, n_kish, alike, style.widest))
