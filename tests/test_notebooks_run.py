"""Every chapter runs, on a small survey of three waves or on a sample of its kind: cells as code, in this process."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits.html import bundle
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
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("build"))
    shutil.rmtree(folder / "notebooks")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    for study in WAVES:
        shutil.copytree(ROOT / "data" / study, folder / "data" / study, copy_function=os.link)
    (ROOT / "build" / "rows").mkdir(parents=True, exist_ok=True)
    (folder / "build").mkdir()
    (folder / "build" / "rows").symlink_to(ROOT / "build" / "rows")  # what another test has read is not read again
    return folder


@dataclass(frozen=True)
class Ran:
    """What a chapter left: its ledger, its claims, its names, the cells that were to show something and did not, and
    the figures whose title is no finding.
    """  # fmt: skip

    ledger: pd.DataFrame
    claims: list[dict[str, Any]]
    names: Names
    silent: list[int]
    untold: list[str]


def run(notebook: str, study: str, year: int, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Run the cells of a chapter."""
    silent: list[int] = []
    untold: list[str] = []
    given = bundle.show

    def show(kind: str, id_: str, en: str, zh: str, **more: Any) -> None:
        untold.extend([id_] if kind == "figure" and not more["whose"] else [])
        given(kind, id_, en, zh, **more)

    monkeypatch.setattr(bundle, "show", show)
    known: dict[str, Any] = {}
    printed = 0
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    for place, cell in enumerate(cell for cell in cells if cell.cell_type == "code"):
        exec(compile(cell.source, f"{notebook}, code cell {place}", "exec"), known)
        if "parameters" in cell.metadata.get("tags", []):
            known |= {"study": study, "year": year, "report": "tried"}
        before, printed = printed, len(known["chapter"].ledger.frame()) if "chapter" in known else 0
        silent += [place] if "chapter.show(" in cell.source and printed == before else []
    monkeypatch.setattr(bundle, "show", given)
    results = Path("build") / "tried" / str(year) / "results"
    ledger = pd.read_parquet(results / f"{notebook}-{study}.parquet")
    claims = json.loads((results / f"{notebook}-{study}.json").read_text("utf-8"))
    return Ran(ledger, claims, known["chapter"].names, silent, untold)


PASSED = {"shown", "only_just", "small"}


def disagreeing(ran: Ran) -> list[str]:
    """Return the claims of which verdict, interval and word of sureness do not say the same."""
    rows, wrong = ran.ledger.set_index("id"), []
    for claim in ran.claims:
        id_ = claim["numbers"].get("difference")
        if id_ is None or claim["sure"] is None:
            continue
        row = rows.loc[id_]
        up = {"rose": True, "fell": False, "higher": True, "lower": False}.get(claim["verdict"].partition("_")[0])
        apart = row["low"] > 0 if up else row["high"] < 0 if up is False else row["low"] > 0 or row["high"] < 0
        agree = apart == claim["shown"] == (claim["sure"] in PASSED) and row["sure"] == claim["sure"]
        if not agree or (claim["sure"] == "same" and claim["possible"] >= 1):
            wrong.append(claim["id"])
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize(
    ("notebook", "study", "year"),
    [
        *((name, "parks", 2024) for name in COMMON),
        ("00-template", "appliance", WAVES["appliance"]),
        *((name, study, WAVES[study]) for name, study in OF_A_KIND.items()),
    ],
)
def test_runs_to_its_end_and_leaves_its_ledger(
    notebook: str, study: str, year: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    ran = run(notebook, study, year, monkeypatch)
    assert set(ran.ledger["chapter"]) <= {notebook}
    assert {number for claim in ran.claims for number in claim["numbers"].values()} <= set(ran.ledger["id"])
    assert disagreeing(ran) == []
    items = [item for item in ran.ledger["item"].unique() if item]
    assert [item for item in items if ran.names.describe(Number(1.0, "count", item=item), "zh") == item] == []
    assert ran.untold == []  # a title says what a test or an interval shows
    assert not ran.silent or study == "parks"  # the samples have all that their chapter can show


@pytest.mark.parametrize("notebook", OF_A_KIND)
def test_a_chapter_says_in_one_line_what_another_kind_of_study_lacks(
    notebook: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    with pytest.raises(InputError, match="parks") as raised:
        run(notebook, "parks", 2024, monkeypatch)
    assert "\n" not in str(raised.value)


def test_the_template_suits_any_study() -> None:
    """It names nothing of a study but its parameters."""
    cells = nbformat.read(NOTEBOOKS / "00-template.ipynb", as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code" and not cell.metadata.get("tags"))
    known = {path.name for path in (ROOT / "data").iterdir()} | set(OF_A_KIND.values())
    assert not [name for name in known if re.search(rf"\b{name}\b", code)]
