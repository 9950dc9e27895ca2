"""Letters of many items at once are those of each item alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from manyi import stats
from manyi.stats.compare.between_groups import lettered_groups


@pytest.fixture(scope="module")
def design() -> stats.Design:
    rng = np.random.default_rng(4)
    n = 900
    group = rng.integers(0, 5, n)
    frame = pd.DataFrame(
        {
            "weight": rng.uniform(0.5, 2, n),
            "stratum": rng.integers(0, 4, n),
            "psu": rng.integers(0, 12, n),
            "group": pd.Categorical(np.array(list("vwxyz"))[group]),
            "one": (rng.random(n) < 0.2 + 0.15 * group).astype(float),
            "same": (rng.random(n) < 0.5).astype(float),
            "few": np.where(group == 4, np.nan, (rng.random(n) < 0.3 + 0.1 * group).astype(float)),
        }
    )
    frame.loc[rng.random(n) < 0.1, "one"] = np.nan
    return stats.Design(frame, stratum="stratum", psu="psu")


@pytest.mark.parametrize("adjust", ["holm", "none"])
def test_they_are_the_letters_of_each_item(design: stats.Design, adjust: stats.adjust.Adjustment) -> None:
    items = ["one", "same", "few"]
    together = lettered_groups(stats.shares(design, items, "group"), adjust)
    seen = ""
    for item in items:
        alone = stats.letters(stats.shares(design, item, "group"), adjust)
        found = together[together["item"] == item]
        assert found["higher_than"].tolist() == alone["higher_than"].tolist()
        assert found["letter"].tolist() == list("ABCDE")  # a column of a banner has one letter in all its lines
        assert alone["letter"].tolist() == list("ABCDE" if item != "few" else "ABCD") + [""] * (item == "few")
        seen += "".join(alone["higher_than"])
    assert seen != seen.upper()
    assert any(letter.isupper() for letter in seen)


def test_a_suppressed_group_neither_has_nor_gives_letters(design: stats.Design) -> None:
    found = stats.shares(design, ["one"], "group")
    status = np.where(found.table["group"] == "v", "suppressed", found.table["status"])
    rows = lettered_groups(replace(found, table=found.table.assign(status=status)))
    assert "A" in "".join(lettered_groups(found)["higher_than"])
    assert "a" not in "".join(rows["higher_than"]).lower()


def test_one_group_has_nobody_to_be_higher_than(design: stats.Design) -> None:
    only = stats.shares(design, ["one", "same"], "group").only(group="w")
    assert lettered_groups(only)["higher_than"].tolist() == ["", ""]


def test_no_groups_are_no_rows(design: stats.Design) -> None:
    none = stats.shares(design, ["one"], "group").only(np.zeros(2, bool))
    assert lettered_groups(none)[["letter", "higher_than"]].empty
