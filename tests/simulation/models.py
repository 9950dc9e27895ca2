"""What every drawn sample is asked about models: drivers and coefficients. Input: a design; output: intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.stats import Design, Fit
from manyi.stats.drivers.key_drivers import importance
from manyi.stats.models.linear_model import regression
from sample.importance import importance as planted
from tests.simulation.questions import Answer, Question, answer, left_out
from tests.simulation.samples import DRIVERS, NOW, World

REPLICATES = 200  # the report takes 1,000: intervals alike on average, but steadier
STRONG, WEAK, NULL = "solving", "follow_up", "greeting"
PREDICTORS = ["solving", "speed"]
MODELS = {"logit": "satisfied", "ordinal": "overall"}

BOUND = "importance ends at 0, and the interval with it"
DRIVER_QUESTIONS = [
    Question("driver, strong", f"LMG share of {STRONG}"),
    Question("driver, weak", f"LMG share of {WEAK}", BOUND),
    Question("driver, null", f"LMG share of {NULL}, independent of all else", BOUND),
]
MODEL_QUESTIONS = [
    Question("Johnson, strong", f"relative weight of {STRONG}"),
    Question("Johnson, weak", f"relative weight of {WEAK}", BOUND),
    Question("logit coefficient", f"satisfied by {STRONG}, with speed"),
    Question("ordinal coefficient", f"overall (1 to 10) by {STRONG}, with speed"),
]
IMPUTED_QUESTIONS = [
    Question("driver, strong, imputed", f"LMG share of {STRONG}, 2 % of ratings missing, 5 % in chatbot service"),
    Question("driver, weak, imputed", f"LMG share of {WEAK}, the same", BOUND),
]


def truth_of_models(world: World) -> dict[str, float]:
    """Return the value of each question in the enumerated population."""
    people = world.people[NOW]
    y, x = people["index"].to_numpy(), people[DRIVERS].to_numpy()
    lmg, relative = (dict(zip(DRIVERS, values, strict=True)) for values in (planted(y, x, [])[1], _johnson(y, x)))
    slopes = {model: _slope(_census(people, outcome, model)) for model, outcome in MODELS.items()}
    return {
        **{f"driver, {name}": lmg[item] for name, item in (("strong", STRONG), ("weak", WEAK), ("null", NULL))},
        **{f"Johnson, {name}": relative[item] for name, item in (("strong", STRONG), ("weak", WEAK))},
        **{f"{model} coefficient": slope["estimate"] for model, slope in slopes.items()},
        **{f"driver, {name}, imputed": lmg[item] for name, item in (("strong", STRONG), ("weak", WEAK))},
    }


def _johnson(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return Johnson's relative weights (2000), rescaled to 1, from the eigenvectors of the correlations."""
    r = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    values, vectors = np.linalg.eigh(r[:-1, :-1])
    root = vectors * np.sqrt(values) @ vectors.T
    raw = root**2 @ np.linalg.solve(root, r[:-1, -1]) ** 2
    return raw / raw.sum()


def _census(people: pd.DataFrame, outcome: str, model: str) -> Fit:
    """Fit a model to everybody: some thousand rows, each for as many people of the same answers as it weighs."""
    cells = people.groupby([outcome, *PREDICTORS], as_index=False, observed=True).size()
    rows = np.ceil(cells["size"] / (len(people) / 1_000)).astype(int)
    cells["weight"] = cells["size"] / rows
    return regression(Design(cells.loc[cells.index.repeat(rows)].reset_index(drop=True)), outcome, PREDICTORS, model)


def _slope(fit: Fit) -> pd.Series:
    return fit.table.set_index("term").loc[STRONG]


def drivers(design: Design, seed: int, replicates: int = REPLICATES) -> dict[str, Answer]:
    """Answer the questions about LMG shares, their bootstrap with the weights raked again."""
    named = {"driver, strong": STRONG, "driver, weak": WEAK, "driver, null": NULL}
    return _shares(design, named, replicates=replicates, seed=seed)


def models(design: Design, seed: int, replicates: int = REPLICATES) -> dict[str, Answer]:
    """Answer the questions about relative weights and coefficients."""
    now = design.where(design.frame["wave"] == NOW)
    fits = {f"{model} coefficient": regression(now, outcome, PREDICTORS, model) for model, outcome in MODELS.items()}
    named = {"Johnson, strong": STRONG, "Johnson, weak": WEAK}
    return {
        **_shares(design, named, method="johnson", replicates=replicates, seed=seed),
        **{name: answer(_slope(fit)) for name, fit in fits.items()},
    }


def imputed(design: Design, rng: np.random.Generator, seed: int, replicates: int = REPLICATES) -> dict[str, Answer]:
    """Answer the questions about LMG shares where some answers are missing and imputed."""
    named = {"driver, strong, imputed": STRONG, "driver, weak, imputed": WEAK}
    return _shares(left_out(design, DRIVERS, rng), named, missing="imputed", replicates=replicates, seed=seed)


def _shares(design: Design, named: dict[str, str], **options: object) -> dict[str, Answer]:
    found = importance(design.where(design.frame["wave"] == NOW), "index", DRIVERS, **options)  # type: ignore[arg-type]
    share = found.importances / found.importances.sum(axis=0)
    table = found.table.assign(estimate=found.table["share"], se=share[:, 1:].std(axis=1)).set_index("driver")
    return {name: answer(table.loc[driver]) for name, driver in named.items()}
