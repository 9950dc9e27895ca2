"""The logs that are planted: files as in the repository, read back by rows; the report finds what is in them."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
import yaml

from manyi.rows.tables import load_tables
from manyi.studies.service.control_charts import p_chart
from manyi.studies.service.kpis import cases, kpi_estimates, targets
from sample import appliance, codebook
from sample import appliance_plan as plan
from sample.appliance_delivery import STUDY, in_the_log, spoilt
from sample.files import csv_bytes
from sample.table_files import records
from tests.conftest import ROOT

TRUTH = yaml.safe_load((ROOT / "data/appliance/truth.yml").read_text("utf-8"))
WAVE = plan.WAVES[-1]


@pytest.fixture(scope="module")
def clean() -> appliance.Tables:
    return appliance.tables(WAVE)


@pytest.fixture(scope="module")
def logs():  # type: ignore[no-untyped-def]
    return load_tables("appliance", WAVE)


@pytest.fixture(scope="module")
def card(logs) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    return targets(logs, WAVE).set_index("kpi")


def figure(kpi: str, wave: int = WAVE) -> dict[str, float]:
    return next(one for one in TRUTH["figures"] if (one["kpi"], one["wave"]) == (kpi, wave))


@pytest.mark.parametrize("name", ["tickets", "invitations", "complaints", "staff"])
def test_files_are_those_in_the_repository(name: str) -> None:
    """The coded wave of each table, byte for byte; the planted counts of the others are in truth.yml."""
    wave, layout = 2021, plan.LAYOUTS[name][2021][0]
    rng = np.random.default_rng([plan.SEED, wave, *name.encode()])
    mess = spoilt(appliance.tables(wave)[name], codebook(STUDY[name]), name, wave, rng)
    rows = records(mess.texts, mess.codebook, wave, layout)
    folder = ROOT / "data" / STUDY[name] / "raw" / str(wave)
    data = csv_bytes(rows, layout.encoding, layout.delimiter)
    assert (folder / layout.name).read_bytes() == data
    origin = yaml.safe_load((folder / "origin.yml").read_text("utf-8"))
    assert origin["files"][0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert TRUTH["files"][wave][name]["delivered"] == len(rows) - 1


def test_the_clean_log_holds_what_truth_says(clean: appliance.Tables) -> None:
    for kpi, value in in_the_log(clean).items():
        assert figure(kpi)["log"] == pytest.approx(value, abs=1e-6)


def test_the_process_is_the_planted_one(clean: appliance.Tables) -> None:
    """Logs of all waves together lie as near the planted shares as chance allows (weeks count)."""
    for kpi, n in (("first_fix", 15_000), ("survey_response", 6_000), ("major_solved", 110)):
        apart = [figure(kpi, wave)["log"] - figure(kpi, wave)["planted"] for wave in plan.WAVES]
        p = figure(kpi)["planted"]
        assert abs(np.mean(apart)) < 3.5 * np.sqrt(p * (1 - p) / n / len(plan.WAVES))
    apart = [figure("response", wave)["log"] - figure("response", wave)["planted"] for wave in plan.WAVES]
    assert abs(np.mean(apart)) < 0.004


def test_open_cases_are_those_the_log_closed_on(clean: appliance.Tables) -> None:
    tickets = clean["tickets"]
    waiting = tickets[tickets["responded"] == "no"]
    assert 20 < len(waiting) < 300
    assert (waiting["closed"] == "no").all()  # what nobody answered cannot be closed
    assert (waiting["first_visit"] == "pending").all()
    assert (tickets["close_hours"] >= tickets["response_hours"]).all()
    assert clean["complaints"].loc[clean["complaints"]["call"] != "reached", "handling"].isna().all()


def test_rows_reads_back_what_was_written(logs, clean: appliance.Tables) -> None:  # type: ignore[no-untyped-def]
    """Cases, categories and hours are those of the clean log, but for what was spoilt."""
    for name, frame in clean.items():
        survey = logs["" if name == "tickets" else name]
        read = survey.frame[survey.frame["wave"] == WAVE].reset_index(drop=True)
        assert len(read) == len(frame)
        for column, item in survey.codebook.items.items():
            if column not in read or column not in frame:
                continue
            if item.number:
                known = read[column].notna().to_numpy()
                spoiled = sum(
                    TRUTH["files"][WAVE][name][way] for way in ("out_of_range", "text_for_number", "left_out")
                )
                numbers = sum(1 for one in survey.codebook.items.values() if one.number)
                assert (~known).sum() == spoiled / numbers
                np.testing.assert_array_equal(read[column][known], frame[column][known])
            else:
                pd.testing.assert_series_equal(
                    read[column].astype(object).where(read[column].notna(), None),
                    frame[column].astype(object).where(frame[column].notna(), None),
                )


def test_wrong_values_are_listed_and_duplicates_removed(logs) -> None:  # type: ignore[no-untyped-def]
    for name, table in STUDY.items():
        survey, planted = logs[table.removeprefix("appliance").removeprefix("/")], TRUTH["files"][WAVE][name]
        problems = survey.problems[survey.problems["wave"] == WAVE]
        assert (problems["rule"] == "range").sum() == planted.get("out_of_range", 0)
        assert (problems["rule"] == "text").sum() == planted.get("text_for_number", 0)
        gone = survey.quarantine[survey.quarantine["wave"] == WAVE]["rule"].value_counts()
        assert gone["duplicate"] == planted["duplicates"]


def test_planted_verdicts_are_found(card: pd.DataFrame) -> None:
    for verdict in ("met", "not_met", "not_shown"):
        assert sorted(card.index[card["verdict"] == verdict]) == sorted(TRUTH["verdicts"][verdict])


def test_figures_are_those_of_the_log(card: pd.DataFrame) -> None:
    """Exactly where no cell was spoilt; else log and estimate lie in the range that the cases not known leave open."""
    for kpi in card.index.drop("handling"):
        row, log = card.loc[kpi], figure(kpi)["log"]
        if not row["undecided"]:
            assert row["estimate"] == pytest.approx(log, abs=1e-6)  # truth.yml has six decimals
        assert row["worst"] - 1e-6 <= log <= row["best"] + 1e-6
        assert row["worst"] <= row["estimate"] <= row["best"]
    unknown = card["undecided"]
    assert unknown[unknown > 0].to_dict() == {"response": 55, "training": 3, "major_solved": 1}


def test_bounds_of_the_process_hold_what_is_planted(logs) -> None:  # type: ignore[no-untyped-def]
    """90 % intervals, seven figures, four waves: of 28 honest ones 21 or more hold it with a chance of .995."""
    rows = [(wave, row) for wave in plan.WAVES for row in targets(logs, wave).to_dict("records")]
    inside = [row["low90"] <= figure(row["kpi"], wave)["planted"] <= row["high90"] for wave, row in rows]
    assert len(inside) == 28
    assert sum(inside) >= 21


def test_the_slow_month_is_the_one_outside_the_limits(logs) -> None:  # type: ignore[no-untyped-def]
    response = logs[""].study.claims.kpis[0]
    months = p_chart(kpi_estimates(response, cases(response, logs[""], WAVE), "month").table)
    assert months.loc[months["signal"] != "", "month"].tolist() == [plan.SLOW_MONTH[WAVE][0]]


def test_small_groups_are_there_and_suppressed(logs) -> None:  # type: ignore[no-untyped-def]
    response = logs[""].study.claims.kpis[0]
    cities = kpi_estimates(response, cases(response, logs[""], WAVE), "city").table.set_index("city")
    assert cities.loc["sanya", "status"] == "suppressed"
    assert cities["estimate"].drop("sanya").idxmin() == "urumqi"


def test_a_label_is_no_satisfaction(logs, card: pd.DataFrame) -> None:  # type: ignore[no-untyped-def]
    """The figure called user satisfaction meets its target while fewer than that are satisfied."""
    answers = logs["invitations"].frame.query("wave == @WAVE")["satisfaction"]
    assert card.loc["survey_response", "verdict"] == "met"
    assert (answers.dropna() >= 4).mean() < card.loc["survey_response", "target"]
