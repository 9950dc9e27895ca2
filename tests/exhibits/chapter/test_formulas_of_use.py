"""The methods page names no estimator that its study does not use, and those it names are the ones computed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from manyi.exhibits import Chapter
from manyi.exhibits.chapter.methods import FORMULAS, WORDS, formulas
from tests.conftest import ROOT
from tests.exhibits.conftest import Shown

MODEL = {"id": "m", "title": {"en": "M", "zh": "模型"}, "outcome": "index", "drivers": ["speed"]}
OF_USE: dict[str, tuple[dict[str, Any], set[str]]] = {
    "one wave, no weights, no model": (
        {"waves": {2024: {"fieldwork": ["2024-03-01", "2024-05-31"]}}},
        {"raked_weights", "change", "within_and_between_groups", "importance_of_drivers", "intervals_of_importance"},
    ),
    "several waves": ({}, {"raked_weights", "importance_of_drivers", "intervals_of_importance"}),
    "raked": ({"weighting": {"margins": ["channel"]}}, {"importance_of_drivers", "intervals_of_importance"}),
    "a model": ({"claims": {"outcome": "index", "models": [MODEL]}}, {"raked_weights"}),
}


@pytest.mark.parametrize("kind", OF_USE)
def test_only_formulas_of_use_are_printed(chapter_of: Callable[..., Chapter], shown: Shown, kind: str) -> None:
    changes, absent = OF_USE[kind]
    formulas(chapter_of(**changes))
    page = json.dumps(shown["contact-formulas"], ensure_ascii=False)
    for _, what, _, _ in FORMULAS:
        left_out = what in [WORDS[name] for name in absent]
        assert (what.en in page, what.zh in page) == (not left_out, not left_out), what.en


def test_a_notebook_says_of_weights_only_what_holds_of_any_study() -> None:
    """What is true of raked weights alone is a sentence of its own, printed where there are margins."""
    cells = json.loads((ROOT / "notebooks" / "20-quality.ipynb").read_text("utf-8"))["cells"]
    prose = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "population" not in prose and "总体" not in prose and "weighting and" not in prose
    code = next("".join(cell["source"]) for cell in cells if "raked-weights" in "".join(cell["source"]))
    assert code.index("if len(survey.weighting)") < code.index("raked-weights") < code.index("elif")
