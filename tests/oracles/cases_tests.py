"""Reference cases of changes, contrasts, t tests and p-value adjustment."""

from __future__ import annotations

import numpy as np

from manyi.stats import Design, adjust_p, changes, contrast, means, one_sample, pairwise, totals_of, versus_rest
from tests.oracles.registry import Oracles, Pairs, case


@case("by_year_change", call="changes(design, 'nps', now=2024, before=2023, wave='year')")
def change(oracles: Oracles) -> Pairs:
    values = oracles.values("by_year_change")
    ours = changes(oracles.survey(), "nps", 2024, 2023, wave="year").iloc[0]
    yield "difference", ours["difference"], values["diff"]
    yield "se", ours["se"], values["diff_se"]
    yield "means", ours[["before_value", "value"]], list(values["means"].values())
    yield "covariance", means(oracles.survey(), "nps", "year").covariance, np.array(values["vcov"]["data"])


@case("contrast_channels", call="pairwise(means(design, item, by), adjust=)")
def channels(oracles: Oracles) -> Pairs:
    values = oracles.values("contrast_channels")
    ours = pairwise(means(oracles.survey(), "overall", "channel"))
    for row, theirs in zip(ours.itertuples(), values["pairs"].values(), strict=True):
        yield f"{row.a} - {row.b}", [row.difference, row.se, row.t], [theirs["diff"], theirs["se"], theirs["glm_t"]]
    raw = [pair["glm_p"] for pair in values["pairs"].values()]
    adjusted = np.array(values["p_adjust"]["data"])
    for method in ("holm", "hommel", "bonferroni", "BH"):
        theirs = adjusted[:, values["p_adjust"]["cols"].index(method)]
        yield method, adjust_p(raw, method.lower()), theirs


@case("contrast_vs_rest", call="versus_rest(design, item, by)")
def rest(oracles: Oracles) -> Pairs:
    values = oracles.values("contrast_vs_rest")["by"]
    ours = versus_rest(oracles.survey(), "overall", "stratum").set_index("stratum")
    for group, theirs in values.items():
        row = ours.loc[group]
        yield group, row[["difference", "se", "t"]].to_list(), [theirs["diff"], theirs["se"], theirs["t"]]


@case("contrast_nonlinear", call="delta method on means(design, item, by).covariance")
def log_ratio(oracles: Oracles) -> Pairs:
    values = oracles.values("contrast_nonlinear")
    found = means(oracles.survey(), "overall", "channel")
    store, bot = found.row(channel="store")["estimate"], found.row(channel="bot")["estimate"]
    gradient = np.zeros(4)
    gradient[found.position(channel="store")], gradient[found.position(channel="bot")] = 1 / store, -1 / bot
    se = np.sqrt(gradient @ found.covariance @ gradient)
    yield "log ratio", [np.log(store / bot), se], [values["logratio"], values["logratio_se"]]
    yield "ratio", [store / bot, se * store / bot], [values["ratio"], values["ratio_se"]]


@case("svyttest", call="pairwise(means(design, item, by)); one_sample(means(design, item), 7)")
def t_test(oracles: Oracles) -> Pairs:
    values, survey = oracles.values("svyttest"), oracles.survey()
    for name, by, item in (
        ("sex", "sex", "overall"),
        ("resolved", "resolved_first", "overall"),
        ("year", "year", "nps"),
    ):
        row = pairwise(means(survey, item, by)).iloc[0]
        yield f"{name} t", -row["t"], values[name]["statistic"]["t"]
        yield f"{name} difference", -row["difference"], values[name]["estimate"]["difference in mean"]
    ours = one_sample(means(survey, "q1"), 7.0).iloc[0]
    yield "one sample t", ours["t"], values["one_sample"]["statistic"]["t"]


@case("raked_ttest", call="pairwise(means(raked design, 'overall', 'sex'))")
def raked_t(oracles: Oracles) -> Pairs:
    values = oracles.values("raked_ttest")
    raked = oracles.weighted("rake_tight", margins=("sex", "age_group", "region"), residual="unweighted")
    row = pairwise(means(raked, "overall", "sex")).iloc[0]
    yield "t", -row["t"], values["statistic"]["t"]
    yield "difference", -row["difference"], values["estimate"]["difference in mean"]


@case("p_adjust_fixed", call="adjust_p(p, method)")
def adjusted(oracles: Oracles) -> Pairs:
    values = oracles.values("p_adjust_fixed")
    table = np.array(values["adjusted"]["data"])
    for method in ("holm", "hommel", "bonferroni", "BH", "none"):
        yield method, adjust_p(values["p"], method.lower()), table[:, values["adjusted"]["cols"].index(method)]
    some = np.array(values["with_NA"]["p"], float)
    for method in ("holm", "BH"):
        yield f"{method} with untested", adjust_p(some, method.lower()), np.array(values["with_NA"][method], float)


@case("svycontrast_doc", call="contrast(totals_of(design, items), coefficients)", reference=True)
def contrasts_of_totals(oracles: Oracles) -> Pairs:
    values = oracles.values("svycontrast_doc")["linear"]
    design = Design(oracles.frame("apiclus1"), "pw", psu="dnum", fpc=("fpc",))
    ours = contrast(totals_of(design, ["api00", "enroll", "api99"]), np.array([[0.5, 0, 0.5], [1, 0, -1]]))
    yield "difference", ours["difference"], list(values["est"].values())
    yield "se", ours["se"], values["se"]
