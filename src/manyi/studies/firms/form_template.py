"""The assessment workbook a firm fills in: from the indicator system and the codebook, the same bytes each time.

Sheets: what to do; the firm (one row per question); the checks (one row per check); special deductions (one row each).
"""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from manyi.language import words
from manyi.language.text import Text
from manyi.language.words import Words
from manyi.publish.workbook import Sheet, filled_workbook
from manyi.studies.firms.indicators import IndicatorSystem
from manyi.study.codebook import Codebook

WORDS = words.beside(__file__).section("form")

ASKED = ["firm", "name_zh", "name_en", "size", "industry", "region", "assessed", "special_bonus"]
WIDTHS = {"id": 13, "clause": 8, "indicator": 24, "check": 52, "points": 8, "how": 18, "evidence": 36}
FILL = "#FFF6D6"
OFFERED = "F"  # the hidden column with the answers of a list
EMPTY_ROWS = 30  # for special deductions


def label(text: Text) -> str:
    """Return a text in both languages, as written in a cell."""
    return f"{text.zh} {text.en}"


def _labels(section: Words) -> dict[str, str]:
    return {key: label(text) for key, text in section.items()}


GUIDE, FIRM, CHECKS, SPECIAL = _labels(WORDS.section("sheets")).values()
FIRM_HEADS, HEADS = _labels(WORDS.section("firm_heads")), _labels(WORDS.section("heads"))
SPECIAL_HEADS, JUDGED = _labels(WORDS.section("special_heads")), _labels(WORDS.section("judged"))
YES, NO = label(WORDS["yes"]), label(WORDS["no"])
LONG = "checks"  # the line of the guide whose languages have a cell each


def template(system: IndicatorSystem, codebook: Codebook) -> bytes:
    """Return the empty workbook as an xlsx file."""

    def fill(book: Workbook) -> None:
        looks = Looks(book)
        _guide(book.add_worksheet(GUIDE, Sheet), system, looks)
        _firm_sheet(book.add_worksheet(FIRM, Sheet), codebook, looks)
        _checks_sheet(book.add_worksheet(CHECKS, Sheet), system, looks)
        _special_sheet(book.add_worksheet(SPECIAL, Sheet), system, looks)

    return filled_workbook(fill, author="manyi")


class Looks:
    """The formats of a workbook, which belong to it."""

    def __init__(self, book: Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 13})
        self.head: Format = book.add_format({"bold": True})
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.open: Format = book.add_format({"bg_color": FILL})
        self.unlocked: Format = book.add_format({"bg_color": FILL, "locked": False})


def _guide(sheet: Sheet, system: IndicatorSystem, looks: Looks) -> None:
    standard = system.standard
    sheet.write_string(0, 0, f"{standard.code} {standard.title.zh} {standard.title.en}", looks.title)
    guide = WORDS.section("guide").items()
    lines = [line for key, text in guide for line in ([text.zh, text.en] if key == LONG else [text.zh + text.en])]
    for row, line in enumerate([*lines, label(standard.standing)], start=1):
        sheet.write_string(row, 0, line, looks.text)
    sheet.set_column("A:A", 110)


def _firm_sheet(sheet: Sheet, codebook: Codebook, looks: Looks) -> None:
    """One row per question: key, question, answer."""
    _head(sheet, FIRM_HEADS, {"A": 16, "B": 52, "C": 40}, looks)
    for row, name in enumerate(ASKED, start=1):
        item = codebook.items[name]
        sheet.write_row(row, 0, [name, label(item.text)])
        sheet.write_blank(row, 2, None, looks.open)
        if item.categories:
            offered = [label(text) for text in item.categories.values()]
            _choice(sheet, f"C{row + 1}", offered, hidden_from=(row + 1) * 20)
        elif item.number:
            _whole(sheet, f"C{row + 1}", int(item.number.low), int(item.number.high))


def _checks_sheet(sheet: Sheet, system: IndicatorSystem, looks: Looks) -> None:
    """One row per check; cells to fill in are yellow, and all others are locked."""
    columns = {name: chr(ord("A") + place) for place, name in enumerate(HEADS)}
    _head(sheet, HEADS, {columns[name]: WIDTHS.get(name, 14) for name in HEADS}, looks)
    last = 1
    for indicator in system.indicators.values():
        for name, check in indicator.checks.items():
            points = check.points if check.status == "confirmed" else f"{check.points:g} {label(WORDS['assumed'])}"
            cells = [name, indicator.clause, label(indicator.name), label(check.name), points, JUDGED[check.how]]
            sheet.write_row(last, 0, cells)
            last += 1
            wanted = {"met": ["met"], "sampled": ["checked", "conforming"]}[check.how]
            for column in ["applicable", *wanted, "evidence"]:
                sheet.write_blank(f"{columns[column]}{last}", None, looks.unlocked)
    for column in ("applicable", "met"):
        _choice(sheet, f"{columns[column]}2:{columns[column]}{last}", [YES, NO])
    _whole(sheet, f"{columns['checked']}2:{columns['checked']}{last}", 1, 100_000)
    _whole(sheet, f"{columns['conforming']}2:{columns['conforming']}{last}", 0, 100_000)
    sheet.protect()


def _special_sheet(sheet: Sheet, system: IndicatorSystem, looks: Looks) -> None:
    _head(sheet, SPECIAL_HEADS, {"A": 48, "B": 60, "C": 18}, looks)
    for row in range(1, EMPTY_ROWS + 1):
        for column in range(3):
            sheet.write_blank(row, column, None, looks.open)
    reasons = [label(text) for text in system.special.reasons.values()]
    _choice(sheet, f"A2:A{EMPTY_ROWS + 1}", reasons, hidden_from=2)
    _choice(sheet, f"C2:C{EMPTY_ROWS + 1}", [YES, NO])


def _head(sheet: Sheet, heads: dict[str, str], widths: dict[str, float], looks: Looks) -> None:
    """Write the heads so that they stand out and stay visible."""
    sheet.write_row(0, 0, list(heads.values()), looks.head)
    sheet.freeze_panes(1, 0)
    for column, width in widths.items():
        sheet.set_column(f"{column}:{column}", width)


def _choice(sheet: Sheet, cells: str, offered: list[str], hidden_from: int = 0) -> None:
    """Offer a list: written in the rule, or in a hidden column if it is too long for a rule."""
    source: list[str] | str = offered
    if hidden_from:
        sheet.write_column(f"{OFFERED}{hidden_from}", offered)
        sheet.set_column(f"{OFFERED}:{OFFERED}", None, None, {"hidden": True})
        source = f"=${OFFERED}${hidden_from}:${OFFERED}${hidden_from + len(offered) - 1}"
    _rule(sheet, cells, {"validate": "list", "source": source})


def _whole(sheet: Sheet, cells: str, low: int, high: int) -> None:
    _rule(sheet, cells, {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high})


def _rule(sheet: Sheet, cells: str, rule: dict[str, object]) -> None:
    refused = WORDS["refused"]
    sheet.data_validation(cells, {**rule, "error_message": refused.zh + refused.en})
