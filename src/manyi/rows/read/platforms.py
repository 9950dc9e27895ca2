"""From a file's opening rows: which program exported it, the evidence for that, and how origin.yml must have it read.

Formats as the vendors document them: Qualtrics (three header rows; Status, Finished), SurveyMonkey (two), LimeSurvey
(codes such as `Q2[SQ001]`; submitdate), Google Forms, Microsoft Forms, 问卷星.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from manyi.rows.read.headers import joined, plain

# Values of Status for records that are not respondents: previews, tests and spam, as words and as codes.
QUALTRICS_STATUS = ["Survey Preview", "Survey Test", "Spam", "Survey Preview Spam", "Imported Spam",
                    "Offline Survey Preview", 1, 2, 8, 9, 12, 17]  # fmt: skip
IMPORT_ID = '{"ImportId"'
SECOND_ROW = {"response", "open-ended response"}  # what SurveyMonkey writes below a question with one column
WJX_CALLED = "问卷星"
WJX = {"序号", "提交答卷时间", "所用时间"}
WJX_NOTHING = {"(空)", "(跳过)", "-2", "-3"}
WJX_OPEN = re.compile("意见|建议|评论|备注|留言|注明|填写|原因|其他|其它")
LIME = {"id", "submitdate", "lastpage", "startlanguage"}
LIME_WORDS = {"response id", "date submitted", "last page", "start language"}
NUMBERED = re.compile(r"第(?P<number>\d+)题[(（](?P<option>.*)[)）]")
BRACKETED = re.compile(r"(?P<question>.+?)\s*\[(?P<part>[^\[\]]+)\]")


@dataclass(frozen=True)
class Platform:
    """The program that exported a file ("" if unknown) and the evidence.

    reading: keys of the file's entry in origin.yml. wordings: {header: question}. groups: {header: what its columns
    have in common}. separator: between several answers in one cell.
    """

    name: str = ""
    evidence: str = ""
    reading: dict[str, Any] = field(default_factory=dict)
    wordings: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    separator: str = ""


def recognised(header: Sequence[str], opening: Sequence[Sequence[str]]) -> Platform:
    """Return the platform of a file from its header row and the rows below it."""
    shown = [plain(cell) for cell in header]
    for platform in (_qualtrics, _surveymonkey, _limesurvey, _wjx, _microsoft, _google):
        if seen := platform(shown, opening):
            return seen
    return Platform(groups=_bracketed(shown))


def _qualtrics(shown: list[str], opening: Sequence[Sequence[str]]) -> Platform | None:
    marked = [at for at, row in enumerate(opening[:3]) if any(cell.lstrip().startswith(IMPORT_ID) for cell in row)]
    if not marked:
        return None
    left_out: dict[str, Any] = {}
    if "Status" in shown:
        left_out["preview"] = {"Status": QUALTRICS_STATUS}
    if "Finished" in shown:
        left_out["unfinished"] = {"Finished": ["False", 0]}
    rows = list(range(2, marked[0] + 3))
    wordings = dict(zip(shown, map(plain, opening[0]), strict=False)) if marked[0] else {}
    groups = {column: column.rsplit("_", 1)[0] for column in shown if re.fullmatch(r".+_\d+", column)}
    reading = {"not_respondents": rows, **({"left_out": left_out} if left_out else {})}
    return Platform("Qualtrics", f"row {rows[-1]} begins with {IMPORT_ID}", reading, wordings, groups)


def _surveymonkey(shown: list[str], opening: Sequence[Sequence[str]]) -> Platform | None:
    if not {"Respondent ID", "Collector ID"} <= set(shown) or not opening:
        return None
    second = [plain(cell) for cell in opening[0]]
    blank = shown.count("")
    evidence = "columns Respondent ID and Collector ID"
    if not blank and not SECOND_ROW & {cell.lower() for cell in second}:
        return Platform("SurveyMonkey", evidence)
    groups, wordings = questions_above(shown, second)
    evidence += f", {blank} columns without a header in row 1"
    return Platform("SurveyMonkey", evidence, {"header": [1, 2]}, wordings, groups)


def questions_above(top: list[str], second: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return {joined header: question above it} for the parts of questions, and for questions with one column."""
    whole, above = joined([top, second]), joined([top, [""] * len(top)])
    groups: dict[str, str] = {}
    wordings: dict[str, str] = {}
    for column, question, part in zip(whole, above, second, strict=False):
        if part:
            (wordings if part.lower() in SECOND_ROW else groups)[column] = question
    return groups, wordings


