"""What would stop a report is found before it is built, over all waves and all of it at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from manyi import cli, load
from manyi.errors import InputError
from manyi.exhibits import Chapter
from manyi.exhibits.chapter.announced import left_out
from manyi.publish.readiness.claim_attempts import attempts, judge
from manyi.publish.readiness.rehearsal import stops
from manyi.stats.planned.claims import announced
from tests.conftest import ROOT
from tests.publish.conftest import notebook
from tests.publish.ferry import WAVES, Ferry, words
from tests.test_notebooks_run import run

SOURCE = Path(__file__).parent.parent / "project"
REPORT = """title: {en: Ferries, zh: 渡轮}
studies: [ferry]
chapters: [{notebook: all}]
"""
ALL = [
    *("family", "segments", "held", "crossed", "batteries", "persistent", "incidences", "models", "durations"),
    *("priorities", "rates", "statements:problems", "statements:satisfaction", "comparisons:problems"),
]


UNPRINTED = "numbers are not printed"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the study and a report of one chapter that prints all of it; its data folder."""
    project = tmp_path / "project"
    shutil.copytree(SOURCE, project)
    (project / "reports" / "ferry.yml").write_text(REPORT, "utf-8")
    printing = notebook("pass")
    printing.metadata["manyi"] = {"prints": ALL}
    nbformat.write(printing, project / "notebooks" / "all.ipynb")
    monkeypatch.chdir(project)
    monkeypatch.delenv("MANYI_BUILD", raising=False)
    return project / "data"


def answer(name: str, *values: Any, waves: tuple[int, ...] = WAVES) -> Callable[[Ferry], None]:
    """Return a change that gives these answers to an item, in turn."""

    def change(study: Ferry) -> None:
        for wave in waves:
            for k, row in enumerate(study.rows[wave]):
                row[name] = values[k % len(values)]

    return change


def claim(key: str, **changed: Any) -> Callable[[Ferry], None]:
    """Return a change to the first claim of a kind."""
    return lambda study: study.claims[key][0].update(changed)


def clusters(study: Ferry) -> None:
    """Give the northern route a single ship in the first wave."""
    study.study["design"] = {"stratum": "route", "psu": "ship"}
    for row in study.rows[2021]:
        row["ship"] = 1 if row["route"] == "north" else row["ship"]


def contradicting(study: Ferry) -> None:
    """No woman has another route than the north, and no man that one: the margins cannot both be met."""
    study.study["weighting"] = {"margins": ["sex", "route"]}
    targets = {"north": 0.2, "south": 0.4, "bay": 0.4}
    study.margins["route"] = {"source": words("Gate"), "year": 2020, "targets": targets}
    for row in study.rows[2022]:
        row["sex"] = "woman" if row["route"] == "north" else "man"


def renamed(old: str, new: str) -> Callable[[Ferry], None]:
    def change(study: Ferry) -> None:
        study.items = {new if name == old else name: item for name, item in study.items.items()}

    return change


KPI = {"id": "late_share", "title": words("Late", "晚点"), "of": "share", "item": "late", "answers": ["yes"],
       "target": 0.9, "unit": "percent", "basis": "design"}  # fmt: skip
