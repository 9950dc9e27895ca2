import pandas as pd

from manyi import rows
from tests.rows.conftest import RECORDS, item, words


def frame(shop, year=2023):
    shop.write()
    return rows.load("shop", year).frame


def test_types_of_every_kind(shop):
    found = frame(shop)
    assert found["overall"].tolist()[:2] == [9.0, 7.0] and pd.isna(found["overall"][2])
    assert list(found["sex"]) == ["female", "male", "male", "female"]
    assert list(found["sex"].cat.categories) == ["female", "male"]
    assert found["wait"].fillna(-1).tolist() == [5.0, -1, 12.0, -1]
    assert found["said"].fillna("").tolist() == ["好", "", "call [mobile]", ""]
    assert found["row"].tolist() == [f"2023:shop_2023.csv:{line}" for line in (2, 3, 4, 5)]


def test_several_answers_in_one_cell(shop):
    found = frame(shop)
    assert found["uses__app"].fillna(-1).tolist() == [1, 0, -1, 0]
    assert found["uses__web"].fillna(-1).tolist() == [1, 0, -1, 1]
    assert found["uses__none"].fillna(-1).tolist() == [0, 1, -1, 0]


def test_one_column_per_option_blank_is_no_once_any_is_answered(shop):
    shop.items["uses"]["columns"] = {2023: {"app": "u1", "web": "u2", "none": "u3"}}
    marks = [("1", "", ""), ("0", "1", "0"), ("", "", ""), ("是", "否", "")]
    records = [{**row, "u1": a, "u2": b, "u3": c} for row, (a, b, c) in zip(RECORDS, marks, strict=True)]
    shop.deliver(2023, [{k: v for k, v in row.items() if k != "uses"} for row in records])
    found = frame(shop)
    assert found["uses__app"].fillna(-1).tolist() == [1, 0, -1, 1]
    assert found["uses__web"].fillna(-1).tolist() == [0, 1, -1, 0]


def test_a_longer_answer_does_not_count_as_the_shorter_one_in_it(shop):
    shop.items["uses"]["options"] = {"app": words("App"), "app_old": words("App old"), "web": words("web")}
    shop.deliver(2023, [{**RECORDS[0], "uses": uses} for uses in ("App old", "App", "web┋App old")])
    found = frame(shop)
    assert found["uses__app"].tolist() == [0, 1, 0]
    assert found["uses__app_old"].tolist() == [1, 0, 1]


def test_the_same_code_means_another_thing_in_another_wave(shop):
    shop.items["sex"]["codes"] = {2023: {1: "female", 2: "male"}, 2024: {1: "male", 2: "female"}}
    shop.items["uses"]["codes"] = {2023: {1: "app", 2: "web"}, 2024: {1: "web", 2: "app"}}
    shop.items["overall"]["codes"] = {2023: {}, 2024: {1: 10, 10: 1}}
    for wave in (2023, 2024):
        shop.deliver(
            wave,
            [{**RECORDS[0], "sex": "1", "uses": "1", "Q1": "1"}, {**RECORDS[0], "sex": "2", "uses": "2", "Q1": "10"}],
        )
    found = frame(shop, 2024)
    assert list(found["sex"]) == ["female", "male", "male", "female"]
    assert found["uses__app"].tolist() == [1, 0, 0, 1]
    assert found["overall"].tolist() == [1, 10, 10, 1]


def test_a_measured_number_that_is_a_missing_code_in_one_wave_only(shop):
    shop.items["wait"]["codes"] = {2023: {99: "dont_know"}, 2024: {}}
    for wave in (2023, 2024):
        shop.deliver(wave, [{**RECORDS[0], "wait": "99"}, {**RECORDS[0], "wait": "1.5"}])
    assert frame(shop, 2024)["wait"].fillna(-1).tolist() == [-1, 1.5, 99, 1.5]


def test_an_item_of_no_wave_so_far_is_there_and_empty(shop):
    shop.items["later"] = item("Later", {2024: "later"}, categories={"a": words("A")})
    shop.items["many"] = item("Many", {2024: "many"}, options={"a": words("A")})
    found = frame(shop)
    assert found["later"].isna().all() and found["many__a"].isna().all()


def test_routing(shop):
    """An answer to a question not asked is missing; where the gate itself is unanswered, the answer stands."""
    given = [("bot", "5"), ("store", "5"), ("", "5"), ("bot", "")]
    shop.deliver(2023, [{**RECORDS[0], "channel": channel, "wait": wait} for channel, wait in given])
    assert frame(shop)["wait"].fillna(-1).tolist() == [5, -1, 5, -1]


def test_routing_goes_on_behind_a_closed_gate(shop):
    shop.items["angry"] = item(
        "Angry", {2023: "angry"}, options={"yes": words("Yes"), "no": words("No")}, asked_if={"wait": [5]}
    )
    shop.items["why"] = item("Why", {2023: "why"}, scale={"from": 1, "to": 3}, asked_if={"angry": ["yes"]})
    rows_in = [("bot", "5", "yes"), ("store", "5", "yes"), ("bot", "5", "no"), ("bot", "", "yes")]
    shop.deliver(2023, [{**RECORDS[0], "channel": c, "wait": w, "angry": a, "why": "3"} for c, w, a in rows_in])
    found = frame(shop)
    assert found["angry__yes"].fillna(-1).tolist() == [1, -1, 0, 1]
    assert found["why"].fillna(-1).tolist() == [3, -1, -1, 3]
    routing = rows.load("shop", 2023).problems.query("rule == 'routing'")
    assert sorted(zip(routing["line"], routing["item"], strict=True)) == [
        (3, "angry"),
        (3, "wait"),
        (3, "why"),
        (4, "why"),
    ]


def test_many_ways_to_write_a_number(shop):
    """Hundreds of distinct texts that each need a meaning are one flat case, not a tower of conditions."""
    said = [f"{k} 分钟" for k in range(300)] + [f"{k}分钟。" for k in range(30)] + ["７", "+5", "1e2", "8 minutes"]
    shop.study["quality"] = {"invalid": 1}
    shop.deliver(2023, [{**RECORDS[0], "wait": text} for text in said])
    found = frame(shop)["wait"]
    assert found.tolist()[:300] == [float(k) for k in range(300)]
    assert found[300:330].isna().all()
    assert found.tolist()[330:] == [7, 5, 100, 8]
