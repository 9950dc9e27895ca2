"""Reference cases of changes, contrasts, t tests and p-value adjustment."""

from __future__ import annotations

import numpy as np

from manyi.stats import (
    Design,
    adjust_p,
    changes,
    chi_square,
    cohen_h,
    cronbach,
    effect_sizes,
    goodness_of_fit,
    means,
    nps,
    one_sample,
    pairwise,
    rank_test,
    totals_of,
    versus_rest,
)
from manyi.stats.compare.contrasts import contrast
from manyi.stats.estimate.interval import beta_interval, share_interval
from manyi.stats.estimate.woodruff import quantile_of
from manyi.stats.models.linear_model import regression
from tests.oracles.registry import DRIVERS, Oracles, Pairs, case, not_implemented


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


@case(
    "svychisq_channel_resolved_first",
    "svychisq_sex_resolved_first",
    "svychisq_ov3_channel",
    "svychisq_age_group_channel",
    call="chi_square(design, row, column)",
)
def rao_scott(oracles: Oracles, name: str) -> Pairs:
    values, survey = oracles.values(name), oracles.survey()
    row, column = {
        "svychisq_channel_resolved_first": ("channel", "resolved_first"),
        "svychisq_sex_resolved_first": ("sex", "resolved_first"),
        "svychisq_ov3_channel": ("ov3", "channel"),
        "svychisq_age_group_channel": ("age_group", "channel"),
    }[name]
    ours = chi_square(survey, row, column)
    theirs = values["F"]
    yield "F", ours.statistic, theirs["statistic"]["F"]
    yield "df", [ours.df1, ours.df2], [theirs["parameter"]["ndf"], theirs["parameter"]["ddf"]]
    yield "p", ours.p, theirs["p_value"]
    # R scales the table to all rows, those without one of the two answers too; F is free of it.
    yield "X-squared", ours.pearson * len(survey.frame) / ours.base, values["Chisq"]["statistic"]["X-squared"]


@case("svygofchisq", call="goodness_of_fit(design, item, expected).pearson (its df is of shares, R's of totals)")
def fit(oracles: Oracles) -> Pairs:
    values = oracles.values("svygofchisq")
    expected = dict(zip(("bot", "online", "phone", "store"), (0.15, 0.3, 0.35, 0.2), strict=True))
    ours = goodness_of_fit(oracles.survey(), "channel", expected)
    population = oracles.survey().weights.sum()
    yield "X-squared", ours.pearson / ours.base * population, values["statistic"]["X-squared"]


@case("svyranktest_2group", call="rank_test(design, item, by, score=, ties='average')")
def ranks_of_two(oracles: Oracles) -> Pairs:
    scores = {"wilcoxon": "wilcoxon", "vanderWaerden": "normal", "median": "median"}
    for name, by in (("sex", "sex"), ("resolved", "resolved_first")):
        for theirs, score in scores.items():
            values = oracles.values("svyranktest_2group")[name][theirs]
            row = pairwise(rank_test(oracles.survey(), "overall", by, score, ties="average").estimates).iloc[0]
            yield f"{name} {theirs} t", -row["t"], values["statistic"]["t"]
            yield f"{name} {theirs} difference", -row["difference"], values["estimate"]["difference in mean rank score"]


@case("svyranktest_k", call="rank_test(design, item, by, ties='average').test.wald")
def ranks_of_several(oracles: Oracles) -> Pairs:
    for name, by in (("channel", "channel"), ("stratum", "stratum"), ("age", "age_group")):
        ours = rank_test(oracles.survey(), "overall", by, ties="average").test
        yield f"{name} chi-square", ours.wald, oracles.values("svyranktest_k")[name]["chisq"]


@case("svycralpha", call="cronbach(design, items).alpha")
def weighted_alpha(oracles: Oracles) -> Pairs:
    design = oracles.survey().where(oracles.frame("survey_small")["overall"].notna())
    yield "alpha", cronbach(design, DRIVERS).alpha, oracles.values("svycralpha")["alpha"]


def unweighted(oracles: Oracles) -> Design:
    return Design(oracles.frame("survey_small").assign(one=1.0), "one")


@case("alpha", call="cronbach(Design(frame, 'one'), items)")
def alpha(oracles: Oracles) -> Pairs:
    values, ours = oracles.values("alpha"), cronbach(unweighted(oracles), DRIVERS)
    yield "alpha", ours.alpha, values["raw"]
    yield "alpha without", ours.items["alpha_without"], list(values["alpha_drop"].values())
    yield "rest correlation", ours.items["rest_correlation"], list(values["r_drop"].values())


@case("effect_sizes", call="effect_sizes(Design(frame, 'one'), item, by)")
def effects(oracles: Oracles) -> Pairs:
    values, ours = oracles.values("effect_sizes"), effect_sizes(unweighted(oracles), "overall", "sex").iloc[0]
    yield "d", ours["d"], values["cohens_d"]["Cohens_d"]
    yield "g", ours["g"], values["hedges_g"]["Hedges_g"]


