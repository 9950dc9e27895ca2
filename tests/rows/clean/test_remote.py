"""The row work of Spark and PostgreSQL is that of DuckDB, and one line says what keeps an engine from doing it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from bench import engines
from manyi.errors import InputError
from manyi.rows.clean import remote, steps
from manyi.rows.clean.backend import Engine
from manyi.rows.clean.connect import engine
from manyi.rows.survey import Books
from manyi.stats import condensed, means
from manyi.study import reading
from tests.conftest import ENGINES_REQUIRED
from tests.rows.conftest import Shop, item, words

pytestmark = pytest.mark.engines
ABSENT = {"spark": engines.absent_spark(), "postgres": engines.absent_postgres()}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engines.Cluster]:
    _needed("spark")
    with engines.spark(tmp_path_factory.mktemp("spark")) as started:
        yield started


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The URL of PostgreSQL and its process."""
    _needed("postgres")
    with engines.postgres() as started:
        yield started


@pytest.fixture(scope="module", params=ABSENT)
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "spark":
        return str(request.getfixturevalue("cluster").url)
    return str(request.getfixturevalue("server")[0])


@pytest.fixture(autouse=True)
def few_small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tasks a step, and no code generated for each: it pays on millions of rows and takes a minute on a hundred."""
    small = {"spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}
    monkeypatch.setattr(remote, "SETTINGS", remote.SETTINGS | small)


def _needed(name: str) -> None:
    if ABSENT[name] and not ENGINES_REQUIRED:
        pytest.skip(ABSENT[name])


@pytest.fixture
def survey(shop: Shop) -> Callable[[], Books]:
    """Two waves of everything rows go through: routing, several answers, codes, duplicates, weights, margins, text."""
    rng = np.random.default_rng(5)
    shop.items["id"] = item("Id", {2023: "id"}, words=True, roles=["identifier"])
    shop.items["w"] = item("Weight", {2023: "w"}, number={"min": 0, "max": 9, "unit": words("times")})
    shop.items["area"] = item("Area", {2023: "area"}, words=True)
    shop.items["a"], shop.items["b"], shop.items["c"] = (
        item(name, {2023: name}, scale={"from": 1, "to": 5}, roles=["grid"]) for name in "abc"
    )
    shop.items["never"] = item("Never", {2023: "never"}, scale={"from": 1, "to": 5})
    shop.study |= {
        "design": {"weight": "w", "psu": "area"},
        "weighting": {"margins": ["sex"]},
        "quality": {"duplicates": ["id"], "nonresponse": 0.6, "straightlining": 3, "invalid": 0.9},
    }
    shop.book["derived"] = {
        "top": {"short": words("Top"), "definition": words("9 or 10"), "top": "overall", "at_least": 9}
    }
    shop.margins = {"sex": {"source": words("Us"), "year": 2022, "targets": {"female": 0.5, "male": 0.5}}}
    for wave in (2023, 2024):
        shop.deliver(wave, [_record(rng, k) for k in range(120)])
    return lambda: _cleaned(shop)


def _record(rng: np.random.Generator, k: int) -> dict[str, str]:
    channel = rng.choice(["bot", "store", ""])
    return {
        "Q1": rng.choice(["1", "5", "9", "10", "98", "", "77"]), "sex": rng.choice(["female", "Men", "male"]),
        "channel": channel, "wait": str(rng.integers(0, 640)) if channel == "bot" or rng.random() < 0.1 else "",
        "uses": rng.choice(["app┋web", "web", "none", ""]),
        "said": rng.choice(["好", "", "电话13812345678", "'quoted'"]),
        "id": str(k % 110), "w": f"{rng.uniform(0.2, 3):.3f}", "area": f"{rng.integers(1, 9):02d}",
        **{name: str(rng.integers(1, 6)) for name in "abc"}, "never": "",
    }  # fmt: skip


def _cleaned(shop: Shop) -> Books:
    shop.write()
    return steps.clean_waves(reading.definition("shop"), [2023, 2024])


def test_clean_weighted_rows_and_books_are_the_same(
    url: str, survey: Callable[[], Books], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = survey()
    assert len(here.frame) > 150
    assert set(here.problems["rule"]) >= {"range", "routing"}
    assert set(here.quarantine["rule"]) >= {"duplicate"}
    monkeypatch.setenv("MANYI_ENGINE", url)
    there = survey()
    for part in fields(Books):
        pd.testing.assert_frame_equal(getattr(here, part.name), getattr(there, part.name), rtol=1e-12)


def test_totals_are_the_same(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({
        "x": rng.integers(1, 11, 3000).astype(float), "weight": rng.uniform(0.2, 3, 3000),
        "psu": rng.integers(0, 40, 3000).astype(str), "group": rng.choice(["a", "b", "c"], 3000),
    })  # fmt: skip
    frame.loc[rng.random(3000) < 0.1, "x"] = np.nan
    monkeypatch.setenv("MANYI_ENGINE", url)
    with engine() as on:
        rows = on.load(pa.Table.from_pandas(frame, preserve_index=False))
        there = means(condensed(rows, items=["x"], by=["group"], psu="psu"), "x", "group").table
    here = means(condensed(frame, items=["x"], by=["group"], psu="psu"), "x", "group").table
    pd.testing.assert_frame_equal(here, there, rtol=1e-9)


def test_a_stored_file_is_read_where_the_engine_cannot(url: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"wave": [2023, 2024], "said": ["好", None]})
    frame.to_parquet(tmp_path / "frame.parquet", index=False)
    with remote.connected(url) as on:
        pd.testing.assert_frame_equal(on.pandas(on.stored(tmp_path / "frame.parquet").order_by("wave")), frame)


def test_a_lost_worker_costs_time_only_and_without_any_a_job_is_given_up(
    cluster: engines.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After all tests that need the cluster."""
    with remote.connected(cluster.url) as on:
        rows = _squares(on)
        cluster.lose(0)
        assert on.pandas(rows.aggregate(sum=rows.square.sum()))["sum"].tolist() == [332_833_500]
    cluster.lose(1)
    monkeypatch.setattr(remote, "IDLE", 2.0)
    monkeypatch.setattr(remote, "PATIENCE", 1.0)
    with (
        pytest.raises(InputError, match=r"^ENGINE spark://.*: no worker for 2 seconds$"),
        remote.connected(cluster.url) as on,
    ):
        on.pandas(_squares(on))


def test_a_server_that_stops_is_one_line(server: tuple[str, subprocess.Popen[bytes]]) -> None:
    """After all tests that need the server."""
    address, process = server
    with (
        pytest.raises(InputError, match="^ENGINE postgres://.*: the engine failed: "),
        remote.connected(address) as on,
    ):
        rows = _squares(on)
        process.send_signal(signal.SIGQUIT)
        process.wait()
        on.pandas(rows)


def _squares(on: Engine) -> object:
    table = on.load(pa.table({"number": range(1000)}))
    return on.keep(table.mutate(square=table.number * table.number))


@pytest.mark.parametrize(
    ("address", "line"),
    {
        "spark://127.0.0.1:1": r"ENGINE spark://127.0.0.1:1: nothing answers at 127.0.0.1:1 \(connection refused\)",
        "postgres://me:secret@127.0.0.1:1/x": r"ENGINE postgres://me:\*\*\*@127.0.0.1:1/x: nothing answers at .*",
        "nosuch://127.0.0.1": r"ENGINE nosuch://127.0.0.1: .*",
    }.items(),
)
def test_an_engine_that_is_not_there_is_one_line(address: str, line: str) -> None:
    with pytest.raises(InputError, match=f"^{line}$"), remote.connected(address):
        pass
