"""Items or groups against their common mean. Input: estimates, or a design; output: one row per item or group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from manyi.stats.compare.between_groups import labels
from manyi.stats.compare.contrasts import Adjustment, adjust_p, tests_of
from manyi.stats.design.design import Design
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.means_and_shares import means, shares


def against_mean(estimates: Estimates, adjust: Adjustment = "holm") -> pd.DataFrame:
    """Compare each of k estimates with the mean of all k, using their joint covariance: the respondents are the same.

    Rows: the labels of the estimates as `group`, estimate, difference se low high df t p p_adjusted,
    verdict (above, below, unclear, untested, suppressed) unit basis reason. Suppressed estimates do not enter the mean.
    """
    part, k = estimates.only(estimates.shown), int(estimates.shown.sum())
    tested = tests_of(part, np.eye(k) - 1 / max(k, 1)).drop(columns=["status", "reason"])
    tested["p_adjusted"] = adjust_p(tested["p"], adjust)
    clear = tested["p_adjusted"].to_numpy() <= 1 - estimates.level
    otherwise = np.where(tested["se"] == 0, "untested", "unclear")
    tested["verdict"] = np.where(clear, np.where(tested["difference"] > 0, "above", "below"), otherwise)
    tested.insert(0, "estimate", part.table["estimate"].to_numpy())
    tested["unit"], tested["basis"] = part.table["unit"].to_numpy(object), part.basis
    tested.index = pd.Index(labels(part), name="group")
    rows = tested.reindex(labels(estimates)).reset_index()
    reason = estimates.table["reason"].where(~estimates.shown, "").to_numpy(object)
    return rows.assign(verdict=rows["verdict"].fillna("suppressed"), reason=reason)


def low_in_every_wave(design: Design, items: Sequence[str], waves: Sequence[int], of: str = "mean") -> pd.DataFrame:
    """Return which items are below the mean of their battery in every one of the waves.

    An item qualifies when its one-sided test is significant in each wave (intersection-union test: Berger 1982); the
    largest p over the waves is adjusted for the number of items by Holm. Rows: item p p_adjusted shown, and difference
    in the last wave.
    """
    kind = shares if of == "share" else means
    by_wave = []
    for wave in waves:
        compared = against_mean(kind(design.where({"wave": [wave]}), list(items)), "none")
        below = np.where(compared["difference"] < 0, compared["p"] / 2, 1 - compared["p"] / 2)
        by_wave.append(np.where(compared["verdict"] == "suppressed", np.nan, below))
    last = compared.rename(columns={"group": "item"})[["item", "difference", "se", "low", "high", "df"]]
    p = np.max(by_wave, axis=0)
    adjusted = adjust_p(pd.Series(p), "holm")
    return last.assign(p=p, p_adjusted=adjusted, shown=np.nan_to_num(adjusted, nan=1.0) <= 0.05)