def _limesurvey(shown: list[str], opening: Sequence[Sequence[str]]) -> Platform | None:
    lower = {column.lower(): column for column in shown}
    names = next((words for words in (LIME, LIME_WORDS) if len(words & lower.keys()) >= 3), None)
    submitted = lower.get("submitdate") or lower.get("date submitted")
    if names is None or submitted is None:
        return None
    evidence = f"columns {', '.join(sorted(lower[word] for word in names & lower.keys()))}"
    return Platform("LimeSurvey", evidence, {"left_out": {"unfinished": {submitted: [""]}}}, {}, _bracketed(shown))


def _wjx(shown: list[str], opening: Sequence[Sequence[str]]) -> Platform | None:
    if len(set(shown) & WJX) < 2:
        return None
    groups = {column: match["number"] for column in shown if (match := NUMBERED.match(column))}
    asked = {column: _answers(at, opening) for at, column in enumerate(shown) if re.match(r"\d+、", column)}
    asked = {column: answers for column, answers in asked.items() if answers}
    coded = bool(groups) or _coded(asked)
    kind = "codes: what each code means is in the export as labels" if coded else "labels"
    evidence = f"columns {', '.join(column for column in shown if column in WJX)}; an export as {kind}"
    return Platform(WJX_CALLED, evidence, {}, {}, groups, "" if coded else "┋")


def _answers(at: int, opening: Sequence[Sequence[str]]) -> list[str]:
    """Return the answers in a column of the opening rows, without what 问卷星 writes for no answer."""
    cells = (plain(row[at]) for row in opening if at < len(row))
    return [cell for cell in cells if cell and cell not in WJX_NOTHING]


def _coded(asked: dict[str, list[str]]) -> bool:
    """Return whether closed questions hold codes; open ones (by header, or all answers different) do not count."""
    words = {column: answers for column, answers in asked.items() if not all(map(str.isdecimal, answers))}
    closed = [column for column, answers in words.items()
              if len(set(answers)) < len(answers) and not WJX_OPEN.search(column)]  # fmt: skip
    return bool(asked) and not closed and 2 * len(words) <= len(asked)


def _microsoft(shown: list[str], opening: Sequence[Sequence[str]]) -> Platform | None:
    if shown[:3] not in (["ID", "Start time", "Completion time"], ["ID", "开始时间", "完成时间"]):
        return None
    return Platform("Microsoft Forms", f"the first columns are {', '.join(shown[:3])}", separator=";")


def _google(shown: list[str], opening: Sequence[Sequence[str]]) -> Platform | None:
    if not shown or shown[0] not in ("Timestamp", "时间戳记", "时间戳"):
        return None
    joined_by = ";" if any(";" in cell and ", " not in cell for row in opening for cell in row[1:]) else ", "
    return Platform("Google Forms", f"the first column is {shown[0]}", {}, {}, _bracketed(shown), joined_by)


def _bracketed(shown: list[str]) -> dict[str, str]:
    """Return {header: question} of columns such as `Q2[SQ001]` and `How was it? [Staff]`, where several share one."""
    parts = {column: match["question"] for column in shown if (match := BRACKETED.fullmatch(column))}
    shared = list(parts.values())
    return {column: question for column, question in parts.items() if shared.count(question) > 1}