@case("two_proportion", call="effect.cohen_h(p, q)")
def arcsine(oracles: Oracles) -> Pairs:
    values = oracles.values("two_proportion")
    yield "h", cohen_h(*values["p"].values()), values["cohen_h"]


@case("chisq", call="chi_square(Design(frame, 'one'), row, column)")
def pearson(oracles: Oracles) -> Pairs:
    values, ours = oracles.values("chisq"), chi_square(unweighted(oracles), "channel", "resolved_first")
    yield "X-squared", ours.pearson, values["chisq"]["statistic"]["X-squared"]
    yield "Cramer's V", ours.effect, values["cramers_v"]


@case("binom_ci", call="interval.share_interval(p, sqrt(p(1-p)/n), inf, n, 'wilson'); beta_interval")
def binomial(oracles: Oracles) -> Pairs:
    for name, values in oracles.values("binom_ci").items():
        p, n = values["x"] / values["n"], values["n"]
        se = np.sqrt(p * (1 - p) / n)
        # df = n - 1 takes the degrees-of-freedom correction out of Korn and Graubard: Clopper-Pearson is left.
        yield f"{name} wilson", share_interval(p, se, np.inf, n, "wilson"), values["wilson"]
        yield f"{name} clopper", beta_interval(p, se, n - 1, n), values["clopper_pearson"]
        yield f"{name} clopper 90", beta_interval(p, se, n - 1, n, 0.9), values["clopper_pearson90"]


@case("nps_unweighted", call="nps(Design(frame, 'one'), item)")
def net_promoters(oracles: Oracles) -> Pairs:
    values, ours = oracles.values("nps_unweighted"), nps(unweighted(oracles), "overall").row()
    rows = len(oracles.frame("survey_small"))
    yield "nps", ours["estimate"], values["nps"]
    yield "se", ours["se"] * np.sqrt((rows - 1) / rows), values["se"]  # theirs has no n / (n - 1)
    yield "n", ours["base"], values["n"]


@case("quantile_types", call="quantile.quantile_of(x, ones, p, rule)")
def quantile_types(oracles: Oracles) -> Pairs:
    values = oracles.values("quantile_types")
    x = np.sort(oracles.frame("survey_small")["wait_minutes"].dropna().to_numpy())
    table = np.array(values["data"], float)
    rules = {"type1": "math", "type2": "school", **{f"type{i}": f"hf{i}" for i in range(4, 10)}}
    for theirs, rule in rules.items():
        ours = [quantile_of(x, np.ones(len(x)), p, rule) for p in (0.1, 0.25, 0.5, 0.75, 0.9)]
        yield theirs, ours, table[:, values["cols"].index(theirs)]


@case("svyloglin", call="chi_square(design, row, column).pearson (the score statistic)", tolerance=1e-8)
def loglinear(oracles: Oracles) -> Pairs:
    ours = chi_square(oracles.survey(), "channel", "resolved_first")
    yield "score", ours.pearson, oracles.values("svyloglin")["score"]


@case(
    "t_tests",
    call="one_sample(means(Design(frame, 'one'), item)); Welch: strata=sex; pooled: regression(...).naive",
)
def unweighted_t(oracles: Oracles) -> Pairs:
    values, frame = oracles.values("t_tests"), oracles.frame("survey_small").assign(one=1.0)
    frame = frame.assign(gap=frame["q1"] - frame["q2"])
    for name, item, null in (("paired", "gap", 0), ("one_sample", "q1", 7)):
        row, theirs = one_sample(means(Design(frame.dropna(subset=item), "one"), item), null).iloc[0], values[name]
        yield name, row[["t", "df", "p"]], [theirs["statistic"]["t"], theirs["parameter"]["df"], theirs["p_value"]]
        yield f"{name} interval", row[["low", "high"]] + null, theirs["conf_int"]  # R gives that of the mean
    known = frame.dropna(subset="overall")
    apart = pairwise(means(Design(known, "one", stratum="sex"), "overall", "sex")).iloc[0]
    yield "Welch t", apart["t"], values["welch"]["statistic"]["t"]  # its df are PSUs - strata here
    fit = regression(Design(known, "one"), "overall", ["sex"])
    t = -fit.estimate[1] / np.sqrt(fit.naive[1, 1])
    yield "pooled", [t, fit.residual_df], [values["student"]["statistic"]["t"], values["student"]["parameter"]["df"]]


not_implemented(
    "unweighted classical test: the report's tests are design-based throughout",
    "anova",
    "games_howell",
    "games_howell_exact",
    "tukey_hsd",
    "pairwise",
    "dunn",
    "rank_tests",
    "correlation",
)
not_implemented(
    "trimming here bounds how far raking may move a weight (rows.rake), another rule than R's",
    "trimWeights",
    "trim_doc",
    "calibrate_bounded_doc",
)
not_implemented("R's random numbers are not portable; the bootstrap is tested by simulation", "rao_wu_note")
not_implemented("confirmatory factor analysis is outside the report", "cfa_lavaan")
not_implemented("quantile regression is outside the report", "quantreg_median")
