"""What a study announced in its claims, computed. Input: a design and one claim of study.yml; output: rows to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.rows.claims import Battery, Claims, Comparison, Statement, Where
from manyi.rows.codebook import Code, Text
from manyi.rows.survey import Survey
from manyi.stats.adjust import Adjustment, adjust_p
from manyi.stats.change import changes as stats_changes
from manyi.stats.compare import labels
from manyi.stats.contrast import contrast
from manyi.stats.design import Design
from manyi.stats.estimate import means, shares
from manyi.stats.estimates import Basis, Estimates, combine
from manyi.stats.fit import Fit
from manyi.stats.quantile import quantiles
from manyi.stats.regression import regression

QUANTILE = {"median": 0.5, "p90": 0.9}
MANY = 7  # groups above which a ranking is also printed with shrunken means


def matching(frame: pd.DataFrame, where: Where) -> np.ndarray:
    """Return True (n,) for rows with one of the listed answers, or inside the limits, of every named column."""
    chosen = np.ones(len(frame), bool)
    for name, wanted in where.items():
        if name not in frame.columns:
            raise InputError("no such item in the rows", place(column=name))
        if isinstance(wanted, dict):
            value = frame[name].to_numpy(float)
            chosen &= (value >= wanted.get("min", -np.inf)) & (value <= wanted.get("max", np.inf))
        else:
            chosen &= frame[name].isin(wanted).to_numpy()
    return chosen


def with_share(design: Design, item: str, answers: Sequence[Code]) -> tuple[Design, str]:
    """Return the design with a 0/1/missing column, gave one of the answers, and its name (no answers: the item)."""
    if not answers:
        return design, item
    column = design.frame[item]
    gave = pd.Series(np.where(column.isna(), np.nan, column.isin(list(answers)).astype(float)), column.index)
    return replace(design, frame=design.frame.assign(**{f"{item}=": gave})), f"{item}="


def announced(survey: Survey) -> Claims:
    """Return the study's claims without what this wave did not ask about."""
    book, plan = survey.codebook, survey.study.claims

    def known(*names: str) -> bool:
        return all(book.asked(name, survey.year) for name in names)

    def batteries(listed: list[Battery]) -> list[Battery]:
        kept = [one.model_copy(update={"items": [item for item in one.items if known(item)]}) for one in listed]
        return [one for one in kept if len(one.items) > 1]

    models = [one.model_copy(update={"drivers": [name for name in one.drivers if known(name)]}) for one in plan.models]
    groups = {battery.id for battery in plan.batteries}
    return plan.model_copy(update={
        "family": [name for name in plan.family if known(name)],
        "segments": [name for name in plan.segments if known(name)],
        "crossed": [(by, what) for by, what in plan.crossed if known(by, *({what} - groups))],
        "batteries": batteries(plan.batteries),
        "persistent": batteries(plan.persistent),
        "statements": [one for one in plan.statements if known(one.item, *one.where)],
        "comparisons": [one for one in plan.comparisons if known(one.item, *one.a, *one.b, *one.controls)],
        "incidences": [name for name in plan.incidences if known(name)],
        "models": [one for one in models if len(one.drivers) > 1 and known(one.outcome, *one.controls, *one.where)],
        "durations": [one for one in plan.durations if known(one.item, *one.where, *filter(None, [one.by]))],
        "priorities": [one for one in plan.priorities if known(one.item, one.by)],
        "rates": [one for one in plan.rates if known(one.item, one.by, *one.where, *filter(None, [one.reasons]))],
    })  # fmt: skip


def stated(design: Design, statement: Statement, basis: Basis | None = None) -> pd.Series:
    """Return the row of the estimate a statement is about, under the name of its item."""
    inside = design.where(matching(design.frame, statement.where))
    if statement.of in QUANTILE:
        return quantiles(inside, statement.item, QUANTILE[statement.of], basis=basis).row()
    made, item = with_share(inside, statement.item, statement.answers)
    kind = shares if statement.of == "share" else means
    return kind(made, item, basis=basis).row().replace({item: statement.item})


@dataclass(frozen=True)
class Compared:
    """Group a against group b: the test, both levels, and the adjusted difference where controls were named.

    relative: a as a share of b, minus one, with its interval (delta method), where the claim asks for it.
    """

    test: pd.Series
    a: pd.Series
    b: pd.Series
    adjusted: pd.Series | None
    relative: pd.Series | None


def compared(design: Design, comparison: Comparison, basis: Basis | None = None) -> Compared:
    """Return group a against group b; both are domains of the whole sample, so their covariance is kept."""
    made, item = with_share(design, comparison.item, comparison.answers)
    both = groups(made, item, [comparison.a, comparison.b], comparison.of, basis)
    a, b = (row.replace({item: comparison.item}) for _, row in both.table.iterrows())
    shown = bool(both.shown.all())
    test = contrast(both, np.array([1.0, -1.0])).iloc[0].drop("status")
    test = pd.concat([test, pd.Series({"item": comparison.item, "shown": shown, "base": a["base"] + b["base"]})])
    adjusted = _adjusted(made, item, comparison) if comparison.controls and shown else None
    return Compared(test, a, b, adjusted, _relative(both, comparison.item) if comparison.relative and shown else None)


def groups(
    design: Design, item: str, wheres: Sequence[Where], of: str = "mean", basis: Basis | None = None
) -> Estimates:
    """Return one estimate per group of respondents; groups may overlap."""
    kind = shares if of == "share" else means
    return combine(*(kind(design.where(matching(design.frame, where)), item, basis=basis) for where in wheres))


