"""Scales asked side by side. In: drafted items and their columns; out: each item's battery, named in it.

An item that correlates negatively with the others may have a reversed scale: it is taken out of the
shared set of answers and gets a line of its own, to be confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from manyi.draft.guesses.several import row_of
from manyi.draft.item import CONFIRM, DraftItem
from manyi.draft.short_names import short_of
from manyi.rows.read.delivered import DeliveredColumn

AGAINST, FEWEST = -0.1, 30  # correlation with the mean of the others, over at least this many people


def name_batteries(items: Sequence[DraftItem], columns: Sequence[DeliveredColumn]) -> None:
    """Name the battery of neighbouring scales with the same answers; mark the reversed ones."""
    _share_missing(items)
    before: DraftItem | None = None
    batteries: dict[str, list[DraftItem]] = {}
    for item in items:
        alike = before and item.kind == before.kind == "scale" and item.shared and item.shared == before.shared
        if alike and before and item.answers == before.answers:
            before.battery = item.battery = before.battery or before.name
            batteries.setdefault(item.battery, [before]).append(item)
        before = item
    cells = {column.header: column.cells for column in columns}
    for battery in batteries.values():
        _mark_reversed(battery, cells)


def _share_missing(items: Sequence[DraftItem]) -> None:
    """Let bare scales asked together share their missing codes: N/A may occur in only one column."""
    alike: dict[tuple[str, str], list[DraftItem]] = {}
    for item in items:
        if item.shared and item.kind == "scale" and "labels" not in item.answers["scale"]:
            alike.setdefault((item.shared, repr(item.answers["scale"])), []).append(item)
    for some in alike.values():
        missing = {code: kind for item in some for code, kind in item.answers.get("missing", {}).items()}
        for item in some if missing else ():
            item.answers["missing"] = dict(sorted(missing.items(), key=lambda pair: str(pair[0])))


def _mark_reversed(battery: list[DraftItem], cells: dict[str, list[str]]) -> None:
    if len(battery) < 3:
        return
    answers = pd.DataFrame({item.name: _points(item, cells[item.headers[0]]) for item in battery})
    for item in battery:
        others = answers.drop(columns=item.name).mean(axis=1)
        both = answers[item.name].notna() & others.notna()
        if both.sum() < FEWEST or min(answers[item.name][both].std(), others[both].std()) == 0:
            continue
        r = float(np.corrcoef(answers[item.name][both], others[both])[0, 1])
        if r < AGAINST:
            item.shared, item.mark = "", CONFIRM
            item.evidence = f"runs against the others of its battery (r = {r:.2f}): reverse: true? {item.evidence}"


def _points(item: DraftItem, texts: list[str]) -> pd.Series:
    """Return the answers of a scale as numbers, codes or words; everything else is missing."""
    scale = item.answers["scale"]
    named = {str(text): float(point) for point, text in scale.get("labels", {}).items()}
    values = pd.Series(texts, dtype=object).map(lambda text: named.get(text, text))
    numbers = pd.to_numeric(values, errors="coerce")
    return numbers.where(numbers.between(scale["from"], scale["to"]))


def name_rows(items: list[DraftItem], groups: dict[str, str]) -> None:
    """Name the rows of a grid by the text in brackets, after the dash or after their common question."""
    shorts = Counter(item.short for item in items)
    stems = Counter(_grid(item, groups) for item in items)
    for item in items:
        alike = shorts[item.short] > 1 or stems[_grid(item, groups)] > 1 and _grid(item, groups)
        behind = item.text.removeprefix(groups.get(item.headers[0], "")).strip(" -–:：") if item.headers else ""
        row = row_of(item.text) or row_of(item.headers[0])
        if (
            (item.kind != "options" or len(item.headers) == 1)
            and alike
            and (row := row or (behind if behind != item.text else ""))
        ):
            item.short = short_of(row)


def _grid(item: DraftItem, groups: dict[str, str]) -> str:
    """Return the question an item shares with other rows of a grid, '' for none."""
    if item.kind not in ("scale", "categories", "number") or not item.headers:
        return ""
    group = groups.get(item.headers[0], "")
    row = row_of(item.text)
    return group or (item.text.removesuffix(row).removesuffix("]") if row else "")
