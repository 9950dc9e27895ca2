"""From many answers to one row per question. Every figure comes with its Monte Carlo error."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from tests.simulation.models import DRIVER_QUESTIONS, IMPUTED_QUESTIONS, MODEL_QUESTIONS, REPLICATES
from tests.simulation.questions import ALPHA, QUESTIONS, Answer
from tests.simulation.run import SEED, Found

ASKED = [*QUESTIONS, *DRIVER_QUESTIONS, *MODEL_QUESTIONS, *IMPUTED_QUESTIONS]

REJECTED = 0.001  # the exact binomial test's level, below which a promise counts as broken
Row = dict[str, Any]


def summary(found: Found, truth: dict[str, float]) -> dict[str, Any]:
    """Return everything docs/methods.md prints, ready for JSON."""
    return {
        "samples": found.runs,
        "seed": SEED,
        "replicates": REPLICATES,
        "intervals": [
            coverage(q.name, q.of, truth[q.name], found.answers[q.name], q.above)
            for q in ASKED
            if q.name in found.answers
        ],
        "selected": [
            coverage(q.name, q.of, truth[q.name], found.selected[q.name], q.above)
            for q in ASKED
            if q.name in found.selected
        ],
        "errors": [error(name, np.array(values)) for name, values in found.errors.items()],
    }


def coverage(name: str, of: str, true: float, answers: list[Answer], above: str = "") -> Row:
    """Return coverage, bias in standard errors, and estimated over true standard error.

    `p`: the exact binomial test of the nominal level; one-sided where more than nominal coverage is to be expected.
    """
    estimate, se, low, high = np.array(answers, float).T
    runs, held = len(estimate), int(((low <= true) & (true <= high)).sum())
    spread, share = estimate.std(ddof=1), held / runs
    ratio = se.mean() / spread
    test = stats.binomtest(held, runs, 1 - ALPHA, alternative="less" if above else "two-sided")
    return {
        "name": name,
        "of": of,
        "above": above,
        "truth": _short(true),
        "samples": runs,
        "coverage": _short(share),
        "coverage_mc": _short(np.sqrt(share * (1 - share) / runs)),
        "bias": _short(estimate.mean() - true),
        "bias_in_se": _short((estimate.mean() - true) / spread),
        "bias_in_se_mc": _short(1 / np.sqrt(runs)),
        "se_ratio": _short(ratio),
        "se_ratio_mc": _short(ratio * np.sqrt(1 / (2 * (runs - 1)) + (se.std() / se.mean()) ** 2 / runs)),
        "p": _short(test.pvalue),
        "holds": bool(test.pvalue >= REJECTED),
    }


def error(name: str, values: np.ndarray) -> Row:
    """Return how often a test errs (or the mean share of false findings), held against .05 from above.

    Yes-or-no errors by the exact binomial test; shares of false findings by their mean and its error.
    """
    runs, rate, spread = len(values), float(values.mean()), float(values.std(ddof=1)) / np.sqrt(len(values))
    if np.isin(values, (0, 1)).all() and not name.endswith("(BH)"):
        p = stats.binomtest(int(values.sum()), runs, ALPHA, alternative="greater").pvalue
        spread = np.sqrt(rate * (1 - rate) / runs)
    else:
        p = stats.norm.sf((rate - ALPHA) / max(spread, 1e-12))
    return {
        "name": name,
        "samples": runs,
        "rate": _short(rate),
        "rate_mc": _short(spread),
        "p": _short(p),
        "holds": bool(p >= REJECTED),
    }


def _short(value: float) -> float:
    """Keep five digits: the Monte Carlo error is far larger."""
    return float(f"{value:.5g}")
