"""A sample -> the export of a survey platform, as delivered. One row in is a clean respondent, one row out a record.

Columns as 问卷星 exports them: 序号, 提交答卷时间, 所用时间, 来源, 来源详情, 来自IP, the questions; then what the
panel added.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from manyi.study.codebook import Codebook
from sample import mess
from sample.encode import encode
from sample.files import Layout, Rows
from sample.mess import Mess

SOURCES = ["手机提交", "微信", "链接"]
FIRST = ["serial", "submitted", "seconds"]  # columns before the questions
PANEL = ["member", "city", "district", "region", "panel_weight"]  # columns after them
Themes = Callable[[pd.DataFrame, np.random.Generator], list[str | None]]


class Delivery(NamedTuple):
    """The files of a wave (name -> rows, the header first), and what was planted in them."""

    files: dict[str, Rows]
    planted: dict[str, int]


def deliver(
    sample: pd.DataFrame, codebook: Codebook, layouts: list[Layout], fieldwork: tuple[date, date], themes: Themes,
    rng: np.random.Generator,
) -> Delivery:  # fmt: skip
    """Return the messy export of one drawn sample; its rows are in the order of submission."""
    wave, layout = int(sample["wave"].iloc[0]), layouts[0]
    frame = sample.rename(columns={"base_weight": "panel_weight"})
    texts = _with_paradata(encode(frame, codebook, wave, layout), frame, codebook, layout, rng)
    spoilt = Mess(texts, codebook, wave, layout, rng)
    eligible = np.flatnonzero(sample["eligible"].to_numpy())
    mess.open_answers(spoilt, themes(sample, rng), *codebook.with_role("verbatim"))
    mess.other_words(spoilt)
    mess.attention(spoilt)
    mess.fast(spoilt)
    mess.careless(spoilt, _grids(codebook, wave), eligible)
    mess.duplicates(spoilt)
    mess.missing_answers(spoilt)
    mess.impossible_values(spoilt)
    mess.stray_blanks(spoilt)
    mess.under_age(spoilt, ["sex", "ip", *PANEL])
    texts = _in_order(spoilt.texts, fieldwork, rng)
    files, first = {}, 0
    for part in layouts:
        last = len(texts) if part is layouts[-1] else first + round(part.share * len(texts))
        files[part.name] = _rows(texts.iloc[first:last], codebook, wave, part)
        first = last
    return Delivery(files, {"drawn": len(sample), "eligible": len(eligible), **spoilt.done, "delivered": len(texts)})


def _grids(codebook: Codebook, wave: int) -> list[list[str]]:
    """Return the columns of each grid of the wave, the attention check among them."""
    modules: dict[str, list[str]] = {}
    for name, item in codebook.items.items():
        if {"grid", "attention"} & set(item.roles) and item.column(wave) is not None:
            modules.setdefault(item.module, []).append(name)
    return list(modules.values())


def _with_paradata(
    texts: pd.DataFrame, frame: pd.DataFrame, codebook: Codebook, layout: Layout, rng: np.random.Generator
) -> pd.DataFrame:
    """Add member number, address, duration, open and attention columns (to be filled) to the coded answers."""
    n, wave = len(texts), int(frame["wave"].iloc[0])
    answered = (texts != layout.skipped).sum(axis=1).to_numpy()
    seconds = np.rint((10 + 6.5 * answered) * np.exp(0.35 * rng.standard_normal(n)))
    parts = rng.integers(0, 3, n), rng.integers(1, 255, n)
    nets = ["192.0.2", "198.51.100", "203.0.113"]  # addresses reserved for documentation, RFC 5737
    place = [(codebook.items["city"].categories or {})[key].zh for key in frame["city"].astype(str)]
    texts["district"] = frame["district"].astype(str).to_numpy()
    texts["member"] = [f"M{wave % 100:02d}{k:07d}" for k in rng.choice(9_000_000, n, replace=False)]
    texts["ip"] = [f"{nets[a]}.{b}({city})" for a, b, city in zip(*parts, place, strict=True)]
    texts["seconds"] = [str(int(value)) for value in seconds]
    screened = np.where(frame["eligible"].to_numpy(), layout.blank, layout.skipped)
    for name in codebook.with_role("verbatim"):
        texts[name] = screened
    middle = {name: codebook.items[name] for name in codebook.with_role("attention")}
    for name, item in middle.items():
        code = {answer: str(code) for code, answer in item.code(wave).items()}.get(4, "4")
        texts[name] = np.where(frame["eligible"].to_numpy(), code, layout.skipped)
    return texts


def _in_order(texts: pd.DataFrame, fieldwork: tuple[date, date], rng: np.random.Generator) -> pd.DataFrame:
    """Give every record a time within the fieldwork and a serial number, and sort by time."""
    start = datetime.combine(fieldwork[0], datetime.min.time()) + timedelta(hours=8)
    span = int((datetime.combine(fieldwork[1], datetime.min.time()) - start).total_seconds()) + 14 * 3600
    at = np.sort(rng.integers(0, span, len(texts)))
    texts = texts.iloc[rng.permutation(len(texts))].reset_index(drop=True)
    moments = [start + timedelta(seconds=int(seconds)) for seconds in at]
    texts["submitted"] = [f"{t.year}/{t.month}/{t.day} {t:%H:%M:%S}" for t in moments]
    texts["serial"] = [str(k + 1) for k in range(len(texts))]
    texts["source"] = rng.choice(SOURCES, len(texts), p=[0.7, 0.25, 0.05])
    return texts


def _rows(texts: pd.DataFrame, codebook: Codebook, wave: int, layout: Layout) -> Rows:
    """Return header and records of one file."""
    columns: dict[str, list[str]] = {}

    def put(name: str) -> None:
        column = codebook.items[name].column(wave)
        for option, header in column.items() if isinstance(column, dict) else [("", column)]:
            if header is not None:
                columns[str(header)] = texts[f"{name}__{option}" if option else name].tolist()

    for name in FIRST:
        put(name)
    duration = str(codebook.items["seconds"].column(wave))
    columns[duration] = [f"{value}秒" for value in columns[duration]]
    columns["来源"] = texts["source"].tolist()
    columns["来源详情"] = ["直接访问"] * len(texts)
    put("ip")
    questions = [name for name in codebook.items if name not in {*FIRST, "ip", *PANEL}]
    for name in [*questions, *PANEL]:
        put(name)
    header = [f"{h}  " if layout.padded and k % 5 == 2 else h for k, h in enumerate(columns)]
    return [header, *map(list, zip(*columns.values(), strict=True))]
