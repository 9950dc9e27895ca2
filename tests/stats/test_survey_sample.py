"""Rows that stay on disk give the numbers of the same rows in memory, and refuse what cannot be had from sums."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.errors import InputError
from manyi.rows.stored import StoredRows
from manyi.rows.survey import Survey
from manyi.stats import planned
from manyi.stats.planned.claims import compared, stated

Kept = Callable[[str, int], Survey]


def on_disk(survey: Survey, folder: Path, most: int = 1_000) -> Survey:
    """Return the survey as if so few of its rows were let into memory."""
    survey.frame.to_parquet(folder / "frame.parquet", index=False)
    rows: Any = StoredRows(folder / "frame.parquet", most)
    return dataclasses.replace(survey, frame=rows)


@pytest.fixture(scope="module")
def both(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> tuple[Survey, Survey]:
    """Contact 2024: four waves, strata, clusters, three margins; once in memory and once on disk."""
    survey = kept("contact", 2024)
    return survey, on_disk(survey, tmp_path_factory.mktemp("stored"))


def same(ours: Any, theirs: Any) -> None:
    """Hold two results against each other: every number to 1e-9."""
    if isinstance(ours, stats.Estimates):
        np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-8, atol=1e-14)
        ours, theirs = ours.table, theirs.table
    if isinstance(ours, pd.Series):
        ours, theirs = ours.to_frame().T.infer_objects(), theirs.to_frame().T.infer_objects()
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-9, atol=1e-12, check_dtype=False, check_categorical=False)


NOW: dict[str, Callable[[stats.Sample, Survey], Any]] = {
    "means": lambda s, v: s.mean(["index", *v.study.claims.batteries[0].items], by="channel"),
    "crossed": lambda s, v: s.mean("index", ["channel", "age_group"]),
    "distribution": lambda s, v: s.distribution("channel", by="region"),
    "scale": lambda s, v: s.distribution(v.codebook.rated("index")),
    "standing": lambda s, v: stats.standing(s.mean("index", by="channel")).table,
    "letters": lambda s, v: stats.letters(s.mean("index", by="channel")),
    "pairs": lambda s, v: stats.pairwise(s.mean("index", by="channel")),
    "against": lambda s, v: stats.against_mean(s.mean(v.study.claims.batteries[0].items)),
    "ranks": lambda s, v: stats.rank_test(s, "index", "sex").estimates,
    "effects": lambda s, v: stats.effect_sizes(s, "index", "channel"),
    "ratio": lambda s, v: s.ratio("index", "index", by="sex"),
    "median": lambda s, v: s.quantile("index", [0.5, 0.9], by="channel"),
    "rest": lambda s, v: stats.versus_rest(s, "index", "channel"),
    "inside": lambda s, v: s.where({"channel": ["phone"]}).mean("index", by="sex"),
    "share": lambda s, v: s.share("channel", by="region", answers=["phone", "bot"]),
    "total": lambda s, v: s.total("index", by="region"),
}


@pytest.mark.parametrize("name", NOW)
def test_one_wave_on_disk_gives_the_numbers_of_its_rows(name: str, both: tuple[Survey, Survey]) -> None:
    rows, stored = both
    same(*(NOW[name](survey.sample(2024), survey) for survey in (stored, rows)))


OVER: dict[str, Callable[[stats.Sample, Survey], Any]] = {
    "waves": lambda s, v: s.mean(["index", *v.study.claims.batteries[0].items], "wave"),
    "changes": lambda s, v: s.change(v.study.claims.family, 2023).table,
    "by group": lambda s, v: s.change("index", 2023, by="channel", adjust="bh").table,
    "mix": lambda s, v: stats.decomposition(s, "index", "channel", 2024, 2023).parts,
    "low": lambda s, v: stats.low_in_every_wave(s, v.study.claims.batteries[0].items, v.waves),
    "headline": lambda s, v: planned.headline_change(s, v, 2023),
}


@pytest.mark.parametrize("name", OVER)
def test_waves_on_disk_give_the_changes_of_their_rows(name: str, both: tuple[Survey, Survey]) -> None:
    rows, stored = both
    same(*(OVER[name](survey.sample(), survey) for survey in (stored, rows)))


def test_what_a_study_announced_comes_out_the_same(both: tuple[Survey, Survey]) -> None:
    rows, stored = both
    plan = planned.announced(rows)
    assert planned.announced(stored) == plan
    for statement in plan.statements:
        same(*(stated(survey.sample(2024), statement) for survey in (stored, rows)))
    for comparison in plan.comparisons:
        ours, theirs = (compared(survey.sample(2024), comparison) for survey in (stored, rows))
        same(ours.test, theirs.test)
    for wait in plan.durations:
        ours, theirs = (planned.waiting_times(survey.sample(2024), wait) for survey in (stored, rows))
        for name in ours:
            same(ours[name], theirs[name])


def test_respondents_who_are_psus_are_read_column_by_column(both: tuple[Survey, Survey], tmp_path: Path) -> None:
    rows, _ = both
    alone = dataclasses.replace(rows, frame=rows.frame.assign(psu=rows.frame["row"]))
    same(*(survey.sample(2024).mean("index", by="channel") for survey in (on_disk(alone, tmp_path), alone)))


def test_a_draw_is_the_same_twice_keeps_weights_and_is_noted(both: tuple[Survey, Survey], tmp_path: Path) -> None:
    rows, _ = both
    stored = on_disk(rows, tmp_path)
    first, again = (stored.sample(2024).from_rows("models") for _ in range(2))
    pd.testing.assert_frame_equal(first.frame, again.frame)
    assert stored.frame.drawn == {"models": 1_000}
    assert (len(first.frame), first.margins) == (1_000, ())
    theirs = rows.frame.set_index("row").loc[first.frame["row"]]
    assert (theirs["weight"].to_numpy() == first.frame["weight"].to_numpy()).all()


def test_a_wave_that_fits_is_not_drawn_from(both: tuple[Survey, Survey], tmp_path: Path) -> None:
    rows, _ = both
    stored = on_disk(rows, tmp_path, 5_000)
    whole = stored.sample(2024).from_rows("models")
    assert stored.frame.drawn == {}
    same(whole.mean("index"), rows.sample(2024).mean("index"))


def test_what_needs_every_row_is_refused_in_one_line(both: tuple[Survey, Survey]) -> None:
    _, stored = both
    sample = stored.sample(2024)
    for asked in (
        lambda: stored.frame["index"], lambda: stored.frame.groupby("wave"), lambda: sample.weights,
        lambda: stats.importance(sample, "index", ["sex", "age_group"]),
        lambda: stats.cronbach(sample, ["index", "visits"]),
    ):  # fmt: skip
        with pytest.raises(InputError, match="rows_in_memory"):
            asked()
    with pytest.raises(InputError, match="on disk"):
        sample.where(np.ones(3, bool))
    with pytest.raises(InputError, match="no such column"):
        sample.mean("nothing")
