"""Rows that stay on disk, as an attack on one item needs them: its answers in every combination of the groups.

In: a survey whose rows stay on disk, an item and the rows of a ledger on it. Out: a frame `Reader` takes for the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from manyi.exhibits.disclosure.linear_numbers import EACH, LIGHTEST, LONGER, NO_GROUP, filters_of, parts_of
from manyi.language.periods import PARTED
from manyi.rows.survey import Survey, with_categories
from manyi.study.codebook import Codebook


def tallied(survey: Survey, name: str, rows: Sequence[Mapping[str, Any]], everywhere: bool = False) -> pd.DataFrame:
    """Return who is in scope and answered an item, a row per answer and combination of wave and groups.

    Columns: wave, eligible, weight (their sum), `EACH`, `LIGHTEST`, the item, and the columns that rows name, each
    split in the waves of these rows. everywhere: in all waves, also those named by the filters of the study's claims.
    The answers to a number become two in each combination, its least and its greatest, in the proportions that give its
    sum. Raises InputError if there are too many combinations.
    """
    stored = survey.stored
    assert stored is not None  # noqa: S101 - rows in memory need no tally
    item, _, limit = name.partition(LONGER)
    if item not in stored.columns:
        return pd.DataFrame(columns=["wave", "weight", "eligible"])
    waves = {str(wave): int(wave) for wave in stored.waves}
    named: dict[str, set[int]] = {str(row["item"]): set(waves.values()) for row in rows}
    for row in rows:
        of = {waves[part] for part in PARTED.split(str(row["wave"])) if part in waves} or waves.values()
        for column in parts_of(row):
            named.setdefault(column, set()).update(of)
    if everywhere:
        filtered = {column for where in filters_of(survey, stored.columns) for column in where}
        named = dict.fromkeys([*named, *filtered], set(waves.values()))
    by = {column: of for column, of in sorted(named.items())
          if column in stored.columns and column not in ("wave", item, *NO_GROUP)}  # fmt: skip
    if _is_number(survey.codebook, item) and not limit:
        frame = _least_and_greatest(stored.tallied(by, item, by_value=False), item)
    else:
        frame = stored.tallied(by, item, over=float(limit) if limit else None)
    frame = frame.rename(columns={"respondents": EACH, "lightest": LIGHTEST}).assign(eligible=True)
    return with_categories(frame, survey.codebook)


def _is_number(book: Codebook, name: str) -> bool:
    """Return whether there may be as many answers as respondents; scales, lists and shares have few."""
    if name in book.items:
        return not (book.items[name].categories or book.items[name].scale)
    return name in book.derived and book.unit(name) != "percent"


def _least_and_greatest(frame: pd.DataFrame, item: str) -> pd.DataFrame:
    """Return combinations split in two: low, high -> item; weight and respondents by their sums wx and x."""
    low, high = frame["low"], frame["high"]
    wide = (high - low).where(high > low, 1.0)
    upper = ((frame["wx"] - low * frame["weight"]) / wide).clip(0.0, frame["weight"])
    more = ((frame["x"] - low * frame["respondents"]) / wide).round()
    parts = [frame.assign(**{item: low, "weight": frame["weight"] - upper, "respondents": frame["respondents"] - more}),
             frame.assign(**{item: high, "weight": upper, "respondents": more})[high > low]]  # fmt: skip
    return pd.concat(parts, ignore_index=True).drop(columns=["low", "high", "wx", "x"])
