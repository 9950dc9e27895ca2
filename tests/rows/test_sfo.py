"""The airport survey from its delivered files to the figures its README gives (R `survey` 4.1).

One expectation is one wave: n, means and top-2 shares to four decimals, standard errors to five.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from manyi import rows, stats
from manyi.errors import InputError

FOLDER = Path(__file__).resolve().parents[2] / "data" / "sfo"
# wave: n, mean unweighted, weighted, top-2 unweighted, weighted (codes 0 and 6 missing)
PUBLISHED = {
    2010: (3093, 3.9253, 3.9015, 0.7543, 0.7414),
    2013: (3334, 3.9820, 3.9845, 0.7927, 0.7934),
    2014: (2677, 3.9959, 4.0070, 0.7886, 0.7927),
    2015: (2810, 4.0480, 4.0442, 0.8000, 0.8046),
    2016: (2919, 4.0380, 4.0533, 0.8099, 0.8140),
}
# wave: standard error with weights only, with the run as cluster (no strata; a blank run is its own cluster)
ERRORS = {
    2010: (0.01352, None),
    2013: (0.01332, 0.01895),
    2014: (0.01613, 0.01906),
    2015: (0.01568, 0.01863),
    2016: (0.01496, 0.01783),
}
DELIVERED = {2010: 3234, 2011: 3872, 2012: 3521, 2013: 3535, 2014: 2818, 2015: 2958, 2016: 3087}


@pytest.fixture(scope="module")
def survey(reference: Path, kept: Callable[[str, int], rows.Survey]) -> Iterator[rows.Survey]:
    """All waves, from the files as delivered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANYI_DATA", str(reference / "data" / "sfo"))
        yield kept("sfo", 2016)


def wave(survey: rows.Survey, year: int) -> pd.DataFrame:
    """Return the respondents of one wave."""
    return survey.frame[survey.frame["wave"] == year]


def test_the_repository_holds_no_delivered_file() -> None:
    assert {path.suffix for path in FOLDER.rglob("*") if path.is_file()} == {".yml"}


def test_without_the_files_one_line_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MANYI_DATA", raising=False)
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path))
    with pytest.raises(InputError, match=r"SFO_Customer_Survey\.csv is missing.*DATA=.*DataSF") as failure:
        rows.load("sfo", 2016)
    assert "\n" not in str(failure.value)


@pytest.mark.reference
@pytest.mark.parametrize("year", PUBLISHED)
def test_overall_mean_and_top_two(survey: rows.Survey, year: int) -> None:
    frame = wave(survey, year).dropna(subset="overall")
    n, mean, weighted, top, top_weighted = PUBLISHED[year]
    assert len(frame) == n
    assert frame["overall"].mean() == pytest.approx(mean, abs=5e-5)
    assert np.average(frame["overall"], weights=frame["weight"]) == pytest.approx(weighted, abs=5e-5)
    assert frame["overall_top2"].mean() == pytest.approx(top, abs=5e-5)
    assert np.average(frame["overall_top2"], weights=frame["weight"]) == pytest.approx(top_weighted, abs=5e-5)


@pytest.mark.reference
@pytest.mark.parametrize("year", ERRORS)
def test_standard_error_of_the_overall_mean(survey: rows.Survey, year: int) -> None:
    weights_only, clustered = ERRORS[year]
    plain = stats.Design(frame=wave(survey, year).reset_index(drop=True))
    assert stats.means(plain, "overall").row()["se"] == pytest.approx(weights_only, abs=5e-6)
    design = stats.survey_design(survey, year)
    expected = weights_only if clustered is None else clustered
    assert stats.means(design, "overall").row()["se"] == pytest.approx(expected, abs=5e-6)


@pytest.mark.reference
def test_every_delivered_passenger_stays(survey: rows.Survey) -> None:
    assert survey.frame["wave"].value_counts().to_dict() == DELIVERED
    assert survey.frame["eligible"].all()
    assert survey.quarantine.empty
    assert survey.previous == 2015


@pytest.mark.reference
def test_delivered_weights_stand(survey: rows.Survey, reference: Path) -> None:
    for year, n in DELIVERED.items():
        weight = wave(survey, year)["weight"]
        assert weight.sum() == pytest.approx(n, abs=1e-6)
        if year in (2011, 2012):
            assert (weight == 1).all()
    delivered = [float(row["WEIGHT"]) for row in read(reference, 2016)]
    ratio = wave(survey, 2016)["weight"].to_numpy() / np.array(delivered)
    assert ratio.max() - ratio.min() < 1e-9