CODEBOOK, STUDY, MARGINS = "ferry/codebook.yml, line ", "ferry/study.yml, line ", "ferry/margins.yml"
FAR = {"woman": 0.9, "man": 0.1}
BROKEN: dict[str, tuple[Callable[[Ferry], Any], str, str]] = {
    "a name of the frame": (renamed("seats", "stratum"), CODEBOOK, "stratum: the name 'stratum' is reserved"),
    "a missing code on the scale": (
        lambda s: s.items["crew"].update(missing={5: "refused"}), CODEBOOK, "crew.missing: 5 is a point of the scale"),
    "a misspelt item": (lambda s: s.claims.update(segments=["rout"]), STUDY, "claims segments: no item 'rout'"),
    "a misspelt answer": (claim("rates", answers=["ye"]), STUDY, "claims lateness: item late has no answer 'ye'"),
    "a misspelt answer of a case": (
        claim("durations", ended={"late": ["y"]}), STUDY, "claims waiting: item late has no answer 'y'"),
    "a segment of several answers": (
        lambda s: s.claims.update(segments=["why"]), STUDY, "claims segments: item why takes several answers"),
    "a family of several answers": (lambda s: s.claims.update(family=["why"]), STUDY, "claims family: item why takes"),
    "a rate of several answers": (claim("rates", item="why", answers=["fog"]), STUDY, "them, why__fog"),
    "a statement of several answers": (
        claim("statements", item="why", of="share", answers=["fog"]), STUDY, "claims wait: item why takes several"),
    "a battery of several answers": (claim("batteries", items=["why", "crew"]), STUDY, "claims ratings: item why"),
    "a mean of categories": (lambda s: s.claims.update(outcome="route"), STUDY, "outcome: route holds categories"),
    "incidences of one answer": (lambda s: s.claims.update(incidences=["sex"]), STUDY, "incidences: sex holds"),
    "a sentence without its number": (
        claim("statements", text=words("It is {valeu}.")), STUDY, "statement wait: "),
    "a character outside the font": (
        lambda s: s.items["crew"]["short"].update(en="Crew \U0001f621"), CODEBOOK, "not in the font of the report"),
    "a claim no chapter prints": (
        claim("statements", chapter="firms"), STUDY, "no chapter of this report prints wait"),
    "a target nobody can have": (
        answer("sex", "man", waves=(2021,)), MARGINS, "wave 2021: nobody answered woman"),
    "an answer without a target": (
        lambda s: s.margins["sex"].update(targets={"man": 1.0}), MARGINS, "wave 2021: the answer woman has no target"),
    "margins that contradict each other": (
        contradicting, STUDY, "weighting: wave 2022: raking: nobody is sex = woman"),
    "a cap that cannot be met": (
        lambda s: s.study["weighting"].update(largest=1.01) or s.margins["sex"].update(targets=FAR),
        STUDY, "weighting: wave 2021: raking: no weights of at most 1.01 times the mean"),
    "a cluster alone": (clusters, "ferry, wave 2021", "a single cluster in stratum north"),
    "a column that is not there": (
        lambda s: s.items["crew"].update(columns={2021: "staff"}), "ferry", "staff"),
    "answers that are none": (answer("crew", "excellent", waves=(2022,)), "ferry", "excellent"),
    "a mean in a unit no page prints": (
        lambda s: s.claims.update(family=["ship"]), STUDY, "claims family, wave 2021: the unit of ship is not one"),
    "an outcome nobody answered": (
        answer("overall", "", waves=(2022,)), STUDY, "claims outcome, wave 2022: nobody answered index"),
    "an outcome a wave lacks": (
        lambda s: [s.items["overall"].update(columns={2021: "overall", 2023: None}), s.unused.update(overall="old")],
        STUDY, "claims outcome, wave 2023: index has no column in 2023"),
    "an outcome that does not vary": (
        answer("overall", 7, waves=(2023,)), STUDY, "claims model, wave 2023: index has the same value for all 240"),
    "drivers nobody answered together": (
        lambda s: [answer("price", 1, "", 2, "")(s), answer("crew", "", 1, "", 2)(s)],
        STUDY, "claims model, wave 2021: nobody answered index and all of sex, price, crew, seats"),
    "drivers that do not vary": (
        lambda s: [answer(name, 3, waves=(2021,))(s) for name in ("price", "crew", "seats")],
        STUDY, "claims model, wave 2021: none of the drivers varies"),
    "fewer people than a model has columns": (
        lambda s: s.rows.update({2021: s.rows[2021][:4]}), STUDY, "claims model, wave 2021: index: "),
    "drivers that say the outcome": (
        lambda s: [row.update(overall=2 * row["crew"]) for row in s.rows[2022]],
        STUDY, "claims model, wave 2022: the ordinal model has no finite maximum"),
    "lasting shares of ratings": (claim("persistent", of="share"), STUDY, "claims low"),
    "a driver twice": (claim("models", drivers=["crew", "crew"]), STUDY, "claims model, wave 2021: the predictors of"),
}  # fmt: skip


