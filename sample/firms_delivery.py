"""The firms as delivered, spoilt as forms are; one row is a form. `python -m sample.firms_delivery`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import yaml

from manyi import places
from manyi.language.text import Text
from manyi.studies.firms import indicators
from manyi.studies.firms.points import score
from manyi.studies.source_report.found_again import as_percentage
from manyi.study.codebook import Codebook
from sample import codebook as codebook_of
from sample import firms
from sample import firms_plan as plan
from sample.encode import encode
from sample.files import Rows, write
from sample.mess import Mess
from sample.table_files import WIDE, write_origin, write_truth
from sample.truth import Figure, figures, holds, level, planted

PRODUCER = {"en": "Made by manyi.sample: no real firms", "zh": "由 manyi.sample 生成的示例数据，并非真实企业"}
REMARKS = ["", "", "", "已现场核对", "材料待补", "见附件"]


def write_all() -> dict[int, dict[str, int]]:
    """Write the file of every wave, its origin.yml, and truth.yml; return what was planted, by wave."""
    book, waves = codebook_of("firms"), firms.waves()
    fieldwork = yaml.safe_load((places.data() / "firms" / "study.yml").read_text(encoding="utf-8"))["waves"]
    planted = {}
    for wave, frame in waves.items():
        folder = places.data() / "firms" / "raw" / str(wave)
        forms, planted[wave] = deliver(frame, book, wave)
        files = [write(folder, plan.LAYOUTS[wave], forms)]
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
            texts[name] = frame[name].map({key: _delivered(label) for key, label in item.categories.items()})
        elif name.endswith("_applicable"):
            none = (frame[name] == 0).to_numpy()
            points = name.replace("_applicable", "_obtained")
            texts[points] = np.where(none, "不适用" if wave % 2 else "/", texts[points])
            if item.code(wave) and layout.coded:
                texts[name] = np.where(none, "不适用", texts[name])
    return texts


def _delivered(label: Text) -> str:
    """Return a label as the vendor's forms write it: ranges with a hyphen."""
    return label.zh.replace("～", "-")


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
                label = _delivered(item.categories[answer])
                if code == label:
                    continue
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
    for wave, counts in write_all().items():
        print(f"firms {wave}: {counts['delivered']} forms")


HEAD = """# The truth of the sample study: written by `make sample`, read by tests and by the comparison of published
# and found figures, never by the pipeline. Shares are 0-1. Values are those of the firms that took part, exactly.
"""


def truth(waves: dict[int, pd.DataFrame], book: Codebook, mess: dict[int, dict[str, int]]) -> dict[str, Any]:
    """Return everything planted; `mess` is what was planted in the file of each wave."""
    scored = {wave: _scored(frame) for wave, frame in waves.items()}
    return {
        "study": "firms",
        "seed": {"value": plan.SEED, "note": "fixed before any score was looked at, never changed since"},
        "design": {"census": "every firm that took part is in the file", "returning": plan.RETURNING},
        "figures": [_figure(entry, scored, book) for entry in figures("firms")],
        "waves": {wave: _wave(frame) for wave, frame in scored.items()},
        "files": mess,
    }


def _figure(figure: Figure, scored: dict[int, pd.DataFrame], book: Codebook) -> Figure:
    """Return a figure with its planted value, and whether that is what the source prints."""
    frame = scored[figure["wave"]]
    if "by" in figure:  # of every group: the lowest one counts
        lowest = min(level(mine, book, figure) for _, mine in frame.groupby(figure["by"], observed=True))
        return figure | {"planted": round(lowest, 6), "holds": lowest >= figure["bound"]}
    values = planted(lambda _: frame, book, figure)
    if figure["relation"] == "=":
        same = as_percentage(values["planted"], figure["decimals"]) == as_percentage(
            figure["published"], figure["decimals"]
        )
    else:
        same = holds(figure, values)
    return figure | {name: round(value, 6) for name, value in values.items()} | {"holds": same}


def _scored(firms: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([firms, score(firms, indicators.load("firms"))], axis=1)


def _wave(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the levels and tiers of a wave, before any form was spoilt."""
    return {
        "firms": len(frame),
        "score": {"mean": round(float(frame["score"].mean()), 6), "sd": round(float(frame["score"].std()), 6)},
        "passed": round(float(frame["passed"].mean()), 6),
        "levels": {str(name): int(count) for name, count in frame["level"].value_counts(sort=False).items()},
        "tiers": {str(name): int(count) for name, count in frame["tier"].value_counts(sort=False).items()},
    }
