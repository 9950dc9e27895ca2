"""Every reference case the project implements, at its tolerance, one test per case."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.oracles.registry import HERE, Case, Oracles
from tests.oracles.table import ALL, CASES, compared, table, uncovered


@cache
def oracles(folder: Path) -> Oracles:
    return Oracles(folder)


@pytest.mark.parametrize("case", [case for case in ALL if not case.reference], ids=lambda case: case.id)
def test_agrees_with_the_reference(case: Case) -> None:
    _check(case, HERE)


@pytest.mark.reference
@pytest.mark.parametrize("case", [case for case in ALL if case.reference], ids=lambda case: case.id)
def test_agrees_with_the_reference_on_package_data(case: Case, reference: Path) -> None:
    _check(case, reference / "oracles")


def _check(case: Case, folder: Path) -> None:
    results = compared(case, oracles(folder))
    for what, ours, theirs, apart in results:
        assert apart <= case.tolerance, f"{what}: {ours} instead of {theirs} ({apart:.1e})"
    assert results, "nothing was compared"


@pytest.mark.reference
def test_every_case_is_implemented_or_says_why_not(reference: Path) -> None:
    assert uncovered(oracles(reference / "oracles")) == []
    assert set(CASES) <= set(oracles(reference / "oracles").cases)


@pytest.mark.reference
def test_committed_oracles_are_the_reference(reference: Path) -> None:
    ours, theirs = oracles(HERE).cases, oracles(reference / "oracles").cases
    assert all(theirs[name] == values for name, values in ours.items())


def test_committed_oracles_stay_small() -> None:
    assert (HERE / "reference.json").stat().st_size < 1_000_000


def test_the_table_names_call_and_difference() -> None:
    lines = table(oracles(HERE)).splitlines()
    row = next(line for line in lines if line.startswith("| `ratio` |"))
    assert "svyratio(~wait_minutes, ~overall, des, na.rm=TRUE)" in row
    assert float(row.split("|")[-2]) < 1e-10
    assert any(line.startswith("| `quantile_old` |") for line in lines)
