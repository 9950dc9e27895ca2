"""A made-up study of any number of respondents, in a project of its own: what the rows of a survey firm look like."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import yaml

from manyi.language.text import Text

PART = 500_000  # respondents drawn and written at once
DRAWN = 6  # parts that are drawn; beyond them, the same respondents come again under new ids
CATEGORIES = {"sex": 2, "age": 6, "region": 4, "channel": 4}
SCALES = [f"q{number}" for number in range(1, 9)]
STRATA, PSUS = 12, 40  # PSUs in each stratum


def write(rows: int, root: Path, kind: str = "csv") -> None:
    """Write the study `big` of one wave: its description, and its respondents as csv or parquet."""
    raw = root / "data" / "big" / "raw" / "2024"
    raw.mkdir(parents=True)
    (root / "notebooks").mkdir()
    file = raw / f"answers.{kind}"
    first = _drawn(min(rows, PART), 0)
    writing = pyarrow.csv.CSVWriter if kind == "csv" else pq.ParquetWriter
    with writing(file, first.schema) as writer:
        for number, start in enumerate(range(0, rows, PART)):
            part = _drawn(min(rows, PART), number % DRAWN).slice(0, rows - start)
            writer.write_table(part.set_column(0, "id", pa.array(np.arange(start, start + len(part)))))
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    origin = {
        **dict.fromkeys(("producer", "licence", "how"), _words("Bench")),
        "retrieved": "2024-06-01", "files": [{"name": file.name, "sha256": digest}],
    }  # fmt: skip
    for name, content in {"study": _study(), "codebook": {"items": _items()}, "margins": _margins()}.items():
        (raw.parents[1] / f"{name}.yml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    (raw / "origin.yml").write_text(yaml.safe_dump(origin), "utf-8")


@lru_cache(DRAWN)
def _drawn(rows: int, seed: int) -> pa.Table:
    """Draw respondents: categories, ratings of which 3 % are missing and some are no rating, weights, strata, PSUs."""
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {"id": np.arange(rows)}
    for name, size in CATEGORIES.items():
        columns[name] = np.array([f"{name}{code}" for code in range(size)])[rng.integers(0, size, rows)]
    for name in SCALES:
        columns[name] = pa.array(rng.integers(1, 11, rows), mask=rng.uniform(size=rows) < 0.03)
    stratum = rng.integers(0, STRATA, rows)
    columns |= {"stratum": stratum, "psu": stratum * PSUS + rng.integers(0, PSUS, rows)}
    columns["w"] = np.round(rng.uniform(0.5, 2.0, rows), 2)
    return pa.table(columns)


def _words(text: str) -> dict[str, str]:
    return Text(en=text, zh=text).model_dump()


def _study() -> dict[str, object]:
    words = dict.fromkeys(("title", "organisation", "population", "unit", "mode"), _words("Bench"))
    return {
        **words, "study": "big", "basis": "model", "waves": {2024: {"fieldwork": ["2024-05-01", "2024-05-31"]}},
        "design": {"weight": "w", "stratum": "stratum", "psu": "psu"},
        "weighting": {"margins": ["sex", "age", "region"]},
        "quality": {"duplicates": ["id"], "straightlining": 3, "nonresponse": 0.6},
        "claims": {"outcome": "q1"},
    }  # fmt: skip


def _items() -> dict[str, object]:
    def item(name: str, **more: object) -> dict[str, object]:
        return {"text": _words(name), "short": _words(name), "columns": {2024: name}, **more}

    weight = {"min": 0, "max": 9, "unit": _words("times")}
    return {
        "id": item("id", words=True, roles=["identifier"]),
        **{name: item(name, categories={f"{name}{code}": _words(f"{name}{code}") for code in range(size)})
           for name, size in CATEGORIES.items()},
        **{name: item(name, scale={"from": 1, "to": 10}, roles=["grid"]) for name in SCALES},
        "stratum": item("stratum", words=True, roles=["stratum"]),
        "psu": item("psu", words=True, roles=["psu"]),
        "w": item("w", number=weight, roles=["weight"]),
    }  # fmt: skip


def _margins() -> dict[str, object]:
    """Return targets a fifth apart from even."""
    margins = {}
    for name in ("sex", "age", "region"):
        share = np.linspace(0.8, 1.2, CATEGORIES[name])
        targets = {f"{name}{code}": float(value) for code, value in enumerate(share / share.sum())}
        margins[name] = {"source": _words("Bench"), "year": 2024, "targets": targets}
    return margins
