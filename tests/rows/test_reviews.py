"""Files of several waves, and files known to be damaged: small ones, and the real reviews."""

from __future__ import annotations

import pytest

from manyi.errors import InputError
from manyi.rows.loading import load
from tests.conftest import ROOT
from tests.rows.conftest import RECORDS, item, table


def both(shop, records):
    shop.items["when"] = item("When", {2023: "when"}, words=True, roles=["identifier"])
    for wave in (2023, 2024):
        shop.deliver(wave, records, "all.csv")
    shop.declared["all.csv"] = {"year_in": "when"}
    shop.write()


def test_a_file_of_several_waves_is_parted_by_its_year(shop):
    days = ["2023-05-01", "2024/1/2", "2024-02-03 10:00", "2023-01-01"]
    both(shop, [{**record, "when": day} for record, day in zip(RECORDS, days, strict=True)])
    survey = load("shop", 2024)
    assert survey.frame["wave"].tolist() == [2023, 2023, 2024, 2024]
    assert survey.frame["overall"].fillna(-1).tolist() == [9, 10, 7, -1]


def test_what_has_no_year_counts_with_the_first_wave(shop):
    shop.study["design"] = {**shop.study.get("design", {}), "lonely": "adjust"}  # one of 2024 is left
    records = [{**record, "when": day} for record, day in zip(RECORDS, ["2023-1-1", "", "2024-1-1", "?"], strict=True)]
    both(shop, table(records) + ",".join(records[0]) + "\r\n")
    survey = load("shop", 2024)
    steps = survey.waterfall.set_index(["wave", "step"])["removed"]
    assert (survey.frame["wave"] == 2023).sum() == 3
    assert steps[(2023, "repeated_header")] == 1
    assert steps[(2024, "repeated_header")] == 0


def test_a_damaged_file_is_read_only_when_said_so(shop):
    data = table(RECORDS * 30).encode() + b"9,female,bot,5,app,\xe5\xa5\r\n" + b"9,female\r\n"
    shop.deliver(2023, data)
    shop.write()
    with pytest.raises(InputError, match="is not UTF-8"):
        load("shop", 2023)
    shop.declared["shop_2023.csv"] = {"damaged": 2}
    shop.write()
    with pytest.raises(InputError, match="1 places are undecodable"):
        load("shop", 2023)
    shop.declared["shop_2023.csv"] = {"damaged": 1}
    shop.write()
    survey = load("shop", 2023)
    assert len(survey.frame) == 120
    assert survey.quarantine["rule"].tolist() == ["broken_record", "broken_record"]


def test_entities_are_resolved_before_redaction_and_default_words_are_blank(shop):
    shop.items["said"]["missing"] = {"没有填写": "blank"}
    shop.study["quality"] = {"duplicates": ["said"]}
    shop.deliver(2023, [{**RECORDS[0], "said": said} for said in ("&ldquo;好&rdquo;", "&#49;3812345678", "没有填写")])
    shop.write()
    assert load("shop", 2023).frame["said"].fillna("").tolist() == ["“好”", "[mobile]", ""]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("study", "year", "kept", "removed"),
    [
        ("reviews-real", 2020, 6682, {"duplicate": 549}),
        ("reviews-real/suning", 2019, 1667, {"repeated_header": 5, "duplicate": 53, "no_answer": 1}),
        ("reviews-real/jd", 2020, 1092, {"repeated_header": 1, "broken_record": 39, "duplicate": 753}),
    ],
)
def test_real_reviews_are_read_and_accounted_for(reference, tmp_path, monkeypatch, study, year, kept, removed):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path))
    monkeypatch.setenv("MANYI_DATA", str(reference / "data" / "reviews"))
    survey = load(study, year)
    assert survey.quarantine["rule"].value_counts().to_dict() == removed
    assert len(survey.frame) == kept
    assert not survey.frame["text"].str.contains("&[a-z]+;", na=False).any()
    assert not survey.frame["text"].str.contains(r"1[3-9]\d{9}", na=False).any()
