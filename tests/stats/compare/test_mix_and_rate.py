from __future__ import annotations

import numpy as np
import pytest

from manyi.errors import InputError
from manyi.stats import changes
from manyi.stats.compare.mix_and_rate import decomposition
from tests.stats.design.test_design import two_waves
from tests.stats.samples import design


def test_rate_and_mix_add_up_to_the_tested_change() -> None:
    split = decomposition(design(two_waves(3), wave="wave"), "x", "group", now=2, before=1)
    parts = split.parts.set_index("part")
    assert parts.loc["rate", "difference"] + parts.loc["mix", "difference"] == pytest.approx(
        parts.loc["change", "difference"]
    )
    tested = changes(design(two_waves(3), wave="wave"), "x", 2, 1).iloc[0]
    assert parts.loc["change", "difference"] == pytest.approx(tested["difference"], rel=1e-10)
    assert parts.loc["change", "se"] == pytest.approx(tested["se"], rel=1e-10)
    assert split.groups["rate"].sum() == pytest.approx(parts.loc["rate", "difference"])
    assert split.groups["mix"].sum() == pytest.approx(parts.loc["mix", "difference"])


def test_kitagawa_by_hand() -> None:
    split = decomposition(design(two_waves(3), wave="wave"), "x", "group", 2, 1)
    g = split.groups
    rate = ((g["share"] + g["share_before"]) / 2 * (g["level"] - g["level_before"])).sum()
    mix = ((g["level"] + g["level_before"]) / 2 * (g["share"] - g["share_before"])).sum()
    assert split.parts["difference"].to_list() == pytest.approx([rate, mix, rate + mix])
    assert g[["share", "share_before"]].sum().to_list() == pytest.approx([1, 1])


def test_same_levels_leave_only_mix() -> None:
    frame = two_waves(3).assign(x=lambda f: f["group"].map({"a": 10.0, "b": 20.0, "c": 30.0}))
    parts = decomposition(design(frame, wave="wave"), "x", "group", 2, 1).parts.set_index("part")
    assert parts.loc["rate", "difference"] == pytest.approx(0, abs=1e-12)
    assert parts.loc["mix", "difference"] == pytest.approx(parts.loc["change", "difference"])


def test_error_is_that_of_the_delta_method() -> None:
    """Weigh each PSU a little more in turn: what the parts gain per share of weight is its linearised total."""
    frame, step = two_waves(3, psus=3), 1e-5
    whole = decomposition(design(frame, wave="wave"), "x", "group", 2, 1).parts
    variance = np.zeros(3)
    for _, stratum in frame.groupby("stratum"):
        gains = []
        for psu in stratum["psu"].unique():
            heavier = frame.assign(weight=frame["weight"] * np.where(frame["psu"] == psu, 1 + step, 1.0))
            parts = decomposition(design(heavier, wave="wave"), "x", "group", 2, 1).parts
            gains.append((parts["difference"] - whole["difference"]) / step)
        variance += 3 / 2 * np.square(np.array(gains) - np.mean(gains, axis=0)).sum(axis=0)
    np.testing.assert_allclose(whole["se"], np.sqrt(variance), rtol=1e-4)


def test_group_of_one_wave_only_is_all_mix() -> None:
    frame = two_waves(3)
    frame = frame[(frame["wave"] == 2) | (frame["group"] != "c")].reset_index(drop=True)
    split = decomposition(design(frame, wave="wave"), "x", "group", 2, 1)
    gone = split.groups.set_index("group").loc["c"]
    assert gone["rate"] == 0
    assert gone["status"] == "suppressed"
    assert split.parts["difference"].notna().all()
    with pytest.raises(InputError, match="no respondents in wave 9"):
        decomposition(design(frame, wave="wave"), "x", "group", 9, 1)
