"""A wave added to a study: what changed without a word in the file is asked about, what stayed is carried over."""

# ruff: noqa: F811 - a fixture and its arguments
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from manyi import rows
from manyi.draft.waves.new_wave import NewWave, add_wave, compared
from manyi.errors import InputError
from manyi.study.marks import open_points
from tests.rows.conftest import Shop, item, shop, table, words  # noqa: F401

SIZE = 400
SHARES = {"Q1 How was it?": [5, 10, 15, 40, 30], "Q2 Way here": [50, 30, 15, 5], "Q3 Sex": [60, 40]}
MISSING = {9: "dont_know"}


def records(changed: dict[str, Any] | None = None) -> list[dict[str, str]]:
    """Four hundred answers by the shares above; changed: {header: {code: text}} of the new wave."""
    columns = {}
    for header, shares in SHARES.items():
        codes = [code for code, share in enumerate(shares, 1) for _ in range(SIZE * share // 100)]
        texts = {code: str(code) for code in range(1, 6)} | (changed or {}).get(header, {})
        columns[header] = [texts[code] for code in codes]
    columns["Q1 How was it?"][:40] = ["" if (changed or {}).get("blank") else "9"] * 40
    columns["Q4 App"] = ["1" if at % 3 == 0 else "0" for at in range(SIZE)]
    columns["Q4 Web"] = ["1" if at % 2 == 0 else "0" for at in range(SIZE)]
    columns["Nr"] = [str(at) for at in range(SIZE)]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.fixture
def survey(shop: Shop) -> Shop:
    """A study with one wave, in codes."""
    ways = {key: words(key) for key in ("car", "bus", "foot", "boat")}
    sexes = {"female": words("Women"), "male": words("Men")}
    shop.items = {
        "overall": item("Overall", {2023: "Q1 How was it?"}, scale={"from": 1, "to": 5}, missing=MISSING),
        "way": item("Way", {2023: "Q2 Way here"}, categories=ways, codes={2023: dict(enumerate(ways, 1))}),
        "sex": item("Sex", {2023: "Q3 Sex"}, categories=sexes, codes={2023: {1: "female", 2: "male"}}),
        "uses": item(
            "Uses", {2023: {"app": "Q4 App", "web": "Q4 Web"}}, options={"app": words("A"), "web": words("W")}
        ),
    }
    shop.book = {"unused": {2023: {"Nr": "a number"}}}
    shop.study["waves"] = {2023: {"fieldwork": ["2023-03-01", "2023-04-01"]}}
    shop.deliver(2023, records())
    shop.write()
    return shop


def with_file(shop: Shop, text: str, name: str = "new.csv") -> Path:
    path = shop.root / name
    path.write_text(text, "utf-8")
    return path


def wave(shop: Shop, changed: dict[str, Any] | None = None, **renamed: str) -> NewWave:
    text = table(records(changed))
    for old, new in renamed.items():
        text = text.replace(old.replace("_", " "), new)
    return compared("shop", with_file(shop, text), 2024)


def flagged(shop: Shop, changed: dict[str, Any]) -> dict[str, list[str]]:
    found = wave(shop, changed).carried
    return {entry.match.item: [flag.kind for flag in entry.flags] for entry in found if entry.flags}


def test_the_same_file_needs_no_decision(survey):
    again = wave(survey)
    assert [entry.flags for entry in again.carried] == [[]] * 5
    assert {match.alike for match in again.matched.columns} == {1.0} and not again.matched.left


SCALE, WAY, SEX = SHARES


@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        ({WAY: {1: "2", 2: "3", 3: "1"}}, {"way": ["renumbered"]}),
        ({SCALE: {code: str(6 - code) for code in range(1, 6)}}, {"overall": ["reversed"]}),
        ({SCALE: {1: "9", **{code: str(code - 1) for code in range(2, 6)}}}, {"overall": ["shifted"]}),
        ({SEX: {1: "2", 2: "1"}}, {"sex": ["reversed"]}),
        ({WAY: {2: "7"}}, {"way": ["unknown"]}),
        ({"blank": True}, {"overall": ["blanks", "missings"]}),
        ({SCALE: {1: "4", 2: "5", 3: "5"}}, {"overall": ["vanished"]}),
    ],
)
def test_every_silent_change_is_asked_about(survey, changed, kinds):
    assert flagged(survey, changed) == kinds


def test_a_share_that_moved_is_found_among_many_alike(survey):
    """A rental-car code of a real survey: 10 % moved to the code of the bus, other shares of its size stayed."""
    from collections import Counter

    from manyi.draft.waves.shifts import flags
    from manyi.draft.waves.spreads import Spread

    item = rows.definition("shop").codebook.items["way"]
    old = [25, 20, 9, 11, 9, 10, 6, 6, 2, 1, 1]
    new = [24, 22, 8, 12, 10, 0, 7, 6, 9, 1, 1]
    before, now = (Spread(Counter({f"way {at}": 29 * n for at, n in enumerate(part) if n})) for part in (old, new))
    [flag] = flags(item, before, now)
    assert flag.kind == "renumbered" and flag.about.startswith("way 5 had 10% and has 0%, as way 8 now (9%, 2% before)")


