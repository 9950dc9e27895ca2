"""What became of all targets: the sentence names those that were missed, whatever else was met."""

from __future__ import annotations

import json
import re

import pytest

from manyi.exhibits import Chapter, Text, kpi
from manyi.exhibits.chapter.findings import chosen
from manyi.studies.service.kpi_board import targets_met
from tests.exhibits.conftest import Shown

NAMES = {
    "fast": Text(en="Answered in time", zh="按时响应率"), "fixed": Text(en="Fixed on the first visit", zh="首次修复率"),
    "all": Text(en="Staff with a certificate", zh="持证上岗率"), "liked": Text(en="Satisfied", zh="满意率"),
}  # fmt: skip
ROW = {"estimate": 0.98, "base": 300, "low90": 0.96, "high90": 0.99, "status": "shown", "unit": "percent"}


def said(chapter: Chapter, shown: Shown, *verdicts: str) -> tuple[str, str]:
    chapter.claim("c", targets_met(dict(zip(NAMES, verdicts, strict=False)), NAMES))
    english, chinese = (re.sub(r"<[^>]+>", "", shown["contact-c"][one].split("<details")[0]) for one in ("en", "zh"))
    return english, chinese


def test_targets_not_met_are_named(chapter: Chapter, shown: Shown) -> None:
    english, chinese = said(chapter, shown, "met", "not_met", "not_met", "not_shown")
    assert english == (
        "Targets met: 1 of 4. Missed: fixed on the first visit and staff with a certificate. Undecided: 1."
    )
    assert chinese == "4项目标中1项达标，未达标的是首次修复率和持证上岗率。另有1项数据不足以判断。"


@pytest.mark.parametrize(
    ("verdicts", "verdict", "english", "chinese"),
    [
        (
            ("met", "not_met"), "missed_known",
            "Targets met: 1 of 2. Missed: fixed on the first visit.", "2项目标中1项达标，未达标的是首次修复率。",
        ),
        (
            ("met", "suppressed"), "none_missed",
            "Targets met: 1 of 2. None is shown to be missed. Undecided: 1.",
            "2项目标中1项达标，没有已确认未达标的。另有1项数据不足以判断。",
        ),
        (("met", "met"), "all_met", "All 2 targets are met.", "2项目标全部达标。"),
    ],
)  # fmt: skip
def test_nothing_is_said_of_what_there_is_none_of(
    chapter: Chapter, shown: Shown, verdicts: tuple[str, ...], verdict: str, english: str, chinese: str
) -> None:
    assert said(chapter, shown, *verdicts) == (english, chinese)
    assert chapter.claims["contact-c"]["verdict"] == verdict


def test_where_the_data_tell_nothing_there_is_no_finding() -> None:
    assert not targets_met({"fast": "not_shown", "fixed": "suppressed"}, NAMES).shown
    assert targets_met({"fast": "not_met"}, NAMES).shown


def test_a_target_that_was_met_does_not_hide_those_missed(chapter: Chapter, shown: Shown) -> None:
    chapter.claim("t-fast", kpi({**ROW, "target": 0.9, "verdict": "met"}, NAMES["fast"]), anchor="card")
    said(chapter, shown, "met", "not_met")
    claims = [{**claim, "finding": True} for claim in json.loads(json.dumps(list(chapter.claims.values())))]
    met, all_of_them = chosen(claims)  # a figure of a size, then the count, which has none: both are findings
    assert (met["kind"], met["verdict"]) == ("kpi", "met")
    assert (all_of_them["kind"], all_of_them["verdict"]) == ("targets", "missed_known")
    assert "Missed: fixed on the first visit" in all_of_them["en"]
    assert "未达标的是首次修复率" in all_of_them["zh"]


@pytest.mark.parametrize(
    ("target", "english", "chinese"),
    [
        (1.0, "misses the target of 100%.", "，未达到100%的目标。"),
        (0.9, "misses the target of at least 90%.", "，未达到不低于90%的目标。"),
        (0.925, "misses the target of at least 92.5%.", "，未达到不低于92.5%的目标。"),
    ],
)
def test_a_target_is_printed_as_it_was_set(
    chapter: Chapter, shown: Shown, target: float, english: str, chinese: str
) -> None:
    chapter.claim("t", kpi({**ROW, "target": target, "verdict": "not_met"}, NAMES["all"]))
    page = {one: re.sub(r"<[^>]+>", "", shown["contact-t"][one].split("<details")[0]) for one in ("en", "zh")}
    assert english in page["en"]
    assert chinese in page["zh"]


def test_a_sample_in_a_complete_count_is_not_called_complete(chapter: Chapter, shown: Shown) -> None:
    row = {**ROW, "target": 0.85, "verdict": "met", "basis": "design"}
    chapter.survey.study.__dict__["basis"] = "census"
    chapter.claim("t", kpi(row, NAMES["liked"]))
    chapter.say("counted", en="Counted: {n}.", zh="计数：{n}。", n=targets_met({"fast": "met"}, NAMES).numbers["all"])
    assert "95 % interval" in shown["contact-t"]["en"]
    assert "records of the period" not in shown["contact-t"]["en"]
    assert "<dd>complete count</dd>" in shown["contact-counted"]["en"]
