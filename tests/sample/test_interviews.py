"""The interviews: the same bytes again, chosen as said, and nothing personal behind rows."""

from __future__ import annotations

import re

import pytest
import yaml

from manyi import places, rows
from sample import codebook, interviews
from sample.files import xlsx_bytes
from sample.table_files import records

FOLDER = places.data() / "contact" / "interviews"


@pytest.fixture(scope="module")
def clean():
    return interviews.interviews()


def test_the_committed_file_comes_out_again(clean):
    mess = interviews.spoilt(clean, codebook(interviews.STUDY))
    made = xlsx_bytes(records(mess.texts, mess.codebook, interviews.WAVE, interviews.LAYOUT))
    assert (FOLDER / "raw" / "2024" / interviews.LAYOUT.name).read_bytes() == made


def test_a_hundred_people_of_twenty_cities_were_chosen_as_the_study_says(clean):
    assert (len(clean), clean["city"].nunique()) == (100, 20)
    assert (clean.groupby("city")["channel"].nunique() == 4).all()
    assert (clean.groupby("city")["chosen"].value_counts().unstack() == [3, 2]).all().all()


def test_every_theme_has_passages_in_both_languages_and_a_definition():
    options = set(codebook(interviews.STUDY).items["agreed"].options or {})
    coding = yaml.safe_load((FOLDER / "coding.yml").read_text("utf-8"))
    assert set(interviews.passages()["themes"]) == set(interviews.CHANCE) == set(coding["themes"]) == options
    for passages in interviews.passages()["themes"].values():
        for one in passages:
            slots = [sorted(re.findall(r"\{.*?\}", one[language])) for language in ("zh", "en")]
            assert slots[0] == slots[1], one


def test_rows_reads_what_is_planted_without_numbers_of_people(clean):
    survey = rows.load(interviews.STUDY, interviews.WAVE)
    truth = yaml.safe_load((FOLDER / "truth.yml").read_text("utf-8"))
    assert {theme: survey.frame[f"agreed__{theme}"].sum() for theme in truth["told"]} == truth["told"]
    assert (survey.problems["rule"] == "personal_data").sum() == truth["files"][2024]["personal"] == 18
    for column in ("said", "translation"):
        assert not survey.frame[column].str.contains(r"\d{7}|wx_", regex=True).any()
        assert survey.frame[column].str.contains(r"\[(?:mobile|number|order|wechat)\]").sum() == 9
