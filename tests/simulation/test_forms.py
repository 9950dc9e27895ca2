"""A short run of the forms that were changed; the long one is `make simulate`, its table in docs/methods.md."""

from __future__ import annotations

from tests.simulation.forms import Form, forms


def test_no_form_breaks_its_promise() -> None:
    rows = forms(0.01)
    assert len(rows) == 24
    assert [row for row in rows if not row["holds"]] == []
    woodruff = rows[0]
    assert woodruff["before"] < 0.9 < woodruff["now"]  # beside a step
    ratio = next(row for row in rows if row["case"] == "1 of 2 PSUs kept")
    assert ratio["before"] < 0.75 * ratio["now"]


def test_a_broken_promise_is_seen() -> None:
    assert not Form("", "", 0.9, 0.9, "≥ 0.95", 2000).row()["holds"]
    assert not Form("", "", 0.9, 0.09, "≤ 0.05", 2000).row()["holds"]
    assert Form("", "", 0.9, 0.95, "≥ 0.95", 2000).row()["holds"]
