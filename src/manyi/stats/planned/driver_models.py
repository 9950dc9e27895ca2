"""Driver models as a study announced them. Input: a design, a DriverModel and the codebook; output: rows to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from manyi.display import Displayed
from manyi.stats.design.design import Design
from manyi.stats.models.linear_model import regression
from manyi.stats.models.standardisation import scenario, together
from manyi.study.codebook import Codebook
from manyi.study.plan import DriverModel


def model_rows(design: Design, model: DriverModel) -> Design:
    """Return the design narrowed to the respondents a driver model is about."""
    return design.from_rows("models").where(model.where)


def all_scales(book: Codebook, drivers: Sequence[str]) -> bool:
    """Return whether every driver is an answer scale: only then can they share a map."""
    return all(name in book.items and book.items[name].scale for name in drivers)


def scales(book: Codebook, drivers: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return lowest and highest answer of every driver."""
    by_driver = {name: book.items[name].scale for name in drivers}
    return {name: (float(scale.low), float(scale.high)) for name, scale in by_driver.items() if scale}


def bounds(book: Codebook, drivers: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return the limits of low answers (the lowest two) and of high answers (the highest)."""
    return {name: (low + 1, high) for name, (low, high) in scales(book, drivers).items()}


def ordinal_check(design: Design, outcome: str, drivers: Sequence[str], controls: Sequence[str]) -> pd.DataFrame:
    """Return the sign of each driver in a proportional-odds model of the answers: driver, direction, p."""
    fit = regression(design, outcome, [*controls, *drivers], model="ordinal")
    numeric = fit.table["term"] == fit.table["predictor"]  # the columns of a category have no single direction
    slopes = fit.table[fit.table["predictor"].isin(list(drivers)) & numeric & (fit.table["status"] == "estimated")]
    clear = slopes["p"] < 0.05
    signs = np.where(clear, np.where(slopes["estimate"] > 0, "+", "-"), "unclear")
    return pd.DataFrame(
        {"driver": slopes["term"], "direction": signs, "estimate": slopes["estimate"], "p": slopes["p"]}
    )


@dataclass(frozen=True, repr=False)
class Steps(Displayed):
    """What a linear model predicts if answers were one step higher, driver by driver and in any mix.

    `table`, a row per driver: driver now then difference se low high df p moved outside base. `covariance`: of the mean
    prediction now and of each driver's difference, in the order of the table.
    """

    outcome: str
    unit: str  # of the outcome
    now: float
    table: pd.DataFrame
    covariance: np.ndarray


def one_step_up(design: Design, model: DriverModel, tops: dict[str, tuple[float, float]]) -> Steps:
    """Return what is predicted if every answer below the top were one step higher, treating association as cause."""
    fit = regression(design, model.outcome, [*model.controls, *model.drivers])
    moves = {
        name: {name: lambda answers, top=top: np.minimum(answers + 1, top)}
        for name, (_, top) in tops.items()
        if name in fit.terms.groups()  # a driver that does not vary has no coefficient
    }
    unit = design.unit_of(model.outcome)
    rows = [{"driver": name, **scenario(design, fit, move).to_dict(), "unit": unit} for name, move in moves.items()]
    now, covariance = together(design, fit, list(moves.values()))
    return Steps(model.outcome, unit, now, pd.DataFrame(rows), covariance)
