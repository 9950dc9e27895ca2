import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.language.text import legible
from manyi.rows.read.files import read_waves
from manyi.study.reading import definition
from tests.rows.conftest import RECORDS, item, table, words


def read(shop, waves=(2023,)):
    shop.write()
    delivery = read_waves(definition("shop"), list(waves))
    return delivery, [row for part in delivery.rows for row in part.to_pylist()]


def test_rows_keep_what_was_delivered_where(shop):
    delivery, rows = read(shop)
    assert [row["line"] for row in rows] == [2, 3, 4, 5]
    assert rows[0]["raw__overall"] == "9" and rows[1]["raw__wait"] is None
    assert rows[2]["file"] == "shop_2023.csv" and rows[2]["position"] == 2
    assert delivery.delivered == {2023: 4}


def test_free_text_is_redacted_before_it_is_anywhere(shop):
    delivery, rows = read(shop)
    assert rows[2]["raw__said"] == "call [mobile]"
    assert delivery.personal == [
        {
            "wave": 2023,
            "file": "shop_2023.csv",
            "line": 4,
            "column": "said",
            "item": "said",
            "kind": "mobile",
            "count": 1,
        }
    ]


def test_repeated_headers_and_broken_records_are_counted_not_read(shop):
    text = table(RECORDS)
    header, first, *_ = text.split("\r\n")
    shop.deliver(2023, "\r\n".join([text.rstrip(), header, "1,2", first + ",x", first + ",,"]))
    delivery, rows = read(shop)
    assert len(rows) == 5
    assert [(gone["rule"], gone["line"], gone["value"]) for gone in delivery.removed] == [
        ("repeated_header", 6, ""),
        ("broken_record", 7, "2"),
        ("broken_record", 8, "7"),
    ]
    assert delivery.delivered[2023] == 8


def test_records_without_any_answer_are_counted_and_blank_lines_are_not(shop):
    text = table(RECORDS)
    commas = "," * text.split("\r\n")[0].count(",")
    shop.deliver(2023, "\r\n".join([text.rstrip(), commas, "", commas]))
    delivery, rows = read(shop)
    assert [row["line"] for row in rows] == [2, 3, 4, 5, 6, 8]
    assert delivery.delivered == {2023: 6}


def test_answers_spread_over_columns_are_joined_and_suffixes_dropped(shop):
    shop.items["uses"]["columns"] = {2023: ["u1", "u2"]}
    shop.items["sex"]["columns"] = {2023: "sex"}
    records = [
        {**row, "u1": "app〖我的电话13812345678〗", "u2": u2} for row, u2 in zip(RECORDS, ["web", "none"], strict=False)
    ]
    shop.deliver(2023, [{k: v for k, v in row.items() if k != "uses"} for row in records])
    _, rows = read(shop)
    assert [row["raw__uses"] for row in rows] == ["app┋web", "app┋none"]


def test_another_separator(shop):
    shop.items["uses"]["separator"] = ";"
    shop.deliver(2023, [{**RECORDS[0], "uses": "app; web;"}])
    assert read(shop)[1][0]["raw__uses"] == "app┋ web"


def test_several_files_and_kinds_of_a_wave(shop):
    shop.files[2023].append(("late.tsv", table(RECORDS, "\t").encode("gb18030")))
    _, rows = read(shop)
    assert [row["position"] for row in rows] == list(range(8))
    assert rows[4]["file"] == "late.tsv" and rows[4]["raw__said"] == "好"


def test_waves_share_columns(shop):
    shop.items["overall"]["columns"] = {2023: "Q1", 2024: "Q2"}
    shop.items["late"] = item("Late", {2024: "late"}, categories={"a": words("A")})
    shop.deliver(2024, [{**{k: v for k, v in row.items() if k != "Q1"}, "Q2": "3", "late": "a"} for row in RECORDS])
    _, rows = read(shop, (2023, 2024))
    assert [row["raw__overall"] for row in rows] == ["9", "7", "98", "10", "3", "3", "3", "3"]
    assert [row["raw__late"] for row in rows] == [None] * 4 + ["a"] * 4


def spoil(shop):
    (shop.folder / "raw" / "2023" / "shop_2023.csv").write_bytes(b"Q1\n1\n")


@pytest.mark.parametrize(
    ("change", "after", "said"),
    [
        (lambda s: None, spoil, "shop/raw/2023/shop_2023.csv: the file is not the one in origin.yml: its sha256 is"),
        (
            lambda s: None,
            lambda s: (s.folder / "raw/2023/shop_2023.csv").unlink(),
            "shop/raw/2023: the file shop_2023.csv is missing; give its folder with DATA=, or download"
            " it again: ask us",
        ),
        (
            lambda s: s.deliver(2023, table(RECORDS).split("\r\n")[0]),
            None,
            "shop/raw/2023: wave 2023 has no respondents",
        ),
        (lambda s: s.deliver(2023, "\n"), None, "shop/raw/2023/shop_2023.csv: the file is empty"),
        (lambda s: s.deliver(2023, b"x", "a.pdf"), None, "shop/raw/2023/a.pdf: no reader for .pdf"),
        (
            lambda s: s.deliver(2023, table(RECORDS).replace("said\r\n", "said,\r\n").replace("好\r\n", "好,x\r\n")),
            None,
            "line 2: column 7 has answers but no header",
        ),
    ],
)
def test_files_that_cannot_be_used(shop, change, after, said):
    change(shop)
    shop.write()
    if after:
        after(shop)
    with pytest.raises(InputError) as error:
        read_waves(definition("shop"), [2023])
    assert said in str(error.value)
    assert "/tmp" not in str(error.value)


def test_files_outside_the_project(shop, monkeypatch, tmp_path):
    shop.write()
    outside = tmp_path / "outside"
    for place in (outside / "raw", outside / "shop" / "raw" / "2023"):
        place.mkdir(parents=True, exist_ok=True)
        moved = place / "shop_2023.csv"
        moved.write_bytes(shop.files[2023][0][1])
        (shop.folder / "raw" / "2023" / "shop_2023.csv").unlink(missing_ok=True)
        monkeypatch.setenv("MANYI_DATA", str(outside))
        assert read_waves(definition("shop"), [2023]).respondents == 4
        moved.unlink()


hostile = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r0123456789０@"), max_size=20)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(hostile, min_size=1, max_size=5))
def test_every_record_is_accounted_for_and_text_comes_back(shop, texts):
    shop.deliver(2023, [{**RECORDS[0], "said": text} for text in texts])
    delivery, rows = read(shop)
    assert len(rows) + len(delivery.removed) == delivery.delivered[2023] == len(texts)
    if not delivery.personal:
        assert [row["raw__said"] for row in rows] == [text if text.strip() else None for text in map(legible, texts)]
