"""Key figures against targets: the year exactly, the process by bounds; what is not known counted both ways."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.rows.survey import Survey
from manyi.studies.service.kpis import cases, kpi_estimates, target_changes, targets, waves_of
from manyi.study.codebook import Codebook
from manyi.study.plan import Claims, Kpi

TITLE = {"en": "x", "zh": "某"}
WITHIN = {"of": "within", "item": "hours", "ended": {"done": ["yes"]}, "limit": 48, "target": 0.95}
SHARE = {"of": "share", "item": "ok", "answers": ["yes"], "target": 0.90}


def kpi(**facts: Any) -> Kpi:
    known = {"id": "figure", "title": TITLE, "unit": "percent", "basis": "census"}
    return Kpi.model_validate({**known, **facts})


def survey(kpis: list[Kpi], year: int = 2024, **columns: Any) -> Survey:
    n = len(next(iter(columns.values())))
    facts = {"wave": year, "row": [f"r{k}" for k in range(n)], "eligible": True, "base_weight": 1.0, "weight": 1.0,
             "stratum": "all", "psu": [f"r{k}" for k in range(n)]}  # fmt: skip
    claims = Claims(outcome="hours", kpis=kpis, delta=1)
    unweighted, lonely = SimpleNamespace(margins=[]), SimpleNamespace(lonely="fail", replicates=None)
    study = SimpleNamespace(study="log", basis="census", claims=claims, weighting=unweighted, design=lonely)
    frame = pd.DataFrame({**facts, **columns})
    empty = pd.DataFrame()
    books = (frame, empty, empty, empty, empty, empty)
    return Survey(*books, study, Codebook(items={}), year, None, "")  # type: ignore[arg-type]


def yes(count: int, of: int, unknown: int = 0) -> list[str | None]:
    return ["yes"] * count + ["no"] * (of - count) + [None] * unknown


def judged(facts: dict[str, Any], **columns: Any) -> dict[str, Any]:
    return dict(targets({"": survey([kpi(**facts)], **columns)}, 2024).iloc[0])


@pytest.mark.parametrize(
    ("count", "of", "year", "process"),
    [
        (905, 1000, "met", "not_shown"),  # reached, but 1000 cases cannot show that it was no luck
        (930, 1000, "met", "met"),
        (895, 1000, "not_met", "not_shown"),
        (870, 1000, "not_met", "not_met"),
    ],
)
def test_the_year_is_counted_and_the_process_bounded(count: int, of: int, year: str, process: str) -> None:
    row = judged(SHARE, ok=yes(count, of))
    assert (row["verdict"], row["process"], row["undecided"]) == (year, process, 0)
    assert row["estimate"] == row["worst"] == row["best"] == count / of


def test_bounds_are_those_of_the_published_example() -> None:
    """Worked example, 960 of 1000 against 95 %: lower bound .94850 (there with n, here n - 1 and t: a little lower)."""
    row = judged({**SHARE, "target": 0.95}, ok=yes(960, 1000))
    assert row["low90"] == pytest.approx(0.94850, abs=1e-4)
    assert row["low90"] < 0.94850
    assert (row["verdict"], row["process"]) == ("met", "not_shown")


@pytest.mark.parametrize(("unknown", "verdict"), [(2, "met"), (12, "not_shown")])
def test_cases_not_known_are_counted_both_ways(unknown: int, verdict: str) -> None:
    """905 of 1000 known: with 2 unknown at worst 905 / 1002 = .9032, with 12 at worst .8943 and at best .9061."""
    row = judged(SHARE, ok=yes(905, 1000, unknown))
    assert (row["verdict"], row["undecided"], row["base"]) == (verdict, unknown, 1000)
    assert row["worst"] == pytest.approx(905 / (1000 + unknown))
    assert row["best"] == pytest.approx((905 + unknown) / (1000 + unknown))


@pytest.mark.parametrize(
    ("ok", "year", "process"),
    [
        (yes(300, 300), "met", "not_shown"),  # a complete count shows all; the process could still fail
        (yes(299, 300), "not_met", "not_met"),
        (yes(300, 300, 1), "not_shown", "not_shown"),
    ],
)
def test_a_target_of_all(ok: list[str | None], year: str, process: str) -> None:
    row = judged({**SHARE, "target": 1}, ok=ok)
    assert (row["verdict"], row["process"]) == (year, process)


def test_a_sample_is_judged_by_bounds_only() -> None:
    """720 of 800 against 85 %: lower bound .88118, met; 17 of 18 against 90 %: not shown (and too few to print)."""
    row = judged({**SHARE, "target": 0.85, "basis": "design"}, ok=yes(720, 800))
    assert (row["verdict"], row["process"]) == ("met", "met")
    assert row["low90"] == pytest.approx(0.88118, abs=2e-4)
    assert judged({**SHARE, "basis": "design"}, ok=yes(860, 1000, 40))["undecided"] == 0  # those not reached: no cases
    assert judged({**SHARE, "basis": "design"}, ok=yes(36, 40))["verdict"] == "not_shown"


def test_open_cases_count_with_the_time_they_have_waited() -> None:
    """90 answered in time, 4 late, 3 waiting beyond the limit, 3 still inside it."""
    hours = [10.0] * 90 + [60.0] * 4 + [100.0] * 3 + [5.0] * 3
    row = judged(WITHIN, hours=hours, done=["yes"] * 94 + ["no"] * 6)
    assert (row["undecided"], row["base"]) == (3, 100)
    assert (row["worst"], row["best"]) == (0.90, 0.93)
    assert row["worst"] < row["estimate"] < row["best"]
    assert row["verdict"] == "not_met"


def test_a_time_nobody_can_read_is_a_case_not_known() -> None:
    row = judged(WITHIN, hours=[10.0] * 96 + [60.0] * 2 + [np.nan] * 2, done=["yes"] * 100)
    assert (row["undecided"], row["base"]) == (2, 98)
    assert (row["worst"], row["best"], row["verdict"]) == (0.96, 0.98, "met")


def test_a_mean_with_unknown_cases() -> None:
    facts = {"of": "mean", "item": "hours", "target": 40, "unit": "hours"}
    rng = np.random.default_rng(1)
    hours = rng.gamma(6, 7, 300)
    hours *= 40.5 / hours.mean()
    row = judged(facts, hours=hours)
    assert (row["estimate"], row["verdict"], row["process"]) == (pytest.approx(40.5), "met", "not_shown")
    row = judged(facts, hours=[*hours, *[np.nan] * 10])
    assert row["worst"] == pytest.approx(40.5 * 300 / 310)
    assert (row["verdict"], row["undecided"]) == ("not_shown", 10)


def test_where_says_whom_a_figure_is_about() -> None:
    facts = {**WITHIN, "where": {"major": ["yes"]}}
    row = judged(facts, hours=[10.0] * 40 + [90.0] * 60, done=["yes"] * 100, major=yes(40, 100))
    assert (row["base"], row["estimate"], row["verdict"]) == (40, 1, "met")


def test_figures_by_group_and_wave() -> None:
    one = kpi(**SHARE)
    now = survey([one], ok=yes(90, 100), city=["a", "b"] * 50)
    by_city = kpi_estimates(one, cases(one, now, 2024), "city")
    assert by_city.table["item"].tolist() == ["figure", "figure"]
    assert by_city.table["estimate"].mean() == pytest.approx(0.9)
    both = _two_waves(one, 800, 930)
    assert waves_of(both)["wave"].tolist() == [2023, 2024]
    assert waves_of(both)["estimate"].tolist() == pytest.approx([0.8, 0.93])


def _two_waves(one: Kpi, before: int, now: int, of: int = 1000) -> dict[str, Survey]:
    parts = [survey([one], year, ok=yes(count, of)) for year, count in ((2023, before), (2024, now))]
    frame = pd.concat([part.frame.assign(psu=lambda f: f["wave"].astype(str) + f["row"]) for part in parts])
    return {"": replace(parts[1], frame=frame.assign(row=frame["psu"]).reset_index(drop=True))}


@pytest.mark.parametrize(("before", "now", "said"), [(870, 930, "rose"), (930, 870, "fell"), (900, 902, "unclear")])
def test_changes_are_tested_as_changes_of_the_process(before: int, now: int, said: str) -> None:
    row = target_changes(_two_waves(kpi(**SHARE), before, now), 2024, 2023).iloc[0]
    assert row["verdict"] == said
    assert row["difference"] == pytest.approx((now - before) / 1000)
    error = np.sqrt(sum(k * (1000 - k) / 1000**2 / 999 for k in (before, now)))
    assert row["se"] == pytest.approx(error, rel=1e-3)
    assert (row["low"] > 0 or row["high"] < 0) == (said != "unclear")


def test_the_smallest_change_of_interest_is_in_percentage_points() -> None:
    row = target_changes(_two_waves(kpi(**SHARE), 900_00, 901_50, 100_000), 2024, 2023).iloc[0]
    assert row["verdict"] == "same"  # delta 1 is one point, not a hundred


def test_what_study_yml_must_say() -> None:
    with pytest.raises(InputError, match="no table 'staff'"):
        targets({"": survey([kpi(**SHARE, table="staff")], ok=yes(1, 2))}, 2024)
    with pytest.raises(InputError, match="names no kpis"):
        targets({"": survey([], ok=yes(1, 2))}, 2024)
    for facts in ({**WITHIN, "limit": None}, {**WITHIN, "ended": {}}, {**SHARE, "answers": []}):
        with pytest.raises(ValueError, match="a share needs answers; within needs ended and limit"):
            kpi(**facts)
