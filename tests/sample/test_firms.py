"""The firms that are planted: published percentages hold, the files are those in the repository, forms are messy."""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
import yaml

from manyi import rows
from manyi.studies.firms import indicators
from manyi.studies.firms.points import score
from manyi.studies.source_report.found_again import as_percentage
from sample import codebook, firms, firms_delivery
from sample import firms_plan as plan
from sample.files import csv_bytes, xlsx_bytes
from sample.firms_delivery import truth
from tests.conftest import ROOT

SYSTEM = indicators.load("firms")


@pytest.fixture(scope="module")
def waves() -> dict[int, pd.DataFrame]:
    return firms.waves()


@pytest.fixture(scope="module")
def scored(waves: dict[int, pd.DataFrame]) -> pd.DataFrame:
    wave = waves[plan.PUBLISHED_WAVE]
    return pd.concat([wave, score(wave, SYSTEM)], axis=1)


def test_sizes_and_industries_are_the_published_percentages(scored: pd.DataFrame) -> None:
    assert len(scored) == 163
    assert as_percentage((scored["size"] == "s1_50").mean(), 1) == Decimal("36.2")
    assert as_percentage((scored["size"] == "s51_200").mean(), 1) == Decimal("32.5")
    assert as_percentage(scored["size"].isin(["s1_50", "s51_200"]).mean(), 1) == Decimal("68.7")
    assert as_percentage(scored["industry"].isin(plan.TRADITIONAL).mean(), 1) == Decimal("32.5")
    assert as_percentage((scored["industry"] == "services").mean(), 0) == 20


def test_163_is_the_smallest_number_that_gives_them() -> None:
    def possible(n: int, target: str) -> bool:
        digits = "0.1" if "." in target else "1"
        near = round(float(target) / 100 * n)
        found = {
            (Decimal(k) * 100 / n).quantize(Decimal(digits), ROUND_HALF_UP) for k in range(max(near - 2, 0), near + 3)
        }
        return Decimal(target) in found

    fits = [n for n in range(1, 164) if all(possible(n, target) for target in ("36.2", "32.5", "68.7", "20", "78"))]
    assert fits == [163]


def test_tiers_by_size_and_industry_are_the_published_ones(scored: pd.DataFrame) -> None:
    top = scored["tier"] == "top"
    by_size = top.groupby(scored["size"]).agg(["sum", "size"])
    assert tuple(by_size.loc["s501_1000"]) == (4, 6)
    assert tuple(by_size.loc["s201_500"]) == (14, 28)
    assert (scored["unscored"] == "").all()
    assert scored.groupby("industry")["passed"].mean().min() >= 0.5
    assert scored.loc[scored["industry"] == "smart_hardware", "score"].min() >= 80


def test_dimensions_are_as_published(scored: pd.DataFrame) -> None:
    reached = {name: scored[f"{name}_reached"].mean() for name in SYSTEM.dimensions}
    assert as_percentage(scored["commodity_reached"].mean(), 0) == 78
    assert min(reached, key=reached.__getitem__) == "system"


def test_larger_firms_are_planted_to_be_better_and_scores_vary(waves: dict[int, pd.DataFrame]) -> None:
    every = pd.concat([pd.concat([wave, score(wave, SYSTEM)], axis=1) for wave in waves.values()])
    means = every.groupby("size")["score"].mean().reindex(list(plan.SIZES))
    assert means.iloc[0] < means.iloc[2] < means.iloc[4]
    assert every["score"].std() > 10
    assert {name: len(wave) for name, wave in waves.items()} == plan.WAVES


def test_firms_come_back_as_themselves(waves: dict[int, pd.DataFrame]) -> None:
    assert all(wave["firm"].is_unique for wave in waves.values())
    both = waves[2020].merge(waves[2021], on="firm", suffixes=("", "_now"))
    assert 50 < len(both) < 110
    for column in ("name_zh", "size", "industry", "region"):
        assert (both[column] == both[f"{column}_now"]).all()
    assert all(wave["name_zh"].str.startswith("样例").all() for wave in waves.values())


def test_the_files_in_the_repository_are_the_ones_made(waves: dict[int, pd.DataFrame]) -> None:
    book = codebook("firms")
    for wave, frame in waves.items():
        made, planted = firms_delivery.deliver(frame, book, wave)
        layout = plan.LAYOUTS[wave]
        data = xlsx_bytes(made) if layout.name.endswith("xlsx") else csv_bytes(made, layout.encoding, layout.delimiter)
        origin = yaml.safe_load((ROOT / "data" / "firms" / "raw" / str(wave) / "origin.yml").read_text("utf-8"))
        assert origin["files"][0]["sha256"] == hashlib.sha256(data).hexdigest()
        assert planted["delivered"] == len(made) - 1 == plan.WAVES[wave] + plan.TWICE


def test_every_published_figure_holds_in_what_is_written_down(waves: dict[int, pd.DataFrame]) -> None:
    written = yaml.safe_load((ROOT / "data" / "firms" / "truth.yml").read_text("utf-8"))
    again = truth(waves, codebook("firms"), written["files"])
    assert yaml.safe_load(yaml.safe_dump(again)) == written
    assert [figure["id"] for figure in written["figures"] if not figure["holds"]] == []
    assert written["seed"]["value"] == plan.SEED
    assert {"S1-05", "S1-07", "S1-10"} < {figure["id"] for figure in written["figures"]}


def test_percentages_are_rounded_half_up() -> None:
    assert [str(as_percentage(share, 1)) for share in (0.3625, 0.36249, 2 / 3)] == ["36.3", "36.2", "66.7"]
    assert str(as_percentage(0.205, 0)) == "21"


def test_reading_undoes_the_mess(waves: dict[int, pd.DataFrame]) -> None:
    survey = rows.load("firms", 2024)
    for wave, planted in waves.items():
        read = survey.frame[survey.frame["wave"] == wave].reset_index(drop=True)
        assert read["firm"].tolist() == planted["firm"].tolist()
        for column in ("size", "industry", "region", "assessed"):
            assert read[column].astype(str).tolist() == planted[column].tolist()
        unscored = (score(read, SYSTEM)["unscored"] != "").sum()
        spoilt = 0 if wave == plan.PUBLISHED_WAVE else sum(plan.NO_SCORE.values())
        assert spoilt - 1 <= unscored <= spoilt  # halving what applies costs no score where half was obtained
    assert set(survey.problems["rule"]) == {"text", "range"}
    assert plan.PUBLISHED_WAVE not in set(survey.problems["wave"])