def test_chance_is_no_change(survey):
    """A new draw of the same answers, for each of fifty seeds."""
    import numpy as np

    from manyi.draft.waves import shifts, spreads

    book = rows.definition("shop").codebook.items
    for seed in range(50):
        draw = np.random.default_rng(seed)
        for name, shares in (("overall", SHARES[SCALE]), ("way", SHARES[WAY]), ("sex", SHARES[SEX])):
            both = [draw.multinomial(SIZE, np.array(shares) / 100) for _ in range(2)]
            before, now = (
                spreads.spread(book[name], 2023, {str(code): int(n) for code, n in enumerate(part, 1) if n})
                for part in both
            )
            assert shifts.flags(book[name], before, now) == []


def test_columns_are_known_in_other_letters_and_numbers(survey):
    moved = wave(survey, Q1_How="Ｑ１　how", Q2_Way_here="Q7 Way here", Q3_Sex="Q8 SEX")
    assert {match.item: (match.now, match.alike) for match in moved.matched.columns if not match.option} == {
        "overall": ("Ｑ１　how was it?", 1.0), "way": ("Q7 Way here", 0.99), "sex": ("Q8 SEX", 0.99),
    }  # fmt: skip


def test_labels_that_changed_are_shown():
    from manyi.draft.waves.shifts import relabelled

    before = {"1": "Bad", "2": "Fair", "3": "Good"}
    assert [flag.kind for flag in relabelled(before, {"1": "Bad", "2": "So so", "3": "Good"})] == ["labels"]
    assert [flag.kind for flag in relabelled(before, {"1": "Good", "2": "Fair", "3": "Bad"})] == ["reversed"]
    assert [flag.kind for flag in relabelled(before, {"1": "Fair", "2": "Bad", "3": "Good"})] == ["meaning"]
    assert relabelled(before, {"1": "BAD ", "2": "fair", "3": "Good"}) == []


def test_a_missing_code_inside_the_scale_is_shown(survey):
    from manyi.draft.waves.shifts import inside
    from manyi.study.answers import DECLARED

    overall = rows.definition("shop").codebook.items["overall"]
    assert [flag.kind for flag in inside(overall, 2023, {"1": 3, f"{DECLARED}5": 2})] == ["inside"]
    assert inside(overall, 2023, {f"{DECLARED}9": 2}) == []


def test_a_wave_is_added_whole_and_can_be_read(survey):
    """Carried over, asked about, and read at once; nothing written by hand is lost."""
    book = survey.folder / "codebook.yml"
    book.write_text(book.read_text("utf-8") + "# written by hand\n", "utf-8")
    text = table(records({WAY: {2: "7"}})).replace("Q1 How was it?", "Q9 How was it?").replace("Nr", "New,Nr")
    text = "\r\n".join(",".join([*line.split(",")[:-1], *(["x"] if at else []), line.split(",")[-1]]) if at else line
                       for at, line in enumerate(text.splitlines())) + "\r\n"  # fmt: skip
    said = list(add_wave("shop", with_file(survey, text), 2024))
    assert "codes nobody knows (1): way: '7' (120)" in said
    assert "5 of 5 columns of 2023 found" in said
    assert said[-1].endswith("make check YEAR=2024 REPORT=shop")
    assert any(line.startswith("to decide: ") and "1 unknown" in line for line in said)
    assert any(line.startswith("new columns, to be settled under unused (1): New") for line in said)
    points = open_points([book, survey.folder / "study.yml"])
    assert sorted(point.kind for point in points) == ["CONFIRM", "CONFIRM", "CONFIRM", "GUESS", "TODO"]
    assert "# written by hand" in book.read_text("utf-8")
    frame = rows.load("shop", 2024).frame
    new = frame[frame["wave"] == 2024]
    assert len(new) == SIZE and new["way"].isna().all()  # 30 % of the answers are no slip: left out
    items = rows.definition("shop").codebook.items
    assert items["overall"].columns == {2023: "Q1 How was it?", 2024: "Q9 How was it?"}
    assert items["way"].columns == {2023: "Q2 Way here", 2024: None}
    assert any("'7' 120" in point.about and "Q2 Way here" in point.about for point in points)


def test_another_file_is_doubted_and_nothing_of_it_is_planned(survey):
    survey.study["claims"] = {"outcome": "overall", "family": []}
    survey.write()
    said = list(add_wave("shop", with_file(survey, "Zufrieden,Ort\n" + "4,2\n" * 60), 2024))
    assert "0 of 5 columns of 2023 found: the right file?" in said
    assert "to decide: 5 without a column" in said
    assert not rows.definition("shop").study.claims.family
    [point] = open_points([survey.folder / "study.yml"])
    assert point.kind == "CONFIRM" and "the right file?" in point.about


