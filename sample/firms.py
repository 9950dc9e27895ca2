"""The firms assessed: one row is a firm in a wave, as the codebook of `firms` keeps it.

The published percentages of 2021 hold exactly: size and industry by whole counts; scores by drawing many assessments
of every firm and taking the first that lies in the tier planted for it. Which firm gets which tier follows from an
unplanned draw (the best of a size band are the top tier), so that no relation is made that the process does not have.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.studies.firms import indicators
from manyi.studies.firms.indicators import IndicatorSystem
from manyi.studies.firms.points import indicator_points, score
from sample import firms_plan as plan
from sample.solve import apportion, top

Firm = dict[str, object]


def waves() -> dict[int, pd.DataFrame]:
    """Return the firms of every wave: who they are, points by indicator, special items, stated total."""
    system = indicators.load("firms")
    frames: dict[int, pd.DataFrame] = {}
    before = None
    for wave in plan.WAVES:
        rng = np.random.default_rng([plan.SEED, wave])
        who = _participants(wave, before, rng)
        frames[wave] = pd.concat([who.drop(columns="effect"), _assessed(wave, who, system, rng)], axis=1)
        before = who
    return frames


def _participants(wave: int, before: pd.DataFrame | None, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per firm that takes part: number, names, size, industry, region, who assesses, quality."""
    n = plan.WAVES[wave]
    size = np.repeat(list(plan.SIZES), apportion(np.array(list(plan.SIZES.values())), n))
    industry = np.repeat(list(plan.INDUSTRIES), apportion(np.array(list(plan.INDUSTRIES.values())), n))
    # Both margins stay whole: sizes in order are dealt to industries in the order of how large their firms are.
    large = np.array([plan.LARGE.get(name, 0.0) for name in industry]) + rng.standard_normal(n)
    who = pd.DataFrame({"size": size, "industry": industry[np.argsort(large, kind="stable")]})
    who = who.iloc[rng.permutation(n)].reset_index(drop=True)
    rows = []
    returning: dict[tuple[str, str], list[Firm]] = {}
    for firm in before.sample(frac=1, random_state=rng).to_dict("records") if before is not None else []:
        returning.setdefault((firm["size"], firm["industry"]), []).append(
            {str(key): value for key, value in firm.items()}
        )
    for number, place in enumerate(who.itertuples(index=False), 1):
        again = returning.get((str(place.size), str(place.industry))) if rng.random() < plan.RETURNING else None
        rows.append(again.pop() if again else _new(wave, number, str(place.size), str(place.industry), rng))
    who = pd.DataFrame(rows)
    who["assessed"] = np.where(rng.random(n) < who["size"].map(plan.THIRD_PARTY), "third", "self")
    return who


def _new(wave: int, number: int, size: str, industry: str, rng: np.random.Generator) -> Firm:
    """Return a firm that takes part for the first time."""
    first, second = rng.choice(list(plan.FIRST)), rng.choice(list(plan.SECOND))
    zh, en = plan.LINE[industry]
    return {
        "firm": f"F{wave % 100:02d}{number:03d}",
        "name_zh": f"样例{first}{second}{zh}公司",
        "name_en": f"Sample {plan.FIRST[first]}{plan.SECOND[second]} {en} Co.",
        "size": size,
        "industry": industry,
        "region": str(rng.choice(list(plan.REGIONS), p=list(plan.REGIONS.values()))),
        "effect": plan.SPREAD * rng.standard_normal(),
    }


