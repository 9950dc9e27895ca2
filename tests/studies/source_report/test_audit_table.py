"""The audit of the five source reports: verdicts and words, from the printed figures alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from manyi.exhibits import Chapter
from manyi.studies.source_report.audit_table import VERDICTS, result_of, show_audit
from manyi.studies.source_report.printed import published_report
from tests.exhibits.conftest import Shown

STUDIES = {"contact": "S2", "firms": "S1", "electronics": "S0", "appliance": "S3", "retail": "S4"}


def found(study: str, id_: str) -> tuple[str, str]:
    report = published_report(study)
    assert report is not None
    verdict, text = result_of(next(one for one in report.checks if one.id == id_))
    return verdict, text.en


@pytest.mark.parametrize(
    ("study", "id_", "verdict", "words"),
    [
        ("firms", "S1-01", "consistent", "the smallest being 163 (59, 53, 112, 33 and 127)"),
        ("firms", "S1-02", "consistent", "add up"),
        ("firms", "S1-05", "unchecked", "as few as 3 (2 of 3), where a 95 % interval is 20.8% to 93.9%"),
        ("contact", "S2-02", "consistent", "76.2 the year before"),
        ("contact", "S2-04", "consistent", "60.0%"),
        ("contact", "S2-07", "consistent", "between"),
        ("contact", "S2-10", "consistent", "would average 78.0"),
        ("contact", "S2-16", "ambiguous", "83.5 against 66.8. Read as points: 84.5 against 64.5"),
        ("appliance", "S3-01", "inconsistent", "both cannot be the target"),
        ("appliance", "S3-03", "unchecked", "up to 1.0%"),
        ("appliance", "S3-05", "label", "questionnaires that come back"),
        ("appliance", "S3-01-target", "consistent", "at least 962"),
        ("retail", "S4-02", "unchecked", "about 11,000,000"),
        ("retail", "S4-06", "ambiguous", "10.1 to 21.1 hours"),
    ],
)
def test_each_kind_of_check(study: str, id_: str, verdict: str, words: str) -> None:
    assert found(study, id_)[0] == verdict
    assert words in found(study, id_)[1]


def test_figures_that_contradict_are_called_so() -> None:
    report = published_report("firms")
    assert report is not None
    added = next(one for one in report.checks if one.id == "S1-02")
    assert result_of(added.model_copy(update={"total": "69.7"}))[0] == "inconsistent"
    report = published_report("contact")
    assert report is not None
    mixed, among = (next(one for one in report.checks if one.id == id_) for id_ in ("S2-04", "S2-07"))
    assert result_of(mixed.model_copy(update={"whole": "82"}))[0] == "inconsistent"
    assert result_of(among.model_copy(update={"whole": "67.9"}))[0] == "inconsistent"


@pytest.mark.parametrize("study", STUDIES)
def test_one_table_per_study_in_both_languages(chapter_of: Callable[..., Chapter], shown: Shown, study: str) -> None:
    show_audit(chapter_of(study=study))
    report = published_report(study)
    assert report is not None and all(one.id.startswith(STUDIES[study]) for one in report.checks)
    for language in ("en", "zh"):
        table = shown[f"{study}-audit"][language]
        assert table.count('<th scope="row"') == len(report.checks)
        verdicts = {text[language] for text in VERDICTS.values()}
        assert set(re.findall(r"<td>[^<]*</td><td>([^<]*)</td>", table)) <= verdicts


def test_a_study_without_a_source_report_says_so(chapter_of: Callable[..., Chapter], shown: Shown) -> None:
    show_audit(chapter_of(study="sfo"))
    assert "rebuilds no published report" in shown["sfo-audit"]["en"]
