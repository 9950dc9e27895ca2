"""The logs as delivered: files of codes or words, spoilt as exports are. `python -m sample.appliance_delivery`.

One row in is a case of a table, one row out a record of a file.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from manyi.study.codebook import Codebook
from sample import appliance_plan as plan
from sample import codebook as codebook_of
from sample.appliance import LIMIT, tables
from sample.mess import Mess
from sample.table_files import WIDE, as_texts, done, stray_blanks, twice, write_table, write_truth

STUDY = {"tickets": "appliance"} | {name: f"appliance/{name}" for name in ("staff", "complaints", "invitations")}
PRODUCER = {"en": "Made by manyi.sample: no real service", "zh": "由 manyi.sample 生成的示例数据，并非真实服务记录"}
HEAD = """# The truth of the sample study: written by `make sample`, read by tests, never by the pipeline.
# planted: the process that made the log (handling: exactly what all complainants would say). log: the year's clean log.
"""
IN_WORDS = ["约2天", "当天", "半天左右", "三四小时", "次日"]


def write_all() -> dict[int, dict[str, dict[str, int]]]:
    """Write the four tables of every wave and truth.yml; return what was planted, by wave and table."""
    planted: dict[int, dict[str, dict[str, int]]] = {}
    held: dict[int, dict[str, float]] = {}
    for wave in plan.WAVES:
        clean = tables(wave)
        held[wave] = in_the_log(clean)
        for name, frame in clean.items():
            rng = np.random.default_rng([plan.SEED, wave, *name.encode()])
            mess = spoilt(frame, codebook_of(STUDY[name]), name, wave, rng)
            planted.setdefault(wave, {})[name] = done(frame, mess)
            write_table(STUDY[name], mess, plan.LAYOUTS[name][wave], PRODUCER)
    write_truth("appliance", HEAD, truth(held, planted))
    return planted


def in_the_log(clean: dict[str, pd.DataFrame]) -> dict[str, float]:
    """Return the key figures as the complete log of a year has them: cases still inside a limit are left out."""
    tickets, complaints, staff = clean["tickets"], clean["complaints"], clean["staff"]
    visited = tickets["first_visit"].isin(["fixed", "not_fixed"])
    return {
        "response": _in_time(tickets["response_hours"], tickets["responded"]),
        "first_fix": float((tickets["first_visit"][visited] == "fixed").mean()),
        "certified": float((staff["certified"].dropna() == "yes").mean()),
        "training": float(staff["training_hours"].mean()),
        "survey_response": float((clean["invitations"]["answered"] == "yes").mean()),
        "major_solved": _in_time(*(complaints.loc[complaints["major"] == "yes", c] for c in ("solve_hours", "solved"))),
    }


def _in_time(hours: pd.Series, ended: pd.Series) -> float:
    decided = (ended == "yes") | (hours > LIMIT)
    return float(((ended == "yes") & (hours <= LIMIT))[decided].mean())


def truth(held: dict[int, dict[str, float]], planted: dict[int, dict[str, dict[str, int]]]) -> dict[str, object]:
    """Return what is planted: the process behind every key figure, what each year's log holds, what was spoilt."""
    process = {
        "response": plan.RESPONSE, "first_fix": plan.FIRST_FIX,
        "certified": [1 - none / n for none, n in zip(plan.NOT_CERTIFIED, plan.STAFF, strict=True)],
        "training": plan.TRAINING, "survey_response": plan.SURVEY, "handling": plan.HANDLING,
        "major_solved": plan.MAJOR_SOLVED,
    }  # fmt: skip
    figures = [
        {"id": f"S3-{number:02d}", "kpi": kpi, "wave": wave, "planted": round(values[place], 6)}
        | ({"log": round(held[wave][kpi], 6)} if kpi in held[wave] else {})
        for place, wave in enumerate(plan.WAVES)
        for number, (kpi, values) in enumerate(process.items(), 1)
    ]
    return {
        "study": "appliance",
        "seed": {"value": plan.SEED, "note": plan.NOTE},
        "changed": plan.CHANGED,
        "verdicts": {"wave": plan.WAVES[-1], **plan.VERDICTS},
        "figures": figures,
        "files": planted,
    }


def spoilt(frame: pd.DataFrame, codebook: Codebook, name: str, wave: int, rng: np.random.Generator) -> Mess:
    """Return the answers as texts, with what people and systems get wrong; counted in `done`."""
    mess = as_texts(frame, codebook, wave, plan.LAYOUTS[name][wave][0], rng)
    size = 1.0 if name == "tickets" else len(frame) / plan.TICKETS[0]
    for column, item in codebook.items.items():
        if item.number:
            _number(mess, column, size)
        elif item.categories and not mess.layout.coded:
            stray_blanks(mess, column, _some(plan.STRAY, size))
    twice(mess, _some(plan.TWICE, size))
    return mess


def _some(count: int, size: float) -> int:
    return max(1, round(count * size))


def _number(mess: Mess, column: str, size: float) -> None:
    """Spoil some numbers, one way each: clocks that ran backwards, words, blanks, full-width digits, units."""
    ways = {
        "out_of_range": plan.BACKWARDS, "text_for_number": plan.IN_WORDS, "left_out": plan.LEFT_OUT,
        "full_width_digits": plan.FULL_WIDTH, "with_unit": plan.WITH_UNIT,
    }  # fmt: skip
    counts = {what: _some(count, size) for what, count in ways.items()}
    rows = mess.pick(mess.filled(column), sum(counts.values()))
    mess.rng.shuffle(rows)
    for what, count in counts.items():
        here, rows = rows[:count], rows[count:]
        was = mess.texts[column].iloc[here]
        new = {
            "out_of_range": [f"-{text}" if text != "0" else "-1" for text in was],
            "text_for_number": list(mess.rng.choice(IN_WORDS, count)),
            "left_out": [""] * count,
            "full_width_digits": [text.translate(WIDE) for text in was],
            "with_unit": [f"{text}小时" for text in was],
        }[what]
        mess.put(column, here, new, what)


def main() -> None:
    """Write the study."""
    for wave, by_table in write_all().items():
        print(f"appliance {wave}: " + ", ".join(f"{name} {counts['delivered']}" for name, counts in by_table.items()))


if __name__ == "__main__":
    main()
