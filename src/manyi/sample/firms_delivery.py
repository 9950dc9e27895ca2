"""The firms as delivered, spoilt as forms are; one row is a form. `python -m manyi.sample.firms_delivery`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import yaml

from manyi import places
from manyi.rows import indicators
from manyi.rows.codebook import Codebook
from manyi.sample import codebook as codebook_of
from manyi.sample import firms
from manyi.sample import firms_plan as plan
from manyi.sample.encode import encode
from manyi.sample.files import Rows, write
from manyi.sample.firms_truth import HEAD, truth
from manyi.sample.mess import Mess
from manyi.sample.table_files import WIDE, write_origin, write_truth

PRODUCER = {"en": "Made by manyi.sample: no real firms", "zh": "由 manyi.sample 生成的示例数据，并非真实企业"}
REMARKS = ["", "", "", "已现场核对", "材料待补", "见附件"]


def write_all() -> dict[int, dict[str, int]]:
    """Write the file of every wave, its origin.yml, and truth.yml; return what was planted, by wave."""
    book, waves = codebook_of("firms"), firms.waves()
    fieldwork = yaml.safe_load((places.data() / "firms" / "study.yml").read_text(encoding="utf-8"))["waves"]
    planted = {}
    for wave, frame in waves.items():
        folder = places.data() / "firms" / "raw" / str(wave)
        made, planted[wave] = deliver(frame, book, wave)
        files = [write(folder, plan.LAYOUTS[wave], made)]
        write_origin(folder, PRODUCER, fieldwork[wave]["fieldwork"][1], files)
    write_truth("firms", HEAD, truth(waves, book, planted))
    return planted


def deliver(frame: pd.DataFrame, codebook: Codebook, wave: int) -> tuple[Rows, dict[str, int]]:
    """Return the rows of the wave's file, and what was planted in them (name -> how many)."""
    rng = np.random.default_rng([plan.SEED, wave, 1])
    texts = _texts(frame, codebook, wave)
    mess = Mess(texts, codebook, wave, plan.LAYOUTS[wave], rng)
    obtained = [f"{name}_obtained" for name in indicators.load("firms").indicators]
    _wrong_totals(mess)
    if wave != plan.PUBLISHED_WAVE:
        _no_score(mess, frame, obtained)
    _spelling(mess, obtained)
    _twice(mess)
    return _rows(mess), {"firms": len(frame), **mess.done, "delivered": len(mess.texts)}


def _texts(frame: pd.DataFrame, codebook: Codebook, wave: int) -> pd.DataFrame:
    """Return the answers as texts: codes in the coded wave, Chinese labels in the others."""
    layout = plan.LAYOUTS[wave]
    texts = encode(frame, codebook, wave, layout)
    for name, item in codebook.items.items():
        if item.words:
            texts[name] = frame[name]
        elif item.categories and not layout.coded:
            texts[name] = frame[name].map({key: label.zh for key, label in item.categories.items()})
        elif name.endswith("_applicable"):
            none = (frame[name] == 0).to_numpy()
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


def _no_score(mess: Mess, frame: pd.DataFrame, obtained: list[str]) -> None:
    """Spoil points so that a form cannot be scored: every form in one way only."""
    whole = np.flatnonzero((frame[[name.replace("obtained", "applicable") for name in obtained]] > 0).all(axis=1))
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


if __name__ == "__main__":
    for wave, found in write_all().items():
        print(f"firms {wave}: {found['delivered']} forms")
