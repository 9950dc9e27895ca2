"""Clean answers -> the texts of one wave's export, by the codebook. One row in and out is a respondent.

The inverse of what `rows` does when it reads: the code or label that stands for an answer in that wave.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.study.codebook import Codebook
from manyi.study.items import Item
from sample.files import Layout

OTHER = "其他【请注明】"


def asked(frame: pd.DataFrame, item: Item) -> np.ndarray:
    """Return who was routed to an item: everybody, or those with one of the answers of asked_if."""
    mask = np.ones(len(frame), dtype=bool)
    for gate, allowed in item.asked_if.items():
        if gate in frame:
            mask &= frame[gate].isin(allowed).to_numpy()
        else:
            mask &= np.any([frame[f"{gate}__{option}"] == 1 for option in allowed], axis=0)
    return mask


def encode(frame: pd.DataFrame, codebook: Codebook, wave: int, layout: Layout) -> pd.DataFrame:
    """Return one text column per item and wave column: `item`, or `item__option` where each has its own column.

    Items the frame does not hold (free text, paradata) are left out. Not routed to: layout.skipped; routed to and
    left out: layout.blank.
    """
    columns: dict[str, np.ndarray] = {}
    for name, item in codebook.items.items():
        column = item.column(wave)
        if column is None:
            continue
        on = asked(frame, item)
        if isinstance(column, dict):
            for option in column:
                columns[f"{name}__{option}"] = _texts(_mark(frame[f"{name}__{option}"]), on, layout)
        elif item.options and f"{name}__{next(iter(item.options))}" in frame:
            columns[name] = _texts(_joined(frame, name, item, wave), on, layout)
        elif name in frame:
            columns[name] = _texts(_single(frame[name], item, wave), on, layout)
    return pd.DataFrame(columns)


def texts_of(item: Item, wave: int) -> dict[object, str]:
    """Return the text for each answer of a scale or of categories: its code, else its label or number."""
    texts: dict[object, str] = {key: text.zh for key, text in (item.categories or {}).items()}
    if item.scale:
        texts = {value: str(value) for value in range(item.scale.low, item.scale.high + 1)}
    coded = {answer: str(code) for code, answer in item.code(wave).items() if answer in texts}
    if item.scale and coded:  # an answer the wave did not offer: those who would give it take the next one up
        return {value: coded[min((c for c in coded if c >= value), default=max(coded))] for value in texts}
    return texts | coded


def missing(item: Item, meaning: str, layout: Layout) -> str:
    """Return the text for a kind of missing answer: a number in coded exports, words in labelled ones."""
    codes = [str(code) for code, kind in item.missing.items() if kind == meaning]
    numbers = [code for code in codes if code.lstrip("-").isdigit()]
    words = [code for code in codes if code not in numbers and not code.startswith("(")]
    return (numbers if layout.coded or not words else words)[0]


def _texts(values: np.ndarray, on: np.ndarray, layout: Layout) -> np.ndarray:
    """Return the texts, with the mark for not asked, and for asked and empty."""
    return np.where(on, np.where(values == "", layout.blank, values), layout.skipped).astype(object)


def _single(values: pd.Series, item: Item, wave: int) -> np.ndarray:
    """Return the texts of a scale, categories or number item; empty where there is no answer."""
    if item.number:
        return np.array(["" if np.isnan(v) else f"{v:.10g}" for v in values.astype(float).round(4)], dtype=object)
    texts = texts_of(item, wave)
    return np.array([texts.get(v, "") if v == v else "" for v in values.astype(object)], dtype=object)


def _mark(values: pd.Series) -> np.ndarray:
    return np.array(["" if np.isnan(v) else str(int(v)) for v in values], dtype=object)


def _joined(frame: pd.DataFrame, name: str, item: Item, wave: int) -> np.ndarray:
    """Return the chosen labels joined by the item's separator."""
    other = {str(answer): str(code) for code, answer in item.code(wave).items()}
    labels = {key: other.get(key, text.zh) for key, text in (item.options or {}).items()}
    chosen = np.stack([frame[f"{name}__{key}"].to_numpy() == 1 for key in labels], axis=1)
    words = np.array(list(labels.values()), dtype=object)
    return np.array([item.separator.join(words[row]) for row in chosen], dtype=object)
