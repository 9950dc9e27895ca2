"""What a table of waves counts as a cluster."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from manyi.exhibits.tables import sample_tables


def held(psu: dict[int, list[str | None]], **design: object) -> SimpleNamespace:
    """Return a survey of records in these clusters by wave; None: a record without one, which is its own unit."""
    rows = [(wave, f"a.csv:{k}", unit or f"a.csv:{k}") for wave, units in psu.items() for k, unit in enumerate(units)]
    plan = SimpleNamespace(psu="flight", unclustered=[], psu_renewed=False, **design)
    study = SimpleNamespace(design=plan, basis="design")
    frame = pd.DataFrame(rows, columns=["wave", "row", "psu"])
    return SimpleNamespace(study=study, frame=frame, stored=None, waves=sorted(set(frame["wave"])))


@pytest.mark.parametrize(
    ("units", "clusters", "kept"),
    [
        (["f1", "f1", "f2", "f2"], 2, 1.0),
        (["f1", "f1", "f2", "f3"], 3, 2 / 3),  # one record alone in a cluster is a cluster
        (["f1", "f1", "f1", None, None], 1, 1.0),  # a record without one is not
        ([None, None], np.nan, np.nan),
    ],
)
def test_clusters_are_those_of_the_design(units: list[str | None], clusters: float, kept: float) -> None:
    survey = held({2023: ["f1", "f2", None], 2024: units})
    assert sample_tables._clusters(survey, 2024) == pytest.approx((clusters, kept), nan_ok=True)  # type: ignore[arg-type]
