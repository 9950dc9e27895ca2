"""A figure colours what its title names, in bars as in dots, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from matplotlib.text import Text as Text2D

from manyi.exhibits import Chapter, Text, bars, dots, extremes, level
from manyi.exhibits.data import Chart, Row, Scene
from manyi.exhibits.figures.marking import meaning, unmarked
from manyi.exhibits.figures.rows import WORDS
from manyi.exhibits.names import Names
from tests.exhibits.conftest import Shown, by_channel, channels_standing, estimates
from tests.exhibits.figures.gallery import answers

KINDS = [pytest.param(dots, id="dots"), pytest.param(bars, id="bars")]
Kind = Callable[..., Chart]
LABELS = {"phone": "Phone", "online": "Online chat", "bot": "Chatbot", "store": "Store"}


def marked(rows: Any) -> dict[str, str]:
    """Return the rows of a chart that are coloured, by name, and which way."""
    return {LABELS[row.keys["channel"]]: row.flag for row in rows if row.flag}


def keys_of(chart: Chart, names: Names) -> list[str]:
    """Return what the key of a drawing says its colours mean."""
    meanings = {text.en for name, text in WORDS.items() if name.endswith(("_up", "_down", "neither", "others"))}
    texts = chart.draw(Scene(chart.data, names.also(chart.labels), "en")).findobj(Text2D)  # type: ignore[misc]
    return [text.get_text() for text in texts if text.get_text() in meanings]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("values", "half", "way"),
    [([81.0, 76.0, 68.0, 82.0], 1.6, {"Chatbot": "down"}),
     ([90.0, 76.0, 68.0, 77.0], 1.6, {"Phone": "up", "Chatbot": "down"}),
     ([81.0, 76.0, 68.0, 82.0], 20.0, {})],
)  # fmt: skip
def test_without_a_test_what_no_other_interval_reaches_is_named_and_coloured(
    names: Names, kind: Kind, values: list[float], half: float, way: dict[str, str]
) -> None:
    chart = kind(estimates({"channel": list(LABELS)}, values, half))
    title = chart.finding(names).en  # type: ignore[misc, union-attr]
    assert marked(chart.data) == way
    assert [name for name in LABELS.values() if name in title] == [name for name in LABELS.values() if name in way]
    assert ("none stands out" in title) == (not way)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("highest", "lowest", "verdict"),
    [(["store"], ["bot"], "one_one"), (["store", "phone"], ["bot"], "tied_one"),
     (["store"], ["bot", "online"], "one_tied"), (["store", "phone"], ["bot", "store"], "none")],
)  # fmt: skip
def test_with_a_test_the_groups_its_sentence_names_are_coloured(
    kind: Kind, highest: list[str], lowest: list[str], verdict: Any
) -> None:
    stand = channels_standing(highest, lowest, verdict)
    claim, chart = extremes(stand), kind(by_channel().sample(frac=1, random_state=3), tested=stand)
    named = {LABELS[key]: side for side, slot in (("up", "top"), ("down", "bottom")) for _, key in claim.words[slot]}  # type: ignore[misc]
    assert marked(chart.data) == (named if claim.shown else {})
    assert chart.finding is None or not chart.marks_own


@pytest.mark.parametrize(
    ("line", "lowest", "means"),
    [(76.5, ["bot"], "clear"), (float("nan"), ["bot"], "group"), (82.0, ["bot"], "group")],
)
def test_the_note_states_the_rule_by_which_groups_were_coloured(line: float, lowest: list[str], means: str) -> None:
    """Clear of the line of all: only said where every coloured group is. By channel: 81, 76, 68 and 82, each ± 1.6."""
    stand = replace(channels_standing(["store", "phone"], lowest, "tied_one"), line=line)
    chart = dots(by_channel(), tested=stand)
    assert meaning(stand) == means
    assert chart.note == WORDS[f"read_{means}"]
    assert marked(chart.data) == {"Store": "up", "Phone": "up", "Chatbot": "down"}


def test_where_no_group_is_coloured_the_note_explains_no_colour() -> None:
    stand = channels_standing(["store", "phone"], ["bot", "store"], "none")
    assert dots(by_channel(), tested=stand).note == WORDS["read_tested"]


@pytest.mark.parametrize("kind", KINDS)
def test_of_hidden_groups_a_title_says_that_it_speaks_of_those_shown(names: Names, kind: Kind) -> None:
    rows = by_channel().assign(status=["shown", "shown", "shown", "suppressed"], reason="small_cell")
    assert kind(rows).finding(names).en == "Overall satisfaction: Phone highest, Chatbot lowest of those shown"  # type: ignore[misc, union-attr]
    alone = rows.assign(status=["shown", "suppressed", "suppressed", "suppressed"])
    assert kind(alone).finding(names).en == "Too few to compare"  # type: ignore[misc, union-attr]


def test_of_several_series_a_row_is_named_that_stands_out_in_each(names: Names) -> None:
    rows = [by_channel().assign(size=size) for size in ("small", "large")]
    title = dots(pd.concat(rows), series="size").finding(names)  # type: ignore[misc]
    assert title.en == "Chatbot lowest"  # type: ignore[union-attr]
    rows[1].loc[2, ["low", "high"]] = 50.0, 90.0
    title = dots(pd.concat(rows), series="size").finding(names)  # type: ignore[misc]
    assert title.en == "None stands out"  # type: ignore[union-attr]


def test_many_that_share_the_ends_are_counted(chapter_of: Callable[..., Chapter], shown: Shown) -> None:
    stand = channels_standing(["store", "phone"], ["bot", "online"], "tied_tied")
    long = {key: Text(en=f"{name} of a name as long as can be", zh=name) for key, name in LABELS.items()}
    chapter = chapter_of(names=long)
    chapter.claim("many", extremes(stand), anchor="wide")
    chapter.show("wide", dots(by_channel(), tested=stand))
    assert "2 share the top, 2 the bottom" in shown["contact-wide"]["en"]


def test_a_figure_that_colours_something_else_than_a_claim_names_has_its_own_title(
    chapter: Chapter, shown: Shown
) -> None:
    chapter.claim("ends", extremes(channels_standing(["store"], ["bot"], "one_one")), anchor="limits")
    chapter.show("limits", replace(dots(by_channel()), own_title=True))
    assert "Overall satisfaction: Chatbot lowest" in shown["contact-limits"]["en"]


def test_of_two_groups_none_is_the_highest(names: Names) -> None:
    title = dots(by_channel().iloc[:2]).finding(names)  # type: ignore[misc]
    assert title.en == "Overall satisfaction: lower for Online chat"  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", KINDS)
def test_where_two_of_three_groups_are_shown_the_key_too_speaks_of_two(names: Names, kind: Kind) -> None:
    rows = by_channel().iloc[:3].assign(status=["suppressed", "shown", "shown"], reason="small_cell")
    chart = kind(rows)
    assert chart.finding(names).en == "Overall satisfaction: lower for Chatbot"  # type: ignore[misc, union-attr]
    assert marked(chart.data) == {"Online chat": "up", "Chatbot": "down"}
    assert keys_of(chart, names) == ["higher", "lower"]
    by_size = pd.concat([rows.assign(size=size) for size in ("small", "large")])
    assert dots(by_size, series="size").finding(names).en == "Lower for Chatbot"  # type: ignore[misc, union-attr]


def test_the_key_of_a_tested_figure_explains_no_colour_of_a_hidden_group(names: Names) -> None:
    rows = by_channel().iloc[:3].assign(status=["suppressed", "shown", "shown"], reason="small_cell")
    stand = replace(channels_standing(["online"], ["bot"], "pair_differ"), table=rows, keys=("phone", "online", "bot"))
    assert keys_of(dots(rows, tested=stand), names) == ["higher", "lower"]


def test_the_most_common_answers_are_coloured_and_the_others_grey(names: Names) -> None:
    chart = bars(answers("attitude"), order="given")
    assert [row.keys["category"] for row in chart.data if row.flag] == ["4"]
    assert chart.finding(names).en == "Most common: answer 4"  # type: ignore[misc, union-attr]


def test_a_title_that_names_no_row_leaves_none_coloured(chapter: Chapter, shown: Shown) -> None:
    """The answers behind the outcome stand under its level."""
    row = by_channel().iloc[0].drop("channel")
    chapter.show("answers", bars(answers("attitude"), order="given"), title=level(row))
    assert "Overall satisfaction stands at 81.0 of 100 points" in shown["contact-answers"]["en"]
    assert "most common" not in shown["contact-answers"]["en"]
    assert "79.4 to 82.6" in re.split("<svg", shown["contact-answers"]["en"])[0]  # its interval stands under the title
    chapter.show("own", bars(answers("attitude"), order="given"), title=Text(en="Attitude", zh="态度"))
    assert "most common" in shown["contact-own"]["en"]


def test_marks_are_taken_off_rows_and_nothing_else() -> None:
    data = dots(by_channel()).data
    assert [row.flag for row in unmarked(data)] == [""] * 4
    assert [row.numbers for row in unmarked(data)] == [row.numbers for row in data]
    assert all(isinstance(row, Row) for row in unmarked(data)) and isinstance(by_channel(), pd.DataFrame)
