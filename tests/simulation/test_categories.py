"""The short simulation of drivers with categories; the long one is `make simulate`, its table in docs/methods.md."""

from __future__ import annotations

from tests.simulation.categories import DRIVERS, rows
from tests.simulation.summary import REJECTED


def test_shares_beside_categories_are_covered_and_no_category_is_above_noise_by_having_many_answers() -> None:
    found = {row["driver"]: row for row in rows(samples=24, sizes=(600,), replicates=60)}
    assert list(found) == list(DRIVERS)
    assert {name: row["coverage"] for name, row in found.items() if row["p"] < REJECTED} == {}
    assert found["null"]["coverage"] >= 22 / 24 and found["null"]["above"] <= 2 / 24  # before: about .55 and .16
    assert found["strong"]["above"] == 1
