"""The columns of results: each declared once, and every frame `stats` returns is made of them and of its groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.errors import InputError
from manyi.stats import schema
from manyi.stats.schema import groups_in, having, kind_of, rows_with
from tests.stats.samples import design, sample

FRAME = pd.DataFrame({"channel": ["phone", "bot", "phone"], "item": ["a", "a", "b"], "estimate": [1.0, 2.0, 3.0]})


def test_every_column_is_declared_once():
    declared = [*schema.KEYS, *schema.NUMBERS, *schema.WORDS]
    assert len(declared) == len(set(declared))
    assert [kind_of(name) for name in ("item", "se", "unit", "channel")] == ["key", "number", "word", "group"]


def test_frames_hold_declared_columns_their_groups_and_nothing_else():
    frame = sample(3)
    made = design(frame.assign(wave=[2023 + k % 2 for k in range(len(frame))]), wave="wave")
    for table in (
        stats.means(made, ["x", "y"], "group").table, stats.quantiles(made, "x", by="group").table,
        stats.distribution(made, "sex", "group").table, stats.changes(made, "x", 2024, 2023, "group"),
        stats.versus_rest(made, "x", "group"), stats.pairwise(stats.means(made, "x", "group")),
    ):  # fmt: skip
        assert {name for name in table if kind_of(name) == "group"} <= {"group", "category"}
        numbers = [name for name in table if kind_of(name) == "number"]
        assert all(pd.api.types.is_numeric_dtype(table[name]) for name in numbers)


def test_no_sentence_names_the_columns_of_a_model_as_groups_of_people():
    frame = sample(3)
    drivers = stats.importance(design(frame), "y", ["x"]).table
    words = {name for name in drivers if kind_of(name) == "group" and not pd.api.types.is_numeric_dtype(drivers[name])}
    assert words <= schema.ITEMS_OF_A_MODEL | schema.UNSPOKEN


def test_the_groups_of_a_row_are_its_words_in_undeclared_columns():
    row = {"channel": "phone", "region": "", "age": None, "item": "a", "status": "shown", "estimate": 1.0, "note": 3}
    assert groups_in(row) == {"channel": "phone"}


@pytest.mark.parametrize("name", ["status", "reason", "p", "item", "category"])
def test_a_group_whose_column_a_result_has_is_refused_and_not_lost(name):
    frame = sample(3)
    made = design(frame.assign(**{name: frame["group"]}))
    for result in (stats.means, stats.quantiles, stats.versus_rest):
        with pytest.raises(InputError, match=f"column {name}: a group has the name of a column of results"):
            result(made, "x", by=name)
    with pytest.raises(InputError):
        stats.distribution(made, "sex", name)
    assert len(stats.distribution(made, name).table) == frame["group"].nunique()  # as an item it has no column


def test_groups_that_are_numbers_are_groups_of_every_row():
    frame = sample(3)
    made = design(frame.assign(point=pd.factorize(frame["group"])[0] + 1.0))
    groups = stats.means(made, "x", ["sex", "point"])
    sexes, points = groups.table["sex"], groups.table["point"]
    wanted = [{"sex": str(sex), "point": f"{point:g}"} for sex, point in zip(sexes, points, strict=True)]
    assert [groups_in(row) for _, row in groups.table.iterrows()] == wanted
    assert groups_in(groups.only(point=2.0).table.iloc[0]) == {**wanted[1], "point": "2"}


def test_rows_are_chosen_by_all_values_and_an_unknown_column_is_refused():
    assert list(having(FRAME, {"channel": "phone"})) == [True, False, True]
    assert rows_with(FRAME, {"channel": "phone", "item": "b"})["estimate"].tolist() == [3.0]
    assert len(rows_with(FRAME, {})) == 3
    with pytest.raises(InputError, match="results have no column chanel") as refused:
        having(FRAME, {"chanel": "phone"})
    assert "channel" in str(refused.value)


def test_rows_are_chosen_by_a_list_of_values_and_an_unknown_value_is_refused_with_those_there_are():
    """Before, a list was a ValueError of pandas, "Lengths must match", and an unknown value no rows at all."""
    groups = stats.means(design(sample(3)), "x", "group")
    assert list(having(FRAME, {"channel": ["phone", "bot"], "item": ("b",)})) == [False, False, True]
    both = groups.only(group=["c", "a"])
    assert both.table["group"].tolist() == ["a", "c"]
    assert (both.covariance == groups.covariance[np.ix_([0, 2], [0, 2])]).all()
    for wanted in ("fax", ["a", "fax"]):
        for asked in (groups.only, groups.row):
            with pytest.raises(InputError, match=r"column group: no row of the results has fax \(allowed: a, b, c\)"):
                asked(group=wanted)
    with pytest.raises(InputError, match=r"results have no column grup \(allowed: group, item"):
        groups.only(grup=["a"])
