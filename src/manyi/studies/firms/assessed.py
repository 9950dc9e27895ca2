"""Assessed firms as a sample. Input: a survey of firms, its indicator system; output: one row per firm or group.

The firms of a wave are a complete count, so counts among them are exact. Shares of groups also get intervals, which
treat the firms as drawn from many like them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from manyi.errors import InputError
from manyi.exhibits.claims.claim import Claim, Words
from manyi.exhibits.claims.kinds import level
from manyi.exhibits.numbers import ALPHA, Number, Record
from manyi.language import words
from manyi.language.text import Text
from manyi.stats.compare.ranks import Trend
from manyi.stats.design.design import Design
from manyi.stats.sample import Sample
from manyi.studies.firms.indicators import IndicatorSystem
from manyi.studies.firms.points import score

if TYPE_CHECKING:
    from manyi.rows import Survey

SENTENCES = words.beside(__file__).section("trend").section("sentences")
OF_THE_SCORE = ("firm", "name_en", "name_zh", "level", "stars", "score", "raw", "bonus", "deductions")
STATED_WITHIN = 0.05  # points by which a total on the form may differ from the score and still count as equal


def scored(mean: Record, text: Text, **shares: Number) -> Claim:
    """Return the mean score, from its row, with shares of firms for the study's own sentence."""
    claim = level(mean)
    return replace(claim, numbers={"mean": claim.numbers["value"], **shares}, sentence=text)


@dataclass(frozen=True, repr=False)
class ScoredFirms(Sample):
    """A sample of firms that also knows the unit of the score, which no codebook has."""

    def unit_of(self, item: str) -> str:
        """Return the unit in which the mean of an item is printed."""
        return "score" if item == "score" else super().unit_of(item)


def assessed_design(survey: Survey, system: IndicatorSystem) -> ScoredFirms:
    """Return the firms of every wave with their scores; the domain is the firms in scope that have a score.

    Added to the survey's columns: those of `assessment.score`, and 0/1 columns `top` (the vendor's top tier) and `star`
    (at least one star). A firm is its own cluster, the same in every wave, so that a change between waves allows for
    firms that came back.
    """
    scored = score(survey.frame, system)
    frame = pd.concat([survey.frame, scored], axis=1).reset_index(drop=True)
    has_score = frame["unscored"] == ""
    frame["top"] = (frame["tier"] == list(system.tiers)[-1]).astype(float).where(has_score)
    frame["star"] = (frame["stars"] > 0).astype(float).where(has_score)
    frame["psu"] = frame["firm"].fillna(frame["row"])
    domain = (frame["eligible"].astype(bool) & has_score).to_numpy()
    return ScoredFirms(
        frame, stratum="stratum", psu="psu", wave="wave", basis=survey.study.basis, domain=domain,
        study=survey.study, codebook=survey.codebook,
    )  # fmt: skip


def composition(design: Design, by: str) -> pd.DataFrame:
    """Return who took part: one row per group of `by` with `firms` and `share`, exact."""
    firms = design.frame.loc[design.inside, by].value_counts(sort=False).rename_axis(by).reset_index(name="firms")
    return firms.assign(share=firms["firms"] / firms["firms"].sum()).astype({by: str})


def counted(design: Design, column: str, by: str) -> pd.DataFrame:
    """Return exact counts: one row per group of `by` with `firms`, `yes` (ones in a 0/1 column) and `share`."""
    inside = design.frame[design.inside & design.frame[column].notna()]
    groups = inside.groupby(by, observed=True)[column]
    table = pd.DataFrame({"firms": groups.size(), "yes": groups.sum(), "share": groups.mean()})
    return table.reset_index().astype({by: str})


def crossed(design: Design, rows: str, columns: str) -> pd.DataFrame:
    """Return exact counts: one row per category of `rows`, one column per category of `columns`, empty ones too."""
    inside = design.frame[design.inside]
    table = pd.crosstab(inside[rows], inside[columns], dropna=False)
    table = table.reindex(index=inside[rows].cat.categories, columns=inside[columns].cat.categories, fill_value=0)
    return table.rename_axis(columns=None).reset_index(names=rows)


def star_list(design: Design, year: int, previous: int | None) -> pd.DataFrame:
    """Return the firms with stars in a wave, best first, with the parts of the score and the level of the wave before.

    Columns: firm, name_en, name_zh, level, stars, score, raw, bonus, deductions, the dimensions, above_limit, to_next,
    before (level in the previous wave; "" if the firm was not in it or had no score).
    """
    frame = design.frame[design.inside]
    now = frame[(frame["wave"] == year) & (frame["star"] == 1)]
    was = frame[frame["wave"] == previous]
    earlier = dict(zip(was["firm"], was["level"].astype(str), strict=True))
    dimensions = [name.replace("_reached", "_score") for name in map(str, frame) if name.endswith("_reached")]
    columns = [*OF_THE_SCORE, *dimensions, "above_limit", "to_next", "before"]
    table = now.assign(before=[earlier.get(firm, "") for firm in now["firm"]])[columns]
    return table.sort_values(["score", "firm"], ascending=[False, True], ignore_index=True)


def stated_otherwise(design: Design) -> pd.DataFrame:
    """Return the firms whose form states a total that differs from its points: firm, stated, score, difference."""
    inside = design.frame[design.inside & design.frame["stated_score"].notna()]
    compared = inside[["firm", "stated_score", "score"]].assign(difference=inside["stated_score"] - inside["score"])
    return compared[compared["difference"].abs() > STATED_WITHIN].reset_index(drop=True)


def ranks(design: Design, by: str) -> np.ndarray:
    """Return the rank 0, 1, ... of an ordered category for the firms of the domain; NaN where missing."""
    column = design.frame[by]
    if not (isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered):
        raise InputError(f"{by} has no order")
    code = column.cat.codes.to_numpy(float)
    return np.where(code < 0, np.nan, code)[design.inside]


def trend_claim(
    rho: tuple[float, float, float], trend: Trend, inside: Trend, *, item: str, what: Words, over: Words, within: Words,
) -> Claim:  # fmt: skip
    """Return what two trend tests say together; `rho` is a rank correlation with its interval, `inside` the test
    within the strata called `within`. The wording follows the tests: "rises" only where the trend is shown, "also
    within" only where it is shown there too.
    """
    shown, again = trend.p <= ALPHA, inside.p <= ALPHA and inside.z * trend.z > 0
    verdict = ("falls" if trend.z < 0 else "rises" if again else "rises_between") if shown else "unclear"
    value, low, high = rho
    test = "Jonckheere-Terpstra"
    numbers = {
        "rho": Number(value, "coefficient", low, high, base=trend.n, statistic="rank correlation", item=item),
        "trend": Number(trend.z, "coefficient", p=trend.p, base=trend.n, statistic="trend", item=item, method=test),
        "inside": Number(
            inside.z, "coefficient", p=inside.p, base=inside.n, statistic="trend within", item=item,
            method=f"{test}, stratified",
        ),
    }  # fmt: skip
    slots = {"what": what, "over": over, "within": within}
    return Claim("trend", verdict, numbers, slots, shown, sentence=SENTENCES[verdict])
