"""Adjusted means and what-if scenarios, by standardisation. Input: a fit; output: one row per scenario.

Everyone keeps their other answers, one predictor is set, and predictions are averaged with the weights (predictive
margins; Graubard & Korn 1999, Biometrics 55). A scenario is a statement about the model: it
holds in reality if the association is causal and all else stays equal. The error covers the coefficients, the sample
averaged over, and their covariance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.stats.design.design import Design
from manyi.stats.estimate.ends import OPEN
from manyi.stats.estimate.interval import cut, mean_interval, t_interval, two_sided_p
from manyi.stats.models.fit import Fit, score_deviations
from manyi.stats.models.glm import LINKS

Answers = Mapping[str, str | float | Callable[[np.ndarray], np.ndarray]]


def adjusted_means(design: Design, fit: Fit, predictor: str, level: float = 0.95) -> pd.DataFrame:
    """Return the mean prediction with everyone put in each category of a predictor in turn.

    One row per category: category estimate se low high df. Covariances: see `scenario`. Raises InputError: a
    predictor that is not categorical in the model.
    """
    if predictor not in fit.terms.levels:
        raise InputError("not a categorical predictor of the model", place(column=predictor), fit.terms.levels)
    rows, ends = [], _ends(design, fit)
    for category in fit.terms.levels[predictor]:
        mean, of_sample, of_fit = margin(design, fit, {predictor: category})
        row = _row(mean, of_sample + of_fit, fit.design_df, level)
        low, high = mean_interval(mean, row["se"], fit.design_df, fit.base, ends, level=level)
        rows.append({"category": category, **row, "low": float(low), "high": float(high)})
    return pd.DataFrame(rows)


def scenario(design: Design, fit: Fit, answers: Answers, level: float = 0.95) -> pd.Series:
    """Return the mean prediction if everyone gave these answers, beside the present one.

    answers: predictor -> category, number, or function of the answers (e.g. lambda x: np.minimum(x + 1, 10)). Result:
    basis ("scenario") now then difference se low high df p moved (weighted share whose answers change) outside (share
    of rows moved beyond the observed answers) base. Linear: mean outcome; logit: share; count: mean count. Raises
    InputError for ordinal models (their predictions have no single scale) and for unknown predictors or categories.
    """
    now, now_sample, now_fit = margin(design, fit, {})
    then, then_sample, then_fit = margin(design, fit, answers)
    spread = then_sample + then_fit - now_sample - now_fit
    before, after = fit.terms.x, _changed(fit, answers)
    w = fit.terms.weights / fit.terms.weights.sum()
    outside = ((after < before.min(axis=0)) | (after > before.max(axis=0))).any(axis=1)
    row = _row(then - now, spread, fit.design_df, level)
    row["difference"], reach = row.pop("estimate"), np.ptp(_ends(design, fit))
    interval = np.asarray(row["low"]), np.asarray(row["high"])
    row["low"], row["high"] = (float(end) for end in cut(interval, np.array([-reach, reach])))
    moved = float(w @ (before != after).any(axis=1))
    p = float(two_sided_p(row["difference"] / row["se"], fit.design_df)) if row["se"] > 0 else float("nan")
    return pd.Series({
        "basis": "scenario", "now": now, "then": then, **row, "p": p, "moved": moved, "outside": float(w @ outside),
        "base": fit.base,
    })  # fmt: skip


def together(design: Design, fit: Fit, scenarios: Sequence[Answers]) -> tuple[float, np.ndarray]:
    """Return the mean prediction now, and the covariance of it (first) and of each scenario's difference from it.

    With a linear model the difference is linear in who moves: when only a share s of those a scenario would move do,
    it is s times as large, and scenarios about different predictors add up. So these numbers are enough to predict,
    with an interval, any mix of them.
    """
    now, now_sample, now_fit = margin(design, fit, {})
    moves = [margin(design, fit, answers) for answers in scenarios]
    spreads = [now_sample + now_fit, *(sample + fitted - now_sample - now_fit for _, sample, fitted in moves)]
    deviations = np.column_stack(spreads)
    return now, deviations.T @ deviations


def _row(estimate: float, spread: np.ndarray, df: float, level: float) -> dict[str, float]:
    se = float(np.sqrt(np.square(spread).sum()))
    low, high = t_interval(estimate, se, df, level)
    return {"estimate": estimate, "se": se, "low": float(low), "high": float(high), "df": df}


def _ends(design: Design, fit: Fit) -> np.ndarray:
    """Return the lowest and highest value (2,) a mean of the outcome can have."""
    return np.array((0.0, 1.0) if fit.model == "logit" else design.ends.get(fit.outcome, OPEN))


def margin(design: Design, fit: Fit, answers: Answers) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the mean prediction and its deviations D: from the sample averaged over, and from the coefficients."""
    if fit.model == "ordinal":
        raise InputError(
            "an ordinal model has no mean prediction: use the linear or the logit model of the same outcome"
        )
    x, w = _changed(fit, answers), fit.terms.weights
    mean, slope = LINKS[fit.model](fit.linear_predictor(x))  # for a canonical link the variance is the derivative
    total = w.sum()
    centre = float(w @ mean / total)
    gradient = np.concatenate([[w @ slope], (w * slope) @ x]) / total
    of_sample = score_deviations(design, fit.terms.rows, [(mean - centre) / total])[:, 0]
    return centre, of_sample, fit.deviations @ gradient


def _changed(fit: Fit, answers: Answers) -> np.ndarray:
    """Return the columns of the model with some answers replaced."""
    x, labels = fit.terms.x, fit.terms.labels.iloc[fit.terms.kept].reset_index(drop=True)
    if answers:
        x = x.copy()
    for predictor, answer in answers.items():
        columns_of = np.flatnonzero(labels["predictor"] == predictor)
        if not len(columns_of):
            raise InputError("not a predictor of the model", place(column=predictor), fit.terms.groups())
        if predictor in fit.terms.levels:
            if answer not in fit.terms.levels[predictor]:
                raise InputError(f"no category {answer}", place(column=predictor), fit.terms.levels[predictor])
            x[:, columns_of] = (labels["category"].iloc[columns_of] == answer).to_numpy(float)
        else:
            x[:, columns_of[0]] = answer(x[:, columns_of[0]]) if callable(answer) else float(answer)
    return x
