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
from manyi.exhibits.chapter import records
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.sentence import Spoken
from manyi.exhibits.html import bundle
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.study.codebook import Codebook
from tests.conftest import ROOT
from tests.publish.conftest import PROJECT

NOTEBOOKS = ROOT / "notebooks"
OF_A_KIND = {"70-firms": "firms", "75-scoring": "firms", "80-service": "appliance", "85-retail": "retail"}
WAVES = {"firms": 2021, "appliance": 2021, "retail": 2017}  # small waves of the samples with all that is printed
NOTHING_ON_PARKS = {  # chapters that show nothing there, and what it lacks; they run on it all the same
    "50-drivers": "a model of what goes with the outcome",
    "60-problems": "rates and durations",
}
COMMON = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb") if path.stem not in OF_A_KIND)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study of three waves, and the samples that have chapters of their own, with this project's chapters."""
    folder = tmp_path_factory.mktemp("run") / "project"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("build"))
    shutil.rmtree(folder / "notebooks")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    plan = folder / "data" / "parks" / "study.yml"
    plan.write_text(plan.read_text("utf-8").replace("overall_index}", "overall_index, segments: [park]}"), "utf-8")
    for study in WAVES:
        shutil.copytree(ROOT / "data" / study, folder / "data" / study, copy_function=os.link)
    (ROOT / "build" / "rows").mkdir(parents=True, exist_ok=True)
    (folder / "build").mkdir()
    (folder / "build" / "rows").symlink_to(ROOT / "build" / "rows")  # what another test has read is not read again
    return folder


@dataclass(frozen=True)
class Ran:
    """What a chapter left: its ledger, its claims and the effect of each, its names, the cells that were to show
    something, those of them that did not, and the figures whose title is no finding.
    """  # fmt: skip

    ledger: pd.DataFrame
    claims: list[dict[str, Any]]
    effects: dict[str, Number | None]
    names: Names
    showing: list[int]
    silent: list[int]
    untold: list[str]


def run(notebook: str, study: str, year: int, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Run the cells of a chapter."""
    showing: list[int] = []
    silent: list[int] = []
    untold: list[str] = []
    effects: dict[str, Number | None] = {}
    given, kept = bundle.show, records.record

    def show(kind: str, id_: str, en: str, zh: str, **more: Any) -> None:
        untold.extend([id_] if kind == "figure" and not more["whose"] else [])
        given(kind, id_, en, zh, **more)

    def record(spoken: Spoken, claim: Claim, *rest: Any) -> dict[str, Any]:
        effects[spoken.id] = claim.effect
        return kept(spoken, claim, *rest)

    monkeypatch.setattr(bundle, "show", show)
    monkeypatch.setattr(records, "record", record)
    known: dict[str, Any] = {}
    printed = 0
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    for place, cell in enumerate(cell for cell in cells if cell.cell_type == "code"):
        exec(compile(cell.source, f"{notebook}, code cell {place}", "exec"), known)
        if "parameters" in cell.metadata.get("tags", []):
            known |= {"study": study, "year": year, "report": "tried"}
        before, printed = printed, len(known["chapter"].ledger.frame()) if "chapter" in known else 0
        showing += [place] if "chapter.show(" in cell.source else []
        silent += [place] if "chapter.show(" in cell.source and printed == before else []
    monkeypatch.setattr(bundle, "show", given)
    monkeypatch.setattr(records, "record", kept)
    results = Path("build") / "tried" / str(year) / "results"
    ledger = pd.read_parquet(results / f"{notebook}-{study}.parquet")
    claims = json.loads((results / f"{notebook}-{study}.json").read_text("utf-8"))
    return Ran(ledger, claims, effects, known["chapter"].names, showing, silent, untold)


PASSED = {"shown", "only_just", "small"}


UNTESTED = ("start",)  # kinds whose effect is a prediction: what their verdict tests is something else


def disagreeing(ran: Ran) -> list[str]:
    """Return the claims of which verdict, interval and word of sureness do not say the same."""
    rows, wrong = ran.ledger.set_index("id"), []
    for claim in ran.claims:
        if claim["sure"] is None:
            continue
        agree = claim["shown"] == (claim["sure"] in PASSED)
        if (id_ := claim["numbers"].get("difference")) is not None:
            row = rows.loc[id_]
            agree &= excludes_zero(row["low"], row["high"], claim["verdict"]) == claim["shown"]
        effect = ran.effects[claim["id"]]
        if effect is None:
            agree &= id_ is None or row["sure"] == claim["sure"]
        elif not effect.certain and claim["kind"] not in UNTESTED:
            agree &= excludes_zero(effect.low, effect.high, claim["verdict"]) == claim["shown"]
        if not agree or (claim["sure"] == "same" and claim["possible"] >= 1):
            wrong.append(claim["id"])
    return wrong


def excludes_zero(low: float, high: float, verdict: str) -> bool:
    """Return whether an interval excludes zero, on the side of the verdict if that has one."""
    up = {"rose": True, "fell": False, "higher": True, "lower": False}.get(verdict.partition("_")[0])
    return bool(low > 0 if up else high < 0 if up is False else low > 0 or high < 0)


@pytest.mark.parametrize("name", ["difference", "effect"])
@pytest.mark.parametrize(
    ("verdict", "low", "sure", "agrees"),
    [("rose", 1.0, "shown", True), ("rose", -1.0, "shown", False), ("fell", 1.0, "shown", False),
     ("rose", 1.0, "chance", False), ("met", 1.0, "shown", True), ("met", -1.0, "shown", False)],
)  # fmt: skip
def test_what_a_claim_says_is_held_against_its_difference_and_its_effect(
    name: str, verdict: str, low: float, sure: str, agrees: bool
) -> None:
    tested = Number(4.0, "points", low, 7.0)
    ledger = pd.DataFrame([{"id": "c-difference", "low": low, "high": 7.0, "sure": sure}])
    claim = {"id": "c", "kind": "change", "verdict": verdict, "shown": True, "sure": sure, "possible": 3.0,
             "numbers": {"difference": "c-difference"} if name == "difference" else {}}  # fmt: skip
    effects = {"c": tested if name == "effect" else None}
    ran = Ran(ledger, [claim], effects, Names(Codebook(items={})), [], [], [])
    assert disagreeing(ran) == ([] if agrees else ["c"])


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
    if study != "parks":
        assert not ran.silent  # the samples have all that their chapter can show
    elif ran.showing:  # where all is silent, nothing has been tried
        assert (ran.silent == ran.showing) == (notebook in NOTHING_ON_PARKS)


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
