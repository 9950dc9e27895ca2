"""The product of `rows`: one clean, weighted row per valid respondent, and the books that account for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from manyi import display
from manyi.bounded import ShownFrame
from manyi.errors import InputError
from manyi.floors import Upstairs
from manyi.language import words
from manyi.language.periods import Period
from manyi.rows.stored import StoredRows
from manyi.study.codebook import Codebook
from manyi.study.definitions import Definition
from manyi.study.items import columns_of
from manyi.study.study import Study

NAMED = 3  # columns of each kind that a survey names, of those to ask for in `mean` and `share`


@dataclass(frozen=True, repr=False)
class Books(display.Displayed):
    """The rows and the books that account for them.

    frame: one row per valid respondent of every wave up to a year, in and out of scope (`eligible`); columns `wave`,
        `row` ("wave:file:line"), one per item (scale and number: float; categories: text; options: `item__option`,
        0/1; words: redacted text), derived columns (float), `flags` (of carelessness, not enough for removal),
        `eligible`, `in_population` (raked), `base_weight`, `weight` (mean 1 per wave), `stratum`, `psu`.
    problems: one row per problem: wave file line column item value rule message_en message_zh.
    quarantine: one row per removed record: wave file line rule value threshold.
    waterfall: one row per wave and step: wave step removed left label_en label_zh; the last step is the domain.
    weighting: one row per wave, margin and category: target, before, after (shares).
    diagnostics: one row per wave: n, iterations, largest_error, deff_kish, n_kish, largest_weight, trimmed ...
    """

    frame: pd.DataFrame  # StoredRows, which refuse to be a frame, where a study has more rows than `rows_in_memory`
    problems: pd.DataFrame
    quarantine: pd.DataFrame
    waterfall: pd.DataFrame
    weighting: pd.DataFrame
    diagnostics: pd.DataFrame


@dataclass(frozen=True, repr=False)
class Survey(Books):
    """A study up to a year; estimates are made from `sample(year)` (import manyi.stats).

    Its books, with categories items as pandas categories; data_sha256: the hash of the delivered files and the YAML.
    """

    _plumbing = ("of", "stored", "data_sha256")
    sample = Upstairs("manyi.stats")  # sample(*waves) -> Sample; no wave: all of them

    study: Study
    codebook: Codebook
    year: Period
    previous: Period | None
    data_sha256: str

    @classmethod
    def of(cls, books: Books, definition: Definition, waves: list[Period], data_sha256: str) -> Survey:
        """Return the survey of a study up to the last of these waves, which are in order."""
        frames = {name: frame if name == "frame" else ShownFrame(frame) for name, frame in vars(books).items()}
        if not isinstance(books.frame, StoredRows):
            frames["frame"] = with_categories(books.frame, definition.codebook)
        previous = waves[-2] if len(waves) > 1 else None
        return cls(**frames, study=definition.study, codebook=definition.codebook, year=waves[-1], previous=previous,
                   data_sha256=data_sha256)  # fmt: skip

    @property
    def stored(self) -> StoredRows | None:
        """Return the rows if they stay on disk because there are more than `rows_in_memory`; else None."""
        return self.frame if isinstance(self.frame, StoredRows) else None

    @property
    def waves(self) -> tuple[Period, ...]:
        """Return the waves, in order."""
        if self.stored is not None:
            return self.stored.waves
        return tuple(sorted(Period(wave) for wave in self.counted(["wave"])["wave"]))

    def counted(self, by: Sequence[str]) -> pd.DataFrame:
        """Return how many rows, unweighted, each combination of the columns `by` has: columns <by> rows, sorted."""
        if self.stored is not None:
            return self.stored.counted(by)
        return self.frame.groupby(list(by), observed=True).size().rename("rows").reset_index()

    def _facts(self) -> dict[str, object]:
        study, book, rows = self.study, self.codebook, self.counted(["eligible"])
        items = sorted(kept_items(study, book), key=lambda name: book.items[name].scale is None)  # ratings first
        inside = int(rows.loc[rows["eligible"], "rows"].sum())
        weights = f"raked to {display.listed(study.weighting.margins)}" if study.weighting.margins else (
            "as delivered" if study.design.weight else "none")  # fmt: skip
        return {
            "study": study.study, "title": study.title, "waves": display.listed(self.waves),
            "n": f"{inside:,} of {len(self.frame):,} in scope", "outcome": study.claims.outcome,
            "segments": display.listed(study.claims.segments, NAMED), "items": display.listed(items, NAMED),
            "derived": display.listed(book.derived, NAMED),
            "weights": weights, "problems": f"{len(self.problems):,}", "removed": f"{len(self.quarantine):,}",
        }  # fmt: skip

    def _frame(self) -> pd.DataFrame:
        rows = self.counted(["wave", "eligible"])
        rows = rows.assign(in_scope=rows["rows"].where(rows["eligible"], 0))
        by_wave = rows.groupby("wave").agg(respondents=("rows", "sum"), in_scope=("in_scope", "sum"))
        for name, frame in (("problems", self.problems), ("removed", self.quarantine)):
            by_wave[name] = frame["wave"].value_counts().reindex(by_wave.index, fill_value=0)
        return by_wave.reset_index()


def kept_items(study: Study, book: Codebook) -> list[str]:
    """Return the items that are kept: no identifiers, no delivered weight, no ids already in `stratum` and `psu`."""
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
    """Return the frame with categories items as pandas categories: the codebook's keys in codebook order."""
    kinds = {
        name: pd.CategoricalDtype(list(item.categories), ordered=item.ordered)
        for name, item in book.items.items()
        if item.categories and name in frame.columns
    }
    return frame.astype(kinds).copy()  # defragmented, as columns are added later


STEPS = words.beside(__file__).section("survey", "steps")


def waterfall(delivered: dict[int, int], quarantine: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the steps from delivered to valid, per wave: wave step removed left label_en label_zh.

    delivered: records per wave, as counted when reading. kept: columns wave, eligible, and `rows` where one row of it
    stands for several. Raises InputError when the books do not balance.
    """
    rows: list[dict[str, Any]] = []
    for wave, count in delivered.items():
        left = count
        removed = quarantine.loc[quarantine["wave"] == wave, "rule"].value_counts().to_dict()
        here = kept[kept["wave"] == wave]
        each = here["rows"] if "rows" in here else pd.Series(1, here.index)
        valid, inside = int(each.sum()), int(each[here["eligible"].astype(bool)].sum())
        for step, label in STEPS.items():
            gone = int(removed.pop(step, 0))
            left = inside if step == "eligible" else left - gone
            called = {"label_en": label.en, "label_zh": label.zh}
            rows.append({"wave": wave, "step": step, "removed": gone, "left": left, **called})
        if removed or rows[-2]["left"] != valid:
            raise InputError(
                f"wave {wave} does not reconcile: {count} delivered, {rows[-2]['left']} left after all rules, "
                f"{valid} kept, {removed or 'no'} unknown rules",
                where="rows",
            )
    return pd.DataFrame(rows)
