"""A made-up visitors' survey of every layout a draft must recognise, and a project to draft it in."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import ROOT

N = 240


def visits() -> pd.DataFrame:
    """240 visitors as a platform exports them: text answers, 0/1 groups, joined cells, missing codes, paradata."""
    draw = random.Random(11)  # noqa: S311 - a fixture
    level = [draw.gauss(0, 1) for _ in range(N)]

    def point(base: float, low: int = 1, high: int = 5) -> int:
        return max(low, min(high, round(3.4 + base + draw.gauss(0, 0.8))))

    words = ["Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"]
    several = [["Phone", "Web"], ["Phone"], ["Desk", "Web"], ["Web"], ["Desk"]]
    return pd.DataFrame({
        "ResponseId": [f"R_{number:05d}x" for number in range(N)],
        "StartDate": [f"2024-05-{1 + number % 28:02d} 10:0{number % 10}:00" for number in range(N)],
        "EndDate": [f"2024-05-{2 + number % 28:02d} 10:1{number % 10}:00" for number in range(N)],
        "Duration (in seconds)": [60 + draw.randrange(500) for _ in range(N)],
        "IPAddress": [f"10.1.{number % 250}.{number % 99}" for number in range(N)],
        "1. What is your sex?": [draw.choice(["Men", "Women"]) for _ in range(N)],
        "2. How old are you?": [draw.choice(["18-34", "35-54", "55 and over"]) for _ in range(N)],
        "Q3_wait": [point(one) for one in level],
        "Q3_staff": [point(one) if draw.random() > 0.05 else 9 for one in level],
        "Q3_rooms": [point(one) if draw.random() > 0.05 else 9 for one in level],
        "4. How satisfied are you overall?": [words[point(one) - 1] for one in level],
        "5. Which of these did you use?": [", ".join(draw.choice(several)) for _ in range(N)],
        "Q6 [tea]": [draw.randrange(2) for _ in range(N)],
        "Q6 [cake]": [draw.randrange(2) for _ in range(N)],
        "Q7": [draw.choice([1, 2, 3]) for _ in range(N)],
        "8. Anything else?": [f"Remark number {number} of a visitor" if number % 2 else "" for number in range(N)],
        "weight": [round(0.5 + draw.random(), 4) for _ in range(N)],
        "empty": [""] * N,
    })  # fmt: skip


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The survey as a csv file."""
    file = tmp_path_factory.mktemp("export") / "visits.csv"
    visits().to_csv(file, index=False)
    return file


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with the chapters of this one; the working folder of the test."""
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "reports").mkdir()
    for name in ("notebooks", "requirements.lock", "CITATION.cff", "CHANGELOG.md"):
        (folder / name).symlink_to(ROOT / name)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    monkeypatch.delenv("MANYI_DATA", raising=False)
    return folder
