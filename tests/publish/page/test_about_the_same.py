"""What "How sure?" gives beside "about the same": an interval inside what matters, called what it is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from manyi import load
from manyi.exhibits.html import bundle
from manyi.exhibits.html.markup import plain
from manyi.publish.page.tree import parsed, with_class
from tests.conftest import ROOT
from tests.publish.ferry import Ferry
from tests.test_notebooks_run import run


def how_sure(sentence: str, number: str) -> str:
    """The line that "How sure?" of a sentence has on a number."""
    [control] = with_class(parsed(sentence), "details", "sure")
    [line] = [line.text_content() for line in control.iter("li") if line.findtext("code") == number]
    return line


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
    shown: dict[str, Any] = {}
    monkeypatch.setattr(bundle, "display", lambda data, raw: shown.update({data[bundle.MIME]["id"]: data[bundle.MIME]}))
    ran = run("40-change", "ferry", 2023, monkeypatch)
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
        assert "interval" not in plain(claim["en"]) and "区间" not in plain(claim["zh"])  # it holds the plain words
        sentence = shown[claim["id"]]
        assert "(adjusted 95 % interval " in how_sure(sentence["en"], row.name)
        assert "（校正后95%置信区间 " in how_sure(sentence["zh"], row.name)
        if claim["verdict"] == "same":
            assert "about the same as in 2022" in plain(claim["en"]) and "与2022年基本持平" in plain(claim["zh"])
    named = {claim["numbers"]["difference"] for claim in changes}
    plain_ones = rows.loc[~rows["adjusted"].astype(bool) & rows["low"].notna()]
    assert len(plain_ones) and not named & set(plain_ones.index)
    mixes = [claim for claim in claims if claim["kind"] == "mix"]
    assert mixes
    for claim in mixes:  # tested alone
        assert "adjusted" not in shown[claim["id"]]["en"] and "校正" not in shown[claim["id"]]["zh"]
