"""One published figure estimated from the survey. Input: a design and an entry of truth.yml; output: a `Found`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from manyi.errors import InputError
from manyi.stats import Design, Estimates, combine, means, shares
from manyi.stats.compare.contrasts import contrast
from manyi.stats.compare.ranking import extremes
from manyi.stats.design.column_values import matching
from manyi.stats.design.groups import with_share

Figure = Mapping[str, Any]
ROUNDING = 5e-7  # truth.yml has six decimals


@dataclass(frozen=True)
class Found:
    """What the survey says of a figure.

    low, high: the 95 % interval, of this figure alone; NaN in a census. right: the estimate lies on the published
    side, shown: so does the whole interval (of a ranking: no other group can be the first); both None where the source
    prints a value. why_not: why there is no estimate, else "".
    """

    figure: Figure
    estimate: float = np.nan
    low: float = np.nan
    high: float = np.nan
    base: int = 0
    right: bool | None = None
    shown: bool | None = None
    why_not: str = ""

    @property
    def inside(self) -> bool:
        """Whether the planted value is in the interval; in a census, whether it is the value found."""
        if np.isnan(self.low):
            return abs(self.estimate - self.figure["planted"]) <= ROUNDING
        return bool(self.low <= self.figure["planted"] <= self.high)


def found(design: Design, figure: Figure) -> Found:
    """Estimate a figure; where that cannot be done, or would be suppressed in a report, say why."""
    try:
        if "by" in figure or "among" in figure:
            return _ranked(design, figure)
        if "against" in figure:
            return _difference(design, figure)
        return _judged(figure, *_numbers(level(design, figure)), ends_at=_published(figure))
    except InputError as error:
        return Found(figure, why_not=str(error))


def level(design: Design, figure: Figure, **change: Any) -> Estimates:
    """Return the mean or share a figure names, with some of its parts changed: one estimate."""
    asked = {**figure, **change}
    made, item = _asked(design, asked)
    return (shares if asked["of"] == "share" else means)(made, item)


def _asked(design: Design, asked: Figure) -> tuple[Design, str]:
    inside = design.where(matching(design.frame, {"wave": [asked["wave"]], **asked.get("where", {})}))
    return with_share(inside, asked["item"], asked.get("answers", []))


def _difference(design: Design, figure: Figure) -> Found:
    """Take one level from another, from the joint covariance; relative: a / b - 1, its interval on the log scale."""
    both = combine(level(design, figure), level(design, figure, **figure["against"]))
    _numbers(both)
    a, b = both.table["estimate"]
    base = int(both.table["base"].sum())
    if not figure.get("relative"):
        row = contrast(both, np.array([1.0, -1.0])).iloc[0]
        return _judged(figure, row["difference"], row["low"], row["high"], base, ends_at=_published(figure))
    row = contrast(both, np.array([1 / a, -1 / b])).iloc[0]  # the error of ln(a / b), linearised
    factor = np.exp(row["high"] - row["difference"])
    return _judged(figure, a / b - 1, a / b / factor - 1, a / b * factor - 1, base, ends_at=_published(figure))


def _ranked(design: Design, figure: Figure) -> Found:
    """Return the level of the group or item said to be first (or of the lowest), and whether it alone can be that."""
    made, item = _asked(design, figure)
    kind = shares if figure["of"] == "share" else means
    compared = kind(made, figure.get("among", item), figure.get("by"))
    groups = list(compared.table[figure.get("by", "item")])
    value = compared.table["estimate"].to_numpy()
    first = int(np.nanargmax(value) if figure["relation"] == "highest" else np.nanargmin(value))
    if figure["relation"] not in ("highest", "lowest"):  # every group on one side: the lowest one counts
        return _judged(figure, *_row(compared, first), ends_at=_published(figure))
    own = groups.index(figure["named"] if "by" in figure else item)
    numbers = _numbers(compared.only(np.arange(len(groups)) == own))
    may_be = extremes(compared)[figure["relation"]].to_numpy()
    return Found(figure, *numbers, right=first == own, shown=bool(may_be[own] and may_be.sum() == 1))


def _numbers(estimates: Estimates) -> tuple[float, float, float, int]:
    """Return what `_row` does of the first; InputError when any of them is suppressed (nothing is in a census)."""
    hidden = estimates.table[~estimates.shown]
    if len(hidden) and estimates.basis != "census":
        raise InputError(f"suppressed: {hidden['reason'].iloc[0]} (base {hidden['base'].iloc[0]})")
    return _row(estimates, 0)


def _row(estimates: Estimates, number: int) -> tuple[float, float, float, int]:
    """Return estimate, low, high and base."""
    row = estimates.table.iloc[number]
    return float(row["estimate"]), float(row["low"]), float(row["high"]), int(row["base"])


def _published(figure: Figure) -> float | None:
    """Return the value a published direction starts from; None where the source prints the value itself."""
    if figure["relation"] == "=":
        return None
    return float(figure["published"] if "published" in figure else figure["bound"])


def _judged(figure: Figure, estimate: float, low: float, high: float, base: int, ends_at: float | None) -> Found:
    if ends_at is None:
        return Found(figure, estimate, low, high, int(base))
    above = figure["relation"] == ">"
    right, shown = (estimate > ends_at, low > ends_at) if above else (estimate < ends_at, high < ends_at)
    return Found(figure, float(estimate), float(low), float(high), int(base), bool(right), bool(shown))
