"""Rows added up by PSU, margins and groups give the estimates of the rows themselves, from a frame and from a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from manyi.errors import InputError
from manyi.rows import row_parts, stored
from manyi.rows.clean.backend import Engine
from manyi.rows.clean.connect import engine
from manyi.stats import (
    Design,
    Estimates,
    changes,
    chi_square,
    cronbach,
    distribution,
    means,
    nps,
    quantiles,
    rank_test,
    shares,
    totals_of,
    versus_rest,
)
from manyi.stats.design.condense import condensed
from manyi.stats.models.linear_model import regression
from tests.stats.samples import frames, sample

PLAIN = {"stratum": "stratum", "psu": "psu"}
RAKED = PLAIN | {"base_weight": "base", "margins": ("sex", "age"), "raked_within": "wave", "raked": "raked"}
BOTH = {**RAKED, "wave": "wave"}


@pytest.fixture(scope="module")
def on() -> Iterator[Engine]:
    with engine() as opened:
        yield opened


def waves(first: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Put a sample and itself answered anew after each other: two waves of the same PSUs, partly in scope and raked."""
    rng = np.random.default_rng(seed)
    again = first.assign(x=(first["x"] + rng.integers(-5, 9, len(first))), weight=first["weight"].to_numpy()[::-1])
    frame = pd.concat([first.assign(wave=2023), again.assign(wave=2024)], ignore_index=True)
    size = len(frame)
    frame["base"] = np.round(rng.uniform(0.5, 2.0, size), 3)
    moved = 1 + 0.4 * (frame["sex"] == "f") + 0.3 * (frame["age"] == "old")
    frame["weight"] = frame["base"] * moved * np.where(frame["wave"] == 2024, 1.2, 1.0)
    frame["eligible"], frame["raked"] = rng.uniform(size=size) < 0.9, rng.uniform(size=size) < 0.95
    frame.loc[~frame["raked"] & (rng.uniform(size=size) < 0.5), "weight"] = 0.0
    frame.loc[rng.uniform(size=size) < 0.05, "group"] = None
    return frame


def table_of(frame: pd.DataFrame, on: Engine) -> object:
    return on.load(pa.Table.from_pandas(frame, preserve_index=False))


def same(ours: Estimates, theirs: Estimates) -> None:
    pd.testing.assert_frame_equal(ours.table, theirs.table, rtol=1e-9, atol=1e-12, check_dtype=False)
    np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-8, atol=1e-10)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=frames)
def test_a_frame_and_a_table_give_the_estimates_of_the_rows(on: Engine, first: pd.DataFrame) -> None:
    frame = waves(first)
    rows = Design(frame, domain=frame["eligible"].to_numpy(), lonely="adjust", **BOTH)
    for source in (frame, table_of(frame, on)):
        sums = condensed(source, ["x", "y"], ["group"], "eligible", lonely="adjust", **BOTH)
        same(means(sums, ["x", "y"], ["wave", "group"]), means(rows, ["x", "y"], ["wave", "group"]))
        same(shares(sums.where(sums.frame["wave"] == 2024), "y"), shares(rows.where(frame["wave"] == 2024), "y"))


@pytest.mark.parametrize("picked", [(), (2024,)])
def test_the_parts_of_a_file_give_the_sums_of_its_rows(
    picked: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_parts, "TOGETHER", 100)
    frame, file = waves(sample(3, psus=8)), tmp_path / "frame.parquet"
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file, row_group_size=30)
    rows = frame[frame["wave"].isin(picked or (2023, 2024))]
    parts = stored.StoredRows(file, 1).of(picked)
    assert len([*parts.parts(["wave", "x"])]) > 2
    ours, theirs = (condensed(source, ["x"], ["group"], "eligible", **BOTH) for source in (parts, rows))
    pd.testing.assert_frame_equal(ours.frame, theirs.frame, rtol=1e-12, check_dtype=False)
    same(means(ours, "x", ["wave", "group"]), means(theirs, "x", ["wave", "group"]))


@pytest.mark.parametrize(
    "more", [PLAIN, RAKED, RAKED | {"residual": "unweighted"}], ids=["plain", "base", "unweighted"]
)
def test_what_rests_on_scores_alone_needs_no_rows(on: Engine, more: dict) -> None:
    frame = waves(sample(5, psus=8))
    more = {**more, "wave": "wave"}
    rows, sums = Design(frame, **more), condensed(table_of(frame, on), ["x", "y"], ["group"], **more)
    assert len(sums.frame) < len(frame)
    same(totals_of(sums.where(sums.frame["wave"] == 2024), "y"), totals_of(rows.where(frame["wave"] == 2024), "y"))
    same(distribution(sums, "group", "wave"), distribution(rows, "group", "wave"))
    for done in (lambda d: changes(d, ["x", "y"], 2024, 2023, "group"), lambda d: versus_rest(d, "x", "group")):
        pd.testing.assert_frame_equal(done(sums), done(rows), rtol=1e-8, check_dtype=False)


def test_the_histogram_gives_quantiles_ranks_and_scores(on: Engine) -> None:
    """The item is kept by value: one row per PSU x group x value."""
    frame = waves(sample(6, psus=8)).assign(points=lambda f: np.clip(np.round(f["x"] / 8), 0, 10))
    rows = Design(frame, wave="wave", **PLAIN)
    for source in (frame, table_of(frame, on)):
        sums = condensed(source, by=["points", "group"], wave="wave", **PLAIN)
        for rule in ("math", "school"):
            same(
                quantiles(sums, "points", [0.2, 0.5], "group", rule=rule),
                quantiles(rows, "points", [0.2, 0.5], "group", rule=rule),
            )
        same(nps(sums, "points", "group"), nps(rows, "points", "group"))
        ours, theirs = (rank_test(one, "points", "group").test for one in (sums, rows))
        assert ours.p == pytest.approx(theirs.p, rel=1e-9) and ours.statistic == pytest.approx(theirs.statistic)


def test_the_sums_of_a_table_do_not_depend_on_the_order_of_its_rows(on: Engine) -> None:
    frame = waves(sample(7))
    first, again = (
        condensed(table_of(part, on), ["x"], ["group"], wave="wave", **PLAIN)
        for part in (frame, frame.sample(frac=1, random_state=1))
    )
    pd.testing.assert_frame_equal(first.frame, again.frame, check_exact=True)
    assert (first.sums.items["x"].wxx == again.sums.items["x"].wxx).all()


def test_what_needs_every_row_says_so(on: Engine) -> None:
    frame = waves(sample(8))
    sums = condensed(frame, ["x"], ["y"], **PLAIN)
    for wrong in (
        lambda: regression(sums, "y", ["x"]),
        lambda: quantiles(sums, "y", rule="hf7"),
        lambda: quantiles(sums, "x"),
        lambda: shares(sums, "x"),
        lambda: chi_square(sums, "y", "y"),
        lambda: cronbach(sums, ["y", "y"]),
        lambda: condensed(frame, ["x"], stratum="stratum"),
        lambda: condensed(frame, ["nothing"], **PLAIN),
        lambda: condensed(frame, ["group"], **PLAIN),
        lambda: condensed(table_of(frame, on), ["group"], **PLAIN),
        lambda: condensed(table_of(frame.assign(weight=np.where(frame.index == 3, np.nan, 1.0)), on), ["x"], **PLAIN),
    ):
        with pytest.raises(InputError):
            wrong()
