"""What the chapter on service prints, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from manyi.studies.service.service_year import signal, signal_counts, signals

MONTHS = pd.DataFrame({
    "month": ["01", "02", "03"], "estimate": [0.95, 0.80, 0.99], "base": [200, 200, 200],
    "lower": 0.90, "upper": 0.98, "signal": ["", "below", "above"],
})  # fmt: skip


def test_months_outside_their_limits_are_counted() -> None:
    assert list(signals(MONTHS)["month"]) == ["02", "03"]
    assert {name: number.value for name, number in signal_counts(MONTHS).items()} == {"out": 2, "months": 3}


@pytest.mark.parametrize(("place", "beyond"), [(1, 0.10), (2, 0.01)])  # .90 - .80 and .99 - .98
def test_a_signal_says_how_far_a_month_lies_outside(place: int, beyond: float) -> None:
    values: Any = signal(MONTHS.iloc[place].to_dict())
    assert values["beyond"].value == pytest.approx(beyond)
    assert (values["beyond"].unit, values["value"].unit) == ("percentage_points", "percent")
    assert values["value"].group == f"month={MONTHS['month'].iloc[place]}"
