"""One filled-in assessment workbook: what it says about the firm, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from manyi.errors import InputError
from manyi.rows.read.decode import has_answer
from manyi.rows.read.workbooks import workbook
from manyi.studies.firms.form_template import (
    ASKED,
    CHECKS,
    FIRM,
    FIRM_HEADS,
    HEADS,
    NO,
    SPECIAL,
    SPECIAL_HEADS,
    YES,
    label,
)
from manyi.studies.firms.indicators import IndicatorSystem
from manyi.studies.firms.points import indicator_points
from manyi.study.answers import meaning
from manyi.study.answers import plain as text_of
from manyi.study.codebook import Codebook

PROBLEMS = ["file", "sheet", "row", "column", "value", "message", "allowed"]
ANSWERS = {**dict.fromkeys(("是", "yes", YES), True), **dict.fromkeys(("否", "no", NO), False)}


@dataclass
class Form:
    """One workbook while it is read: what it says about the firm, and what is wrong with it."""

    file: str
    system: IndicatorSystem
    codebook: Codebook
    firm: dict[str, object] = field(default_factory=dict)
    problems: list[dict[str, object]] = field(default_factory=list)

    def wrong(
        self, sheet: str, row: int, column: str, value: object, message: str, allowed: Iterable[object] = ()
    ) -> None:
        """Record a problem."""
        listed = ", ".join(map(str, allowed))
        self.problems.append(dict(zip(PROBLEMS, (self.file, sheet, row, column, value, message, listed), strict=True)))


def read(path: Path, system: IndicatorSystem, codebook: Codebook) -> Form:
    """Return what a workbook says; `firm` holds the items of the codebook, points by indicator among them.

    Raises InputError if it is not one of our workbooks (unreadable, a sheet or a column missing).
    """
    form = Form(path.name, system, codebook)
    data = path.read_bytes()
    _take_firm(form, _sheet_rows(data, path.name, FIRM, [FIRM_HEADS["id"], FIRM_HEADS["answer"]]))
    checks = _check_rows(form, _sheet_rows(data, path.name, CHECKS, list(HEADS.values())))
    _count_special(form, _sheet_rows(data, path.name, SPECIAL, list(SPECIAL_HEADS.values())))
    if not form.problems:
        form.firm |= {
            str(name): value for name, value in indicator_points(checks.assign(firm=0), system).loc[0].items()
        }
    return form


def _sheet_rows(data: bytes, name: str, sheet: str, heads: list[str]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a sheet under its first row, by head."""
    sheet_rows = enumerate(workbook(data, name, sheet).rows, start=1)
    rows = [(number, [cell.strip() for cell in cells]) for number, cells in sheet_rows if has_answer(cells)]
    header = rows[0][1] if rows else []
    for head in heads:
        if head not in header:
            raise InputError(f"the column {head!r} is missing", where=f"{name}, sheet {sheet}", allowed=heads)
    return [(number, {head: cells[header.index(head)] for head in heads}) for number, cells in rows[1:]]


def _take_firm(form: Form, rows: list[tuple[int, dict[str, str]]]) -> None:
    """Read the questions about the firm."""
    key, column = FIRM_HEADS["id"], FIRM_HEADS["answer"]
    given = {cells[key]: (row, cells[column]) for row, cells in rows if cells[key]}
    for name in ASKED:
        row, answer = given.get(name, (1, ""))
        item = form.codebook.items[name]
        if not answer:
            form.wrong(FIRM, row, column, "", f"{name}: no answer")
        elif item.words:
            form.firm[name] = answer
        else:
            offered = {label(text): key for key, text in (item.categories or {}).items()}
            understood = meaning(item, max(item.columns), offered.get(answer, answer))
            if understood.rule or understood.value is None:
                limits = [f"{item.number.low:g} to {item.number.high:g}"] if item.number else offered
                form.wrong(FIRM, row, column, answer, f"{name}: not an answer", limits)
            form.firm[name] = understood.value


def _check_rows(form: Form, rows: list[tuple[int, dict[str, str]]]) -> pd.DataFrame:
    """Return one row per check."""
    answered = []
    seen: dict[str, int] = {}
    for row, cells in rows:
        name = cells[HEADS["id"]]
        if name not in form.system.checks:
            form.wrong(CHECKS, row, HEADS["id"], name, "unknown check", form.system.checks)
        elif name in seen:
            form.wrong(CHECKS, row, HEADS["id"], name, f"the check is in row {seen[name]} too")
        else:
            seen[name] = row
            answered.append(_check(form, name, row, cells))
    for name in form.system.checks:
        if name not in seen:
            form.wrong(CHECKS, 1, HEADS["id"], "", f"the check {name!r} is missing")
    return pd.DataFrame(answered)


def _check(form: Form, name: str, row: int, cells: dict[str, str]) -> dict[str, object]:
    """Read one check: whether it applies, and what was found."""
    applies = _yes_or_no(form, row, "applicable", cells)
    sampled = form.system.checks[name].how == "sampled"
    wanted = {"checked", "conforming"} if sampled else {"met"}
    unwanted = {"met", "checked", "conforming"} - (wanted if applies else set())
    for column in sorted(unwanted):
        if cells[HEADS[column]] and applies is not None:
            why = "the check does not apply" if not applies else "not asked of this check"
            form.wrong(CHECKS, row, HEADS[column], cells[HEADS[column]], f"{why}: leave it empty")
    judged: dict[str, object] = {"check": name, "applicable": bool(applies)}
    judged |= dict.fromkeys(("met", "checked", "conforming"), float("nan"))
    if applies and not sampled:
        judged["met"] = _yes_or_no(form, row, "met", cells)
    elif applies:
        judged["checked"] = looked_at = _count(form, row, "checked", cells, 1, 100_000)
        judged["conforming"] = _count(form, row, "conforming", cells, 0, 100_000 if looked_at is None else looked_at)
    return judged


def _yes_or_no(form: Form, row: int, column: str, cells: dict[str, str]) -> bool | None:
    answer = cells[HEADS[column]]
    if answer.lower() not in ANSWERS:
        form.wrong(CHECKS, row, HEADS[column], answer, "no answer" if not answer else "not an answer", [YES, NO])
    return ANSWERS.get(answer.lower())


def _count(form: Form, row: int, column: str, cells: dict[str, str], low: int, high: int) -> int | None:
    answer = text_of(cells[HEADS[column]])
    if not (answer.isascii() and answer.isdigit() and low <= int(answer) <= high):
        form.wrong(CHECKS, row, HEADS[column], cells[HEADS[column]], "not a number allowed", [f"{low} to {high}"])
        return None
    return int(answer)


def _count_special(form: Form, rows: list[tuple[int, dict[str, str]]]) -> None:
    """Count the special deductions: one row each, whether corrected or not."""
    reasons = [label(text) for text in form.system.special.reasons.values()]
    count = 0
    for row, cells in rows:
        reason = cells[SPECIAL_HEADS["reason"]]
        if any(cells.values()) and reason not in reasons:
            form.wrong(SPECIAL, row, SPECIAL_HEADS["reason"], reason, "not a reason", reasons)
        count += bool(reason)
    form.firm["special_deductions"] = float(count)
