"""How much do levels depend on points that were only assumed? Input: one row per firm; output: one row per firm.

If the standard's own split of a dimension over its indicators is not public, every split is possible. Splits are
drawn, all equally likely (flat Dirichlet), keeping what is confirmed, and the firms are rescored with each.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.data import Chart
from manyi.exhibits.tables.grids import listing
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.studies.firms.indicators import Indicator, IndicatorSystem
from manyi.studies.firms.points import level_rank, score

WORDS = words.beside(__file__).section("assumed")


def level_stability(firms: pd.DataFrame, system: IndicatorSystem, draws: int = 1000, seed: int = 27922) -> pd.DataFrame:
    """Return, with the index of `firms`, how often the level is the same under other splits of the assumed points.

    Columns: `same` (share of splits with the level it has), `low` and `high` (score, 2.5 and 97.5 percentiles over the
    splits; limits of an assumption, not of a sample). A firm keeps, of every indicator, the proportion of points it
    obtained and the proportion that applies. Firms without a score are missing.
    """
    scored = score(firms, system)
    points = drawn_points(system, draws, np.random.default_rng(seed))
    worth = np.array([entry.points for entry in system.indicators.values()])
    obtained = _shares(firms, system, "obtained") / worth
    applicable = _shares(firms, system, "applicable") / worth
    with np.errstate(invalid="ignore"):
        raw = (np.where(applicable > 0, obtained, 0.0) @ points.T) / (applicable @ points.T) * 100
    special = (scored["bonus"] - scored["deductions"]).to_numpy(float)[:, None]
    again = np.clip(raw + special, 0, 100)
    complete = (scored["unscored"] == "").to_numpy()
    table = pd.DataFrame(np.nan, index=firms.index, columns=["same", "low", "high"])
    failed = (firms["special_deductions"] >= system.special.fail_at.deductions).to_numpy()[:, None]
    rank = np.where(failed, 0, level_rank(np.nan_to_num(again), system))
    level = scored["level"].cat.codes.to_numpy()[:, None]
    table.loc[complete, "same"] = (rank == level).mean(axis=1)[complete]
    table.loc[complete, ["low", "high"]] = np.percentile(again[complete], [2.5, 97.5], axis=1).T
    return table


def drawn_points(system: IndicatorSystem, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Return draws x indicators points: each dimension keeps its sum, each indicator its confirmed points."""
    fixed = np.array([confirmed(entry) for entry in system.indicators.values()])
    points = np.tile(fixed, (draws, 1))
    names = list(system.indicators)
    for name, dimension in system.dimensions.items():
        members = [names.index(member) for member in system.of_dimension(name)]
        open_ones = [i for i in members if system.indicators[names[i]].status == "assumed"]
        left = dimension.points - fixed[members].sum()
        if open_ones:
            points[:, open_ones] += left * rng.dirichlet(np.ones(len(open_ones)), size=draws)
    return points


def points_table(system: IndicatorSystem) -> pd.DataFrame:
    """Return one row per indicator: indicator, points, known (points of it that are confirmed), status."""
    rows = [
        {"indicator": name, "points": entry.points, "known": confirmed(entry), "status": entry.status}
        for name, entry in system.indicators.items()
    ]
    return pd.DataFrame(rows)


def rules_table(system: IndicatorSystem) -> pd.DataFrame:
    """Return one row per rule of scoring: rule, name and source (Text), points, status; the indicators' own last.

    Points are those of a dimension, the lower limit of a level or tier, or the effect of a special item.
    """
    special, sources, assumed = system.special, system.sources, "assumed"
    rows: list[tuple[str, Text, float, str, str]] = [
        (key, dimension.name, dimension.points, dimension.status, dimension.source)
        for key, dimension in system.dimensions.items()
    ]
    rows += [(key, level.name, level.low, level.status, level.source) for key, level in system.levels.items()]
    moved = {
        "deduction": (-special.deduction.points, special.deduction), "fail": (special.fail_at.deductions, special.fail_at),
        "bonus": (special.bonus.points, special.bonus), "order": (np.nan, special.before_levels),
    }  # fmt: skip
    rows += [(key, WORDS[key], points, rule.status, rule.source) for key, (points, rule) in moved.items()]
    rows += [
        (f"tier_{key}", tier.name, tier.low, "confirmed", system.tier_source) for key, tier in system.tiers.items()
    ]
    splits = {indicator.source for indicator in system.indicators.values() if indicator.status == assumed}
    rows += [(f"split_{key}", WORDS["split"], np.nan, assumed, key) for key in sorted(splits)]
    table = pd.DataFrame(rows, columns=["rule", "name", "points", "status", "source"])
    points = table["points"].astype(object).where(table["points"].notna(), None)  # missing, not a hidden figure
    return table.assign(points=points, source=table["source"].map(sources))


def confirmed(indicator: Indicator) -> float:
    """Return how many of an indicator's points are confirmed: all of them, or those of its confirmed checks."""
    if indicator.status == "confirmed":
        return indicator.points
    return float(sum(check.points for check in indicator.checks.values() if check.status == "confirmed"))


def _shares(firms: pd.DataFrame, system: IndicatorSystem, what: str) -> np.ndarray:
    """Return firms x indicators points."""
    return firms[[f"{name}_{what}" for name in system.indicators]].to_numpy(float)


STATUS = WORDS.section("status")
POINTS: tuple[Text, Unit] = (WORDS["points"], "score")


def show_assumed(chapter: Chapter, system: IndicatorSystem) -> None:
    """Show the points of every indicator, then every rule of scoring with its source."""
    shown = {
        "assumed-table": (_points_confirmed(system), "points_of_the_indicators_and", "points_of_each_indicator_out"),
        "assumed-rules": (_rules(system), "rules_of_scoring_and_where", "points_of_a_dimension_lower"),
    }
    for name, (chart, title, subtitle) in shown.items():
        chapter.show(name, chart, title=WORDS[title], subtitle=WORDS[subtitle], base=system.standard.title)


def _points_confirmed(system: IndicatorSystem) -> Chart:
    """Return the points of every indicator, and how many of them are confirmed."""
    table, columns = points_table(system), {"points": POINTS, "known": (WORDS["of_which_confirmed"], POINTS[1])}
    table["known_status"] = table["status"].map(STATUS)
    names = {
        key: Text(en=f"{indicator.clause} {indicator.name.en}", zh=f"{indicator.clause} {indicator.name.zh}")
        for key, indicator in system.indicators.items()
    }
    note = WORDS["a_check_within_an_indicator"]
    return listing(table, "indicator", columns, texts=WORDS.section("status_head"), labels=names, note=note)


def _rules(system: IndicatorSystem) -> Chart:
    """Return every rule of scoring with its points and its source."""
    rules = rules_table(system)
    rules["known_status"] = rules["status"].map(STATUS)
    texts = {**WORDS.section("status_head"), **WORDS.section("source_head")}
    labels = {**dict(zip(rules["rule"], rules["name"], strict=True)), **WORDS.section("rule_head")}
    return listing(rules, "rule", {"points": POINTS}, texts=texts, labels=labels, note=WORDS["a_limit_belongs_to_the"])
