import pytest

from manyi.errors import InputError
from manyi.rows.loading import load
from manyi.rows.read.headers import matched, plain, raw_columns, told_apart
from manyi.study.reading import definition
from tests.rows.conftest import RECORDS, table


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("\ufeff*RESPNUM ", "RESPNUM"),
        ("Q13  COUNTY", "Q13 COUNTY"),
        ("１、性别（单选）", "1、性别(单选)"),
        ("3、性别 ", "3、性别"),
        ("　姓名\u00a0", "姓名"),
    ],
)
def test_what_exports_put_around_headers_goes(header, text):
    assert plain(header) == text


HEADER = ["Q1", "sex", "channel", "wait", "uses", "said"]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["Q1", "sex", "channel", "wait", "uses"], "a.csv, column said: the column is absent (shop/codebook.yml said"),
        ([*HEADER, " Q1"], "a.csv, column Q1: the header occurs twice (columns 1 and 7)"),
        ([*HEADER, "Q1", "sex"], "headers: {1: 'Q1 (1)', 2: 'sex (1)', 7: 'Q1 (2)', 8: 'sex (2)'}"),
        (["Agee", "sex", "channel", "wait", "uses", "said"], "column Q1: the column is absent"),
        ([*HEADER, "extra"], "a.csv, column extra: codebook.yml does not mention this column in 2023"),
        ([*HEADER, "extra", "more"], "or write unused: {2023: {'extra': why}}; the same for 1 more: column more"),
        (
            ["Q1", "sex", "new"],
            "column channel: the column is absent (shop/codebook.yml channel.columns); the same for 3",
        ),
        (["Q1", "sex", "new"], "column uses (uses); column said (said) (allowed: new)"),
        ([*HEADER, *map(str, range(30))], "column 9 and 20 more"),
    ],
)
def test_a_header_that_does_not_fit(shop, header, said):
    shop.write()
    with pytest.raises(InputError) as error:
        matched(definition("shop"), 2023, header, "a.csv")
    assert said in str(error.value)


def test_columns_absent_and_unmentioned_are_named_at_once(shop):
    shop.write()
    with pytest.raises(InputError) as error:
        matched(definition("shop"), 2023, [*HEADER[1:], "new", "more"], "a.csv")
    assert ["column Q1: the column is absent" in line for line in error.value.lines] == [True, False]
    assert "column new: codebook.yml does not mention" in error.value.lines[1]


def test_names_are_given_by_place(shop):
    shop.deliver(2023, table(RECORDS).replace("sex", "Q1", 1).replace("said", "", 1))
    shop.declared["shop_2023.csv"] = {"headers": {2: "sex", 6: "said"}}
    shop.write()
    assert load("shop", 2023).frame["sex"].tolist() == ["female", "male", "male", "female"]
    shop.declared["shop_2023.csv"]["headers"][9] = "none"
    shop.write()
    with pytest.raises(InputError, match="headers in origin.yml names column 9, but the file has 6 columns"):
        load("shop", 2023)


def test_a_name_is_free_where_the_file_has_it_already():
    assert told_apart(["a", "a (1)", "a", "b", "", ""]) == {1: "a (2)", 3: "a (3)"}


def test_unused_columns_are_declared_by_name_or_pattern_from_a_wave_on(shop):
    shop.book["unused"] = {2023: {"Q9COM*": "comment codes", "备注（旧）": "empty"}, 2024: {}}
    shop.write()
    found = matched(definition("shop"), 2023, [*HEADER, "Q9COM1", "Q9COM2", "备注(旧)", ""], "a.csv")
    assert [column.name for column in found] == [f"raw__{name}" for name in shop.items]
    with pytest.raises(InputError, match="column Q9COM1"):
        matched(definition("shop"), 2024, [*HEADER, "Q9COM1"], "a.csv")


def test_a_pattern_may_begin_with_a_star(shop):
    shop.book["unused"] = {2023: {"*_text": "comments", "*备注": "a required one"}}
    shop.write()
    assert len(matched(definition("shop"), 2023, [*HEADER, "Q1_text", "*备注"], "a.csv")) == len(HEADER)
    with pytest.raises(InputError, match="column text_2: "):
        matched(definition("shop"), 2023, [*HEADER, "text_2"], "a.csv")


def test_raw_columns_over_waves(shop):
    shop.items["uses"]["columns"] = {2022: "u", 2023: {"app": "u1", "web": "u2"}, 2024: None}
    shop.write()
    item = definition("shop").codebook.items["uses"]
    assert raw_columns(item, "uses", [2022, 2023, 2024]) == {
        "raw__uses": "",
        "raw__uses__app": "app",
        "raw__uses__web": "web",
    }
