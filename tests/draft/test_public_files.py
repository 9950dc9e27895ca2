"""Drafts of public surveys, settled as their researchers would, give the figures that were found without this tool."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from manyi import rows, stats
from manyi.draft.new_survey import draft_survey
from manyi.study.reading import definition
from manyi.study.safe_yaml import content_of

pytestmark = [pytest.mark.reference, pytest.mark.slow]
WAVES = {2010: "q6n", 2011: "q8n", 2012: "q8n_whole", 2013: "q7o_whole", 2014: "q7all", 2015: "q7all", 2016: "q7all"}
assert stats  # `sample` comes with it


def drafted(name: str, file: Path, year: int) -> Path:
    list(draft_survey(name, file, year, False))
    return Path("data") / name


def edited(file: Path, *changes: tuple[str, str]) -> None:
    """Change lines of a draft, each of which must be there."""
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize(("wave", "overall"), WAVES.items())
def test_every_wave_of_the_airport_survey_is_drafted(project: Path, reference: Path, wave: int, overall: str) -> None:
    """The overall rating is the headline where its name tells (Q6N and Q8N do not), its scale is left to confirm, the
    weight is found where there is one.
    """
    folder = drafted("airport", reference / "data" / "sfo" / "raw" / f"{wave}_SFO_Customer_Survey.csv", wave)
    survey, book = definition("airport"), content_of(folder / "codebook.yml")
    assert survey.study.claims.outcome == overall or wave < 2012
    assert book["items"][overall]["scale"] == {"from": 0, "to": 6}
    assert (survey.study.design.weight is None) == (wave in (2011, 2012))
    names = survey.codebook.items.keys()
    assert len(names) > 50 and len(names) + len(book["unused"][wave]) <= 100


def test_the_airport_survey_of_2016_gives_its_published_mean(project: Path, reference: Path) -> None:
    """Two lines are settled: codes 0 and 6 are no answers, and runs are clusters without strata (R `survey`)."""
    folder = drafted("airport", reference / "data" / "sfo" / "raw" / "2016_SFO_Customer_Survey.csv", 2016)
    edited(
        folder / "codebook.yml",
        (
            "      scale: {from: 0, to: 6}\n",
            "      scale: {from: 1, to: 5}\n      missing: {0: blank, 6: not_applicable}\n",
        ),
    )
    edited(
        folder / "study.yml",
        ("weight: weight, stratum: strata, psu: runid, lonely: adjust", "weight: weight, psu: runid"),
    )
    survey = rows.load("airport", 2016)
    overall = survey.sample(2016).mean("q7all").row()
    assert survey.frame["q7all"].count() == 2919
    assert (round(overall.estimate, 4), round(overall.se, 5)) == (4.0533, 0.01783)


def test_the_mobile_phone_survey_needs_its_scales_confirmed_and_no_more(project: Path, reference: Path) -> None:
    file = reference / "data" / "ecsi" / "ecsi_mobi.csv"
    drafted("phones", file, 1998)
    raw, survey = pd.read_csv(file), rows.load("phones", 1998)
    assert {item.kind for item in survey.codebook.items.values()} == {"scale"}
    assert [survey.frame[name.lower()].mean() for name in raw] == pytest.approx(raw.mean().tolist())
    assert survey.study.claims.outcome == "cusa1"
    assert [len(battery.items) for battery in survey.study.claims.batteries] == [7, 5, 3]


def test_labels_and_codes_of_one_export_are_drafted_alike(project: Path, reference: Path) -> None:
    """问卷星 delivers joined cells and labels, or 0/1 columns and codes: the same answers under both drafts."""
    for name, number in (("labels", 0), ("codes", 2)):
        drafted(name, reference / "data" / "wjx" / f"800_800_{number}.xls", 2018)
    labels, codes = (rows.load(name, 2018) for name in ("labels", "codes"))
    for name in ("q6", "q8"):
        counts = []
        for survey in (labels, codes):
            options = survey.codebook.items[name].options or {}
            counts.append({text.zh: survey.frame[f"{name}__{key}"].sum() for key, text in options.items()})
        assert counts[0] == counts[1]
    for name in ("q1", "q2", "q3", "q4", "q7"):
        found = [sorted(survey.frame[name].value_counts().loc[lambda n: n > 0]) for survey in (labels, codes)]
        assert found[0] == found[1]