@pytest.mark.reference
def test_runs_are_clusters_of_one_wave(survey: rows.Survey) -> None:
    clusters = survey.frame.groupby("wave")["psu"].nunique().to_dict()
    # 2010, 2012: no run, everyone alone. 2014: 153 runs and 24 passengers without one.
    assert clusters == {2010: 3234, 2011: 244, 2012: 3521, 2013: 210, 2014: 153 + 24, 2015: 218, 2016: 225}
    assert survey.frame.groupby("psu")["wave"].nunique().max() == 1


@pytest.mark.reference
def test_ages_made_by_a_spreadsheet_are_missing_and_their_passengers_stay(survey: rows.Survey, reference: Path) -> None:
    frame, delivered = wave(survey, 2016), read(reference, 2016)
    dragged = np.array([row["Q19AGE"].startswith("Under ") for row in delivered])
    refused = np.array([row["Q19AGE"].startswith("Don't") for row in delivered])
    assert dragged.sum() == 15
    assert (frame["age"].isna().to_numpy() == (dragged | refused)).all()
    assert frame.loc[dragged, "overall"].notna().any()
    assert (frame["age"] == "under_18").sum() == 0 < (wave(survey, 2015)["age"] == "under_18").sum()


@pytest.mark.reference
def test_first_flight_is_code_two_in_both_waves(survey: rows.Survey) -> None:
    for year, first in {2015: 523, 2016: 657}.items():
        frame = wave(survey, year)
        assert (frame["first_time"] == "yes").sum() == first
        flown = frame.loc[frame["first_time"] == "yes", "times_flown"].dropna()
        assert (flown == "once").mean() > 0.9
    assert wave(survey, 2014)["first_time"].isna().all()


@pytest.mark.reference
def test_ways_to_the_airport_follow_the_data_of_each_wave(survey: rows.Survey) -> None:
    counts = pd.crosstab(survey.frame["transport"], survey.frame["wave"])
    # The rental car center is code 9, 9, 9, 8 (against the dictionary), 8, 9, 9.
    assert counts.loc["rental_car"].tolist() == [357, 384, 349, 324, 346, 323, 333]
    assert counts.loc["bart"].tolist() == [302, 324, 312, 335, 297, 214, 266]
    assert counts.loc["ride"].tolist() == [0, 0, 0, 0, 110, 319, 540]


@pytest.mark.reference
def test_gates_lie_in_the_boarding_areas_that_were_weighted(survey: rows.Survey) -> None:
    frame = wave(survey, 2013)
    classes = frame.groupby("weight", observed=True)["boarding_area"].agg(lambda area: area.value_counts().idxmax())
    expected = frame["weight"].map(classes)
    assert sorted(classes) == ["A", "B", "C", "D", "F", "G"]
    assert (frame["boarding_area"].astype(str) != expected.astype(str)).sum() == 1  # gate 98 with the weight of area A


@pytest.mark.reference
def test_blank_codes_that_differ_by_item_and_wave(survey: rows.Survey) -> None:
    missing = survey.frame.groupby("wave")[["frequent_flyer", "used_sjc", "home", "parked"]].agg(
        lambda x: x.isna().sum()
    )
    assert missing.loc[2016, "frequent_flyer"] == 150 + 223  # 4 blank, 3 don't know
    assert missing.loc[2016, "used_sjc"] == 238 + 26 + 1  # 4 blank, 3 don't know, empty
    assert missing.loc[2014, "home"] == 154 + 7  # 0 and empty; 99 elsewhere
    assert missing.loc[2013, "home"] == 127


@pytest.mark.reference
def test_only_answers_to_questions_not_asked_are_problems(survey: rows.Survey) -> None:
    assert set(survey.problems["rule"]) == {"routing"}
    assert set(survey.problems["item"]) == {"parked", "precheck_better"}
    users = survey.frame[survey.frame["precheck_better"].notna() & survey.frame["precheck"].notna()]
    assert (users["precheck"] == "yes").all()


@pytest.mark.reference
def test_no_address_reaches_the_rows(survey: rows.Survey) -> None:
    assert not {"respondent", "zip", "city", "country"} & set(survey.frame.columns)
    assert not survey.frame.astype(str).isin(["94110", "SAN FRANCISCO"]).any().any()


@pytest.mark.reference
def test_wave_notes_count_what_was_delivered(survey: rows.Survey, reference: Path) -> None:
    counted = {
        2010: sum(row["INTDATE"] == "1" for row in read(reference, 2010)),
        2012: sum(row["INTDATE"] == "19" for row in read(reference, 2012)),
        2014: sum(row["RUN"] == "" for row in read(reference, 2014)),
    }
    for year, count in counted.items():
        note = survey.study.waves[year].note
        assert note is not None
        assert f"{count} " in note.en
        assert f"{count}" in note.zh


def read(reference: Path, year: int) -> list[dict[str, str]]:
    """Return a delivered file as it is, one dict per respondent."""
    path = reference / "data" / "sfo" / "raw" / f"{year}_SFO_Customer_Survey.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
