"""A chapter of a study whose rows stay on disk prints the numbers of the same rows in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

import manyi
from manyi import rows
from manyi.exhibits.figures import svg
from manyi.rows.stored import StoredRows
from tests.conftest import ROOT
from tests.test_notebooks_run import run


def ledgers(
    notebook: str, survey: rows.Survey, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ledger of a chapter from rows in memory, and from the same on disk.

    Its figures are left undrawn: to draw them takes half of the time, and what they show stands in the ledger.
    """
    survey.frame.to_parquet(folder / "frame.parquet", index=False)
    stored: Any = StoredRows(folder / "frame.parquet", 1_000)
    for name in ("notebooks", "data"):
        (folder / name).symlink_to(ROOT / name)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    monkeypatch.setattr(svg, "both", lambda *drawn: Markup("<svg></svg>"))
    both = []
    for given in (survey, dataclasses.replace(survey, frame=stored)):
        monkeypatch.setattr(manyi, "load", lambda study, year, given=given, **more: given, raising=False)
        both.append(run(notebook, "contact", 2024, monkeypatch).ledger.set_index("id"))
    return both[0], both[1]


@pytest.mark.slow
@pytest.mark.parametrize("notebook", ["30-satisfaction", "40-change", "60-problems"])
def test_every_number_of_a_chapter_is_the_same(
    notebook: str, kept: Callable[[str, int], rows.Survey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = ledgers(notebook, kept("contact", 2024), tmp_path, monkeypatch)
    assert len(theirs) > 100
    notes = {f"contact-{notebook}-drawn-rows-{what}" for what in ("rows", "most")}  # what it says of its draw
    assert set(ours.index) - notes == set(theirs.index)
    ours = ours.loc[theirs.index]
    numbers = list(theirs.select_dtypes("number").columns)
    drawn = ours.index.str.contains("-held-")  # with controls held equal: from a draw
    np.testing.assert_allclose(ours.loc[~drawn, numbers], theirs.loc[~drawn, numbers], rtol=1e-9, atol=1e-12)
    words = [name for name in theirs.columns if name not in numbers]
    assert (ours.loc[~drawn, words].fillna("") == theirs.loc[~drawn, words].fillna("")).all(axis=None)
