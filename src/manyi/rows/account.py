"""The books: every delivered record is a kept respondent or a row of the quarantine. One row: a wave and a step."""

from __future__ import annotations

from typing import Any

import pandas as pd

from manyi.errors import InputError

STEPS = {
    "delivered": ("Records delivered", "收到的记录"),
    "repeated_header": ("Header repeated inside the file", "文件内重复的表头"),
    "broken_record": ("Records with cells missing or too many", "残缺或错位的记录"),
    "no_answer": ("No answer at all", "没有任何回答"),
    "duplicate": ("Duplicates of a kept record", "重复的答卷"),
    "careless": ("Careless: several independent flags", "作答不认真(多项独立标记)"),
    "valid": ("Valid respondents", "有效受访者"),
    "eligible": ("In scope (a domain; nobody is removed here)", "属于调查范围(作为子总体,不删除任何人)"),
}


def waterfall(delivered: dict[int, int], quarantine: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the steps from delivered to valid, per wave: wave step removed left label_en label_zh.

    delivered: records per wave, as counted when reading. Raises InputError when the books do not balance.
    """
    rows: list[dict[str, Any]] = []
    for wave, count in delivered.items():
        left = count
        removed = quarantine.loc[quarantine["wave"] == wave, "rule"].value_counts().to_dict()
        here = frame[frame["wave"] == wave]
        for step, (en, zh) in STEPS.items():
            gone = int(removed.pop(step, 0))
            left = int(here["eligible"].sum()) if step == "eligible" else left - gone
            rows.append({"wave": wave, "step": step, "removed": gone, "left": left, "label_en": en, "label_zh": zh})
        if removed or rows[-2]["left"] != len(here):
            raise InputError(
                f"wave {wave} does not reconcile: {count} delivered, {rows[-2]['left']} left after all rules, "
                f"{len(here)} kept, {removed or 'no'} unknown rules",
                where="rows",
            )
    return pd.DataFrame(rows)
