import pytest

from manyi import rows
from manyi.errors import InputError
from manyi.rows.clean.problems import PROBLEMS
from tests.rows.conftest import RECORDS


def test_problems_say_where_what_and_what_is_allowed(shop):
    bad = {"Q1": "十", "sex": "male", "channel": "store", "wait": "7", "uses": "web", "said": ""}
    shop.deliver(2023, [*RECORDS, {**RECORDS[0], "Q1": "11", "wait": "call 13812345678"}, bad])
    shop.write()
    problems, _ = rows.check("shop", 2023)
    assert list(problems.columns) == PROBLEMS
    found = [tuple(row) for row in problems[["line", "column", "item", "value", "rule"]].itertuples(index=False)]
    assert found == [
        (4, "said", "said", "mobile x 1", "personal_data"),
        (6, "Q1", "overall", "11", "range"),
        (6, "wait", "wait", "call [mobile]", "text"),
        (7, "Q1", "overall", "十", "text"),
        (7, "wait", "wait", "7", "routing"),
    ]
    assert problems.loc[1, "message_en"] == "outside the limits 1-10"
    assert problems.loc[1, "message_zh"] == "超出允许范围 1-10"


def test_nothing_wrong_is_an_empty_table_with_its_columns(shop):
    shop.deliver(2023, RECORDS[:2])
    shop.write()
    assert rows.check("shop", 2023)[0].empty
    assert len(rows.check("shop", 2023)[0].columns) == 9


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            {"sex": "x13812345678"},
            "shop_2023.csv, line 3, column sex: shop, item sex, wave 2023: the codebook has no answer",
        ),
        ({"sex": "divers"}, "no answer 'divers' (allowed: female, male)"),
        ({"uses": "app┋fax"}, "no answer 'fax' (allowed: app, web, none)"),
    ],
)
def test_an_answer_outside_a_closed_list_is_loud(shop, answer, said):
    shop.deliver(2023, [RECORDS[0], {**RECORDS[1], **answer}])
    shop.write()
    with pytest.raises(InputError) as error:
        rows.check("shop", 2023)
    assert said in str(error.value)
    assert "13812345678" not in str(error.value)


def test_all_unknown_answers_are_named_at_once(shop):
    wrong = [{**RECORDS[0], "sex": f"s{k}", "channel": "fax 13812345678"} for k in range(12)]
    shop.deliver(2023, [RECORDS[0], *wrong])
    shop.write()
    with pytest.raises(InputError) as error:
        rows.check("shop", 2023)
    said = str(error.value)
    assert (
        "line 3, column channel: shop, item channel, wave 2023: the codebook has no answer 'fax [mobile]' (allowed: "
        in said
    )
    assert "(allowed: bot, store): add it, or codes: {2023: {'fax [mobile]': ...}}, or missing: {" in said
    assert said.endswith("(and 1 more: make check lists them)")
    assert "item sex, wave 2023: the codebook has no answer 's0' (allowed: female, male)" in error.value.lines[1]
    assert "the same for 11 more: 's1'; 's2'; " in error.value.lines[1]


def test_mistakes_of_different_kinds_are_found_at_once(shop):
    """An unknown answer, a scale one point down, a number delivered as words and a code nobody gave: four lines."""
    shop.items["sex"]["codes"] = {2023: {"F": "female"}}
    points = [str(k % 10) for k in range(30)]
    shop.deliver(2023, [{**RECORDS[0], "Q1": point, "wait": "long", "channel": "fax"} for point in points])
    shop.write()
    with pytest.raises(InputError) as error:
        rows.check("shop", 2023)
    lines = error.value.lines
    assert len(lines) == 4
    for part in (
        "no answer 'fax'",
        "set codes: {2023: {0: 1",
        "the code 'F' (female) was never",
        "item wait: 30 of 30",
    ):
        assert sum(part in line for line in lines) == 1, part


def test_an_option_column_that_is_neither_yes_nor_no(shop):
    shop.items["uses"]["columns"] = {2023: {"app": "uses"}}
    shop.deliver(2023, [{**RECORDS[0], "uses": "maybe"}])
    shop.write()
    with pytest.raises(InputError, match=r"column uses: .* no answer 'maybe' \(allowed: 0, 1\)"):
        rows.check("shop", 2023)


def test_too_many_invalid_answers_stop(shop):
    many = [{**RECORDS[0], "Q1": "77" if k < 3 else "5"} for k in range(12)]
    shop.deliver(2023, many)
    shop.write()
    with pytest.raises(InputError) as error:
        rows.check("shop", 2023)
    assert "item overall: 3 of 12 answers are invalid in 2023, more than 20% (the first: '77')" in str(error.value)
    shop.study["quality"] = {"invalid": 0.25}
    shop.write()
    assert len(rows.check("shop", 2023)[0]) == 3


def test_too_many_impossible_answers_stop(shop):
    shop.deliver(2023, [{**RECORDS[0], "channel": "store"}] * 12)
    shop.write()
    with pytest.raises(InputError, match="item wait: 12 of 12 answers .* according to asked_if, they were not asked"):
        rows.check("shop", 2023)


def test_an_unused_code_is_an_error_once_all_its_waves_are_there(shop):
    shop.items["sex"]["codes"] = {2023: {"F": "female", "M": "male", "?": "missing"}, 2024: {}}
    shop.deliver(2023, [{**record, "sex": "F"} for record in RECORDS])
    shop.deliver(2024, RECORDS)
    shop.write()
    with pytest.raises(InputError, match="sex.codes: wave 2023: the code 'M' .male. was never delivered; remove it"):
        rows.check("shop", 2023)
    shop.items["sex"]["codes"].pop(2024)
    shop.write()
    assert "sex" not in set(
        rows.check("shop", 2023)[0]["item"]
    )  # in force in 2024 too, which was not read: it may be used there


def test_an_unknown_wave_lists_the_known(shop):
    shop.write()
    with pytest.raises(InputError, match=r"shop: no wave 2024 \(allowed: 2023\)"):
        rows.check("shop", 2024)


def test_no_more_people_answer_than_were_asked(shop):
    shop.study["waves"][2023]["invited"] = 3
    shop.write()
    with pytest.raises(InputError, match=r"study.yml, line \d+: waves.2023: 4 answered and only 3 were invited"):
        rows.load("shop", 2023)
