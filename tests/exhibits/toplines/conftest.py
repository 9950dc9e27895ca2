"""The toplines of the sample study, computed once for all processes of a run."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from manyi import rows
from manyi.exhibits.toplines import every_question
from manyi.exhibits.toplines.questions import Toplines
from manyi.exhibits.toplines.withheld import withhold
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def before(kept: Callable[[str, int], rows.Survey], once: Callable[[str, Callable[[Path], None]], Path]) -> Toplines:
    """Toplines of contact 2024 whose tables are each safe by counts alone; `withhold` changes them in place."""

    def compute(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(ROOT)
            patch.setattr(every_question, "withhold", lambda toplines, chapters: toplines)
            made = every_question.toplines(kept("contact", 2024))
        (folder / "toplines.pickle").write_bytes(pickle.dumps(made))

    made: Toplines = pickle.loads((once("toplines", compute) / "toplines.pickle").read_bytes())
    return made


@pytest.fixture(scope="module")
def made(before: Toplines, once: Callable[[str, Callable[[Path], None]], Path]) -> Toplines:
    """The same with what may not be printed withheld."""

    def compute(folder: Path) -> None:
        (folder / "toplines.pickle").write_bytes(pickle.dumps(withhold(copy.deepcopy(before))))

    made: Toplines = pickle.loads((once("withheld", compute) / "toplines.pickle").read_bytes())
    return made
