"""Interviews are counted, never made into shares; a quote is chosen by rule."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from manyi.studies.interviews import quoted, theme_rows

THEMES = ["wait", "bot"]


@pytest.fixture
def frame():
    made = pd.DataFrame(
        {
            "wave": 2024,
            "row": list("abcd"),
            "said": ["等与机", "等[mobile]", "等了", "机器"],
            "translation": ["both", "wait [mobile]", "waited", "a bot"],
        }
    )
    codes = {"wait": [1, 1, 1, 0], "bot": [1, 0, 0, 1]}
    for theme, given in codes.items():
        for coder in ("agreed", "coder_a", "coder_b"):
            made[f"{coder}__{theme}"] = np.array(given, float)
    made.loc[3, "coder_b__bot"] = 0
    return made


def test_people_are_counted_by_the_agreed_code(frame):
    found = theme_rows(SimpleNamespace(frame=frame, year=2024), THEMES).set_index("theme")
    assert found["people"].to_dict() == {"wait": 3, "bot": 2}
    assert found.loc["wait", "kappa"] == 1
    assert found.loc["bot", "kappa"] == pytest.approx(0.5)  # three of four alike, a half by chance
    assert list(found.columns) == ["people", "kappa", "quote_zh", "quote_en"]


def test_a_quote_has_few_themes_both_readers_and_nothing_redacted(frame):
    quotes = quoted(frame, THEMES)
    assert quotes["quote_en"].to_dict() == {"wait": "waited", "bot": "both"}
    assert quotes["quote_zh"].to_dict() == {"wait": "等了", "bot": "等与机"}
    assert quoted(frame.iloc[1:2], THEMES)["quote_en"].tolist() == ["", ""]


def test_no_interview_is_quoted_twice(frame):
    quotes = quoted(frame.iloc[:2], THEMES)
    assert sorted(quotes["quote_en"]) == ["", "both"]