def _assessed(wave: int, who: pd.DataFrame, system: IndicatorSystem, rng: np.random.Generator) -> pd.DataFrame:
    """Return points, special items and stated total of every firm: the first draw that fits what is planted."""
    forms, marks, scored = _drawn(wave, who, system, rng)
    if wave != plan.PUBLISHED_WAVE:
        return forms
    wanted = _planted(who, scored, marks)
    open_ones = np.flatnonzero((marks != wanted).any(axis=1))
    for _ in range(plan.ROUNDS):
        if not len(open_ones):
            return forms
        many = who.iloc[np.repeat(open_ones, plan.CANDIDATES)].reset_index(drop=True)
        drawn, outcomes, _ = _drawn(wave, many, system, rng)
        fits = (outcomes.reshape(len(open_ones), plan.CANDIDATES, 3) == wanted[open_ones, None, :]).all(axis=2)
        done = fits.any(axis=1)
        chosen = np.flatnonzero(done) * plan.CANDIDATES + fits[done].argmax(axis=1)
        forms.iloc[open_ones[done]] = drawn.iloc[chosen].to_numpy()
        open_ones = open_ones[~done]
    raise ValueError(f"no draw fits what is planted for {who['firm'].iloc[open_ones].tolist()}")


def _drawn(
    wave: int, who: pd.DataFrame, system: IndicatorSystem, rng: np.random.Generator
) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    """Return a form per firm; whether it is in the top tier, passed, reached commodity service; its scores."""
    forms = pd.concat(
        [indicator_points(_checks(wave, who, system, rng), system), _special(len(who), rng)], axis=1
    ).astype(float)
    scored = score(forms, system)
    marks = np.column_stack([scored["score"] >= 80, scored["passed"] == 1, scored["commodity_reached"] == 1])
    return forms.assign(stated_score=scored["score"].round(2)), marks, scored


def _planted(who: pd.DataFrame, first: pd.DataFrame, marks: np.ndarray) -> np.ndarray:
    """Return firms x (in the top tier, passed, commodity service reached), from the ranks of an unplanned draw."""
    value = first["score"].to_numpy() + 100 * (who["industry"] == plan.ALL_TOP).to_numpy()
    best = top(
        value,
        who["size"].map({name: k for k, name in enumerate(plan.SIZES)}).to_numpy(),
        np.array(list(plan.TOP.values())),
    )
    industry = who["industry"].map({name: k for k, name in enumerate(plan.INDUSTRIES)}).to_numpy()
    half = np.ceil(plan.PASSED_SHARE * np.bincount(industry)).astype(int)
    passed = best | marks[:, 1] | top(value + 1000 * best, industry, half)
    reached = top(
        first["commodity_score"].to_numpy(), np.zeros(len(who), dtype=int), np.array([plan.COMMODITY_REACHED])
    )
    return np.column_stack([best, passed, reached])


def _checks(wave: int, who: pd.DataFrame, system: IndicatorSystem, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per firm x check, filled in as on a form."""
    effects = who["effect"] + who["size"].map(plan.SIZE_EFFECT) + who["industry"].map(plan.INDUSTRY_EFFECT).fillna(0)
    quality = (effects + plan.WAVE_EFFECT[wave] + plan.SELF_LENIENCY * (who["assessed"] == "self")).to_numpy()
    parts = []
    for indicator in system.indicators.values():
        for name, check in indicator.checks.items():
            level = plan.DIMENSION_LEVEL[indicator.dimension] + plan.CHECK_LEVEL.get(name, 0.0)
            chance = 1 / (1 + np.exp(-(level + quality)))
            rates = plan.DOES_NOT_APPLY.get(name, {"": 0.0})
            applies = rng.random(len(who)) >= who["industry"].map(rates).fillna(rates[""]).to_numpy()
            looked_at = rng.choice(plan.SAMPLED, len(who))
            part = {"check": name, "applicable": applies, "met": np.nan, "checked": np.nan, "conforming": np.nan}
            if check.how == "met":
                part |= {"met": (rng.random(len(who)) < chance).astype(float)}
            else:
                part |= {"checked": looked_at, "conforming": rng.binomial(looked_at, chance)}
            parts.append(pd.DataFrame({"firm": np.arange(len(who)), **part}))
    return pd.concat(parts, ignore_index=True).sort_values("firm", kind="stable")


def _special(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return how many special deductions and merits each form has."""
    drawn = {"special_deductions": plan.DEDUCTIONS, "special_bonus": plan.MERITS}
    return pd.DataFrame({name: rng.choice(len(p), n, p=p) for name, p in drawn.items()})
