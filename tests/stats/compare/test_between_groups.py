from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits.tables.grids import NOBODY, lettered
from manyi.stats import Estimates, columns, letters, means, pairwise, versus_rest
from manyi.stats.estimate.covariance import Reach
from tests.stats.samples import design, sample


def test_pairs_know_the_covariance() -> None:
    found = means(design(sample(1, psus=8)), "x", "group")
    rows, v = pairwise(found, "none"), found.covariance
    assert rows[["a", "b"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    by_hand = [np.sqrt(v[i, i] + v[j, j] - 2 * v[i, j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    np.testing.assert_allclose(rows["se"], by_hand, rtol=1e-12)


def test_suppressed_group_is_in_no_test() -> None:
    frame = sample(2, psus=8)
    third = frame["group"] == "c"
    frame.loc[third, "group"] = np.resize(
        ["c", "d", "a"], third.sum()
    )  # two small groups: neither follows from the rest
    rows = pairwise(means(design(frame), "x", "group")).set_index(["a", "b"])
    assert rows.loc[("a", "b"), "shown"]
    assert rows.loc[("a", "b"), "p_adjusted"] == rows.loc[("a", "b"), "p"]
    assert rows.loc[[("a", "c"), ("b", "c")], "p_adjusted"].isna().all()


def test_part_against_whole_is_part_against_rest() -> None:
    frame = sample(3, psus=8, gaps=0.0)
    rest = versus_rest(design(frame), "x", "group").set_index("group")
    whole = means(design(frame), "x").row()["estimate"]
    share = frame.loc[frame["group"] == "a", "weight"].sum() / frame["weight"].sum()
    row = rest.loc["a"]
    assert row["difference"] * (1 - share) == pytest.approx(row["estimate"] - whole, rel=1e-9)


def test_columns_of_a_multiple_response_overlap() -> None:
    frame = sample(4, psus=8).assign(one=1.0, some=lambda f: (f["sex"] == "f").astype(float))
    found = columns(design(frame), "x", ["one", "some"])
    assert list(found.table["option"]) == ["one", "some"]
    assert found.row(option="some")["estimate"] == means(design(frame), "x", "sex").row(sex="f")["estimate"]
    assert found.covariance[0, 1] > 0
    with pytest.raises(InputError, match="no such option: other"):
        columns(design(frame), "x", ["one", "other"])


def test_letters_point_from_high_to_low() -> None:
    rng = np.random.default_rng(1)
    frame = sample(5, psus=10, size=30, gaps=0.0)
    level = frame["group"].map({"a": 0.0, "b": 10.0, "c": 10.0})
    frame = frame.assign(x=level + rng.normal(0, 5, len(frame)))
    out = letters(means(design(frame), "x", "group")).set_index("group")
    assert out.loc["b", "higher_than"] == out.loc["c", "higher_than"] == "A"
    assert out.loc["a", "higher_than"] == ""


def test_a_group_nobody_is_in_takes_no_letter() -> None:
    """No table shows it, and the letters of a table are those of its rows in their order."""
    rng = np.random.default_rng(1)
    frame = sample(5, psus=10, size=30, gaps=0.0)
    level = frame["group"].map({"a": 0.0, "b": 10.0, "c": 10.0})
    groups = pd.Categorical(frame["group"], categories=["nobody", "a", "b", "c"])
    frame = frame.assign(x=level + rng.normal(0, 5, len(frame)), group=groups)
    found = means(design(frame), "x", "group")
    assert letters(found)["letter"].to_list() == ["", "A", "B", "C"]
    rows = lettered(found.of_unit("index")).data.rows
    assert [(row.words["letter"].en, row.words["higher"].en) for row in rows] == [
        ("A", NOBODY.en), ("B", "A"), ("C", "A"),
    ]  # fmt: skip


def test_letters_go_on_after_z() -> None:
    k = 28
    found = means(design(sample(6)), "x")
    wide = Estimates(
        found.table.loc[[0] * k].reset_index(drop=True).assign(item=range(k)),
        np.repeat(found.spread, k, axis=1),
        Reach(np.repeat(found.reach.psus, k, axis=1), np.repeat(found.reach.strata, k, axis=1)),
    )
    assert letters(wide)["letter"].to_list()[25:] == ["Z", "AA", "AB"]
