"""The jobs of `make bench` still run and give the same as their peers; how long they take is not tested."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

from bench import reports, scale
from bench.data import MARGINS, targets, write
from bench.jobs import JOBS
from bench.peers import PEERS
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "rows.parquet"
    write(4_000, path)
    return path


def test_means_and_regression_are_those_of_svy(file: Path) -> None:
    pytest.importorskip("svy")
    ours = JOBS["domains"].make(file)().table
    theirs = PEERS["svy"]["domains"](file)()[0].to_polars().to_pandas().sort_values(["stratum", "channel"])
    np.testing.assert_allclose(ours.loc[ours["item"] == "q0", "se"], theirs["se"], rtol=1e-9)
    again = JOBS["table"].make(file)().table
    np.testing.assert_allclose(again[["estimate", "se"]], ours[["estimate", "se"]], rtol=1e-9)
    fit = JOBS["linear"].make(file)().table
    assert len(fit) == 11 and (fit["status"] == "estimated").all()


def test_raking_meets_the_totals(file: Path) -> None:
    raked = JOBS["raking"].make(file)()
    frame = pd.read_parquet(file)
    for margin, wanted in targets(frame).items():
        np.testing.assert_allclose(np.bincount(frame[margin].cat.codes, raked.weights), wanted, rtol=1e-8)
    assert list(targets(frame)) == list(MARGINS)


def test_the_drivers_are_in_the_planted_order(file: Path) -> None:
    table = JOBS["drivers"].make(file)().table
    assert table["importance"].iloc[0] == table["importance"].max()
    assert table["importance"].iloc[-1] == table["importance"].min()
    assert JOBS["eighteen"].make(file)().shape == (18, 1)


def test_the_exponent_is_that_of_the_growth() -> None:
    rows = [{"rows": n, **dict.fromkeys(scale.STAGES, 3.0 * n**1.04)} for n in (10_000, scale.FROM, 10 * scale.FROM)]
    assert set(scale.exponents(rows).values()) == {1.04}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_made_up_study_goes_all_the_way(kind: str) -> None:
    row = scale.measured(1_500, kind)
    assert (row["rows"], row["kind"]) == (1_500, kind)
    assert all(row[stage] > 0 for stage in (*scale.STAGES, "peak_gb"))


@pytest.mark.parametrize("file", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda file: file.stem)
def test_the_word_that_is_changed_stands_in_a_paragraph(file: Path) -> None:
    text = file.read_text("utf-8")
    before, after = (nbformat.reads(one, as_version=4).cells for one in (text, reports._one_word("Indeed.", text)))
    ((old, new),) = [(old.source, new.source) for old, new in zip(before, after, strict=True) if old != new]
    assert new == f"{old} Indeed." and not new.splitlines()[-1].startswith("#")


def test_a_report_is_held_against_stock_and_the_plain_process_as_they_are_timed() -> None:
    taken = {name: {"wall": wall} for name, wall in ((reports.KEPT, 30.0), (reports.PLAIN, 48.0))}
    assert reports._reach(taken) == {"times the plain process on two cores (1.3)": 1.25}
    assert reports._reach({**taken, reports.STOCK: {"wall": 240.0}})["times faster than stock (8)"] == 8.0
