"""What a report definition may say, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.publish import report


def test_chapters_run_in_reading_order_and_absent_waves_are_marked(project: Path) -> None:
    runs = report.plan(report.read("tiny"), 2024)
    assert [(run.name, run.wave) for run in runs] == [
        ("10-summary-parks", True),
        ("30-satisfaction-parks", True),
        ("30-satisfaction-trains", False),
        ("90-methods-parks", True),
        ("90-methods-trains", False),
    ]


def test_the_headline_is_of_the_first_study_with_a_wave(project: Path) -> None:
    (project / "data/parks/study.yml").write_text(
        (project / "data/parks/study.yml").read_text(encoding="utf-8").replace("  2023:", "  2022:"), encoding="utf-8"
    )
    assert report.plan(report.read("tiny"), 2023)[0].study == "trains"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[parks, trains]", "[parks, boats]", "there is no data/boats/study.yml (allowed: parks, trains)"),
        ("30-satisfaction", "31-satisfaction", "there is no notebook '31-satisfaction' (allowed: 10-summary"),
        ("place: appendix", "place: annex", "Input should be 'summary', 'body' or 'appendix' (given: 'annex')"),
        ("place: appendix", "colour: red", "unknown key"),
        ("30-satisfaction}", "30-satisfaction, studies: [boats]}", "study 'boats' is not in the report"),
    ],
)
def test_a_wrong_definition_is_one_line_with_what_was_allowed(project: Path, old: str, new: str, said: str) -> None:
    file = project / "reports" / "tiny.yml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        report.plan(report.read("tiny"), 2024)
    assert said in str(error.value)


def test_unknown_report_and_year_list_what_there_is(project: Path) -> None:
    with pytest.raises(InputError, match=r"there is no report 'nope' \(allowed: tiny\)"):
        report.read("nope")
    with pytest.raises(InputError, match=r"no study has a wave for 1999 \(allowed: 2023, 2024\)"):
        report.plan(report.read("tiny"), 1999)
