"""What a study announced, against the same numbers by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.language.text import Text
from manyi.stats import means
from manyi.stats.compare.battery_items import against_mean, low_in_every_wave
from manyi.stats.design.column_values import matching
from manyi.stats.design.design import Design
from manyi.stats.design.groups import with_limit
from manyi.stats.models.linear_model import regression
from manyi.stats.models.standardisation import scenario, together
from manyi.stats.planned import claims, driver_models
from manyi.study.codebook import Codebook
from manyi.study.plan import Comparison, DriverModel, Statement

WORDS = Text(en="words", zh="词")


@pytest.fixture(scope="module")
def design() -> Design:
    rng = np.random.default_rng(sum(map(ord, "manyi planned claims")))
    n = 1200
    channel = rng.choice(["phone", "bot"], n, p=[0.7, 0.3])
    easy = rng.integers(1, 6, n).astype(float)
    hard = np.clip(easy - 1 + rng.integers(-1, 2, n), 1, 5).astype(float)
    index = 40 + 8 * easy + 1.5 * hard - 12 * (channel == "bot") + rng.normal(0, 8, n)
    frame = pd.DataFrame({
        "wave": rng.choice([2023, 2024], n), "channel": pd.Categorical(channel, ["phone", "bot"]),
        "easy": easy, "hard": hard, "index": index, "minutes": rng.exponential(4, n),
        "solved": pd.Categorical(rng.choice(["yes", "no"], n), ["yes", "no"]),
        "weight": rng.uniform(0.5, 2, n), "psu": [f"p{i % 60}" for i in range(n)],
        "stratum": [f"s{i % 60 // 6}" for i in range(n)],
    })  # fmt: skip
    frame.loc[::17, "solved"] = np.nan
    return Design(frame, stratum="stratum", psu="psu")


def weighted(frame: pd.DataFrame, value: pd.Series) -> float:
    kept = value.notna()
    return float(np.average(value[kept], weights=frame.loc[kept, "weight"]))


def comparison(**changes: object) -> Comparison:
    given = {
        "id": "bot", "chapter": "problems", "item": "index", "a": {"channel": ["bot"]}, "b": {"channel": ["phone"]},
        "a_name": WORDS, "b_name": WORDS, "unit": "index", **changes,
    }  # fmt: skip
    return Comparison.model_validate(given)


def statement(**changes: object) -> Statement:
    given = {
        "id": "one",
        "chapter": "problems",
        "of": "share",
        "item": "solved",
        "unit": "percent",
        "text": WORDS,
        **changes,
    }
    return Statement.model_validate(given)


def test_where_takes_answers_and_limits(design: Design) -> None:
    chosen = matching(design.frame, {"channel": ["bot"], "minutes": {"min": 2, "max": 5}})
    expected = (design.frame["channel"] == "bot") & design.frame["minutes"].between(2, 5)
    assert (chosen == expected.to_numpy()).all()


def test_an_unknown_item_is_named(design: Design) -> None:
    with pytest.raises(InputError, match="column nothing: no such column in the rows"):
        matching(design.frame, {"nothing": ["yes"]})


def test_a_share_is_among_those_who_answered(design: Design) -> None:
    row = claims.stated(design, statement(answers=["yes"], where={"channel": ["phone"]}))
    assert row["answers"] == "yes"
    phone = design.frame[design.frame["channel"] == "phone"]
    gave = phone["solved"].map({"yes": 1.0, "no": 0.0}).astype(float)
    assert row["estimate"] == pytest.approx(weighted(phone, gave), rel=1e-12)
    assert (row["item"], row["base"]) == ("solved", gave.notna().sum())


def test_a_median_lies_in_the_middle_of_the_weights(design: Design) -> None:
    row = claims.stated(design, statement(of="median", item="minutes", unit="minutes"))
    below = design.frame["minutes"] <= row["estimate"]
    assert weighted(design.frame, below.astype(float)) == pytest.approx(0.5, abs=0.002)


def test_two_groups_differ_by_the_difference_of_their_means(design: Design) -> None:
    found = claims.compared(design, comparison(relative=True))
    a, b = (design.frame[design.frame["channel"] == key] for key in ("bot", "phone"))
    low, high = weighted(a, a["index"]), weighted(b, b["index"])
    assert found.test["difference"] == pytest.approx(low - high, rel=1e-12)
    assert found.relative is not None
    assert found.relative["estimate"] == pytest.approx(low / high - 1, rel=1e-12)
    assert found.relative["low"] < found.relative["estimate"] < found.relative["high"] < 0
    assert found.adjusted is None


def test_the_planted_difference_is_found_with_the_ratings_held_constant(design: Design) -> None:
    found = claims.compared(design, comparison(controls=["easy", "hard"]))
    assert found.adjusted is not None
    assert found.adjusted["low"] < -12 < found.adjusted["high"]
    assert found.adjusted["low"] > found.test["low"] - 5


def test_against_their_mean_the_differences_add_up_to_nothing(design: Design) -> None:
    items = means(design, ["easy", "hard"], widest=None)
    rows = against_mean(items)
    assert rows["difference"].sum() == pytest.approx(0, abs=1e-12)
    assert dict(zip(rows["group"], rows["verdict"], strict=True)) == {"easy": "above", "hard": "below"}


def test_low_in_every_wave_needs_every_wave(design: Design) -> None:
    rows = low_in_every_wave(design, ["easy", "hard"], [2023, 2024]).set_index("item")
    assert rows["shown"].to_dict() == {"easy": False, "hard": True}
    lifted = design.frame.assign(hard=design.frame["hard"] + 3 * (design.frame["wave"] == 2024))
    other = Design(lifted, stratum="stratum", psu="psu")
    assert not low_in_every_wave(other, ["easy", "hard"], [2023, 2024])["shown"].any()


def test_over_a_limit_keeps_missing_missing(design: Design) -> None:
    holed = Design(design.frame.assign(minutes=design.frame["minutes"].where(design.frame.index % 5 > 0)))
    marked, name = with_limit(holed, "minutes", 4.0)
    column = marked.frame[name]
    assert column.isna().sum() == 240
    assert column.sum() == (holed.frame["minutes"] > 4).sum()


def model() -> DriverModel:
    return DriverModel(id="m", title=WORDS, outcome="index", drivers=["easy", "hard"], where={"channel": ["phone"]})


def test_one_step_up_is_the_coefficient_for_those_who_can_move(design: Design) -> None:
    inside = driver_models.model_rows(design, model())
    found = driver_models.one_step_up(inside, model(), {"easy": (1.0, 5.0), "hard": (1.0, 5.0)})
    steps = found.table.set_index("driver")
    phone = design.frame[design.frame["channel"] == "phone"]
    movable = weighted(phone, (phone["easy"] < 5).astype(float))
    assert steps.loc["easy", "moved"] == pytest.approx(movable, rel=1e-9)
    assert steps.loc["easy", "difference"] == pytest.approx(8 * movable, rel=0.1)
    assert found.now == pytest.approx(steps["now"].iloc[0], rel=1e-12)
    assert set(steps["unit"]) == {found.unit} and "basis" in steps
    assert np.sqrt(np.diag(found.covariance)[1:]) == pytest.approx(steps["se"].to_numpy(), rel=1e-9)


def test_two_scenarios_together_have_the_error_of_both_at_once(design: Design) -> None:
    """The quadratic form of the covariance against the model asked about both moves in one go."""
    inside = driver_models.model_rows(design, model())
    fit = regression(inside, "index", ["easy", "hard"])
    moves = {name: lambda answers: np.minimum(answers + 1, 5.0) for name in ("easy", "hard")}
    both = scenario(inside, fit, moves)
    _, covariance = together(inside, fit, [{name: move} for name, move in moves.items()])
    assert np.sqrt(np.array([0, 1, 1]) @ covariance @ np.array([0, 1, 1])) == pytest.approx(both["se"], rel=1e-9)


def test_an_ordinal_model_sees_the_planted_direction(design: Design) -> None:
    banded = Design(
        design.frame.assign(band=pd.cut(design.frame["index"], 5, labels=False).astype(float)),
        stratum="stratum",
        psu="psu",
    )
    found = driver_models.ordinal_check(banded, "band", ["easy", "hard"], [])
    assert dict(zip(found["driver"], found["direction"], strict=True)) == {"easy": "+", "hard": "+"}


def test_bounds_and_scales_come_from_the_codebook() -> None:
    scale = {"text": WORDS, "short": WORDS, "scale": {"from": 1, "to": 5}, "columns": {2024: "Q"}}
    number = {"text": WORDS, "short": WORDS, "number": {"min": 0, "max": 9, "unit": WORDS}, "columns": {2024: "N"}}
    book = Codebook.model_validate({"items": {"easy": scale, "wait": number}})
    assert driver_models.scales(book, ["easy"]) == {"easy": (1.0, 5.0)}
    assert driver_models.bounds(book, ["easy"]) == {"easy": (2.0, 5.0)}
    assert driver_models.all_scales(book, ["easy"])
    assert not driver_models.all_scales(book, ["easy", "wait"])
