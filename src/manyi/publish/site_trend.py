"""The headlines of a report over its years, as one figure. In: entries of the site; out: HTML in one language.

Each point is the headline as that year's report printed it (its results.parquet). The line is broken where the
codebook says that the series breaks, and where a wave between two reports was not reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from markupsafe import Markup

from manyi import rows
from manyi.exhibits.chapter import describe
from manyi.exhibits.data import Scene
from manyi.exhibits.figures import svg
from manyi.exhibits.figures.trend_lines import trend
from manyi.exhibits.html.markup import join, tag
from manyi.exhibits.names import Names
from manyi.language import formats, periods, words
from manyi.language.formats import Language, Unit
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.study.codebook import Codebook

WORDS = words.beside(__file__).section("site_trend")

READ = WORDS["read"]
DRAWN = ["wave", "item", "unit", "estimate", "low", "high", "base", "status"]


def figure(report: str, headlines: pd.DataFrame, language: Language) -> Markup:
    """Return the figure of one report; empty with fewer than two years of one series.

    `headlines`: the ledger rows of the headlines, a `wave` column of whole numbers, oldest first.
    """
    if headlines.empty:
        return Markup("")
    last = headlines.iloc[-1]
    same = headlines[(headlines["study"] == last["study"]) & (headlines["item"] == last["item"])]
    if len(same) < 2:
        return Markup("")
    definition = rows.definition(str(last["study"]))
    unit: Unit = last["unit"]
    broken = breaks(definition.codebook, str(last["item"]), list(same["wave"]), list(definition.study.waves))
    chart = trend(same.rename(columns={"value": "estimate"})[DRAWN], breaks=broken)
    names = Names.of_study(definition.codebook, definition.study)
    start, end = (Period(same["wave"].iloc[place]).words for place in (0, -1))
    title = WORDS["title"].fill(what=names.text("item", str(last["item"])), first=start, last=end)
    described = describe.alt(chart.kind, chart.data, names, title)[language]
    assert chart.draw is not None  # noqa: S101 - a trend is drawn
    drawing = svg.both(chart.draw, Scene(chart.data, names, language), f"{report}-trend", described)
    measure, basis = formats.sentence_case(formats.HEAD[unit][language]), names.interval(str(last["basis"]), language)
    subtitle = formats.MARKS["semicolon"][language].join([measure, definition.study.population[language], basis])
    caption = tag("span", title[language], class_="title", id=f"{report}-trend-title")
    return tag(
        "figure", tag("figcaption", join([caption, tag("span", subtitle, class_="subtitle")])), drawing,
        tag("div", tag("p", _note(broken)[language], class_="note"), class_="notes"),
        class_="exhibit", role="group", aria_labelledby=f"{report}-trend-title",
    )  # fmt: skip


def _note(broken: dict[int, Text]) -> Text:
    """Return how to read the figure, and why its line is broken."""
    reasons = {Period(wave).words: Text(en=why.en.rstrip("."), zh=why.zh.rstrip("。")) for wave, why in broken.items()}
    return Text.joined([READ, *(WORDS["broken"].fill(wave=wave, why=why) for wave, why in reasons.items())])


def breaks(codebook: Codebook, item: str, years: Sequence[int], waves: Sequence[int]) -> dict[int, Text]:
    """Return the years before which the line is broken, and why."""
    broken = {}
    for before, now in pairwise(years):
        between = [Period(wave) for wave in sorted(waves) if before < wave < now]
        why = codebook.broken(item, before, now)
        if why is None and between:
            listed = {language: periods.listed_waves(between, language) for language in formats.LANGUAGES}
            texts = {
                language: WORDS["not_reported"][language].format(waves=waves) for language, waves in listed.items()
            }
            why = Text(**texts)
        if why is not None:
            broken[now] = why
    return broken
