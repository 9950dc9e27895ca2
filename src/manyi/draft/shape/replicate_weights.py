"""Columns of replicate weights, recognised by their names and their ratios to the weight. In: columns; out: a draft.

Half samples hold 0 or twice the weight (BRR) or a share of it and the rest (Fay); a jackknife 0, the weight itself and
a little more of it; a bootstrap whole multiples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from manyi.draft.lexicon import resembles
from manyi.rows.read.delivered import DeliveredColumn

FEWEST = 8
NUMBERED = re.compile(r"(?P<stem>.*?[^\d])(?P<number>\d+)$")


@dataclass(frozen=True)
class DraftReplicates:
    """The headers of replicate weights, the keys of design.replicates, and the evidence."""

    headers: tuple[str, ...]
    keys: dict[str, Any]
    evidence: str


def replicates_in(columns: Sequence[DeliveredColumn], weight: str = "") -> DraftReplicates | None:
    """Return the longest run of numbered columns of weights next to the weight they vary; None if there is none.

    weight: the column of the weight, if the file declares it.
    """
    beside = _beside_weight(columns, weight)
    if beside is None or len(beside[1]) < FEWEST:
        return None
    main, run, ratio = beside
    headers = tuple(column.header for column in run)
    keys, about = _kind(ratio)
    counted = f"{len(headers)} columns beside {main.header}, {about}"
    return DraftReplicates(headers, {"columns": _range(headers), **keys}, counted)


def too_few_replicates(columns: Sequence[DeliveredColumn], weight: str = "") -> list[str]:
    """Return the headers of columns with fractions that would be replicate weights if there were more; [] for none."""
    _, run, _ = _beside_weight(columns, weight) or (None, [], None)
    fractions = all(any("." in cell for cell in column.cells) for column in run)
    return [column.header for column in run] if len(run) < FEWEST and fractions else []


def _beside_weight(
    columns: Sequence[DeliveredColumn], weight: str
) -> tuple[DeliveredColumn, list[DeliveredColumn], np.ndarray] | None:
    """Return the weight, the longest run of numbered columns of weights next to it, and their (n, R) ratios to it."""
    runs = [run for run in _runs(columns) if len(run) > 1 and all(map(_numbers_only, run))]
    run = max(runs, key=len, default=[])
    others = [column for column in columns if column not in run]
    names = [column for column in others if column.header == weight or resembles(column.header, "weight")]
    named = names or [column for column in others if resembles(column.header, "loosely_weight")]
    if not run or not named or not _numbers_only(named[0]):
        return None
    ratio = _ratios(named[0], run)
    if ratio is None or not 0.5 < float(np.mean(ratio)) < 2 or len(np.unique(ratio)) < 2:
        return None
    return named[0], run, ratio


def _runs(columns: Sequence[DeliveredColumn]) -> list[list[DeliveredColumn]]:
    """Return adjacent columns with one stem and consecutive numbers."""
    numbered = [(column, NUMBERED.match(column.header)) for column in columns]

    def of_run(entry: tuple[int, tuple[DeliveredColumn, re.Match[str] | None]]) -> tuple[str, int]:
        position, (_, match) = entry
        return (match["stem"], int(match["number"]) - position) if match else ("", position)

    runs = groupby(enumerate(numbered), key=of_run)
    return [[column for _, (column, _) in some] for (stem, _), some in runs if stem and _weighs(stem)]


def _weighs(stem: str) -> bool:
    return resembles(stem.rstrip("_. -"), "replicate")


def _numbers_only(column: DeliveredColumn) -> bool:
    try:
        return min(map(float, filter(None, column.cells)), default=-1.0) >= 0
    except ValueError:
        return False


def _ratios(main: DeliveredColumn, run: Sequence[DeliveredColumn]) -> np.ndarray | None:
    """Return (n, R) ratios of replicate weights to the weight, for records with all of them."""
    columns = (main, *run)
    cells = [row for row in zip(*(column.cells for column in columns), strict=True) if all(row) and float(row[0]) > 0]
    if not cells:
        return None
    weights = np.array(cells, float)
    return np.round(weights[:, 1:] / weights[:, :1], 3)


def _kind(ratio: np.ndarray) -> tuple[dict[str, Any], str]:
    """Return kind (and fay, factors) of replicates by the values of their ratios to the weight."""
    values = np.unique(ratio)
    low, high = float(values[0]), float(values[-1])
    if len(values) == 2 and abs(low + high - 2) < 0.01:
        if low < 0.005:
            return {"kind": "brr"}, "each 0 or twice it"
        return {"kind": "fay", "fay": round(low, 2)}, f"each {low:.2g} or {high:.2g} of it"
    tops = ratio.max(axis=0)
    if low < 0.005 and high <= 2.01 and all(len(np.unique(column)) <= 3 for column in ratio.T):
        if (ratio == 1).any():
            factors = [round(1 / float(top), 6) for top in tops]
            return {"kind": "jkn", "factors": factors}, "each 0, it, or a little more: a stratified jackknife"
        return {"kind": "jk1"}, "each 0 or a little more than it"
    return {"kind": "bootstrap"}, f"each {low:g} to {high:g} of it"


def _range(headers: Sequence[str]) -> str | list[str]:
    """Return headers as `w_1..w_80` if their numbers are written in the same way."""
    first, last = headers[0], headers[-1]
    start = NUMBERED.match(first)
    assert start is not None  # noqa: S101 - so they were found
    width, low = len(start["number"]), int(start["number"])
    spelt = [f"{start['stem']}{number:0{width}d}" for number in range(low, low + len(headers))]
    return f"{first}..{last}" if spelt == list(headers) else list(headers)
