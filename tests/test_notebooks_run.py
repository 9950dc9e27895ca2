"""Every chapter of a common study runs on a small survey of three waves: its cells as plain code, in this process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.publish.conftest import PROJECT

COMMON = [file for file in sorted((ROOT / "notebooks").glob("*.ipynb")) if file.stem[:2] not in ("70", "80", "85")]
PARAMETERS = {"study": "parks", "year": 2024, "report": "tried"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "project"
    shutil.copytree(PROJECT, folder)
    shutil.rmtree(folder / "notebooks")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("file", COMMON, ids=lambda file: file.stem)
def test_runs_to_its_end_and_leaves_its_ledger(file: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    cells = [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
    known: dict[str, object] = {}
    for place, cell in enumerate(cells):
        exec(compile(cell.source, f"{file.stem}, code cell {place}", "exec"), known)
        if "parameters" in cell.metadata.get("tags", []):
            known |= PARAMETERS
    results = project / "build" / "tried" / "2024" / "results"
    ledger = pd.read_parquet(results / f"{file.stem}-parks.parquet")
    claims = json.loads((results / f"{file.stem}-parks.json").read_text("utf-8"))
    assert set(ledger["chapter"]) <= {file.stem}
    assert {number for claim in claims for number in claim["numbers"].values()} <= set(ledger["id"])
