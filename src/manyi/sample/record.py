"""Write down what is planted in a study: data/<study>/truth.yml."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import yaml

from manyi import places
from manyi.rows.codebook import Codebook
from manyi.sample import STUDIES, codebook, population
from manyi.sample.importance import importance
from manyi.sample.people import RESPONSE, SIZE
from manyi.sample.truth import chosen, column, figures, holds, level, planted

HEAD = """# The truth of the sample study: written by `make sample`, read by tests and by the comparison of published with found
# figures, never by the pipeline. Shares are 0-1, indices 0-100. Values are those of the whole population, exactly.
"""


@lru_cache(maxsize=3)
def in_scope(study: str, wave: int) -> pd.DataFrame:
    """Return the eligible people of a wave of the population."""
    whole = population(study, wave)
    return whole.frame[whole.eligible]


def truth(study: str, mess: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return everything planted; `mess` is what was planted in the files of each wave."""
    _, plan = STUDIES[study]
    book, record = codebook(study), _definition(study)
    describing = max(figure["wave"] for figure in figures(study))
    tables = {wave: _tables(in_scope(study, wave), book, record) for wave in plan.WAVES}
    return {
        "study": study,
        "seed": {"value": plan.SEED, "note": "fixed before any estimate was looked at, never changed since"},
        "design": {"adults": SIZE, "psus_per_city": plan.PSUS, "completes_per_psu": plan.COMPLETES, "response": RESPONSE},
        "figures": _figures(study, book),
        "waves": tables,
        "importance": {wave: _importance(in_scope(study, wave), book, record) for wave in _last_two(plan.WAVES, describing)},
        "weak_driver": plan.WEAK_DRIVER,
        "null_driver": plan.NULL_DRIVER,
        "null_item": {"item": plan.NULL_ITEM, "waves": plan.WAVES[-2:]},
        "files": mess,
    }


def write_truth(study: str, mess: dict[int, dict[str, Any]]) -> None:
    """Write truth.yml."""
    text = yaml.safe_dump(truth(study, mess), allow_unicode=True, sort_keys=False, width=120)
    (places.data() / study / "truth.yml").write_text(HEAD + text, encoding="utf-8")


def _figures(study: str, book: Codebook) -> list[dict[str, Any]]:
    """Return every figure with its planted value."""
    found = []
    for figure in figures(study):
        values = planted(lambda wave: in_scope(study, wave), book, figure)
        found.append(figure | {name: round(value, 6) for name, value in values.items()} | {"holds": holds(figure, values)})
    return found


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
    found = {}
    for model in record["claims"]["models"]:
        rows = frame[chosen(frame, book, model.get("where", {}))]
        x = np.column_stack([_driver(rows, book, name) for name in model["drivers"]])
        y = column(rows, book, model["outcome"])
        whole = ~np.isnan(np.column_stack([x, y])).any(axis=1)
        r2, parts = importance(y[whole], x[whole], [rows[name][whole] for name in model.get("controls", [])])
        shares = dict(zip(model["drivers"], [round(part, 6) for part in parts], strict=True))
        found[model["id"]] = {"r2": round(r2, 6), "shares": shares}
    return found


def _driver(frame: pd.DataFrame, book: Codebook, name: str) -> np.ndarray:
    """Return a driver as numbers; of a yes/no answer, 1 for yes."""
    if name in book.items and book.items[name].categories:
        return np.where(frame[name].isna(), np.nan, (frame[name] == "yes").astype(float))
    return column(frame, book, name)


def _last_two(waves: list[int], describing: int) -> list[int]:
    """Return the wave the source report describes and the latest one."""
    return sorted({describing, waves[-1]})


def _definition(study: str) -> dict[str, Any]:
    return dict(yaml.safe_load((places.data() / study / "study.yml").read_text(encoding="utf-8")))
