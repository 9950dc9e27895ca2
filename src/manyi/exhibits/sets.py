"""Claims about sets of items: those above and below their mean, those below it in every wave, one joint test.

Input: frames of `stats.planned` or an omnibus test. Output: a Claim; words in `wording`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from manyi.exhibits.claims import ALPHA, Claim, Words, year
from manyi.exhibits.numbers import Number
from manyi.rows.codebook import Text


def apart(rows: pd.DataFrame, column: str = "item", *, weight: float = 1.5) -> Claim:
    """Return which of the rows of `stats.against_mean` are above and which below the mean of all."""
    said: dict[str, Words] = {}
    found = [side for side in ("above", "below") if (rows["verdict"] == side).any()]
    for side in found:
        said[side] = [(column, str(key)) for key in rows.loc[rows["verdict"] == side, "group"]]
    compared = Number(float((rows["verdict"] != "suppressed").sum()), "count", statistic="count")
    verdict = "_".join(found) or "none"
    return Claim("apart", verdict, {"compared": compared}, said, bool(found), weight if found else 0.5)


def persistent(rows: pd.DataFrame, first: int, last: int, *, weight: float = 2.0) -> Claim:
    """Return which items were below the mean of their battery in every wave from first to last."""
    keys = [("item", str(key)) for key in rows.loc[rows["shown"], "item"]]
    said: dict[str, Words] = {"first": year(first), "last": year(last), **({"low": keys} if keys else {})}
    compared = Number(float(len(rows)), "count", statistic="count", wave=f"{first}-{last}")
    return Claim("persistent", "some" if keys else "none", {"compared": compared}, said, bool(keys), weight)


def joint(test: Any, by: str, item: str, *, about: Text | None = None, weight: float = 0.5) -> Claim:
    """Return whether the groups of `by` differ at all, from an omnibus test of `stats`; `about` says in what."""
    kind = "joint_about" if about else "joint"
    said: dict[str, Words] = {"about": about} if about else {"by": ("item", by), "what": ("rated", item)}
    if test.form == "none":
        return Claim(kind, "suppressed", {}, said, False, 0.0)
    method = f"Rao-Scott F({test.df1:.1f}, {test.df2:.0f})"
    number = Number(float(test.statistic), "ratio", df=float(test.df2), p=float(test.p), statistic="joint test", item=item,
                    group=by, method=method)  # fmt: skip
    shown = bool(test.p <= ALPHA)
    return Claim(kind, "differ" if shown else "unclear", {"test": number}, said, shown, weight)