@pytest.mark.slow
def test_a_sound_study_passes(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Ferry().write(data)
    assert cli.main(["check", "--report=ferry", "--year=2023"]) == 0
    shown = capsys.readouterr()
    notes = [line for line in shown.out.splitlines() if line.startswith("note: ")]
    assert shown.err == "" and all(UNPRINTED in note for note in notes)  # its groups have 40 answers


def checked(data: Path, capsys: pytest.CaptureFixture[str], name: str) -> list[str]:
    """Check the study broken so, and return the lines said: one names the mistake, its place and what to write."""
    change, place, message = BROKEN[name]
    study = Ferry()
    change(study)
    study.write(data)
    assert cli.main(["check", "--report=ferry", "--year=2023"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert any(line.startswith(f"manyi: {place}") and message in line for line in lines), lines
    assert not any("defect" in line for line in lines)
    return lines


IN_ROWS = list(BROKEN).index("a sentence without its number")  # from here on rows are read, of all waves


@pytest.mark.parametrize("name", list(BROKEN)[:IN_ROWS])
def test_what_is_wrong_with_descriptions_is_named(data: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    checked(data, capsys, name)


STOPS_IN = {  # where what is wrong with answers, not with descriptions, stops a report
    "a mean in a unit no page prints": ("40-change", 2023),
    "an outcome nobody answered": ("30-satisfaction", 2022),
    "an outcome a wave lacks": ("30-satisfaction", 2023),
    "an outcome that does not vary": ("50-drivers", 2023),
    "drivers nobody answered together": ("50-drivers", 2021),
    "drivers that do not vary": ("50-drivers", 2021),
    "fewer people than a model has columns": ("50-drivers", 2021),
    "drivers that say the outcome": ("50-drivers", 2022),
    "a driver twice": ("50-drivers", 2021),
}


USUAL = {
    "a sentence without its number",
    "an answer without a target",
    "answers that are none",
    "drivers nobody answered together",
}
STOPPED = [pytest.param(name, marks=() if name in USUAL else pytest.mark.long) for name in list(BROKEN)[IN_ROWS:]]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*list(BROKEN)[:IN_ROWS], *STOPPED])
def test_check_and_report_stop_with_the_same_line(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    said = checked(data, capsys, name)
    if name in STOPS_IN:  # its chapter, run as it stands, and the line the build puts in place of the chapter's own
        shutil.copytree(ROOT / "notebooks", data.parent / "notebooks", dirs_exist_ok=True)
        chapter, year = STOPS_IN[name]
        with pytest.raises(InputError) as stopped:
            run(chapter, "ferry", year, monkeypatch)
        lines = [*map(str, stops("ferry", year))]
        assert lines and {f"manyi: {line}" for line in lines} <= set(said)
        if "claims model" in lines[0]:  # others are refused before the chapter meets them in words of its own
            assert str(stopped.value).partition(" (and ")[0] in lines[0]
        return
    year = next(iter(re.findall(r"\b(?:wave|in) (20\d\d)\b", said[0])), "2023")
    assert cli.main(["report", "--report=ferry", f"--year={year}"]) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("manyi: ")]
    assert line.partition(" (and ")[0] in said


@pytest.mark.slow
def test_what_needs_three_waves_is_noted_where_there_are_fewer(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = Ferry()
    study.rows = {wave: rows for wave, rows in study.rows.items() if wave < 2023}
    study.write(data)
    assert cli.main(["check", "--report=ferry", "--year=2022"]) == 0
    assert "claims low: needs 3 waves: left out" in capsys.readouterr().out


@pytest.mark.slow
def test_every_claim_of_the_plan_is_tried(data: Path) -> None:
    """Each kind of claim is among the attempts, by the name of its claim."""
    study = Ferry()
    study.claims["kpis"] = [KPI]
    study.write(data)
    survey = replace(load("ferry", 2023), previous=2022)
    tried = {name for name, _ in attempts(survey, announced(survey))}
    ids = {claim["id"] for claims in study.claims.values() if isinstance(claims, list) for claim in claims
           if isinstance(claim, dict) and claim is not KPI}  # fmt: skip
    assert ids | {"outcome", "segments", "family", "incidences", "crossed", "held"} == tried
    judge(survey.sample(2023), survey.study.claims.kpis[0])
    with pytest.raises(InputError, match="late: not a number"):
        judge(survey.sample(2023), survey.study.claims.kpis[0].model_copy(update={"answers": []}))


@pytest.mark.slow
def test_a_driver_nobody_answered_is_noted_and_left_out(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = Ferry()
    answer("seats", "", waves=(2023,))(study)
    study.write(data)
    assert cli.main(["check", "--report=ferry", "--year=2023"]) == 0
    notes = [line for line in capsys.readouterr().out.splitlines() if line.startswith("note: ")]
    others = [note for note in notes if UNPRINTED not in note]
    assert others and all("nobody answered seats in 2023" in note for note in others)
    assert any(note.startswith("note: ferry/study.yml, line ") and "claims model: " in note for note in notes)
    survey = load("ferry", 2023)
    assert announced(survey).models[0].drivers == ["price", "crew"]
    chapter = Chapter("50-drivers", survey, "ferry")
    left_out(chapter, survey, ["model"])
