"""Whatever test of `stats` is asked about a group of twelve, none gives a number of it that may be printed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.exhibits import Text, change, gap, kpi, level, number, part
from manyi.exhibits.claims.modelled import mix
from manyi.exhibits.numbers import Number, difference
from manyi.stats import Estimates, Sample
from manyi.stats.schema import declared_unit
from tests.exhibits.conftest import a_codebook

TINY, CHANNELS = "bot", ("phone", "online", "store", "bot")
PRINTABLE = ("estimate", "difference", "value", "before_value", "rest", "shrunken", "direct", "level", "d", "g", "rate")


def sample() -> Sample:
    """Two waves of 300 people, twelve of whom chose the chatbot in each."""
    rng = np.random.default_rng(8)
    channel = np.tile(np.where(np.arange(300) < 12, TINY, rng.choice(CHANNELS[:3], 300)), 2)
    frame = pd.DataFrame({"wave": np.repeat([2023, 2024], 300), "weight": 1.0, "channel": channel})
    frame["sex"] = rng.choice(["f", "m"], 600)
    frame["index"] = rng.integers(0, 5, 600) * 25.0 - 15.0 * (channel == TINY) + 10
    frame["solved"] = (frame["index"] > 50).astype(float)
    frame["rating"], frame["phoned"] = rng.integers(0, 11, 600), (channel == "phone").astype(float)
    frame["chatted"] = (channel == TINY).astype(float)
    return Sample(frame, wave="wave", codebook=a_codebook())


BOTH = sample()
NOW = BOTH.where({"wave": [2024]})
GROUPS, SOLVED = stats.means(NOW, "index", "channel"), stats.shares(NOW, "solved", "channel")
OVER = stats.shares(BOTH, "solved", ["wave", "channel"])

TESTS: dict[str, Callable[[], Any]] = {
    "against_mean": lambda: stats.against_mean(GROUPS),
    "adjusted_means": lambda: stats.adjusted_means(NOW, stats.regression(NOW, "index", ["channel"]), "channel"),
    "changes": lambda: stats.changes(BOTH, "index", 2024, 2023, "channel"),
    "changes_between": lambda: stats.changes_between(OVER, np.arange(4, 8), np.arange(4)),
    "columns": lambda: stats.columns(NOW, "index", ["phoned", "chatted"]).table.replace("chatted", TINY),
    "combine": lambda: stats.combine(GROUPS, SOLVED),
    "contrast": lambda: stats.contrast(GROUPS, np.eye(4) - np.roll(np.eye(4), 1, axis=1)),
    "decomposition": lambda: stats.decomposition(BOTH, "index", "channel", 2024, 2023).groups,
    "distribution": lambda: stats.distribution(NOW, "index", "channel"),
    "effect_sizes": lambda: stats.effect_sizes(NOW, "index", "channel"),
    "extremes": lambda: stats.extremes(GROUPS),
    "kpi": lambda: stats.kpi(SOLVED, 0.5, "share"),
    "letters": lambda: stats.letters(GROUPS),
    "means": lambda: GROUPS,
    "nps": lambda: stats.nps(NOW, "rating", "channel"),
    "one_sample": lambda: stats.one_sample(GROUPS, 10.0),
    "pairwise": lambda: stats.pairwise(GROUPS),
    "quantiles": lambda: stats.quantiles(NOW, "index", 0.5, "channel"),
    "rank_test": lambda: stats.rank_test(NOW, "index", "channel").estimates,
    "ratios": lambda: stats.ratios(NOW, "index", "rating", "channel"),
    "regression": lambda: stats.regression(NOW, "index", ["channel"]).table.dropna(subset="estimate"),
    "replicate_means": lambda: stats.replicate_means(stats.jackknife(NOW), "index", "channel"),
    "share_changes": lambda: stats.share_changes(OVER, 2024, 2023),
    "shares": lambda: SOLVED,
    "shrink": lambda: stats.shrink(stats.means(NOW, "index", ["channel", "sex"])),
    "standing": lambda: stats.standing(GROUPS).table,
    "totals_of": lambda: stats.totals_of(NOW, "solved", "channel"),
    "versus_rest": lambda: stats.versus_rest(NOW, "index", "channel"),
}  # fmt: skip
# Of everyone asked, of items, of numbers given, or without a number of a group.
OTHERS = {
    "adjust_p", "asymmetry", "bound_verdict", "chi_square", "cohen_h", "complementary", "condensed", "cronbach",
    "design_covariance", "goodness_of_fit", "importance", "jackknife", "letter", "low_in_every_wave", "measures",
    "module_importance", "omnibus", "priorities", "proportionality", "rake_replicates", "reach_of_rows",
    "replicate_columns", "replicated", "robustness", "row_deviations", "rule_of_three", "scenario", "share_bounds",
    "share_verdict", "smallest_detectable", "standing_apart", "survey_design", "term_test", "verdict", "vif",
}  # fmt: skip


def numbers_of(row: pd.Series) -> list[Number]:
    """Return a row as the Numbers a chapter can make of it."""
    unit = None if declared_unit(row) else "index"
    made = [number(row, unit, column) for column in PRINTABLE if column in row.index]
    return made + ([difference(row, unit)] if "difference" in row.index else [])


def about(row: pd.Series) -> bool:
    """Return whether a row is about the tiny group, alone or compared."""
    return any(TINY in value.split() if isinstance(value, str) else TINY in value
               for value in row if isinstance(value, str | tuple))  # fmt: skip


def rows_of(found: Any) -> list[pd.Series]:
    table = found.table if isinstance(found, Estimates) else found
    return [row for _, row in table.iterrows()]


def test_every_function_of_stats_is_tried_or_is_not_about_groups() -> None:
    assert {name for name in stats.__all__ if inspect.isfunction(getattr(stats, name))} == {*TESTS, *OTHERS}


@pytest.mark.parametrize("name", TESTS)
def test_no_number_of_twelve_people_may_be_printed(name: str) -> None:
    rows = rows_of(TESTS[name]())
    printed = [(row.to_dict(), one) for row in rows if about(row) for one in numbers_of(row) if not one.hidden]
    assert not printed
    assert any(not one.hidden for row in rows if not about(row) for one in numbers_of(row)) or name == "letters"


def test_no_claim_about_them_gives_a_number() -> None:
    a, b = ("channel", "phone"), ("channel", TINY)
    few, many = GROUPS.row(channel=TINY), GROUPS.row(channel="phone")
    raw = stats.contrast(GROUPS, [-1, 0, 1, 0]).iloc[0].drop(["status", "reason"])  # as a chapter might have cut it
    moved = stats.changes(BOTH, "index", 2024, 2023, "channel").set_index("channel", drop=False)
    goal = stats.kpi(SOLVED.only(channel=TINY), 0.5, "share").iloc[0]
    census = stats.kpi(SOLVED.only(channel=TINY).based_on("census"), 0.5, "share").iloc[0]
    wave = BOTH.where({"channel": [TINY]})
    claims = {
        "gap": gap(stats.contrast(GROUPS, [-1, 0, 1, 0]).iloc[0], a, b),
        "gap of levels": gap(raw, a, b, a_row=many, b_row=few),
        "part": part(stats.versus_rest(NOW, "index", "channel").query("channel == @TINY").iloc[0], "channel"),
        "level": level(few), "change": change(moved.loc[TINY], 2024, 2023),
        "kpi": kpi(goal, Text(en="solved", zh="解决")), "census": kpi(census, Text(en="solved", zh="解决")),
        "mix": mix(stats.decomposition(wave, "index", "sex", 2024, 2023).parts, "sex", "index", 2024, 2023),
    }  # fmt: skip
    assert {name: claim.verdict for name, claim in claims.items()} == dict.fromkeys(claims, "suppressed")
    assert not any(claim.numbers for claim in claims.values())
    assert {claim.words["why"].en for claim in claims.values()} == {"too few cases"}  # and not "or too wide ..."
