"""Replicate weights named in study.yml give R's errors, wave by wave, and refuse what needs linearisation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi import rows
from manyi.errors import InputError
from manyi.stats import jackknife
from tests.oracles.registry import HERE, Oracles, matrix
from tests.rows.conftest import Shop, item, shop, words  # noqa: F401 - a fixture

SCALE = 0.029914529914529916  # of R's as.svrepdesign for bootstrap.csv
BOOTSTRAP = {"columns": "1..40", "kind": "bootstrap", "factors": SCALE, "df": 12}
UNIT = {"min": -1000, "max": 10_000, "unit": words("points")}


@pytest.fixture
def delivered(shop: Shop) -> Shop:  # noqa: F811
    """The shop with the records of bootstrap.csv and their forty replicate weights."""
    shop.items = {
        "overall": item("Overall", {2023: "x"}, number=UNIT),
        "final": item("Weight", {2023: "weight"}, number=UNIT, roles=["weight"]),
    }
    shop.book["unused"] = {2023: {"stratum": "not used", "psu": "not used"}}
    shop.study["design"] = {"weight": "final", "replicates": BOOTSTRAP}
    shop.deliver(2023, (HERE / "bootstrap.csv").read_text("utf-8"))
    return shop


def test_the_error_is_that_of_r(delivered: Shop) -> None:
    delivered.write()
    row = rows.load("shop", 2023).sample(2023).mean("overall").row()
    assert row[["estimate", "se", "df"]].to_list() == pytest.approx(
        [46.940772372818422, 2.6077918752139762, 12], rel=1e-9
    )


def test_groups_and_their_covariance_are_those_of_r(shop: Shop) -> None:  # noqa: F811
    oracles = Oracles(HERE)
    values, replicates = oracles.values("jkn_mseFALSE"), jackknife(oracles.survey())
    frame = oracles.frame("survey_small")[["overall", "channel", "weight"]].copy()
    columns = [f"r_{number:03d}" for number in range(1, replicates.replicates.shape[1] + 1)]
    frame = pd.concat([frame, pd.DataFrame(replicates.replicates, columns=columns)], axis=1)
    channels = sorted(frame["channel"].dropna().unique())
    shop.items = {
        "overall": item("Overall", {2023: "overall"}, scale={"from": 1, "to": 10}),
        "channel": item("Channel", {2023: "channel"}, categories={name: words(name) for name in channels}),
        "final": item("Weight", {2023: "weight"}, number=UNIT, roles=["weight"]),
    }
    shop.study["design"] = {"weight": "final", "replicates": {
        "columns": f"{columns[0]}..{columns[-1]}", "kind": "jkn", "factors": replicates.scale.tolist(),
    }}  # fmt: skip
    shop.deliver(2023, frame.to_csv(index=False))
    shop.write()
    sample = rows.load("shop", 2023).sample(2023)
    theirs = matrix(values["by_channel"]["vcov"])
    assert sample.replicates is not None and sample.replicates.df == pytest.approx(values["degf"])
    assert sample.mean("overall", "channel").covariance == pytest.approx(theirs, rel=1e-9)
    assert sample.share("channel", answers=[channels[0]]).row()["se"] > 0


def test_waves_vary_independently(delivered: Shop) -> None:
    frame = pd.read_csv(HERE / "bootstrap.csv")
    delivered.deliver(2024, frame.assign(x=frame["x"] * 2 + 1).to_csv(index=False))
    delivered.write()
    survey = rows.load("shop", 2024)
    row = survey.sample().change("overall", 2023, 2024).table.iloc[0]
    assert row["se"] == pytest.approx(2.6077918752139762 * np.hypot(1, 2), rel=1e-9)
    assert row["df"] == 24
    together = survey.sample().mean("overall", "wave").table
    assert together["se"].to_list() == pytest.approx([2.6077918752139762, 2 * 2.6077918752139762], rel=1e-9)


def test_what_needs_linearisation_is_refused(delivered: Shop) -> None:
    delivered.write()
    sample = rows.load("shop", 2023).sample(2023)
    for call in (lambda: sample.quantile("overall"), lambda: sample.total("overall")):
        with pytest.raises(InputError, match="this needs linearisation, and replicate weights give errors of means"):
            call()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": "w_1"}, "name the first and the last column"),
        ({"columns": ["1"]}, "one replicate says nothing"),
        ({"kind": "jkn", "factors": None}, "jkn needs factors"),
        ({"factors": [1.0]}, "1 factors for 40 replicates"),
        ({"columns": "1..41"}, "the column is absent"),
    ],
)
def test_what_does_not_fit_is_refused(delivered: Shop, change: dict[str, Any], message: str) -> None:
    delivered.study["design"]["replicates"] = {**BOOTSTRAP, **change}
    delivered.write()
    with pytest.raises(InputError, match=message):
        rows.load("shop", 2023)


def test_designs_that_say_two_things_are_refused(delivered: Shop) -> None:
    for more, message in (
        ({"weight": None}, "replicates belong to a weight"),
        ({"weights": {"other": "final"}}, "further weights have no replicates"),
        ({"psu": "overall"}, "replicates stand for strata, clusters and raking"),
    ):
        delivered.study["design"] = {"weight": "final", "replicates": BOOTSTRAP, **more}
        delivered.write()
        with pytest.raises(InputError, match=message):
            rows.load("shop", 2023)


def test_a_missing_replicate_weight_is_refused(delivered: Shop) -> None:
    frame = pd.read_csv(HERE / "bootstrap.csv", dtype=str)
    frame.loc[3, "7"] = ""
    delivered.deliver(2023, frame.to_csv(index=False))
    delivered.write()
    with pytest.raises(InputError, match="column 7: a replicate weight is missing"):
        rows.load("shop", 2023).sample(2023)
