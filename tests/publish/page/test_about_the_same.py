"""What a chapter prints beside "about the same": an interval inside what matters, called what it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from manyi import load
from manyi.exhibits.html.markup import plain
from tests.conftest import ROOT
from tests.publish.ferry import Ferry
from tests.test_notebooks_run import run


@pytest.mark.slow
def test_the_interval_beside_about_the_same_is_inside_what_matters_and_called_adjusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    study = Ferry()
    study.claims["delta"] = 60.0  # points, so that small changes of few answers can be shown to be smaller
    for row in study.rows[2023][::9]:  # as written, the answers of all waves have the same means
        row |= {"crew": max(1, row["crew"] - 1), "overall": max(1, row["overall"] - 1)}
    (tmp_path / "data").mkdir()
    study.write(tmp_path / "data")
    ran = run("40-change", "ferry", 2023)
    ledger, claims = ran.ledger, ran.claims
    rows, sample = ledger.set_index("id"), load("ferry", 2023).sample()
    changes = [claim for claim in claims if claim["kind"] == "change" and "difference" in claim["numbers"]]
    same = [claim for claim in changes if claim["verdict"].endswith(("same", "_small"))]
    assert len(changes) > 1 and same
    for claim in changes:
        row = rows.loc[claim["numbers"]["difference"]]
        matters = sample.smallest_of_interest([row["item"]])[row["item"]]
        if claim in same:
            assert -matters < row["low"] < row["high"] < matters
        assert row["adjusted"]  # one of several changes announced together
        assert "adjusted 95 % interval" in plain(claim["en"]) and "校正后95%区间" in plain(claim["zh"])
    named = {claim["numbers"]["difference"] for claim in changes}
    plain_ones = rows.loc[~rows["adjusted"].astype(bool) & rows["low"].notna()]
    assert len(plain_ones) and not named & set(plain_ones.index)
    assert not [claim for claim in claims if claim["kind"] == "mix" and re.search("adjusted", claim["en"])]
