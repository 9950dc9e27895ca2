import pytest

from manyi import rows
from tests.rows.conftest import RECORDS, item, words

GRID = [f"g{k}" for k in range(1, 6)]
GOOD = {**RECORDS[0], **dict(zip(GRID, "54345", strict=True)), "seconds": "300", "id": "", "check": "2"}
FLAT = dict.fromkeys(GRID, "3")


@pytest.fixture
def panel(shop):
    shop.book["modules"] = {"grid": words("Grid")}
    for name in GRID:
        shop.items[name] = item(name, {2023: name}, scale={"from": 1, "to": 5}, roles=["grid"], module="grid")
    shop.items["check"] = item("Check", {2023: "check"}, scale={"from": 1, "to": 5}, roles=["attention"])
    shop.items["id"] = item("Id", {2023: "id"}, words=True, roles=["identifier"])
    unit = {"en": "seconds", "zh": "秒"}
    shop.items["seconds"] = item(
        "Time", {2023: "seconds"}, number={"min": 1, "max": 9999, "unit": unit}, roles=["duration"]
    )
    shop.study["quality"] = {
        "duplicates": ["id"],
        "speeding": 0.4,
        "straightlining": 4,
        "nonresponse": 0.5,
        "attention": {"check": [2]},
    }
    return shop


def load(shop, *records, careless_too=False):
    others = [{**GOOD, "id": f"p{k}", "seconds": str(290 + k)} for k in range(25)]
    given = [{**GOOD, "id": f"r{k}", **record} for k, record in enumerate(records)]
    shop.deliver(2023, [*given, *others])
    shop.write()
    return rows.load("shop", 2023, careless_too)


def test_one_flag_never_removes(panel):
    survey = load(
        panel, {"seconds": "30"}, FLAT, {"check": "5"}, {"Q1": "", "sex": "", "uses": "", **dict.fromkeys(GRID, "")}
    )
    assert survey.quarantine.empty
    assert survey.frame["flags"].tolist()[:5] == [1, 1, 1, 1, 0]


def test_two_independent_flags_do(panel):
    survey = load(panel, {"seconds": "30", **FLAT}, {"seconds": "119", "check": "1"}, {"seconds": "130", "check": "1"})
    assert [tuple(row) for row in survey.quarantine[["line", "rule", "value", "threshold"]].to_numpy()] == [
        (2, "careless", "speeding straightlining", "2 flags"),
        (3, "careless", "speeding attention", "2 flags"),
    ]
    assert len(load(panel, {"seconds": "30", **FLAT}, careless_too=True).frame) == 26


def test_speed_is_judged_on_the_same_path(panel):
    """Those not asked the long branch are quick by right: 25 of them set the pace of their own path."""
    short = [{"channel": "store", "wait": "", "seconds": str(100 + k), **FLAT} for k in range(25)]
    slow = {"seconds": "100", **FLAT}
    survey = load(panel, *short, slow)
    assert survey.quarantine["line"].tolist() == [27]


def test_a_rare_path_is_judged_by_the_time_per_question(panel):
    rare = {"channel": "store", "wait": "", **FLAT}
    survey = load(panel, {**rare, "seconds": "118"}, {**rare, "seconds": "100"})
    # 10 questions on the long path, 9 on the short one: 0.4 x about 300 / 10 x 9 is about 109
    assert survey.quarantine["line"].tolist() == [3]


def test_a_short_answered_grid_is_no_straight_line(panel):
    some = {**FLAT, "g4": "", "g5": ""}
    assert load(panel, {**some, "seconds": "30"}).quarantine.empty


def test_not_applicable_is_an_answer_and_open_questions_do_not_count(panel):
    for name in GRID:
        panel.items[name]["missing"] = {9: "not_applicable"}
    survey = load(panel, {**dict.fromkeys(GRID, "9"), "said": "", "check": "5"})
    assert survey.frame["flags"].tolist()[0] == 1


def test_duplicates_keep_the_first_complete_one(panel):
    broken_off = {"id": "x", "Q1": "", "channel": "", "wait": "", "uses": "", **dict.fromkeys(GRID, "")}
    survey = load(panel, broken_off, {"id": "x", "Q1": "8"}, {"id": " x", "Q1": "2"}, {"id": ""}, {"id": ""})
    assert [tuple(row) for row in survey.quarantine[["line", "rule", "value"]].to_numpy()] == [
        (2, "duplicate", "shop_2023.csv:3"),
        (4, "duplicate", "shop_2023.csv:3"),
    ]
    assert survey.frame["overall"].tolist()[:3] == [8.0, 9.0, 9.0]


def test_no_answer_at_all(panel):
    empty = dict.fromkeys(["Q1", "sex", "channel", "wait", "uses", "check", *GRID], "")
    survey = load(panel, {**empty, "said": "?"})
    assert survey.quarantine[["line", "rule", "threshold"]].to_numpy().tolist() == [[2, "no_answer", "10 questions"]]


def test_identifiers_never_leave(panel):
    survey = load(panel, {"id": "secret-77"})
    assert "id" not in survey.frame.columns
    for name in ("frame", "problems", "quarantine"):
        assert "secret-77" not in getattr(survey, name).to_csv()
