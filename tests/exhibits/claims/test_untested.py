"""Answers that do not vary, all the way to the sentence: said as they are, in both languages, never as a finding."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from manyi.exhibits import Chapter, Claim, Text, changed, extremes, gap, part
from manyi.exhibits.claims.kinds import change as changed_once
from manyi.exhibits.claims.modelled import held, mix
from manyi.exhibits.claims.sets import apart, joint
from manyi.exhibits.figures.dumbbells import dumbbell
from manyi.stats import (
    Design,
    Sample,
    changes,
    contrast,
    decomposition,
    means,
    omnibus,
    regression,
    versus_rest,
)  # fmt: skip
from manyi.stats.compare.battery_items import against_mean
from tests.exhibits.conftest import Shown, a_codebook

FOUND = re.compile(r"rose|fell|[Hh]igher|[Ll]ower|clear|95 %|上升|下降|高于|低于|明确|区间|nan")
CHANNELS = ("phone", "online", "bot")


def survey(*levels: float) -> Design:
    """Return two waves of 300 people with one answer a wave (two levels) or a channel (three levels)."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"wave": rng.choice([2023, 2024], 600), "channel": rng.choice(CHANNELS, 600)})
    frame["weight"] = np.round(rng.uniform(0.3, 3, 600), 4)
    by = {2023: levels[0], 2024: levels[-1]} if len(levels) < 3 else dict(zip(CHANNELS, levels, strict=True))
    rows = frame.assign(index=frame["wave" if len(levels) < 3 else "channel"].map(by))
    return Sample(rows, wave="wave", codebook=a_codebook())


def claims_of_change(design: Design) -> dict[str, Claim]:
    rows = changes(design, "index", 2024, 2023)
    split = decomposition(design, "index", "channel", 2024, 2023)
    return {
        "change": changed_once(rows.iloc[0].to_dict(), 2024, 2023),
        "changed": changed(rows, 2024, 2023),
        "mix": mix(split.parts, "channel", "index", 2024, 2023),
    }


def claims_of_groups(design: Design) -> dict[str, Claim]:
    groups = means(design, "index", "channel")
    row = contrast(groups, np.array([1.0, -1.0, 0.0])).iloc[0]  # as it comes
    a, b = (Text(en=name, zh=name) for name in ("Phone", "Online"))
    marked = design.assign(one=(design.frame["channel"] == "phone").astype(float), two=design.frame["wave"] - 2023.0)
    exact = regression(marked.assign(index=marked.frame["one"] * 2 + 5), "index", ["one", "two"]).table.iloc[1]
    words = SimpleNamespace(item="index", unit="index", a_name=a, b_name=b, a={}, controls=["channel"], answers=[])
    return {
        "gap": gap(row, a, b),
        "part": part(versus_rest(design, "index", "channel").iloc[0].to_dict(), "channel"),
        "extremes": extremes(groups),
        "joint": joint(omnibus(groups), "channel", "index"),
        "apart": apart(against_mean(groups), "channel"),
        "held": held(exact.rename({"estimate": "difference"}), words),
    }


@pytest.mark.parametrize("levels", [(5.0, 5.0), (3.0, 5.0), (86.7, 86.7)])
def test_a_change_without_error_is_no_finding(chapter: Chapter, shown: Shown, levels: tuple[float, ...]) -> None:
    for name, claim in claims_of_change(survey(*levels)).items():
        assert claim.verdict in ("unchanged", "untested") and not claim.shown, name
        chapter.claim(name, claim)
        for language in ("en", "zh"):
            text = re.sub(r"<[^>]+>", "", shown[f"contact-{name}"][language].split("<details")[0])
            assert not FOUND.search(text), text
    same = levels[0] == levels[1]
    assert claims_of_change(survey(*levels))["change"].verdict == ("unchanged" if same else "untested")


@pytest.mark.parametrize("levels", [(7.1, 7.1, 7.1), (3.0, 5.0, 5.0)])
def test_groups_without_error_are_no_finding(chapter: Chapter, shown: Shown, levels: tuple[float, ...]) -> None:
    claims = claims_of_groups(survey(*levels))
    if len(set(levels)) > 1:  # who is in the rest is drawn, so a part against groups that differ has an error
        assert claims.pop("part").verdict in ("higher", "lower")
    for name, claim in claims.items():
        assert claim.verdict in ("untested", "alike") and not claim.shown, name
        chapter.claim(name, claim)
        for language in ("en", "zh"):
            text = re.sub(r"<[^>]+>", "", shown[f"contact-{name}"][language].split("<details")[0])
            assert not FOUND.search(text), text
    same = len(set(levels)) == 1
    assert claims["extremes"].verdict == ("alike" if same else "untested")


@pytest.mark.parametrize(
    ("levels", "words"), [((5.0, 5.0), "no change since 2023"), ((3.0, 5.0), "not tested since 2023")]
)
def test_the_headline_says_so_without_an_arrow(
    chapter: Chapter, shown: Shown, levels: tuple[float, ...], words: str
) -> None:
    design = survey(*levels)
    level = means(design.where(design.frame["wave"] == 2024), "index").row()
    chapter.headline("headline", level, changes(design, "index", 2024, 2023).iloc[0])
    text = re.sub(r"<[^>]+>", "", shown["contact-headline"]["en"])
    assert words in text and "▲" not in text and "nan" not in text


def test_the_figure_says_so(chapter: Chapter, shown: Shown) -> None:
    chapter.show("figure", dumbbell(changes(survey(3.0, 5.0), "index", 2024, 2023), 2024, 2023))
    for language, words in (("en", "changed, not tested"), ("zh", "有变化，未作检验")):
        assert words in shown["contact-figure"][language] and "nan" not in shown["contact-figure"][language]
