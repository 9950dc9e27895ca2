"""A study with tables of its own: found, loaded by the same machinery, and spoken of in their own words."""

from __future__ import annotations

import shutil

import pytest
import yaml

from manyi import rows
from manyi.errors import InputError
from manyi.rows.tables import joined, load_tables, speaking_of, tables_of, tally
from tests.rows.conftest import RECORDS, Shop, item, words


@pytest.fixture
def with_staff(shop: Shop) -> Shop:
    """The study `shop`, waves 2023 and 2024, and its table `shop/staff`, wave 2024 only."""
    shop.deliver(2024, RECORDS[:2])
    shop.write()
    staff = Shop(shop.root)
    staff.folder = shop.folder / "staff"
    staff.study |= {
        "study": "shop/staff",
        "unit": words("employees"),
        "population": words("Employees"),
        "basis": "census",
    }
    staff.study["claims"] = {"outcome": "trained"}
    hours = {"min": 0, "max": 99, "unit": {"en": "hours", "zh": "小时"}}
    staff.items = {
        "trained": item("Training", {2024: "hours"}, number=hours),
        "sex": shop.items["sex"] | {"short": words("Gender")},
    }
    staff.files = {}
    staff.deliver(
        2024, [{"hours": "12", "sex": "male"}, {"hours": "40", "sex": "female"}, {"hours": "-1", "sex": "male"}]
    )
    staff.write()
    return shop


def test_a_table_is_a_study_inside_a_study(with_staff: Shop) -> None:
    assert rows.studies() == ["shop", "shop/staff"]
    assert rows.definition("shop/staff").name == "shop/staff"
    assert rows.waves("shop/staff") == [2024]
    assert tables_of("shop", 2024) == ["shop/staff"]
    assert tables_of("shop", 2023) == []


def test_tables_are_loaded_with_the_study(with_staff: Shop) -> None:
    tables = load_tables("shop", 2024)
    assert list(tables) == ["", "staff"]
    assert tables["staff"].frame["trained"].tolist()[:2] == [12, 40]
    assert tables["staff"].problems["rule"].tolist() == ["range"]
    assert len(tables[""].frame) == 6
    again = load_tables("shop", 2024)  # from the cache
    assert again["staff"].frame.equals(tables["staff"].frame)
    assert list(load_tables("shop", 2023)) == [""]


def test_a_table_to_be_counted_keeps_its_books_and_leaves_its_rows(with_staff: Shop) -> None:
    fresh = load_tables("shop", 2024, counted=["staff"])["staff"]
    kept, whole = load_tables("shop", 2024, counted=["staff"])["staff"], load_tables("shop", 2024)["staff"]
    for survey in (fresh, kept):
        assert len(survey.frame) == 0 and list(survey.frame) == list(whole.frame)
        assert survey.waterfall.equals(whole.waterfall) and survey.problems.equals(whole.problems)
        assert (survey.data_sha256, survey.previous) == (whole.data_sha256, whole.previous)
    assert tally("shop/staff", 2024, ["sex"])["rows"].tolist() == [1, 2]


def test_a_table_that_names_itself_otherwise_is_refused(with_staff: Shop) -> None:
    path = with_staff.folder / "staff" / "study.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | {"study": "staff"}), "utf-8")
    with pytest.raises(InputError, match="'staff' is in the folder shop/staff"):
        rows.load("shop/staff", 2024)


def test_a_chapter_knows_the_words_of_every_table(with_staff: Shop) -> None:
    tables = load_tables("shop", 2024)
    survey = joined(tables)
    assert survey.study.study == "shop"
    assert survey.codebook.short("trained", "en") == "Training"
    assert survey.codebook.short("sex", "en") == "Sex"  # the study's own words win
    assert survey.frame is tables[""].frame


def test_the_hash_of_a_chapter_is_that_of_all_its_files(with_staff: Shop) -> None:
    before = joined(load_tables("shop", 2024)).data_sha256
    path = with_staff.folder / "staff" / "study.yml"
    path.write_text(path.read_text("utf-8").replace("Employees", "Everyone employed"), "utf-8")
    assert joined(load_tables("shop", 2024)).data_sha256 != before
    shutil.rmtree(with_staff.folder / "staff")
    assert list(load_tables("shop", 2024)) == [""]


def test_exhibits_of_a_table_say_what_it_is_about(with_staff: Shop) -> None:
    tables = load_tables("shop", 2024)
    about = speaking_of(joined(tables), tables["staff"])
    assert (about.study.study, about.study.unit.en, about.study.population.en) == ("shop", "employees", "Employees")
    assert about.study.basis == "census"
    assert speaking_of(about, tables[""]).study == tables[""].study
