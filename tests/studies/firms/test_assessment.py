"""What the chapter on firms counts, of seven firms whose scores, levels and tiers are known by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi.exhibits.data import Chart
from manyi.language.text import Text
from manyi.studies.firms.assessed import assessed_design
from manyi.studies.firms.assessment import Assessment, names_of, published_counts, published_table
from tests.studies.firms.test_assessed import SIZES, SYSTEM, firm


def row(
    number: str, wave: int, percent: float, size: str, industry: str, by: str = "self", **more: Any
) -> dict[str, Any]:
    return firm(number, wave, percent, size, **more) | {"industry": industry, "assessed": by}


@pytest.fixture(scope="module")
def firms() -> Assessment:
    rows = [
        row("A", 2020, 75, "small", "phones"), row("B", 2020, 85, "large", "phones"),
        row("A", 2021, 82, "small", "phones", "third", stated=90),  # three stars
        row("B", 2021, 95.5, "large", "phones"),  # five stars, half a point above their limit
        row("C", 2021, 60, "huge", "cars"),  # average for the vendor, below the standard
        row("D", 2021, 82, "large", "cars", stated=77, special_deductions=5),  # 77 points, and failed by deductions
        row("E", 2021, 90.5, "small", "phones", "third", stated=89.5, special_deductions=1),  # four stars, now three
        row("F", 2021, 99, "huge", "phones", staff_obtained=np.nan),  # no score
        row("G", 2021, 75, "huge", "cars"),  # the standard without a star
    ]  # fmt: skip
    frame = pd.DataFrame(rows).astype({"size": pd.CategoricalDtype(SIZES, ordered=True)})
    study = SimpleNamespace(basis="census", study="firms")
    survey: Any = SimpleNamespace(frame=frame, codebook=None, study=study, year=2021, previous=2020)
    return Assessment(survey, SYSTEM, assessed_design(survey, SYSTEM))


def values(counts: dict[str, Any]) -> dict[str, float]:
    return {name: number.value for name, number in counts.items()}


def cells(chart: Chart) -> dict[str, list[float]]:
    return {next(iter(row.keys.values())): [n.value for n in row.numbers.values()] for row in chart.data.rows}


def test_counts_are_of_this_wave_and_of_the_firms_with_a_score(firms: Assessment) -> None:
    assert list(firms.firms["firm"]) == ["A", "B", "C", "D", "E", "G"]
    assert values(firms.took_part()) == {"scored": 6, "unscored": 1, "third": 2, "otherwise": 1}
    assert values(firms.disagreements()) == {"average": 1, "failed": 1, "plain": 1, "special": 2}


def test_tables_by_size_industry_and_tier(firms: Assessment) -> None:
    assert cells(firms.composition("size")) == {
        "small": [2, pytest.approx(1 / 3)], "large": [2, pytest.approx(1 / 3)], "huge": [2, pytest.approx(1 / 3)],
    }  # fmt: skip
    assert cells(firms.top_by_size()) == {"small": [2, 2], "large": [2, 1], "huge": [2, 0]}
    assert cells(firms.by_industry()) == {"cars": [3, 1, 0], "phones": [3, 3, 3]}
    assert values(firms.halves()) == {"half": 1, "industries": 2, "all": 1}
    by_level = cells(firms.tiers_by_level())
    assert {tier: np.nonzero(counts)[0].tolist() for tier, counts in by_level.items() if any(counts)} == {
        "top": [2, 4], "strengths": [0, 1], "average": [0],
    }  # fmt: skip
    assert sum(map(sum, by_level.values())) == 6
    assert list(cells(firms.advice()).items())[:3] == [("top", [3]), ("strengths", [2]), ("average", [1])]


def test_the_list_of_stars_says_the_level_before(firms: Assessment) -> None:
    stars = firms.stars()
    assert list(stars["firm"]) == ["B", "E", "A"]
    assert list(stars["score"]) == pytest.approx([95.5, 89.5, 82])
    none = stars["was"].iloc[1]
    assert list(stars["was"]) == [SYSTEM.words["three"], none, SYSTEM.words["standard"]]
    assert none not in SYSTEM.words.values()
    assert values(firms.star_counts(stars)) == {"stars": 3, "five": 1, "close": 1}
    assert list(cells(firms.star_table(stars))) == ["B", "E", "A"]
    assert names_of(stars.assign(name_en=["B", "E Co.", "A Inc."])).en == "B, E Co., A Inc"


def test_firms_as_good_in_all_keep_their_level_under_any_split_of_points(firms: Assessment) -> None:
    assert values(firms.stability()) == {"sure": 6, "scored": 6, "same": 1.0}


def test_of_published_shares_few_firms_stand_behind_only_the_print_is_shown() -> None:
    rows = pd.DataFrame({
        "id": ["a", "b"], "text": [Text(en="A", zh="甲"), Text(en="B", zh="乙")],
        "published": [0.25, 0.5], "found": [0.25, 0.4],
        "low": [0.2, 0.1], "high": [0.3, 0.9], "base": [100, 4], "status": ["shown", "suppressed"],
        "same": [True, False],
    })  # fmt: skip
    assert values(published_counts(rows)) == {"same": 1, "compared": 2}
    shown = cells(published_table(rows))
    assert shown["a"] == [0.25, 0.25, 100]
    assert shown["b"][0] == 0.5
    assert np.isnan(shown["b"][1])
