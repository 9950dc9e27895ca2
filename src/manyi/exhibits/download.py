"""The data behind a figure as a CSV inside the page: a link that needs no network and no script.

One row is one number. Cells that a spreadsheet would run as a formula are made text.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping

from markupsafe import Markup

from manyi.exhibits import markup, words
from manyi.exhibits.data import Data, mark
from manyi.exhibits.names import Names
from manyi.exhibits.words import Language

LABEL = {"en": "Data (CSV, {} KB)", "zh": "下载数据（CSV，{} KB）"}
HEADS = {
    "en": ("group", "measure", "value", "low", "high", "base", "unit", "id"),
    "zh": ("组别", "指标", "数值", "下限", "上限", "回答数", "单位", "编号"),
}
RISKY = ("=", "+", "-", "@", "\t", "\r")


def link(data: Data, names: Names, ids: Mapping[str, str], exhibit: str, language: Language) -> Markup:
    """Return the download link; its label names type and size."""
    content = ("\ufeff" + table(data, names, ids, language)).encode()  # the mark tells Excel it is UTF-8
    address = "data:text/csv;charset=utf-8;base64," + base64.b64encode(content).decode()
    label = LABEL[language].format(max(1, round(len(content) / 1024)))
    return markup.tag("a", label, class_="download", download=f"{exhibit}.csv", href=address)


def table(data: Data, names: Names, ids: Mapping[str, str], language: Language) -> str:
    """Return the CSV text: one row per number, shares as percent, suppressed values as their mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS[language])
    entries = dict(data.entries())
    for row in data:
        for column in data.columns:
            key = next(k for k in (f"{row.key}-{column.name}", row.key) if len(data.columns) == 1 or k != row.key)
            number = row.numbers.get(column.name)
            if number is None:
                continue
            scale = 100 if number.unit in ("percent", "percentage_points") else 1
            values = [number.value, number.low, number.high]
            texts = [mark(row), "", ""] if number.hidden else [_plain(value * scale) for value in values]
            unit = words.HEAD[number.unit][language]
            id_ = ids.get(key, "") if key in entries else ""
            group, measure = data.name(row, names, language), column.heading(names, language)
            writer.writerow([safe(group), safe(measure), *texts, _plain(number.base), safe(unit), id_])
    return out.getvalue()


def safe(text: str) -> str:
    """Return text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(RISKY) else text


def _plain(value: float) -> str:
    return "" if value != value else markup.exact(value)
