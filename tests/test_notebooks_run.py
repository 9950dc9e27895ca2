"""Every chapter runs, on a small survey of three waves or on a sample of its kind: cells as code, in this process."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from tests.conftest import ROOT
from tests.publish.conftest import PROJECT

NOTEBOOKS = ROOT / "notebooks"
OF_A_KIND = {"70-firms": "firms", "75-scoring": "firms", "80-service": "appliance", "85-retail": "retail"}
WAVES = {"firms": 2021, "appliance": 2021, "retail": 2017}  # small waves of the samples with all that is printed
COMMON = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb") if path.stem not in OF_A_KIND)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study of three waves, and the samples that have chapters of their own, with this project's chapters."""
    folder = tmp_path_factory.mktemp("run") / "project"
    shutil.copytree(PROJECT, folder)
    shutil.rmtree(folder / "notebooks")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    for study in WAVES:
        shutil.copytree(ROOT / "data" / study, folder / "data" / study, copy_function=os.link)
    return folder


def run(notebook: str, study: str, year: int) -> tuple[pd.DataFrame, list[dict[str, Any]], Names]:
    """Run the cells of a chapter; return its ledger, its claims and its names."""
    known: dict[str, Any] = {}
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    for place, cell in enumerate(cell for cell in cells if cell.cell_type == "code"):
        exec(compile(cell.source, f"{notebook}, code cell {place}", "exec"), known)
        if "parameters" in cell.metadata.get("tags", []):
            known |= {"study": study, "year": year, "report": "tried"}
    results = Path("build") / "tried" / str(year) / "results"
    ledger = pd.read_parquet(results / f"{notebook}-{study}.parquet")
    claims = json.loads((results / f"{notebook}-{study}.json").read_text("utf-8"))
    return ledger, claims, known["chapter"].names


@pytest.mark.slow
@pytest.mark.parametrize(
    ("notebook", "study", "year"),
    [*((name, "parks", 2024) for name in COMMON), *((name, study, WAVES[study]) for name, study in OF_A_KIND.items())],
)
def test_runs_to_its_end_and_leaves_its_ledger(
    notebook: str, study: str, year: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    ledger, claims, names = run(notebook, study, year)
    assert set(ledger["chapter"]) <= {notebook}
    assert {number for claim in claims for number in claim["numbers"].values()} <= set(ledger["id"])
    items = [item for item in ledger["item"].unique() if item]
    assert [item for item in items if names.describe(Number(1.0, "count", item=item), "zh") == item] == []
    assert len(ledger) > 50 or study == "parks"


def test_the_template_suits_any_study() -> None:
    """It names nothing of a study but its parameters."""
    cells = nbformat.read(NOTEBOOKS / "00-template.ipynb", as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code" and not cell.metadata.get("tags"))
    known = {path.name for path in (ROOT / "data").iterdir()} | set(OF_A_KIND.values())
    assert not [name for name in known if re.search(rf"\b{name}\b", code)]
