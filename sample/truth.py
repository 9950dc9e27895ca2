"""The truth of a sample study: the exact value of every published figure in the enumerated population.

One entry is a figure: what was published, how it is estimated (in a form a program can follow), what is planted.
Used by tests and by the comparison of published with found figures, never by the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import yaml

from manyi.study.codebook import Codebook

Figure = dict[str, Any]
Frames = Callable[[int], pd.DataFrame]  # wave -> the eligible of the population


def figures(study: str) -> list[Figure]:
    """Return the published figures of a study and how each is estimated."""
    text = (files("sample") / f"{study}_figures.yml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


def column(frame: pd.DataFrame, codebook: Codebook, name: str) -> np.ndarray:
    """Return an item or a derived column as numbers; NaN where a part is missing."""
    derived = codebook.derived.get(name)
    if derived is None:
        return frame[name].to_numpy(dtype=float)
    if derived.index:
        scales = [(frame[part].to_numpy(dtype=float), codebook.items[part].scale) for part in derived.index]
        return np.mean([(x - s.low) / (s.high - s.low) * 100 for x, s in scales if s], axis=0)
    if derived.all:
        complete = np.all([frame[part].notna() for part in derived.all], axis=0)
        met = np.all([frame[part].isin(answers) for part, answers in derived.all.items()], axis=0)
        return np.where(complete, met.astype(float), np.nan)
    x = frame[str(derived.top or derived.nps)].to_numpy(dtype=float)
    scored = (x >= derived.at_least) * 1.0 if derived.top and derived.at_least else 100.0 * (x >= 9) - 100.0 * (x <= 6)
    return np.where(np.isnan(x), np.nan, scored)


def chosen(frame: pd.DataFrame, codebook: Codebook, where: dict[str, list[Any]]) -> np.ndarray:
    """Return the rows with one of the given answers to every item named."""
    mask = np.ones(len(frame), dtype=bool)
    for name, answers in where.items():
        values = frame[name] if name in frame else pd.Series(column(frame, codebook, name))
        mask &= values.isin(answers).to_numpy()
    return mask


def level(frame: pd.DataFrame, codebook: Codebook, figure: Figure, **change: Any) -> float:
    """Return the mean or share a figure names, over those of its `where` who answered."""
    figure = figure | change
    mask = chosen(frame, codebook, figure.get("where", {}))
    item = figure["item"]
    if figure["of"] == "share" and item in frame:
        answered = frame[item][mask].dropna()
        return float(answered.isin(figure["answers"]).to_numpy().mean())
    values = column(frame, codebook, item)[mask]
    if figure["of"] == "share":
        values = np.where(np.isnan(values), np.nan, np.isin(values, figure["answers"]))
    return float(np.nanmean(values))


def planted(frames: Frames, codebook: Codebook, figure: Figure) -> dict[str, float]:
    """Return the exact value of a figure; of a highest or lowest also the distance to the next."""
    frame = frames(figure["wave"])
    if "by" in figure or "among" in figure:
        return _extreme(frame, codebook, figure)
    value = level(frame, codebook, figure)
    against = figure.get("against")
    if against is None:
        return {"planted": value}
    other = {key: value for key, value in against.items() if key != "wave"}
    before = level(frames(against.get("wave", figure["wave"])), codebook, figure, **other)
    return {"planted": (value - before) / before if figure.get("relative") else value - before}


def holds(figure: Figure, numbers: dict[str, float]) -> bool:
    """Say whether the planted value is the published one: to half a unit of a hundredth, or on the right side."""
    if figure["relation"] in ("highest", "lowest"):
        return numbers["margin"] > 0
    value, published = numbers["planted"], float(figure["published"] if "published" in figure else figure["bound"])
    if figure["relation"] == "=":
        return abs(value - published) <= (0.005 if abs(published) > 1 else 0.0005)
    return value > published if figure["relation"] == ">" else value < published


def _extreme(frame: pd.DataFrame, codebook: Codebook, figure: Figure) -> dict[str, float]:
    """Return the value of the group or item said to be highest or lowest, and how far the next one is."""
    if "by" in figure:
        keys = frame[figure["by"]].cat.categories
        values = {key: level(frame, codebook, figure, where={figure["by"]: [key]}) for key in keys}
        named = figure["named"]
    else:
        values = {item: level(frame, codebook, figure, item=item) for item in figure["among"]}
        named = figure["item"]
    mine, others = values[named], [value for key, value in values.items() if key != named]
    margin = mine - max(others) if figure["relation"] == "highest" else min(others) - mine
    return {"planted": mine, "margin": margin}
