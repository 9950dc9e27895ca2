"""The marketplace's tables as delivered, and what is planted. `python -m sample.retail_delivery`.

One row in is a row of a table, one row out a record of a file.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from manyi.study.codebook import Codebook
from sample import codebook as codebook_of
from sample import retail_plan as plan
from sample import words
from sample.mess import Mess
from sample.retail import service_stars, tables
from sample.table_files import WIDE, as_texts, done, stray_blanks, twice, write_table, write_truth

STUDY = {"reviews": "retail"} | {name: f"retail/{name}" for name in ("orders", "refunds", "complaints")}
PRODUCER = {"en": "Made by manyi.sample: no real marketplace", "zh": "由 manyi.sample 生成的示例数据，并非真实平台"}
HEAD = """# The truth of the sample study: written by `make sample`, read by tests and by the comparison of published
# with found figures, never by the pipeline. Shares are 0-1, durations days. planted: the process; counts are exact.
"""


def write_all() -> dict[int, dict[str, dict[str, int]]]:
    """Write the tables of every wave and truth.yml; return what was planted, by wave and table."""
    files: dict[int, dict[str, dict[str, int]]] = {}
    waves = {}
    for wave in plan.WAVES:
        clean = tables(wave)
        waves[wave] = _truth(wave, clean)
        for name, frame in clean.items():
            rng = np.random.default_rng([plan.SEED, wave, *name.encode()])
            mess = spoilt(frame, codebook_of(STUDY[name]), name, wave, rng)
            files.setdefault(wave, {})[name] = done(frame, mess)
            write_table(STUDY[name], mess, [plan.LAYOUTS[name][wave]], PRODUCER)
    truth = {
        "study": "retail",
        "seed": {"value": plan.SEED, "note": plan.NOTE},
        "figures": _figures(waves),
        "orders": [{"wave": plan.PUBLISHED_WAVE, **order} for order in plan.PUBLISHED_ORDERS],
        "waves": waves,
        "files": files,
    }
    write_truth("retail", HEAD, truth)
    return files


def _figures(waves: dict[int, dict[str, Any]]) -> list[dict[str, object]]:
    """Return what the source published, beside what is planted."""
    positive = waves[plan.PUBLISHED_WAVE]["positive"]
    shares = {"all": positive["all"], "appliances": positive["appliances"]}
    for place, flow in enumerate(("refund_only", "return_refund")):
        medians = [days for pair in plan.MEDIANS.values() if (days := pair[place]) is not None]
        shares |= {f"{flow}-min": min(medians), f"{flow}-max": max(medians)}
    figures = []
    for key, of, group, relation, published, en, zh in plan.PUBLISHED:
        planted = shares[group if of == "positive" else f"{of}-{group}"]
        right = planted > published if relation == ">" else abs(planted - published) < 5e-5
        figures.append(
            {
                "id": key,
                "wave": plan.PUBLISHED_WAVE,
                "of": of,
                "group": group,
                "relation": relation,
                "published": published,
                "text": {"en": en, "zh": zh},
                "planted": round(float(planted), 6),
                "holds": bool(right),
            }
        )
    return figures


def _truth(wave: int, clean: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return a wave's exact counts, and the process behind service, themes and durations."""
    place, orders = plan.WAVES.index(wave), clean["orders"]
    by = orders.groupby("goods", sort=False)[["orders", "reviews", "positive", "negative"]].sum()
    both = by.loc[list(plan.APPLIANCES)].sum()
    rate = {str(key): float(row["positive"] / row["reviews"]) for key, row in by.iterrows()}
    rate |= {
        "all": float(by["positive"].sum() / by["reviews"].sum()),
        "appliances": float(both["positive"] / both["reviews"]),
    }
    negative = clean["reviews"][clean["reviews"]["rating"] == "negative"]
    shares = {
        theme: np.average([theme in text for text in negative["themes"]], weights=negative["draw_weight"])
        for theme in plan.THEMES
    }
    return {
        "positive": _rounded(rate),
        "negative_per_1000": _rounded(
            {str(key): 1000 * float(row["negative"] / row["orders"]) for key, row in by.iterrows()}
        ),
        "negative": {str(key): int(row["negative"]) for key, row in by.iterrows()},
        "service": _rounded({str(key): _service(str(key), row) for key, row in by.iterrows()}),
        "themes": _rounded({key: float(value) for key, value in shares.items()}),
        "medians": {
            key: [days and round(days * plan.FASTER[place], 4) for days in pair] for key, pair in plan.MEDIANS.items()
        },
        "complaints": {key: counts[place] for key, counts in plan.COMPLAINTS.items()},
        "promotion_rate": plan.PROMOTION_RATE,
        "trend": 0.0,
    }


def _service(category: str, counts: pd.Series) -> float:
    """Return the expected stars of a category's reviews."""
    n = {"positive": counts["positive"], "negative": counts["negative"]}
    n["neutral"] = counts["reviews"] - counts["positive"] - counts["negative"]
    stars = {rating: sum(k * p for k, p in service_stars(category, rating).items()) for rating in n}
    return float(sum(n[rating] * stars[rating] for rating in n) / counts["reviews"])


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {key: round(float(value), 6) for key, value in values.items()}


def spoilt(frame: pd.DataFrame, codebook: Codebook, name: str, wave: int, rng: np.random.Generator) -> Mess:
    """Return the rows as texts, with what people and systems get wrong; counted in `done`."""
    mess = as_texts(frame, codebook, wave, plan.LAYOUTS[name][wave], rng)
    if name == "reviews":
        rows = mess.pick(mess.filled("text"), plan.PERSONAL)
        mess.put("text", rows, [f"{text}。{words.personal(rng)}" for text in mess.texts["text"].iloc[rows]], "personal")
        mess.put("service", mess.pick(mess.filled("service"), plan.LEFT_OUT), "", "left_out")
    for column, item in codebook.items.items():
        few = max(2, round(len(frame) / 300))
        if item.categories and not mess.layout.coded:
            stray_blanks(mess, column, min(plan.STRAY, few))
        elif item.number and column != "draw_weight":
            rows = mess.pick(mess.filled(column), min(plan.FULL_WIDTH, few))
            mess.put(
                column, rows, [text.translate(WIDE) for text in mess.texts[column].iloc[rows]], "full_width_digits"
            )
    twice(mess, plan.TWICE)
    return mess


def main() -> None:
    """Write the study."""
    for wave, by_table in write_all().items():
        print(f"retail {wave}: " + ", ".join(f"{name} {counts['delivered']}" for name, counts in by_table.items()))


if __name__ == "__main__":
    main()
