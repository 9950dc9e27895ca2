"""The product of rows: one clean, weighted row per valid respondent, and the books of how they came about."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from manyi.rows.codebook import Codebook
from manyi.rows.recode import columns_of
from manyi.rows.study import Study


@dataclass(frozen=True)
class Survey:
    """A study up to a year.

    frame: one row per valid respondent of every wave up to `year`, in and out of scope (`eligible`); columns `wave`,
        `row` ("wave:file:line"), one per item (scale and number: float; categories: pandas category; options:
        `item__option`, 0/1; words: redacted text), derived columns (float), `flags` (of carelessness, too few to
        remove), `eligible`, `in_population` (raked), `base_weight`, `weight` (mean 1 per wave), `stratum`, `psu`.
    problems: one row per problem: wave file line column item value rule message_en message_zh.
    quarantine: one row per removed record: wave file line rule value threshold.
    waterfall: one row per wave and step: wave step removed left label_en label_zh; the last one is the domain.
    weighting: one row per wave, margin and category: target, before, after (shares).
    diagnostics: one row per wave: n, iterations, largest_error, deff_kish, n_kish, largest_weight, trimmed ...
    data_sha256: of the delivered files and the YAML.
    """

    study: Study
    codebook: Codebook
    year: int
    previous: int | None
    frame: pd.DataFrame
    problems: pd.DataFrame
    quarantine: pd.DataFrame
    waterfall: pd.DataFrame
    weighting: pd.DataFrame
    diagnostics: pd.DataFrame
    data_sha256: str


def kept_items(study: Study, book: Codebook) -> list[str]:
    """Return the items that stay: no identifiers, no delivered weight, no ids that `stratum` and `psu` carry."""
    design = study.design
    gone = {*book.with_role("identifier"), design.weight}
    gone |= {key for key in (design.stratum, design.psu) if key and not book.items[key].categories}
    return [name for name in book.items if name not in gone]


def frame_columns(study: Study, book: Codebook) -> list[str]:
    """Return the columns of the frame, in order."""
    items = [column for name in kept_items(study, book) for column in columns_of(book.items[name], name)]
    design = ["flags", "eligible", "in_population", "base_weight", "weight", "stratum", "psu"]
    return ["wave", "row", *items, *book.derived, *design]


def with_categories(frame: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Return the frame with its categories items as pandas categories: the codebook's keys in the codebook's order."""
    kinds = {
        name: pd.CategoricalDtype(list(item.categories), ordered=item.ordered)
        for name, item in book.items.items()
        if item.categories and name in frame.columns
    }
    return frame.astype(kinds).copy()  # in one piece: columns are added to it later
