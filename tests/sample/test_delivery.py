"""What lies in data/: the same bytes again, digests right, the mess as counted, and read back as planted."""

import csv
import hashlib
import io
import re
import zipfile

import pytest
import yaml

import sample
from manyi import places
from manyi.study.codebook import Codebook
from manyi.study.study import Study
from sample import mess, words
from sample.__main__ import delivery
from sample.files import csv_bytes, xlsx_bytes

STUDIES = ["contact", "electronics"]
WAVES = [(study, wave) for study in STUDIES for wave in sample.STUDIES[study][1].WAVES]


def raw(study, wave):
    return places.data() / study / "raw" / str(wave)


@pytest.fixture(scope="module")
def again():
    """Return contact 2024, made afresh."""
    return delivery("contact", 2024)


@pytest.fixture(scope="module")
def table(again):
    """Return its records as {header without blanks: texts}, both parts together."""
    parts = list(again.files.values())
    header = [h.strip() for h in parts[0][0]]
    assert [h.strip() for h in parts[1][0]] == header
    records = [row for rows in parts for row in rows[1:]]
    return {name: [row[k] for row in records] for k, name in enumerate(header)}


def test_the_committed_files_come_out_again(again):
    for layout in sample.STUDIES["contact"][1].LAYOUTS[2024]:
        rows, committed = again.files[layout.name], (raw("contact", 2024) / layout.name).read_bytes()
        if layout.name.endswith(".csv"):
            assert csv_bytes(rows, layout.encoding, layout.delimiter) == committed
        else:  # member by member: how well zlib packs differs between its versions
            with zipfile.ZipFile(io.BytesIO(committed)) as one, zipfile.ZipFile(io.BytesIO(xlsx_bytes(rows))) as two:
                assert one.namelist() == two.namelist()
                assert all(one.read(name) == two.read(name) for name in one.namelist())


@pytest.mark.parametrize(("study", "wave"), WAVES)
def test_origin_says_which_bytes_were_delivered(study, wave):
    origin = yaml.safe_load((raw(study, wave) / "origin.yml").read_text("utf-8"))
    assert [entry["name"] for entry in origin["files"]] == [one.name for one in sample.STUDIES[study][1].LAYOUTS[wave]]
    for entry in origin["files"]:
        assert hashlib.sha256((raw(study, wave) / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("study", STUDIES)
def test_codebook_and_study_are_valid_and_labels_fit_a_figure(study):
    book = Codebook(**yaml.safe_load((places.data() / study / "codebook.yml").read_text("utf-8")))
    record = Study(**yaml.safe_load((places.data() / study / "study.yml").read_text("utf-8")))
    assert record.synthetic and record.basis == "model" and book.with_role("outcome")[0] == "index"
    for name, entry in {**book.items, **book.derived}.items():
        assert len(entry.short.en) <= 28 and len(entry.short.zh) <= 12, name
    assert {f"a{n:02d}" for n in range(1, 12)} <= {key[:3] for key in record.disclosure}


def test_all_data_stay_small():
    size = sum(
        path.stat().st_size for study in STUDIES for path in (places.data() / study).rglob("*") if path.is_file()
    )
    assert size < 20e6


def test_the_mess_is_what_truth_says(again, table):
    written = yaml.safe_load((places.data() / "contact" / "truth.yml").read_text("utf-8"))["files"][2024]
    assert again.planted == written
    assert len(table["序号"]) == again.planted["delivered"]
    assert again.planted["careless"] == mess.CARELESS and again.planted["under_age"] == mess.UNDER_AGE
    added = mess.CARELESS + mess.UNDER_AGE + mess.DUPLICATES
    assert again.planted["drawn"] + added == again.planted["delivered"]
    members = table["会员ID"]
    assert len(members) - len(set(members)) == mess.DUPLICATES
    assert sum(text.strip() == "18岁以下" for text in table["2、您的年龄"]) == mess.UNDER_AGE


def test_the_export_looks_like_the_platform_s(table):
    assert list(table)[:6] == ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    assert all(re.fullmatch(r"\d+秒", text) for text in table["所用时间"])
    assert all(re.fullmatch(r"2024/[3-5]/\d+ \d\d:\d\d:\d\d", text) for text in table["提交答卷时间"])
    nets = {text.rsplit(".", 1)[0] for text in table["来自IP"]}
    assert nets <= {"192.0.2", "198.51.100", "203.0.113"}  # reserved for documentation
    several = next(texts for header, texts in table.items() if "最需要改进" in header)
    assert any("┋" in text for text in several) and any(re.search("〖.+〗", text) for text in several)


def test_hostile_and_personal_texts_are_there(table):
    texts = next(texts for header, texts in table.items() if "最让您不满意" in header)
    assert all(hostile in texts for hostile in words.HOSTILE)
    assert max(map(len, texts)) == 10_000
    mobiles = [text for text in texts if re.search(r"14[23]\d{8}", text)]
    assert mobiles and not any(re.search(r"(?<!\d)1(?!4[23])[3-9]\d{9}(?!\d)", text) for text in texts)


def answers(wave, name, encoding, ending):
    """Return the texts delivered under the header that ends so."""
    text = (raw("contact", wave) / name).read_bytes().decode(encoding)
    records = list(csv.reader(io.StringIO(text, newline="")))
    at = next(k for k, header in enumerate(records[0]) if header.endswith(ending))
    return {record[at].strip() for record in records[1:]}


def test_the_coded_wave_turns_ratings_round():
    found = answers(2022, "contact_2022_codes.csv", "utf-8-sig", "响应速度")
    assert found == {"1", "2", "3", "4", "5", "98", "99", "-2", "-3"}
    assert sample.codebook("contact").items["speed"].code(2022) == {5: 1, 4: 2, 3: 3, 2: 4, 1: 5}


def test_an_answer_not_offered_is_not_delivered():
    found = answers(2021, "contact_2021.csv", "gb18030", "解释清晰度")
    assert found == {"很不清楚", "不太清楚", "比较清楚", "非常清楚", "不适用", "不清楚", "(跳过)", "(空)"}