def _adjusted(design: Design, item: str, comparison: Comparison) -> pd.Series:
    """Return the difference with the controls held constant: the coefficient of 'in group a' in a regression."""
    in_a, in_b = (matching(design.frame, where) for where in (comparison.a, comparison.b))
    marked = replace(design, frame=design.frame.assign(**{"group a": in_a.astype(float)}))
    fit: Fit = regression(marked.where(in_a | in_b), item, ["group a", *comparison.controls])
    found = fit.table.loc[fit.table["term"] == "group a"].iloc[0]
    return found.rename({"estimate": "difference"})


def _relative(both: Estimates, item: str) -> pd.Series:
    """Return a / b - 1: se of ln(a / b), linearised, times the ratio; interval on the log scale with the test's t."""
    from scipy import special

    a, b = both.table["estimate"].to_numpy(float)
    slope = np.array([1 / a, -1 / b])
    error = float(np.sqrt(slope @ both.covariance @ slope))
    wide = special.stdtrit(both.reach.df(0, 1), 0.5 + both.level / 2) * error
    ratio = a / b
    ends = ratio * np.exp([-wide, wide]) - 1
    return pd.Series(
        {"item": item, "estimate": ratio - 1, "se": ratio * error, "low": ends[0], "high": ends[1],
         "df": both.reach.df(0, 1), "base": both.table["base"].sum(), "status": "shown"}
    )  # fmt: skip


def against_mean(estimates: Estimates, adjust: Adjustment = "holm") -> pd.DataFrame:
    """Compare each of k estimates with the mean of all k, within the same people: the joint covariance is used.

    Rows: the labels of the estimates as `group`, estimate, difference se low high df t p p_adjusted,
    verdict (above, below, unclear, suppressed). Suppressed estimates are not in the mean.
    """
    part, k = estimates.only(estimates.shown), int(estimates.shown.sum())
    tested = contrast(part, np.eye(k) - 1 / k).drop(columns="status")
    tested["p_adjusted"] = adjust_p(tested["p"], adjust)
    clear = tested["p_adjusted"].to_numpy() <= 1 - estimates.level
    tested["verdict"] = np.where(clear, np.where(tested["difference"] > 0, "above", "below"), "unclear")
    tested.insert(0, "estimate", part.table["estimate"].to_numpy())
    tested.index = pd.Index(labels(part), name="group")
    rows = tested.reindex(labels(estimates)).reset_index()
    return rows.assign(verdict=rows["verdict"].fillna("suppressed"))


def low_in_every_wave(design: Design, items: Sequence[str], waves: Sequence[int], of: str = "mean") -> pd.DataFrame:
    """Return which items are below the mean of their battery in every one of the waves.

    An item is called so when its one-sided test passes in each wave (intersection-union: Berger 1982), the largest p
    over waves adjusted over items by Holm. Rows: item p p_adjusted shown, and difference in the last wave.
    """
    kind = shares if of == "share" else means
    by_wave = []
    for wave in waves:
        found = against_mean(kind(design.where(design.frame["wave"].to_numpy() == wave), list(items)), "none")
        below = np.where(found["difference"] < 0, found["p"] / 2, 1 - found["p"] / 2)
        by_wave.append(np.where(found["verdict"] == "suppressed", np.nan, below))
    last = found.rename(columns={"group": "item"})[["item", "difference", "se", "low", "high", "df"]]
    p = np.max(by_wave, axis=0)
    adjusted = adjust_p(pd.Series(p), "holm")
    return last.assign(p=p, p_adjusted=adjusted, shown=np.nan_to_num(adjusted, nan=1.0) <= 0.05)


def comparable_wave(survey: Survey) -> int | None:
    """Return the previous wave when changes from it may be tested: both waves came with weights or both without."""
    unweighted = survey.study.design.unweighted
    before = survey.previous
    return None if before is None or before in unweighted or survey.year in unweighted else before


def over(item: str) -> str:
    """Return the name of the column `with_limit` adds."""
    return f"{item}>"


def with_limit(design: Design, item: str, limit: float) -> Design:
    """Return the design with a 0/1/missing column: took longer than the limit."""
    value = design.frame[item].to_numpy(float)
    beyond = np.where(np.isnan(value), np.nan, (value > limit).astype(float))
    return replace(design, frame=design.frame.assign(**{over(item): beyond}))


def renamed(estimates: Estimates, item: str) -> Estimates:
    """Return the estimates under the name of the question they are about."""
    return replace(estimates, table=estimates.table.assign(item=item))


def words(year: int) -> Text:
    """Return a year as words, for sentences."""
    return Text(en=str(year), zh=str(year))


def headline_wave(survey: Survey) -> int | None:
    """Return the wave the headline may be compared with; None where there is none or the question changed."""
    before = comparable_wave(survey)
    broken = before is not None and survey.codebook.broken(survey.study.claims.outcome, before, survey.year)
    return None if broken else before


def headline_change(design: Design, survey: Survey, before: int | None, basis: Basis | None = None) -> pd.Series | None:
    """Return the change of the headline as tested in its declared family; None where nothing may be compared."""
    plan, book = survey.study.claims, survey.codebook
    if before is None or book.broken(plan.outcome, before, survey.year):
        return None
    family = [
        item
        for item in {plan.outcome: 0, **dict.fromkeys(plan.family, 0)}
        if not book.broken(item, before, survey.year)
    ]
    matters = {item: plan.delta * book.span(item) / book.span(plan.outcome) for item in family}
    moved = stats_changes(design, family, survey.year, before, delta=matters, basis=basis)
    return moved[moved["item"] == plan.outcome].iloc[0]
