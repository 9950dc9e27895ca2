"""One respondent decides no coefficient: those in a category of too few are left out, and the category says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.stats import adjusted_means, importance, regression, scenario
from manyi.stats.models.model_matrix import terms
from manyi.stats.models.small_cells import CELL
from tests.stats.planted_drivers import design, drivers


def one_outlier(people: int = 1) -> pd.DataFrame:
    """A sample in which `people` of a category of their own decide the outcome."""
    frame = drivers(1).assign(kind=lambda f: np.where(f.index < people, "alone", np.where(f.index % 2, "a", "b")))
    return frame.assign(outcome=frame["outcome"] + 400 * (frame.index < people))


def test_a_category_of_one_is_no_driver() -> None:
    """Before: a share of .983 with an interval from .9893 to .9894."""
    sample = design(one_outlier())
    table = importance(sample, "outcome", ["speed", "kind"], replicates=60).table.set_index("driver")
    assert table.loc["kind", "share"] < 0.5 and table.loc["kind", "status"] == "estimated"
    fit = regression(sample, "outcome", ["speed", "kind"])
    row = fit.table.set_index("term").loc["kind=alone"]
    assert row["status"] == "small cell" and np.isnan(row[["estimate", "se", "low", "p"]].astype(float)).all()
    assert fit.terms.levels["kind"] == ["a", "b"]
    assert adjusted_means(sample, fit, "kind")["category"].tolist() == ["a", "b"]
    with pytest.raises(InputError, match="no category alone"):
        scenario(sample, fit, {"kind": "alone"})


def test_the_other_coefficients_are_those_without_the_small_cell() -> None:
    """Before: its people counted with the reference, 95 % intervals of the others covered .24 to .34."""
    frame = one_outlier(CELL - 1).assign(weight=1.0)
    fits = [regression(design(rows), "outcome", ["speed", "kind"]) for rows in (frame, frame[frame["kind"] != "alone"])]
    with_it, without = (fit.table.set_index("term").loc[["speed", "kind=b"], ["estimate"]] for fit in fits)
    pd.testing.assert_frame_equal(with_it, without, rtol=1e-9)
    assert len(fits[0].terms.rows) == len(frame) - (CELL - 1)


def test_who_is_left_out_may_leave_another_cell_small() -> None:
    frame = one_outlier(CELL - 1).assign(weight=1.0)
    frame["place"] = np.where(frame.index < CELL + 5, "x", np.where(frame.index % 3, "y", "z"))  # 6 remain of 25
    matrix = terms(design(frame), "outcome", ["kind", "place"])
    assert len(matrix.rows) == len(frame) - (CELL + 5)
    status = matrix.labels.set_index("term")["status"].to_dict()
    assert (status["kind=alone"], status["place=x"], status["place=z"]) == ("small cell", "small cell", "estimated")


@pytest.mark.parametrize(("people", "status"), [(CELL - 1, "small cell"), (CELL, "estimated")])
def test_the_smallest_cell(people: int, status: str) -> None:
    frame = one_outlier(people).assign(weight=1.0)
    labels = terms(design(frame), "outcome", ["kind"]).labels.set_index("term")["status"]
    assert labels.to_dict() == {"kind=alone": status, "kind=b": "estimated"}
    dummy = frame.assign(alone=(frame["kind"] == "alone").astype(float))
    assert terms(design(dummy), "outcome", ["speed", "alone"]).labels["status"].tolist() == ["estimated", status]


def test_a_cell_is_worth_what_its_weights_are() -> None:
    frame = one_outlier(60)
    frame.loc[0, "weight"] = 40  # sixty respondents worth six
    assert "small cell" in terms(design(frame), "outcome", ["kind"]).labels["status"].tolist()


def test_a_driver_of_small_cells_only_says_so() -> None:
    frame = one_outlier().assign(rare=lambda f: np.where(f.index == 5, "yes", "no"))
    table = importance(design(frame), "outcome", ["speed", "rare"], replicates=60).table.set_index("driver")
    assert table["status"].to_dict() == {"speed": "estimated", "rare": "small cell"}
    assert np.isnan(table.loc["rare", "share"])


@pytest.mark.parametrize("model", ["linear", "logit", "ordinal", "count"])
def test_a_model_of_one_weight_is_refused(model: str) -> None:
    """Before: t = 10 on 28 degrees of freedom, from noise."""
    frame, outcome = drivers(2), {"logit": "good", "ordinal": "rating", "count": "count"}.get(model, "outcome")
    frame.loc[0, "weight"] = 1e7
    with pytest.raises(InputError, match="900 respondents are worth 1.0"):
        regression(design(frame), outcome, ["speed", "tone"], model)
    with pytest.raises(InputError, match="set a largest weight"):
        importance(design(frame), "outcome", ["speed", "tone"], replicates=60)
