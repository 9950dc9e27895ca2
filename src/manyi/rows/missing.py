"""Why an item has no answer. In: a Survey; out: one row per item and reason among the respondents in scope.

The clean rows keep only one kind of missing; the delivered codes are read again to tell "don't know" from a blank. For
rows that stay on disk they are not, and all reasons become one, `UNTOLD`.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd

from manyi.rows.read.files import read_waves
from manyi.rows.read.headers import raw_columns
from manyi.rows.row_parts import Picked
from manyi.rows.survey import Survey
from manyi.study.answers import DECLARED, JOIN, code_form, folded, plain
from manyi.study.codebook import Codebook
from manyi.study.items import Code, Item, Missing, columns_of
from manyi.study.reading import definition

ANSWERED, NOT_ASKED, UNUSABLE = "answered", "not_asked", "unusable"
REASONS = (ANSWERED, NOT_ASKED, *get_args(Missing), UNUSABLE)
UNTOLD = "untold"


def missing_counts(survey: Survey) -> pd.DataFrame:
    """Return the number of respondents in scope in the survey's year, by item (rows) and outcome (columns REASONS).

    Outcomes: answered; not_asked (routed past, asked_if); the kinds of missing codes; unusable (an answer outside the
    scale or limits). Each row sums to the respondents in scope. Only items of that wave are listed. For rows that stay
    on disk: answered, not_asked and untold.
    """
    year, book = survey.year, survey.codebook
    names = [name for name, item in book.items.items() if set(columns_of(item, name)) <= set(survey.frame.columns)]
    names = [name for name in names if book.items[name].column(year) is not None]
    if survey.stored:
        return _of_parts(survey.stored.of([year]), book, names)
    frame = survey.frame
    now = frame[(frame["wave"] == year) & frame["eligible"]].reset_index(drop=True)
    texts = _delivered(survey, names).reindex(now["row"])
    lines = {}
    for name in names:
        item = book.items[name]
        answered, closed = _reached(now, book, name)
        left = ~answered & ~closed
        raw = texts[list(raw_columns(item, name, [year]))][left].fillna("")
        delivered = pd.Series([JOIN.join(cells) for cells in raw.itertuples(index=False)], dtype=object)
        why = delivered.map({text: _kind(item, year, text) for text in delivered.unique()}).value_counts()
        lines[name] = {ANSWERED: int(answered.sum()), NOT_ASKED: int((~answered & closed).sum()), **why.to_dict()}
    return pd.DataFrame.from_dict(lines, orient="index").reindex(columns=list(REASONS)).fillna(0).astype(int)


def _of_parts(rows: Picked, book: Codebook, names: list[str]) -> pd.DataFrame:
    """Return the counts from rows read part by part, all columns of the items and of their gates at once."""
    read = sorted({*names, *(gate for name in names for gate in _gates(book, name))})
    columns = [column for name in read for column in columns_of(book.items[name], name)]
    counts = pd.DataFrame(0, names, [ANSWERED, NOT_ASKED, UNTOLD])
    for part in rows.parts(["wave", "eligible", *columns]):
        now = part[part["eligible"].to_numpy(bool)]
        for name in names:
            answered, closed = _reached(now, book, name)
            counts.loc[name] += [answered.sum(), (~answered & closed).sum(), (~answered & ~closed).sum()]
    return counts


def _gates(book: Codebook, name: str) -> set[str]:
    """Return the items whose answers decide who is asked, and those that decide who is asked them."""
    asked_if = set(book.items[name].asked_if)
    return asked_if.union(*(_gates(book, gate) for gate in asked_if))


def _reached(frame: pd.DataFrame, book: Codebook, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return who answered an item, and who was routed past it, (n,) each."""
    answered = frame[columns_of(book.items[name], name)].notna().any(axis=1).to_numpy()
    return answered, asked(frame, book, name) == 0


def asked(frame: pd.DataFrame, book: Codebook, name: str) -> np.ndarray:
    """Return for each row 1 if the question was asked, 0 if routing skipped it, NaN if the gate was left empty."""
    open_ = np.ones(len(frame))
    for gate, answers in book.items[name].asked_if.items():
        # One closed gate is enough to skip the question; an empty gate leaves it undecided unless another is closed.
        open_ = _both(open_, _both(asked(frame, book, gate), _passes(frame, book, gate, answers)))
    return open_


def _both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.where((first == 0) | (second == 0), 0.0, first * second)


def _passes(frame: pd.DataFrame, book: Codebook, gate: str, answers: list[Code]) -> np.ndarray:
    item = book.items[gate]
    if item.options:
        chosen = frame[[f"{gate}__{answer}" for answer in answers]]
        return np.where(chosen.isna().all(axis=1), np.nan, (chosen == 1).any(axis=1))
    if item.kind in ("scale", "number"):
        given = frame[gate].isin([float(answer) for answer in answers])
    else:
        given = frame[gate].isin([str(answer) for answer in answers])
    return np.where(frame[gate].isna(), np.nan, given)


def _delivered(survey: Survey, names: list[str]) -> pd.DataFrame:
    """Return the delivered texts of the survey's year, one row per record, indexed like the frame's `row`."""
    delivery = read_waves(definition(survey.study.study), [survey.year])
    wanted = [raw for name in names for raw in raw_columns(survey.codebook.items[name], name, [survey.year])]
    parts = [table.select(["wave", "file", "line", *wanted]).to_pandas() for table in delivery.rows]
    read = pd.concat(parts, ignore_index=True)
    label = read["wave"].astype(str) + ":" + read["file"] + ":" + read["line"].astype(str)
    return read[wanted].set_axis(label)


def _kind(item: Item, wave: int, text: str) -> str:
    """Return the kind of missing that a delivered text means, the first if a cell holds several."""
    codes = {code_form(code): answer for code, answer in item.code(wave).items() if answer in get_args(Missing)}
    kinds = codes | {
        code_form(code): kind for code, kind in item.missing_at(wave).items() if code_form(code) not in codes
    }
    parts = [part for part in text.split(JOIN) if part.strip()]
    forms = [folded(part) if folded(part) in kinds else plain(part) for part in parts]
    reasons = [kinds.get(part, "missing") for part in forms if part in kinds or part.startswith(DECLARED)]
    return reasons[0] if reasons else UNUSABLE if forms else "blank"
