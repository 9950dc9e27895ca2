"""Tables of a study as delivered: what their exports have in common. One row in is a case, one row out a record.

A table keeps its codebook's columns in order. Each study spoils its tables in its own way (`Mess`); writing them, their
origin and what is planted is alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from manyi import places
from manyi.study.codebook import Codebook
from sample.encode import encode
from sample.files import Layout, Rows, write
from sample.mess import Mess

WIDE = {48 + digit: 0xFF10 + digit for digit in range(10)}  # digits to full-width ones
LICENCE = {"en": "CC0 1.0", "zh": "CC0 1.0"}
HOW = {"en": "make sample", "zh": "运行 make sample"}


def as_texts(frame: pd.DataFrame, codebook: Codebook, wave: int, layout: Layout, rng: np.random.Generator) -> Mess:
    """Return the cases as texts, ready to be spoilt; words are taken over as they are."""
    texts = encode(frame, codebook, wave, layout)
    for column, item in codebook.items.items():
        if item.words:
            texts[column] = frame[column].to_numpy()
    return Mess(texts[list(codebook.items)], codebook, wave, layout, rng)


def stray_blanks(mess: Mess, column: str, count: int) -> None:
    """Leave a blank behind some answers."""
    rows = mess.pick(mess.filled(column), count)
    mess.put(column, rows, [f"{text} " for text in mess.texts[column].iloc[rows]], "stray_blanks")


def twice(mess: Mess, count: int) -> None:
    """Export some records a second time."""
    again = mess.texts.iloc[mess.pick(np.arange(len(mess.texts)), count)]
    mess.texts = pd.concat([mess.texts, again], ignore_index=True)
    mess.done["duplicates"] = len(again)


def done(frame: pd.DataFrame, mess: Mess) -> dict[str, int]:
    """Return how many records there were, what was planted in them, and how many were delivered."""
    return {"records": len(frame), **mess.done, "delivered": len(mess.texts)}


def write_table(study: str, mess: Mess, layouts: Sequence[Layout], producer: Mapping[str, str]) -> None:
    """Write the files of a wave of a table, parted by the layouts' shares, and their origin."""
    folder = places.data() / study / "raw" / str(mess.wave)
    files, first = [], 0
    for layout in layouts:
        last = len(mess.texts) if layout is layouts[-1] else first + round(layout.share * len(mess.texts))
        files.append(write(folder, layout, records(mess.texts.iloc[first:last], mess.codebook, mess.wave, layout)))
        first = last
    write_origin(folder, producer, date(mess.wave + 1, 1, 2), files)


def write_origin(folder: Path, producer: Mapping[str, str], retrieved: date, files: list[dict[str, str]]) -> None:
    """Write origin.yml beside the files it lists."""
    origin = {"producer": dict(producer), "licence": LICENCE, "retrieved": retrieved, "how": HOW, "files": files}
    text = yaml.safe_dump(origin, allow_unicode=True, sort_keys=False, width=120)
    (folder / "origin.yml").write_text(text, encoding="utf-8")


def records(texts: pd.DataFrame, codebook: Codebook, wave: int, layout: Layout) -> Rows:
    """Return header and records; in a padded file the header comes once more, where two months were joined."""
    names = [str(item.column(wave)) for item in codebook.items.values()]
    header = [f"{text} " if layout.padded and place % 4 == 1 else text for place, text in enumerate(names)]
    rows = [list(row) for row in texts.itertuples(index=False, name=None)]
    if layout.padded:
        rows.insert(len(rows) // 2, header)
    return [header, *rows]


def write_truth(study: str, head: str, planted: Mapping[str, Any]) -> None:
    """Write what is planted in a study: its truth.yml."""
    text = yaml.safe_dump(dict(planted), allow_unicode=True, sort_keys=False, width=120)
    (places.data() / study / "truth.yml").write_text(head + text, encoding="utf-8")
