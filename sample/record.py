"""Write down what is planted in a study: data/<study>/truth.yml."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import yaml

from manyi import places
from manyi.study.codebook import Codebook
from sample import STUDIES, codebook, definition, population
from sample.importance import importance
from sample.people import RESPONSE, SIZE
from sample.truth import chosen, column, figures, holds, level, planted

HEAD = """# The truth of the sample study: written by `make sample`, read by tests and by the comparison of published
# with found figures, never by the pipeline. Shares are 0-1, indices 0-100; values are of the whole population, exact.
"""


@lru_cache(maxsize=2)
def in_scope(study: str, wave: int) -> pd.DataFrame:
    """Return the eligible people of a wave of the population."""
    whole = population(study, wave)
    return whole.frame[whole.eligible]


def wave_truth(study: str, wave: int) -> dict[str, Any]:
    """Return what is planted in one wave, and the figures that need no later wave.

    Called wave by wave, it needs each wave's population once: a figure is compared with the wave before at most.
    """
    book, record, frame = codebook(study), definition(study), in_scope(study, wave)
    about = [figure for figure in figures(study) if figure["wave"] == wave]
    figures_planted = {figure["id"]: planted(lambda year: in_scope(study, year), book, figure) for figure in about}
    importance = _importance(frame, book, record)
    return {"tables": _tables(frame, book, record), "importance": importance, "figures": figures_planted}


def write_truth(study: str, parts: dict[int, dict[str, Any]], files: dict[int, dict[str, Any]]) -> None:
    """Write truth.yml. parts: `wave_truth` of every wave; files: what was planted in the exports."""
    _, plan = STUDIES[study]
    content = {
        "study": study,
        "seed": {"value": plan.SEED, "note": "fixed before any estimate was looked at, never changed since"},
        "design": {
            "adults": SIZE,
            "psus_per_city": plan.PSUS,
            "completes_per_psu": plan.COMPLETES,
            "response": RESPONSE,
        },
        "figures": [
            figure
            | {name: round(value, 6) for name, value in parts[figure["wave"]]["figures"][figure["id"]].items()}
            | {"holds": holds(figure, parts[figure["wave"]]["figures"][figure["id"]])}
            for figure in figures(study)
        ],
        "waves": {wave: part["tables"] for wave, part in parts.items()},
        "importance": {wave: part["importance"] for wave, part in parts.items()},
        "weak_driver": plan.WEAK_DRIVER,
        "null_driver": plan.NULL_DRIVER,
        "null_item": {"item": plan.NULL_ITEM, "waves": plan.WAVES[-2:]},
        "files": files,
    }
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    (places.data() / study / "truth.yml").write_text(HEAD + text, encoding="utf-8")


def _tables(frame: pd.DataFrame, book: Codebook, record: dict[str, Any]) -> dict[str, Any]:
    """Return the means of the declared items, and the outcome by segment."""
    claims = record["claims"]
    plain = {"of": "mean", "where": {}}
    means = {name: round(level(frame, book, plain, item=name), 6) for name in claims["family"]}
    y = column(frame, book, claims["outcome"])
    by = {
        segment: {
            str(key): {"share": round(float(mine.mean()), 6), "mean": round(float(y[mine].mean()), 6)}
            for key in frame[segment].cat.categories
            if (mine := (frame[segment] == key).to_numpy()).any()
        }
        for segment in claims["segments"]
    }
    return {"eligible": len(frame), "sd": round(float(y.std()), 6), "means": means, "outcome_by": by}


def _importance(frame: pd.DataFrame, book: Codebook, record: dict[str, Any]) -> dict[str, Any]:
    """Return the LMG shares of each declared driver model."""
    models = {}
    for model in record["claims"]["models"]:
        rows = frame[chosen(frame, book, model.get("where", {}))]
        x = np.column_stack([_driver(rows, book, name) for name in model["drivers"]])
        y = column(rows, book, model["outcome"])
        whole = ~np.isnan(np.column_stack([x, y])).any(axis=1)
        r2, parts = importance(y[whole], x[whole], [rows[name][whole] for name in model.get("controls", [])])
        shares = dict(zip(model["drivers"], [round(part, 6) for part in parts], strict=True))
        models[model["id"]] = {"r2": round(r2, 6), "shares": shares}
    return models


def _driver(frame: pd.DataFrame, book: Codebook, name: str) -> np.ndarray:
    """Return a driver as numbers; of a yes/no answer, 1 for yes."""
    if name in book.items and book.items[name].categories:
        return np.where(frame[name].isna(), np.nan, (frame[name] == "yes").astype(float))
    return column(frame, book, name)
