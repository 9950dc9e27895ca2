"""Reference cases of importance: LMG, Johnson's weights, dominance and their jackknife error."""

from __future__ import annotations

import numpy as np

from manyi.stats import Design
from manyi.stats.design.resample import delete_one
from manyi.stats.drivers.all_subsets import conditional_dominance, lmg, subset_r2
from manyi.stats.drivers.cross_products import crosses
from manyi.stats.drivers.relative_weights import correlation, johnson_linear, others
from manyi.stats.drivers.relative_weights_glm import shapley_logit
from manyi.stats.models.model_matrix import terms, weighted_products
from tests.oracles.registry import DRIVERS, Oracles, Pairs, case, matrix


def covariance(design: Design, outcome: str, drivers: list[str] | tuple[str, ...]) -> np.ndarray:
    """Covariances of the drivers' columns and the outcome, outcome last."""
    columns = terms(design, outcome, drivers)
    z = np.column_stack([columns.x, design.frame[outcome].to_numpy(float)[columns.rows]])
    return weighted_products(z, columns.weights @ z / columns.weights.sum(), columns.weights)


def answered(oracles: Oracles, weighted: bool) -> Design:
    """The rows that answered all ten drivers and the outcome, as the cases have it."""
    frame = oracles.frame("survey_small").assign(one=1.0)
    complete = frame[["overall", *DRIVERS]].notna().all(axis=1)
    return Design(frame, weight="weight" if weighted else "one", stratum="stratum", psu="psu").where(complete)


@case(
    "lmg_p8", "lmg_p8_weighted", "lmg_p10", "lmg_p10_weighted", call="lmg(covariance); conditional_dominance(subset_r2)"
)
def shapley(oracles: Oracles, name: str) -> Pairs:
    values = oracles.values(name)
    matrix_of = covariance(answered(oracles, name.endswith("weighted")), "overall", list(values["lmg"]))
    ours = lmg(matrix_of)[:, 0]
    yield "lmg", ours, list(values["lmg"].values())
    yield "shares", ours / ours.sum(), list(values["rela"].values())
    yield "r2", ours.sum(), values["r2"]
    yield (
        "conditional dominance",
        conditional_dominance(subset_r2(matrix_of)[:, 0]),
        matrix(values["conditional_dominance"]),
    )


@case("lmg_metrics", call="others(correlation); johnson_linear(correlation)")
def metrics(oracles: Oracles) -> Pairs:
    for name, values in oracles.values("lmg_metrics").items():
        r = correlation(covariance(answered(oracles, name == "weighted"), "overall", DRIVERS)[:, :, None])
        for measure, ours in {**others(r), "genizi": johnson_linear(r)}.items():
            yield f"{name} {measure}", ours[:, 0], list(values[measure].values())


@case("johnson_p10", call="johnson_linear(correlation)")
def johnson(oracles: Oracles) -> Pairs:
    values = oracles.values("johnson_p10")
    for name, drivers in {"unweighted": DRIVERS, "weighted": DRIVERS, "p8_unweighted": DRIVERS[:8]}.items():
        r = correlation(covariance(answered(oracles, name == "weighted"), "overall", drivers)[:, :, None])
        yield name, johnson_linear(r)[:, 0], list(values[name]["raw"].values())


@case("lmg_grouped", call="lmg(covariance, groups)")
def grouped(oracles: Oracles) -> Pairs:
    drivers = ["q1", "q2", "q3", "q5", "q8", "wait_minutes", "channel", "stratum"]
    for name, values in oracles.values("lmg_grouped").items():
        design = answered(oracles, name == "weighted")
        groups = [len(columns) for columns in terms(design, "overall", drivers).groups().values()]
        yield name, lmg(covariance(design, "overall", drivers), groups)[:, 0], list(values["lmg"].values())


@case("lmg_swiss", call="lmg(covariance); johnson_linear(correlation)", reference=True)
def swiss(oracles: Oracles) -> Pairs:
    values, frame = oracles.values("lmg_swiss"), oracles.frame("swiss")
    frame = frame.assign(one=1.0, weight=1.0 + np.arange(1, len(frame) + 1) % 3)
    drivers = list(values["lmg"])
    plain = covariance(Design(frame, weight="one"), "Fertility", drivers)
    yield "lmg", lmg(plain)[:, 0], list(values["lmg"].values())
    yield "johnson", johnson_linear(correlation(plain[:, :, None]))[:, 0], list(values["johnson"]["raw"].values())
    yield "weighted", lmg(covariance(Design(frame), "Fertility", drivers))[:, 0], list(values["weighted"].values())


@case("johnson_mtcars", call="johnson_linear(correlation); lmg(covariance)", reference=True)
def mtcars(oracles: Oracles) -> Pairs:
    values = oracles.values("johnson_mtcars")
    ours = covariance(Design(oracles.frame("mtcars").assign(weight=1.0)), "mpg", list(values["raw"]))
    yield "raw", johnson_linear(correlation(ours[:, :, None]))[:, 0], list(values["raw"].values())
    yield "lmg", lmg(ours)[:, 0], list(values["lmg"].values())


@case("jkn_lmg_weighted_p8", call="delete_one(design); crosses(...).covariances; lmg")
def jackknifed(oracles: Oracles) -> Pairs:
    values = oracles.values("jkn_lmg_weighted_p8")
    drivers = values["names"]
    frame = oracles.frame("survey_small").dropna(subset=["overall", *drivers]).reset_index(drop=True)
    design = Design(frame, stratum="stratum", psu="psu")
    columns, replicates = terms(design, "overall", drivers), delete_one(design)
    sums = crosses(design, replicates, columns.rows, [*columns.x.T, frame["overall"].to_numpy(float)])
    ours = lmg(sums.covariances(sums.totals(replicates)))
    yield "lmg", ours[:, 0], list(values["lmg"].values())
    yield "se", replicates.standard_error(ours), values["se"]


@case("shapley_logit_p6", call="shapley_logit(design, terms, outcome, players)", tolerance=1e-9)
def logit(oracles: Oracles) -> Pairs:
    values = oracles.values("shapley_logit_p6")
    design = answered(oracles, weighted=False)
    columns = terms(design, "top2", list(values["lmg"]))
    yield (
        "shapley",
        shapley_logit(design, columns, "top2", list(columns.groups().values())),
        list(values["lmg"].values()),
    )