RECODED = {
    "one_off": (SEX, {1: "0", 2: "1"}, {2023: {1: "female", 2: "male"}, 2024: {0: "female", 1: "male"}},
                "shifted by one?"),
    "doubled": (SCALE, {code: str(2 * code) for code in range(1, 6)}, {2024: {2 * code: code for code in range(2, 6)}},
                "2 times longer?"),
    "as_decimals": (SCALE, {code: f"{2 * code}.0" for code in range(1, 6)},
                    {2024: {2 * code: code for code in range(2, 6)}}, "2 times longer?"),
}  # fmt: skip


@pytest.mark.parametrize("case", RECODED)
def test_codes_that_all_moved_are_read_as_before_and_asked_about(survey, case):
    """The shares planted are those before; deleting the mark alone leaves the right reading."""
    header, changed, codes, question = RECODED[case]
    said = list(add_wave("shop", with_file(survey, table(records({header: changed}))), 2024))
    name = {SEX: "sex", SCALE: "overall"}[header]
    assert rows.definition("shop").codebook.items[name].codes == codes
    [point] = [point for point in open_points([survey.folder / "codebook.yml"]) if point.kind == "CONFIRM"]
    assert question in point.about and "; before " in point.about
    assert not any(line.startswith("codes nobody knows") for line in said)
    frame = rows.load("shop", 2024).frame
    before, now = (frame[frame["wave"] == year][name].value_counts() for year in (2023, 2024))
    assert before.to_dict() == now.to_dict()


def test_a_scale_whose_new_points_fit_no_reading_is_left_out(survey):
    """1 to 10 in place of 1 to 5: 2 and 4 are points of both, and a mean over them alone would be false."""
    moved = {2: "3", 3: "5", 4: "8", 5: "10"}
    entry = next(entry for entry in wave(survey, {SCALE: moved}).carried if entry.match.item == "overall")
    assert entry.proposal.left_out and not entry.proposal.codes
    assert [flag.kind for flag in entry.flags] == ["longer"] and "2 times longer" in entry.proposal.remark.about
    assert "'8' (160)" in entry.proposal.remark.about and "; before '4' (160)" in entry.proposal.remark.about


def test_answers_in_other_letters_are_those_before(survey):
    """Capitals, full width and blanks; 3 % of another word are missing until somebody says what it is."""
    ways = {1: "CAR", 2: "ｂｕｓ ", 3: "F oot", 4: "boat"}
    entry = next(entry for entry in wave(survey, {WAY: ways}).carried if entry.match.item == "way")
    assert entry.proposal.codes == {"CAR": "car", "F oot": "foot"}
    assert entry.flags == [] and entry.now.answers == entry.before.answers
    assert str(entry.proposal.remark).startswith("GUESS: answers before in other letters")
    rare = {1: "CAR", 2: "bus", 3: "foot", 4: "boat"}
    text = table(records({WAY: rare})).replace("boat", "sledge", 10)
    entry = next(e for e in compared("shop", with_file(survey, text), 2024).carried if e.match.item == "way")
    assert entry.proposal.codes == {"CAR": "car", "sledge": "missing"}


def test_limits_of_a_number_are_widened_for_values_near_them(survey):
    limits = {"min": 0, "max": 399, "unit": words("years"), "whole": True}
    survey.items["age"] = item("Age", {2023: "Nr"}, number=limits)
    survey.book = {}
    survey.write()
    for year, age in ((2024, "420"), (2025, "9999")):
        new = [record | {"Nr": age if record["Nr"] == "398" else record["Nr"]} for record in records()]
        list(add_wave("shop", with_file(survey, table(new)), year))
        assert rows.definition("shop").codebook.items["age"].number.high == 420
    [point] = [p for p in open_points([survey.folder / "codebook.yml"]) if "420" in p.about]
    assert point.kind == "CONFIRM" and "'420' (1)" in point.about


def test_many_unknown_numbers_are_a_count_and_a_range():
    from manyi.draft.waves.spreads import unknown_texts

    weights = {f"{2 + at / 100:.2f}": 2 for at in range(60)}
    assert unknown_texts(weights) == "60 numbers from 2.00 to 2.59 (120 records)"
    assert unknown_texts({"7": 1, "8": 3}) == "'8' (3), '7' (1)"
    assert unknown_texts({f"word {at}": 1 for at in range(30)}).endswith(" and 18 more")


def test_what_cannot_be_added_is_said(survey):
    path = with_file(survey, table(records()))
    for year, why in ((2023, "wave 2023 already exists"), (2020, "no wave before 2020")):
        with pytest.raises(InputError, match=why):
            list(add_wave("shop", path, year))
