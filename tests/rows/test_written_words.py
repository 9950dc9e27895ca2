"""What respondents write under "other": the answer is "other"; the words are kept only where an item asks for them."""

import pytest

from manyi import rows
from manyi.errors import InputError

from .conftest import RECORDS, item

CELLS = ["app┋web", "none┋a leaflet", "the radio, 13812345678", ""]


def ask(shop, column, **keys):
    shop.items["uses"] |= {"written_in": "none"}
    shop.items["leaflets"] = item("Which?", {2023: column}, words=True, written_under="uses", **keys)


def test_words_in_a_joined_cell(shop):
    ask(shop, "uses")
    shop.deliver(2023, [{**row, "uses": cell} for row, cell in zip(RECORDS, CELLS, strict=True)])
    shop.write()
    frame = rows.load("shop", 2023).frame
    assert frame["uses__none"].fillna(-1).tolist() == [0.0, 1.0, 1.0, -1.0]
    assert frame["leaflets"].fillna("").tolist() == ["", "a leaflet", "the radio, [mobile]", ""]


def test_words_in_the_brackets_of_an_export(shop):
    ask(shop, "uses")
    shop.deliver(2023, [{**RECORDS[0], "uses": "app┋none〖a leaflet〗"}, *RECORDS[1:]])
    shop.write()
    frame = rows.load("shop", 2023).frame
    assert frame["leaflets"].tolist()[0] == "a leaflet" and frame["leaflets"].isna().sum() == 3


def test_words_in_a_column_of_their_own_option(shop):
    shop.items["uses"]["columns"] = {2023: {"app": "uses", "none": "other"}}
    ask(shop, "other")
    given = [{**row, "uses": yes, "other": text} for row, yes, text in
             zip(RECORDS, ("1", "0", "1", "0"), ("", "a leaflet", "1", ""), strict=True)]  # fmt: skip
    shop.deliver(2023, given)
    shop.write()
    frame = rows.load("shop", 2023).frame
    assert frame["uses__none"].tolist() == [0.0, 1.0, 1.0, 0.0]
    assert frame["leaflets"].tolist()[1] == "a leaflet" and frame["leaflets"].isna().sum() == 3


@pytest.mark.parametrize("under", ["overall", "nobody"])
def test_words_are_written_under_a_closed_question(shop, under):
    shop.items["leaflets"] = item("Which?", {2023: "uses"}, words=True, written_under=under)
    shop.write()
    with pytest.raises(InputError, match=r"leaflets.written_under.*\(allowed: sex, channel, uses\)"):
        rows.definition("shop")
