"""A file of any format as columns, with what the file says about them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from manyi.errors import InputError
from manyi.rows.read.delivered import deliver


def test_csv(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("id,How satisfied?\n1,5\n2,\n\n3,4\n", "utf-8")
    read = deliver(file)
    assert [column.header for column in read.columns] == ["id", "How satisfied?"]
    assert read.columns[1].cells == ["5", "", "4"]
    assert read.records == 3


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_statistics_file_brings_questions_and_labels(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame({"q1": [1.0, 2.0, 9.0], "age": [30.0, 41.0, 22.0]})
    about = {"column_labels": ["Sex of respondent", "Age"], "variable_value_labels": {"q1": {2: "Women", 1: "Men"}}}
    if ending == "sav":
        pyreadstat.write_sav(frame, tmp_path / "a.sav", missing_ranges={"q1": [9]}, **about)
    else:
        pyreadstat.write_dta(frame, tmp_path / "a.dta", **about)
    sex, age = deliver(tmp_path / f"a.{ending}").columns
    assert (sex.label, age.label) == ("Sex of respondent", "Age")
    assert sex.labels == {"1": "Men", "2": "Women"}
    assert sex.cells == ["1", "2", "9"]
    assert sex.missing == ({"9": ""} if ending == "sav" else {})


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        deliver(tmp_path / "none.csv")
    (tmp_path / "bare.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(InputError, match="no records"):
        deliver(tmp_path / "bare.csv")
