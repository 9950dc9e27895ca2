"""The firms as delivered: one file a wave, one row per form, with what forms and spreadsheets get wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.rows import indicators
from manyi.rows.codebook import Codebook
from manyi.sample import firms_plan as plan
from manyi.sample.encode import encode
from manyi.sample.files import Rows
from manyi.sample.mess import Mess

WIDE = {48 + digit: 0xFF10 + digit for digit in range(10)}
REMARKS = ["", "", "", "已现场核对", "材料待补", "见附件"]


def deliver(firms: pd.DataFrame, codebook: Codebook, wave: int) -> tuple[Rows, dict[str, int]]:
    """Return the rows of the wave's file, and what was planted in them (name -> how many)."""
    rng = np.random.default_rng([plan.SEED, wave, 1])
    texts = _texts(firms, codebook, wave)
    mess = Mess(texts, codebook, wave, plan.LAYOUTS[wave], rng)
    obtained = [f"{name}_obtained" for name in indicators.load("firms").indicators]
    _wrong_totals(mess)
    if wave != plan.PUBLISHED_WAVE:
        _no_score(mess, firms, obtained)
    _spelling(mess, obtained)
    _twice(mess)
    return _rows(mess), {"firms": len(firms), **mess.done, "delivered": len(mess.texts)}


def _texts(firms: pd.DataFrame, codebook: Codebook, wave: int) -> pd.DataFrame:
    """Return the answers as texts: codes in the coded wave, Chinese labels in the others."""
    layout = plan.LAYOUTS[wave]
    texts = encode(firms, codebook, wave, layout)
    for name, item in codebook.items.items():
        if item.words:
            texts[name] = firms[name]
        elif item.categories and not layout.coded:
            texts[name] = firms[name].map({key: label.zh for key, label in item.categories.items()})
        elif name.endswith("_applicable"):
            none = (firms[name] == 0).to_numpy()
            points = name.replace("_applicable", "_obtained")
            texts[points] = np.where(none, "不适用" if wave % 2 else "/", texts[points])
            if item.code(wave) and layout.coded:
                texts[name] = np.where(none, "不适用", texts[name])
    return texts


def _wrong_totals(mess: Mess) -> None:
    """Write totals that the points on the form do not give."""
    rows = mess.pick(np.arange(len(mess.texts)), plan.WRONG_TOTALS)
    was = mess.texts["stated_score"].iloc[rows].astype(float)
    wrong = np.clip(was + mess.rng.choice([-10, -3, 2, 9], len(rows)), 1, 99)
    mess.put("stated_score", rows, [f"{value:.10g}" for value in wrong.round(2)], "wrong_total")


def _no_score(mess: Mess, firms: pd.DataFrame, obtained: list[str]) -> None:
    """Spoil points so that a form cannot be scored: every form in one way only."""
    whole = np.flatnonzero((firms[[name.replace("obtained", "applicable") for name in obtained]] > 0).all(axis=1))
    rows = mess.pick(whole, sum(plan.NO_SCORE.values()))
    mess.rng.shuffle(rows)
    for what, count in plan.NO_SCORE.items():
        for row in rows[:count]:
            name = str(mess.rng.choice(obtained))
            value = {"text_for_number": "约4分半", "out_of_range": "99", "left_out": "", "more_than_applies": ""}[what]
            if what == "more_than_applies":
                applicable = name.replace("obtained", "applicable")
                value = mess.texts[applicable].iloc[row]
                mess.put(applicable, np.array([row]), f"{float(value) / 2:.10g}", "halved_applicable")
            mess.put(name, np.array([row]), value, what)
        rows = rows[count:]


def _spelling(mess: Mess, obtained: list[str]) -> None:
    """Vary how right answers are written: blanks, full-width digits, units, the firm's own words."""
    every = np.arange(len(mess.texts))
    for name, item in mess.codebook.items.items():
        if item.categories and not mess.layout.coded:
            for code, answer in item.code(mess.wave).items():
                label = item.categories[answer].zh
                same = np.flatnonzero((mess.texts[name] == label).to_numpy())
                mess.put(name, mess.pick(same, max(2, len(same) // 6)), str(code), "own_words")
            rows = mess.pick(every, plan.BLANKS)
            mess.put(name, rows, [f"{value} " for value in mess.texts[name].iloc[rows]], "stray_blanks")
    for what, count in (("full_width_digits", plan.FULL_WIDTH), ("with_unit", plan.WITH_UNIT)):
        for row in mess.pick(every, count):
            name = str(mess.rng.choice(obtained))
            value = str(mess.texts[name].iloc[row])
            if value.replace(".", "").isdecimal() and value.isascii():
                written = value.translate(WIDE) if what == "full_width_digits" else f"{value}分"
                mess.put(name, np.array([row]), written, what)


def _twice(mess: Mess) -> None:
    """Add forms handed in a second time, with a better total."""
    again = mess.texts.iloc[mess.pick(np.arange(len(mess.texts)), plan.TWICE)].copy()
    again["stated_score"] = "99"
    mess.texts = pd.concat([mess.texts, again], ignore_index=True)
    mess.done["duplicates"] = len(again)


def _rows(mess: Mess) -> Rows:
    """Return header and rows; from the workbook on with two columns nobody uses."""
    columns = {str(item.column(mess.wave)): mess.texts[name].tolist() for name, item in mess.codebook.items.items()}
    if mess.wave >= plan.PUBLISHED_WAVE:
        n = len(mess.texts)
        days = zip(mess.rng.integers(11, 13, n), mess.rng.integers(1, 29, n), strict=True)
        columns["填表时间"] = [f"{mess.wave}/{month}/{day}" for month, day in days]
        columns["备注"] = mess.rng.choice(REMARKS, n).tolist()
    header = [f"{name} " if mess.layout.padded and place % 4 == 1 else name for place, name in enumerate(columns)]
    return [header, *map(list, zip(*columns.values(), strict=True))]
