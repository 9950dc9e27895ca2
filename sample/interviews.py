"""The depth interviews of `contact` 2024: 100 people of 20 cities, what they told, and the codes two readers gave.

One row is an interviewee. The source report says how many interviews there were and in how many cities, nothing of what
was told: no count here is one of a published figure. `python -m sample contact/interviews`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import yaml

from manyi.study.codebook import Codebook
from sample import codebook as codebook_of
from sample.files import Layout
from sample.mess import Mess
from sample.people import CITIES
from sample.table_files import as_texts, done, twice, write_table, write_truth

STUDY, WAVE, SEED = "contact/interviews", 2024, 20240408
NOTE = "fixed before any count was looked at, never changed since"
PRODUCER = {"en": "Made by manyi.sample: nobody was interviewed", "zh": "由 manyi.sample 生成的示例数据，并无真实访谈"}
HEAD = """# The truth of the sample interviews: written by `make sample`, read by tests, never by the pipeline.
# told: interviewees who told of a theme, of all; an agreed code says the same.
"""
LAYOUT = Layout("interviews_2024.xlsx", blank="", skipped="", padded=True)
PER_CITY, SATISFIED_PER_CITY = 5, 2
TWICE, WITH_PERSONAL = 2, 9
# How likely a theme comes up: with the dissatisfied, with the satisfied.
CHANCE = {
    "wait": (0.50, 0.15), "repeat": (0.38, 0.06), "bot": (0.10, 0.04), "attitude": (0.20, 0.02), "skill": (0.24, 0.06),
    "no_word": (0.30, 0.05), "too_long": (0.28, 0.08), "solved": (0.06, 0.80),
}  # fmt: skip
BY_BOT = 0.75  # chance of the theme `bot` where a chatbot served
READERS = {"coder_a": (0.95, 0.01), "coder_b": (0.92, 0.02)}  # sees a theme that is there; one that is not


@cache
def passages() -> dict[str, Any]:
    """Return what is said: themes (theme -> passages), about, personal; each passage in zh and en."""
    text = (files("sample") / "interview_passages.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def interviews() -> pd.DataFrame:
    """Return the interviews: one column per item of the codebook; the agreed code is the set of themes planted."""
    rng = np.random.default_rng([SEED, WAVE])
    n = len(CITIES) * PER_CITY
    frame = pd.DataFrame({"interview": [f"I{number:03d}" for number in range(1, n + 1)]})
    frame["city"] = np.repeat(list(CITIES), PER_CITY)
    frame["channel"] = np.concatenate([_channels(rng) for _ in CITIES])
    frame["chosen"] = ["satisfied" if place % PER_CITY < SATISFIED_PER_CITY else "dissatisfied" for place in range(n)]
    frame["minutes"] = np.clip(np.rint(rng.normal(48, 11, n)), 28, 76)
    told = [_themes(*who, rng) for who in zip(frame["channel"], frame["chosen"], strict=True)]
    spoken = [_passages(themes, rng) for themes in told]
    frame["said"], frame["translation"] = (list(side) for side in zip(*spoken, strict=True))
    for theme in CHANCE:
        real = np.array([theme in themes for themes in told])
        frame[f"agreed__{theme}"] = real.astype(float)
        for reader, (seen, imagined) in READERS.items():
            frame[f"{reader}__{theme}"] = (rng.random(n) < np.where(real, seen, imagined)).astype(float)
    return frame


def spoilt(frame: pd.DataFrame, codebook: Codebook) -> Mess:
    """Return the interviews as texts, some with personal data in both languages, two of them exported twice."""
    rng = np.random.default_rng([SEED, WAVE, 1])
    mess = as_texts(frame, codebook, WAVE, LAYOUT, rng)
    rows = mess.pick(np.arange(len(frame)), WITH_PERSONAL)
    for place, row in enumerate(rows):
        numbers = {"mobile": f"142{rng.integers(0, 10**8):08d}", "order": f"2024{rng.integers(0, 10**10):010d}"}
        came_up = passages()["personal"][place % len(passages()["personal"])]
        for column, language, gap in (("said", "zh", ""), ("translation", "en", " ")):
            longer = f"{mess.texts[column].iloc[row]}{gap}{came_up[language].format(**numbers)}"
            mess.put(column, np.array([row]), longer, "personal")
    twice(mess, TWICE)
    return mess


def write_all() -> dict[int, dict[str, int]]:
    """Write the file of the interviews, its origin and what is planted; return what was planted, by wave."""
    frame = interviews()
    mess = spoilt(frame, codebook_of(STUDY))
    write_table(STUDY, mess, [LAYOUT], PRODUCER)
    told = {theme: int(frame[f"agreed__{theme}"].sum()) for theme in CHANCE}
    planted = {WAVE: done(frame, mess)}
    content = {"study": STUDY, "seed": {"value": SEED, "note": NOTE}, "told": told, "files": planted}
    write_truth(STUDY, HEAD, content)
    return planted


def _channels(rng: np.random.Generator) -> np.ndarray:
    """Return the channels of a city's interviews: every channel once, and one more."""
    every = ["phone", "online", "bot", "store"]
    return rng.permutation([*every, str(rng.choice(every))])


def _themes(channel: str, chosen: str, rng: np.random.Generator) -> set[str]:
    """Return what one interviewee tells of: at least one theme, at most three."""
    chance = {theme: pair[chosen == "satisfied"] for theme, pair in CHANCE.items()}
    if channel == "bot" and chosen == "dissatisfied":
        chance["bot"] = BY_BOT
    while True:
        told = {theme for theme, p in chance.items() if rng.random() < p}
        if 1 <= len(told) <= 3:
            return told


def _passages(themes: set[str], rng: np.random.Generator) -> tuple[str, str]:
    """Return what one interviewee says, in Chinese and in translation."""
    chinese, english = [], []
    for theme in sorted(themes):
        bank, about = passages()["themes"][theme], passages()["about"]
        passage, n, subject = bank[rng.integers(len(bank))], rng.integers(4, 16), about[rng.integers(len(about))]
        chinese.append(passage["zh"].format(n=n, t=subject["zh"]))
        english.append(passage["en"].format(n=n, t=subject["en"]))
    return "。".join(chinese) + "。", ". ".join(english) + "."
