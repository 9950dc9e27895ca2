"""A number is printed in the unit of its row, and in no other; a chart finds its own id."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from pathlib import Path
from typing import get_args

import nbformat
import pandas as pd
import pytest

from manyi import exhibits
from manyi.errors import InputError
from manyi.exhibits import difference, dots, grid, level, number
from manyi.exhibits.numbers import agreed, group_of, keys_in, unit_of
from manyi.exhibits.vocabulary import letters_of, method, with_letters
from manyi.language.formats import Unit
from manyi.stats.design.design import Design
from manyi.stats.estimate.estimates import Estimates, combine
from manyi.stats.estimate.means_and_shares import means, shares
from manyi.stats.schema import units_kept
from tests.exhibits.conftest import by_channel, estimates

ROOT = Path(__file__).parents[2]
SHARE = estimates({"channel": ["phone"]}, [0.8], 0.02, unit="percent").iloc[0]
MUTE = by_channel().drop(columns="unit")


def test_a_share_cannot_be_printed_as_an_index():
    for printed in (lambda: number(SHARE, "index"), lambda: agreed("index", "percent")):
        with pytest.raises(InputError, match="in the unit 'percent' cannot be printed as 'index'"):
            printed()
    assert number(SHARE).unit == number(SHARE, "percent").unit == level(SHARE).numbers["value"].unit == "percent"


def test_estimates_of_shares_cannot_be_declared_an_index():
    design = Design(pd.DataFrame({"solved": [0.0, 1.0] * 40, "weight": 1.0}))
    solved = shares(design, "solved")
    with pytest.raises(InputError, match="in the unit 'percent' cannot be printed as 'index'"):
        solved.of_unit("index")
    assert means(design, "solved").of_unit("index").unit == "index"  # no codebook: nobody knows better


def test_no_exhibit_has_to_be_told_a_unit():
    """What carries a unit is printed in it: only `number` and `difference` take one, for rows that have none."""
    asking = {
        name: parameter.default
        for name in exhibits.__all__
        if inspect.isfunction(function := getattr(exhibits, name))
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name == "unit"
    }
    assert asking.pop("difference_of") is inspect.Parameter.empty  # the unit is what it is about
    assert asking == {"number": None, "difference": None}


@pytest.mark.parametrize("file", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda file: file.stem)
def test_no_chapter_passes_a_unit(file):
    methods = {"dots", "bars", "trend", "likert", "grid", "lettered", "dumbbell"}
    cells = [cell.source for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
    calls = [node for source in cells for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in calls:
        name = ast.unparse(call.func)
        if (name.startswith("exhibits.") and name != "exhibits.Number") or name.rpartition(".")[2] in methods:
            given = {argument.value for argument in call.args if isinstance(argument, ast.Constant)}
            assert not given & set(get_args(Unit)), ast.unparse(call)
            assert "unit" not in {keyword.arg for keyword in call.keywords}, ast.unparse(call)


def as_percent() -> Estimates:
    """Return shares as a sample gives them, of one unit; `stats` alone would leave it open."""
    frame = pd.DataFrame({"psu": range(400), "weight": 1.0, "solved": [1.0, 0.0] * 200})
    return shares(Design(frame.assign(channel=["phone", "phone", "bot", "bot"] * 100), psu="psu"), "solved", "channel")


WITHOUT = (
    lambda found: found.row(channel="phone").drop("unit"),
    lambda found: found.row(channel="phone")[["item", "estimate", "low", "high"]],
    lambda found: found.table.drop(columns="unit").iloc[0],
    lambda found: found.table[["item", "channel", "estimate"]].query("channel == 'phone'").squeeze(),
    lambda found: next(row for _, row in found.table[["estimate"]].iterrows()),
    lambda found: 100 * found.row(channel="phone")[["estimate"]],
    lambda found: replace(found, table=found.table.drop(columns="unit")).row(channel="phone"),
)


@pytest.mark.parametrize("left_out", WITHOUT)
def test_a_share_that_lost_its_column_cannot_be_printed_as_an_index(left_out):
    row = left_out(as_percent())
    with pytest.raises(InputError, match="estimates in the unit 'percent' cannot be printed as 'index'"):
        number(row, "index")
    assert number(row).unit == "percent" and number(row, "percent").unit == "percent"


def test_no_part_of_results_can_be_drawn_as_another_unit():
    found = as_percent()
    table = found.table.drop(columns="unit")
    assert unit_of(table) == "percent"
    assert dots(table[["channel", "item", "estimate", "low", "high"]]).data.columns[0].unit == "percent"
    with pytest.raises(InputError, match="cannot be printed as 'index'"):
        replace(found, table=table).of_unit("index")


def test_results_that_lost_column_and_memory_of_their_unit_are_not_printed_in_any():
    """A dict remembers nothing, and pandas forgets what it remembers where it joins results of two units."""
    found, scores = as_percent().table, as_percent().table.assign(unit="score")
    joined = pd.concat([units_kept(frame).drop(columns="unit") for frame in (found, scores)])
    for row in (joined.iloc[0], found.drop(columns="unit").to_dict("records")[0]):
        with pytest.raises(InputError, match="results have lost their unit"):
            number(row, "index")
    with pytest.raises(InputError, match="results have lost their unit"):
        dots(joined)
    with pytest.raises(InputError, match="a number is made of one row"):
        level(as_percent())  # type: ignore[arg-type]
    assert dots(found.drop(columns="unit")).data.columns[0].unit == "percent"


def test_a_number_that_may_not_be_printed_is_not_printed_without_its_status():
    frame = pd.DataFrame(
        {"psu": range(60), "weight": 1.0, "solved": [1.0, 0.0] * 30, "channel": ["phone"] * 5 + ["bot"] * 55}
    )
    found = shares(Design(frame, psu="psu"), "solved", "channel")
    assert number(found.row(channel="phone")).hidden
    with pytest.raises(InputError, match="keep their column status"):
        number(found.row(channel="phone")[["item", "estimate", "low", "high"]])
    with pytest.raises(InputError, match="keep their column status"):
        dots(found.table.drop(columns="status"))
    whole = shares(Design(frame, psu="psu"), "solved")
    assert number(whole.row()[["item", "estimate"]]).unit == "percent"


def test_of_several_units_each_row_keeps_its_own_while_it_says_its_item():
    both = combine(as_percent(), as_percent().of_unit("percent").only(channel="bot"))
    assert both.unit == "percent"
    frame = pd.DataFrame({"item": ["solved", "score"], "estimate": [0.5, 4.0], "unit": ["percent", "score"]})
    kept = units_kept(frame).drop(columns="unit")
    assert [number(row).unit for _, row in kept.iterrows()] == ["percent", "score"]
    with pytest.raises(InputError, match="in the unit 'score' cannot be printed as 'index'"):
        number(kept.iloc[1], "index")
    with pytest.raises(InputError, match="results of several units has lost its own"):
        number(kept.iloc[1].drop("item"), "index")
    one_item = units_kept(frame.assign(item="solved")).drop(columns="unit")
    for lost in (lambda: number(one_item.iloc[0], "index"), lambda: unit_of(one_item),
                 lambda: unit_of(kept.drop(columns="item"))):  # fmt: skip
        with pytest.raises(InputError, match="results of several units has lost its own"):
            lost()
    with pytest.raises(InputError, match="results of several units in one exhibit"):
        unit_of(kept)


def test_what_prints_a_row_says_its_unit_only_where_it_has_none():
    found = as_percent().table.assign(unit="")
    assert number(units_kept(found).iloc[0], "ratio").unit == "ratio"  # cleared on purpose


def test_a_difference_of_shares_is_in_points_and_its_level_stays_a_share():
    row = SHARE.drop("estimate")
    row["difference"] = 0.05
    assert difference(row).unit == "percentage_points"
    with pytest.raises(InputError, match="cannot be printed as 'index'"):
        difference(row, "index")


def test_a_unit_nobody_declared_is_asked_for_once_and_checked_in_every_row():
    with pytest.raises(InputError, match="the unit is not known"):
        number(MUTE.iloc[0])
    assert unit_of(MUTE.assign(unit="score")) == "score"
    mixed = pd.concat([by_channel(), estimates({"channel": ["odd"]}, [0.5], 0.1, unit="percent")])
    with pytest.raises(InputError, match="results of several units in one exhibit"):
        unit_of(mixed)


def test_a_reference_in_another_unit_is_refused():
    with pytest.raises(InputError, match="cannot be printed as"):
        dots(by_channel(), reference=number(SHARE))


def test_a_chart_alone_gets_an_id_from_its_data(chapter, shown):
    chapter.show(dots(by_channel()))
    chapter.show("named", dots(by_channel().assign(item="speed")))
    assert list(shown) == ["contact-index-by-channel", "contact-named"]
    assert "<svg" in shown["contact-index-by-channel"]["en"]
    chapter.show(grid(by_channel()))
    assert list(shown)[-1] == "contact-index-by-channel-table"
    exhibits = {"contact-index-by-channel", "contact-named", "contact-index-by-channel-table"}
    assert {name for name in exhibits for id_ in chapter.ledger.frame()["id"] if id_.startswith(f"{name}-")} == exhibits


def test_the_keys_of_a_group_come_back_from_the_ledger() -> None:
    row = {"item": "wait", "answers": "no|later", "channel": "phone", "value": 1.0}
    assert group_of(row) == "answer=no|later; channel=phone"
    assert keys_in(group_of(row)) == {"answer": "no|later", "channel": "phone"}
    assert keys_in("") == {} and keys_in("channel") == {"channel": ""}


def test_the_letters_of_a_method_come_back_and_have_no_part_in_its_name() -> None:
    told = with_letters("pairwise t, Holm", "b c")
    assert letters_of(told) == ["b", "c"] and method(told, "en") == method("pairwise t, Holm", "en")
    assert with_letters("pairwise t, Holm", "") == "pairwise t, Holm" and letters_of("pairwise t, Holm") == []
