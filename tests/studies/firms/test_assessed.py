"""Assessed firms as a sample: exact counts, the star list, and what is withheld."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.errors import InputError
from manyi.studies.firms import indicators
from manyi.studies.firms.assessed import (  # fmt: skip
    assessed_design,
    composition,
    counted,
    crossed,
    ranks,
    star_list,
    stated_otherwise,
)
from manyi.studies.source_report.found_again import as_percentage, published_shares

SYSTEM = indicators.load("firms")
SIZES = ["small", "large", "huge"]


def firm(
    number: str, wave: int, percent: float, size: str, stated: float | None = None, **points: float
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "wave": wave, "row": f"{wave}:f:{number}", "firm": number, "name_en": number, "name_zh": number, "size": size,
        "stated_score": percent if stated is None else stated, "special_deductions": 0.0, "special_bonus": 0.0,
        "eligible": True, "weight": 1.0, "stratum": "all",
    }  # fmt: skip
    for name, entry in SYSTEM.indicators.items():
        row[f"{name}_obtained"], row[f"{name}_applicable"] = entry.points * percent / 100, entry.points
    return row | points


@pytest.fixture
def design() -> stats.Design:
    rows = [
        firm("A", 2020, 75, "small"), firm("B", 2020, 85, "large"), firm("C", 2020, 92, "huge", staff_obtained=np.nan),
        firm("A", 2021, 82, "small", stated=90), firm("B", 2021, 96, "large"), firm("C", 2021, 60, "huge"),
        firm("D", 2021, 82, "large", special_deductions=5), firm("E", 2021, 90.5, "small", special_deductions=1),
    ]  # fmt: skip
    frame = pd.DataFrame(rows).astype({"size": pd.CategoricalDtype(SIZES, ordered=True)})
    return assessed_design(SimpleNamespace(frame=frame, codebook=None, study=SimpleNamespace(basis="census")), SYSTEM)  # type: ignore[arg-type]


def test_a_firm_without_a_score_stays_in_the_sample_and_leaves_the_domain(design: stats.Design) -> None:
    assert len(design.frame) == 8
    assert design.inside.sum() == 7
    assert design.frame.loc[2, ["top", "star"]].isna().all()
    assert design.units is not None


def test_counts_are_exact_and_empty_categories_stay(design: stats.Design) -> None:
    now = design.where(design.frame["wave"] == 2021)
    by_size = counted(now, "top", "size").set_index("size")
    assert by_size.loc["small"].tolist() == [2, 2, 1.0]
    assert by_size.loc["large", ["firms", "yes"]].tolist() == [2, 1]
    table = crossed(now, "tier", "level").set_index("tier")
    assert table.loc["strengths", "below"] == 1  # 82 - 5 points, failed by deductions
    assert table.to_numpy().sum() == 5
    assert list(table.columns) == ["below", *SYSTEM.levels]
    who = composition(now, "size")
    assert who["firms"].tolist() == [2, 2, 1]
    assert who["share"].sum() == 1


def test_the_star_list_is_in_order_and_knows_the_level_before(design: stats.Design) -> None:
    stars = star_list(design, 2021, 2020)
    assert stars["firm"].tolist() == ["B", "E", "A"]
    assert stars["before"].tolist() == ["three", "", "standard"]
    assert stars["level"].astype(str).tolist() == ["five", "three", "three"]
    assert stars["above_limit"].tolist() == pytest.approx([1, 9.5, 2])
    assert {"system_score", "commodity_score", "customer_score"} < set(stars.columns)
    assert star_list(design, 2020, None)["before"].tolist() == [""]


def test_totals_that_the_points_do_not_give(design: stats.Design) -> None:
    found = stated_otherwise(design)
    assert found["firm"].tolist() == ["A", "D", "E"]
    assert found["difference"].tolist() == pytest.approx([8, 5, 1])


def test_ranks_need_an_order(design: stats.Design) -> None:
    assert ranks(design, "size").tolist() == [0, 1, 0, 1, 2, 1, 0]
    with pytest.raises(InputError, match="firm has no order"):
        ranks(design, "firm")


def test_four_of_six_is_withheld_and_wilson_is_what_the_source_allows() -> None:
    rows = [firm(f"F{k}", 2021, 90 if k < 4 else 50, "large") for k in range(6)]
    frame = pd.DataFrame(rows).astype({"size": pd.CategoricalDtype(SIZES, ordered=True)})
    six = assessed_design(SimpleNamespace(frame=frame, codebook=None, study=SimpleNamespace(basis="census")), SYSTEM)  # type: ignore[arg-type]
    row = stats.shares(six, "top", by="size", method="wilson").row(size="large")
    assert (row["estimate"], row["base"], row["status"]) == (pytest.approx(2 / 3), 6, "suppressed")
    assert row["low"] < 0.31
    assert row["high"] > 0.90


def test_published_percentages_beside_those_found(design: stats.Design) -> None:
    share = {"of": "share", "item": "tier", "answers": ["top"], "relation": "=", "text": {"en": "Top", "zh": "高"}}
    figures = [
        share | {"id": "all", "published": 0.6, "decimals": 0},
        share | {"id": "large", "where": {"size": ["large"]}, "published": 0.667, "decimals": 1},
        {"id": "lowest", "of": "mean", "item": "system_reached", "relation": "lowest"},
    ]
    found = published_shares(design.where(design.frame["wave"] == 2021), figures).set_index("id")
    assert list(found.index) == ["all", "large"]
    assert found["same"].tolist() == [True, False]
    assert found.loc["all", "found"] == pytest.approx(0.6)
    assert bool(found.loc["large", "inside"])
    assert set(found["status"]) == {"suppressed"}


def test_percentages_round_half_up_as_sources_do() -> None:
    assert [str(as_percentage(share, places)) for share, places in ((0.3625, 1), (0.205, 0), (2 / 3, 1))] == [
        "36.3",
        "21",
        "66.7",
    ]


def test_a_single_firm_is_hidden_with_what_gives_its_score_away() -> None:
    """Of one huge firm, 40 small and 40 large ones the mean of all would give its score: another size goes too."""
    sizes = ["small"] * 40 + ["large"] * 40 + ["huge"]
    rows = [firm(str(k), 2021, 60 + k % 30, size) for k, size in enumerate(sizes)]
    frame = pd.DataFrame(rows).astype({"size": pd.CategoricalDtype(SIZES, ordered=True)})
    design = assessed_design(SimpleNamespace(frame=frame, codebook=None, study=SimpleNamespace(basis="census")), SYSTEM)  # type: ignore[arg-type]
    table = stats.means(design, "score", by="size").table.set_index("size")
    hidden = table.index[table["status"] == "suppressed"]
    assert "huge" in hidden and len(hidden) == 2
