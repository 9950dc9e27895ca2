"""One form against another on the same samples: what was printed before, and what is printed now.

Small worlds with a truth that is planted: ratings whose distribution steps beside the median, claims of which most are
true, PSUs kept in part, groups that are strata. Output: one row per case. Run: python -m tests.simulation.forms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from manyi import places
from manyi.stats import Design, adjust_p, contrast, means, omnibus, quantiles
from manyi.stats.compare.change_verdicts import claim_intervals, equivalence_p, simultaneous_intervals
from manyi.stats.compare.contrasts import test_rows
from manyi.stats.compare.joint import rao_scott
from manyi.stats.estimate.interval import t_interval

SEED, ALPHA = 20241128, 0.05
Row = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """One row: a rate under the form used before and now, what is promised (at least or at most), samples."""

    what: str
    case: str
    before: float
    now: float
    promise: str
    samples: int
    mc: float = 0.0

    def row(self) -> Row:
        """Return it with Monte Carlo errors and whether the promise is broken at .001."""
        held = True
        if self.promise:
            side = {"≥": "less", "≤": "greater"}[self.promise[0]]
            count, limit = round(self.now * self.samples), float(self.promise[1:])
            held = bool(stats.binomtest(count, self.samples, limit, alternative=side).pvalue >= 0.001)
        return {**vars(self), "before_mc": self.error(self.before), "now_mc": self.error(self.now), "holds": held}

    def error(self, rate: float) -> float:
        """Return the Monte Carlo error of a rate, given or that of a ratio of means."""
        return self.mc or float(np.sqrt(max(rate * (1 - rate), 0.25 / self.samples) / self.samples))


def clustered(rng: np.random.Generator, strata: int, psus: int, people: int) -> pd.DataFrame:
    """Return an empty sample: strata of PSUs of people, uneven weights."""
    psu = np.repeat(np.arange(strata * psus), people)
    return pd.DataFrame({"stratum": psu // psus, "psu": psu, "weight": rng.lognormal(0, 0.3, len(psu))})


def medians(samples: int) -> Iterator[Form]:
    """Ratings of which F at the median is just above .5, well above, and minutes in tenths; 30 PSUs of 20."""
    near = np.array([0.02, 0.03, 0.05, 0.08, 0.1, 0.1, 0.123, 0.2, 0.17, 0.127])  # F(7) = .503
    far = np.array([0.02, 0.03, 0.05, 0.08, 0.1, 0.07, 0.25, 0.2, 0.12, 0.08])  # F(7) = .60
    tail = np.array([0.01, 0.01, 0.02, 0.05, 0.06, 0.1, 0.2, 0.25, 0.203, 0.097])  # F(9) = .903
    asked = {
        "median of ratings, F = .503 there": (near, 0.5), "median of ratings, F = .60 there": (far, 0.5),
        "90 % quantile of ratings, F = .903": (tail, 0.9), "median of minutes in tenths": (None, 0.5),
    }  # fmt: skip
    for number, (case, (shares, p)) in enumerate(asked.items()):
        held = np.zeros((samples, 2))
        for sample in range(samples):
            rng = np.random.default_rng([SEED, number, sample])
            frame = clustered(rng, 5, 6, 20)
            latent = np.sqrt(0.05) * rng.normal(size=30)[frame["psu"]] + np.sqrt(0.95) * rng.normal(size=len(frame))
            rank = stats.norm.cdf(latent)
            if shares is None:
                x, truth = np.round(-60 * np.log1p(-rank)) / 10, round(60 * np.log(2)) / 10
            else:
                cumulated = np.cumsum(shares)
                x = 1 + np.searchsorted(cumulated[:-1], rank)
                truth = 1 + int(np.searchsorted(cumulated, p))
            design = Design(frame.assign(x=x.astype(float)), stratum="stratum", psu="psu")
            for column, interval in enumerate(("woodruff", "inverted")):
                found = quantiles(design, "x", p, interval=interval).row()
                held[sample, column] = found["low"] <= truth <= found["high"]
        yield Form("interval holds the quantile", case, *held.mean(axis=0), "≥ 0.95", samples)


def claims(samples: int) -> Iterator[Form]:
    """Families on 100 degrees of freedom, correlated .3: all intervals at once, and 'about the same' said wrongly."""
    for m, moved in ((20, 19), (7, 6), (7, 0)):
        shift = np.where(np.arange(m) < moved, 6.0, 0.0)
        wrong = np.array([_misses(m, shift, np.random.default_rng([SEED, m, moved, s])) for s in range(samples)])
        held, case = 1 - wrong.mean(axis=0), f"{moved} of {m} changed"
        yield Form("all intervals of a family hold", case, *held, "≥ 0.95", samples)
    for m in (7, 20):
        edge = np.array([_same(m, np.random.default_rng([SEED, m, s])) for s in range(samples)])
        case = f"{m} changes as large as matters"
        yield Form("'about the same' said of one of them", case, *edge.mean(axis=0), "≤ 0.05", samples)


def _family(m: int, shift: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    noise = np.sqrt(0.3) * rng.normal() + np.sqrt(0.7) * rng.normal(size=m)
    se = np.full(m, np.sqrt(rng.chisquare(100) / 100))
    rows = test_rows(shift + noise, se, np.full(m, 100.0), 1.0)
    return rows.assign(p_adjusted=adjust_p(rows["p"], "holm"))


def _misses(m: int, shift: np.ndarray, rng: np.random.Generator) -> tuple[bool, bool]:
    """Return whether an interval misses: at the level of its own step where a later step claims, and with one width."""
    rows = _family(m, shift, rng)
    before = claim_intervals(rows)
    return tuple(bool(((low > shift) | (high < shift)).any()) for low, high in (before, simultaneous_intervals(rows)))


def _same(m: int, rng: np.random.Generator) -> tuple[bool, bool]:
    """Return whether 'same' is said of a change of delta: by each 90 % interval alone, and over the family."""
    delta = 3.0
    rows = _family(m, np.full(m, delta), rng)
    low, high = t_interval(rows["difference"], rows["se"], rows["df"], 0.90)
    alone = (low > -delta) & (high < delta)
    adjusted = adjust_p(equivalence_p(rows["difference"], rows["se"], rows["df"], delta), "holm")
    low, high = claim_intervals(rows)
    return bool(alone.any()), bool(((adjusted <= ALPHA) & (low > -delta) & (high < delta)).any())


def overlaps(samples: int) -> Iterator[Form]:
    """Two waves with PSUs kept in part, means correlated .8: estimated over true covariance, coverage of a change."""
    for n, m, strata in ((2, 1, 30), (3, 1, 20), (6, 3, 10)):
        found = np.array([_two_waves(n, m, strata, np.random.default_rng([SEED, n, m, s])) for s in range(samples)])
        case = f"{m} of {n} PSUs kept"
        ratio = found[:, 2:] / (0.8 * m / (n * n * strata))
        error = float(ratio[:, 1].std() / np.sqrt(samples))
        yield Form("estimated / true covariance of two waves", case, *ratio.mean(axis=0), "", samples, error)
        yield Form("95 % interval holds the change", case, *found[:, :2].mean(axis=0), "≥ 0.95", samples)


def _two_waves(n: int, m: int, strata: int, rng: np.random.Generator) -> tuple[float, float, float, float]:
    psus = np.arange(2 * n - m)
    frames = []
    lasting = rng.normal(size=(strata, len(psus)))
    for wave, kept in ((1, psus[:n]), (2, psus[n - m :])):
        x = np.sqrt(0.8) * lasting[:, kept] + np.sqrt(0.2) * rng.normal(size=(strata, n))
        stratum = np.repeat(np.arange(strata), n)
        frames.append(pd.DataFrame({"wave": wave, "stratum": stratum, "psu": np.tile(kept, strata), "x": x.ravel()}))
    frame = pd.concat(frames, ignore_index=True).assign(weight=1.0)
    now = Design(frame, stratum="stratum", psu="psu", wave="wave")
    before = Design(frame, stratum="stratum", psu="psu", wave="wave")
    before._shared["units"] = replace(before.units, overlap=None)
    both = [means(design, "x", "wave") for design in (before, now)]
    rows = [contrast(one, [-1, 1]).iloc[0] for one in both]
    held = [float(row["low"] <= 0 <= row["high"]) for row in rows]
    return (*held, *(float(one.covariance[0, 1]) for one in both))


def strata_as_groups(samples: int) -> Iterator[Form]:
    """Six PSUs of 27 people in each group: level when all are alike, power when the most precise group differs."""
    for k in (3, 6, 12):
        even, uneven = np.ones(k), np.exp(np.linspace(-1, 1, k))
        shift, none = np.where(np.arange(k) == 0, 4.5 * uneven[0] * np.sqrt(1.8 / 6), 0.0), np.zeros(k)
        cases = {
            "alike, equally precise": (even, none, "≤ 0.05"),
            "alike, unequally precise": (uneven, none, "≤ 0.05"),
            "the most precise differs": (uneven, shift, ""),
        }
        for case, (spread, moved, promise) in cases.items():
            found = np.array([_strata(k, spread, moved, np.random.default_rng([SEED, k, s])) for s in range(samples)])
            yield Form("joint test passes", f"{k} strata {case}", *found.mean(axis=0), promise, samples)


def _strata(k: int, spread: np.ndarray, moved: np.ndarray, rng: np.random.Generator) -> tuple[bool, bool]:
    frame = clustered(rng, k, 6, 27)
    within = 1 - rng.exponential(size=len(frame))
    x = spread[frame["stratum"]] * (rng.normal(size=6 * k)[frame["psu"]] + 4 * within) + moved[frame["stratum"]]
    found = means(Design(frame.assign(x=x), stratum="stratum", psu="psu"), "x", "stratum", widest=None)
    return bool(rao_scott(found).p <= ALPHA), bool(omnibus(found).p <= ALPHA)


PARTS = {medians: 1000, claims: 4000, overlaps: 2000, strata_as_groups: 2000}


def forms(share: float = 1.0) -> list[Row]:
    """Return all rows; share: of the samples of the long run."""
    return [form.row() for part, samples in PARTS.items() for form in part(max(round(samples * share), 20))]


def write() -> None:
    """Draw all samples and write what came out."""
    file = places.root() / "docs" / "forms.json"
    file.write_text(json.dumps(forms(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
