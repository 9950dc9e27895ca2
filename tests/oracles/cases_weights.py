"""Reference cases of weighting: raking, post-strata, what unequal weights cost, weighted covariances."""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.rows.clean.rake import kish, rake_groups
from manyi.stats import Design, distribution, means
from manyi.stats.models.model_matrix import terms
from tests.oracles.registry import DRIVERS, MARGINS, Oracles, Pairs, case, matrix

SUMMARY = ("deff", "n_eff", "sum", "min", "max", "median")


def summary(weights: np.ndarray) -> list[float]:
    return [*kish(weights), weights.sum(), weights.min(), weights.max(), float(np.median(weights))]


def population(oracles: Oracles) -> dict[str, pd.Series]:
    margins = oracles.frame("pop_margins")
    return {name: part.set_index("level")["count"].astype(float) for name, part in margins.groupby("variable")}


def raked(oracles: Oracles, answers: list[pd.Series], totals: list[pd.Series]) -> np.ndarray:
    codes = [pd.Categorical(a, list(t.index)).codes.astype(int) for a, t in zip(answers, totals, strict=True)]
    base = oracles.frame("survey_small")["weight"].to_numpy()
    return rake_groups(base, np.ones(len(base)), codes, [t.to_numpy() for t in totals], tolerance=1e-13).weights


@case("rake", call="rows.rake.rake_groups(base, counts, margins, totals)")
def margins_met(oracles: Oracles) -> Pairs:
    values, frame, totals = oracles.values("rake"), oracles.frame("survey_small"), population(oracles)
    weights = raked(oracles, [frame[m] for m in MARGINS], [totals[m] for m in MARGINS])
    yield "weights", summary(weights), [values["tight"][name] for name in SUMMARY]
    yield "every weight", weights, oracles.frame("weights_reference")["rake_tight"]
    for margin, reached in zip(MARGINS, values["margins_achieved"], strict=True):
        yield margin, pd.Series(weights).groupby(frame[margin]).sum()[list(reached)], list(reached.values())


@case(
    "calibrate_info",
    call="rake_groups for raking and post-strata; rows.rake.kish for all (linear and logit distances are not offered)",
)
def other_weightings(oracles: Oracles) -> Pairs:
    values, frame, totals = oracles.values("calibrate_info"), oracles.frame("survey_small"), population(oracles)
    sex, age = totals["sex"], totals["age_group"]
    cells = pd.Series({f"{s} {a}": sex[s] * age[a] / sex.sum() for s in sex.index for a in age.index})
    post = raked(oracles, [frame["sex"] + " " + frame["age_group"]], [cells])
    yield "post-strata", summary(post), [values["poststrat_sex_age"][name] for name in SUMMARY]
    same = raked(oracles, [frame[m] for m in MARGINS], [totals[m] for m in MARGINS])
    yield "raking", summary(same), [values["cal_raking"][name] for name in SUMMARY]
    given = oracles.frame("weights_reference")
    for name in given.columns.intersection(list(values)):
        yield name, summary(given[name].to_numpy()), [values[name][column] for column in SUMMARY]


@case("weighted_descriptives", call="terms(design, outcome, items): mean, gram")
def weighted_covariances(oracles: Oracles) -> Pairs:
    values, items = oracles.values("weighted_descriptives"), ["overall", *DRIVERS]
    frame = oracles.frame("survey_small").assign(one=1.0)
    found = terms(Design(frame), "one", items)
    share = found.weights / found.weights.sum()
    ml, error = found.gram / found.weights.sum(), np.sqrt(np.diag(found.gram))
    yield "means", found.mean, list(values["center"].values())
    yield "ML", ml, matrix(values["cov_ML"])
    yield "unbiased", ml / (1 - share @ share), matrix(values["cov_unbiased"])
    yield "correlation", found.gram / np.outer(error, error), matrix(values["cor"])


@case("var_cov", call="means(design, products of deviations)")
def variances(oracles: Oracles) -> Pairs:
    values, items = oracles.values("var_cov"), list(DRIVERS[:5])
    design = oracles.survey()
    design = design.where(design.frame[items].notna().all(axis=1))
    n, inside = len(design.frame), design.inside  # R counts every row sampled
    x = design.frame[items].to_numpy()
    moved = (x - np.average(x[inside], axis=0, weights=design.weights[inside])) * np.sqrt(n / (n - 1))
    products = {f"{a} {b}": moved[:, i] * moved[:, j] for i, a in enumerate(items) for j, b in enumerate(items)}
    found = means(design.assign(**products), list(products)).table
    yield "variance", found["estimate"], matrix(values["var"]).ravel()
    yield "se", found["se"], matrix(values["se"]).ravel()
    size = np.sqrt(np.diag(matrix(values["var"])))
    yield "correlation", found["estimate"] / np.outer(size, size).ravel(), matrix(values["cor"]).ravel()


@case("svykappa", call="delta method on distribution(design, cell).covariance")
def weighted_kappa(oracles: Oracles) -> Pairs:
    values, frame = oracles.values("svykappa"), oracles.frame("survey_small")
    levels = ["low", "mid", "high"]
    second = pd.cut(frame["q1"], [0, 6, 8, 10], labels=levels)
    cell = frame["ov3"].astype(str).str.cat(second.astype(str), sep=" ").where(frame["ov3"].notna() & second.notna())
    found = distribution(oracles.survey().assign(cell=pd.Categorical(cell)), "cell", method="t")
    p = pd.Series(
        found.table["estimate"].to_numpy(), pd.MultiIndex.from_tuples(c.split() for c in found.table["category"])
    )
    table = p.unstack(fill_value=0.0).loc[levels, levels].to_numpy()
    row, column = table.sum(axis=1), table.sum(axis=0)
    agreed, expected = np.trace(table), row @ column
    kappa = (agreed - expected) / (1 - expected)
    place = [(levels.index(a), levels.index(b)) for a, b in p.index]
    slope = np.array([((a == b) - (1 - kappa) * (column[a] + row[b])) / (1 - expected) for a, b in place])
    yield "kappa", [kappa, np.sqrt(slope @ found.covariance @ slope)], [values["kappa"], values["se"]]
