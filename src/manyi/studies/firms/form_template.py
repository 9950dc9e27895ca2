"""The assessment workbook a firm fills in: made from the indicator system and the codebook, the same bytes each time.

Sheets: what to do; the firm (one row per question); the checks (one row per check); special deductions (one row each).
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from manyi.language import words
from manyi.language.text import Text
from manyi.language.words import Words
from manyi.studies.firms.indicators import IndicatorSystem
from manyi.study.codebook import Codebook

EPOCH = (2000, 1, 1, 0, 0, 0)
WORDS = words.beside(__file__).section("form")

ASKED = ["firm", "name_zh", "name_en", "size", "industry", "region", "assessed", "special_bonus"]
WIDTHS = {"id": 13, "clause": 8, "indicator": 24, "check": 52, "points": 8, "how": 18, "evidence": 36}
FILL = PatternFill("solid", fgColor="FFF6D6")


def label(text: Text) -> str:
    """Return a text in both languages, as it stands in a cell."""
    return f"{text.zh} {text.en}"


def _labels(section: Words) -> dict[str, str]:
    return {key: label(text) for key, text in section.items()}


GUIDE, FIRM, CHECKS, SPECIAL = _labels(WORDS.section("sheets")).values()
FIRM_HEADS, HEADS = _labels(WORDS.section("firm_heads")), _labels(WORDS.section("heads"))
SPECIAL_HEADS, JUDGED = _labels(WORDS.section("special_heads")), _labels(WORDS.section("judged"))
YES, NO = label(WORDS["yes"]), label(WORDS["no"])
LONG = "checks"  # the line of the guide whose languages stand in a cell each


def template(system: IndicatorSystem, codebook: Codebook) -> bytes:
    """Return the empty workbook as an xlsx file."""
    book = Workbook()
    _guide(book.active, system)
    _firm(book.create_sheet(FIRM), codebook)
    _checks(book.create_sheet(CHECKS), system)
    _special(book.create_sheet(SPECIAL), system)
    book.properties.creator = "manyi"
    book.properties.created = datetime(*EPOCH)
    unstable = io.BytesIO()
    book.save(unstable)
    return same_bytes(unstable.getvalue())


def same_bytes(data: bytes) -> bytes:
    """Return an xlsx file without the moment it was made, in its parts and in its archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made.namelist()):
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return packed.getvalue()


def _guide(sheet: Worksheet, system: IndicatorSystem) -> None:
    sheet.title = GUIDE
    sheet.append([f"{system.standard.code} {system.standard.title.zh} {system.standard.title.en}"])
    sheet["A1"].font = Font(bold=True, size=13)
    guide = WORDS.section("guide").items()
    lines = [line for key, text in guide for line in ([text.zh, text.en] if key == LONG else [text.zh + text.en])]
    for line in [*lines, label(system.standard.standing)]:
        sheet.append([line])
        sheet.cell(sheet.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110


def _firm(sheet: Worksheet, codebook: Codebook) -> None:
    """One row per question: key, question, answer."""
    sheet.append(list(FIRM_HEADS.values()))
    for row, name in enumerate(ASKED, start=2):
        item = codebook.items[name]
        sheet.append([name, label(item.text), None])
        sheet.cell(row, 3).fill = FILL
        if item.categories:
            offered = [label(text) for text in item.categories.values()]
            _choice(sheet, f"C{row}", offered, column="F", first=row * 20)
        elif item.number:
            _whole(sheet, f"C{row}", int(item.number.low), int(item.number.high))
    _finish(sheet, {"A": 16, "B": 52, "C": 40})
    sheet.column_dimensions["F"].hidden = True


def _checks(sheet: Worksheet, system: IndicatorSystem) -> None:
    """One row per check; what is to be filled in is yellow and the only thing not locked."""
    sheet.append(list(HEADS.values()))
    columns = {name: chr(ord("A") + place) for place, name in enumerate(HEADS)}
    for indicator in system.indicators.values():
        for name, check in indicator.checks.items():
            points = check.points if check.status == "confirmed" else f"{check.points:g} {label(WORDS['assumed'])}"
            row = [
                name,
                indicator.clause,
                label(indicator.name),
                label(check.name),
            ]
            sheet.append([*row, points, JUDGED[check.how]])
            wanted = {"met": ["met"], "sampled": ["checked", "conforming"]}[check.how]
            for column in ["applicable", *wanted, "evidence"]:
                cell = sheet[f"{columns[column]}{sheet.max_row}"]
                cell.fill, cell.protection = FILL, Protection(locked=False)
    last = sheet.max_row
    for column in ("applicable", "met"):
        _choice(sheet, f"{columns[column]}2:{columns[column]}{last}", [YES, NO])
    _whole(sheet, f"{columns['checked']}2:{columns['checked']}{last}", 1, 100_000)
    _whole(sheet, f"{columns['conforming']}2:{columns['conforming']}{last}", 0, 100_000)
    _finish(sheet, {columns[name]: WIDTHS.get(name, 14) for name in HEADS})
    sheet.protection.sheet = True


def _special(sheet: Worksheet, system: IndicatorSystem) -> None:
    sheet.append(list(SPECIAL_HEADS.values()))
    _choice(sheet, "A2:A31", [label(text) for text in system.special.reasons.values()], column="F", first=2)
    _choice(sheet, "C2:C31", [YES, NO])
    for cells in sheet["A2:C31"]:
        for cell in cells:
            cell.fill = FILL
    _finish(sheet, {"A": 48, "B": 60, "C": 18})
    sheet.column_dimensions["F"].hidden = True


def _choice(sheet: Worksheet, cells: str, offered: list[str], column: str = "", first: int = 0) -> None:
    """Offer a list: written in the rule when short, in a hidden column when a rule could not hold it."""
    formula = '"' + ",".join(offered) + '"'
    if column:
        for place, text in enumerate(offered):
            sheet[f"{column}{first + place}"] = text
        formula = f"${column}${first}:${column}${first + len(offered) - 1}"
    _rule(sheet, cells, DataValidation(type="list", formula1=formula, allow_blank=True))


def _whole(sheet: Worksheet, cells: str, low: int, high: int) -> None:
    _rule(sheet, cells, DataValidation(type="whole", operator="between", formula1=str(low), formula2=str(high)))


def _rule(sheet: Worksheet, cells: str, rule: DataValidation) -> None:
    refused = WORDS["refused"]
    rule.showErrorMessage, rule.error = True, refused.zh + refused.en
    sheet.add_data_validation(rule)
    rule.add(cells)


def _finish(sheet: Worksheet, widths: dict[str, float]) -> None:
    """Make the head stand out and stay in sight."""
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
