"""Toplines: the numbers are those of stats, every question asked is there, what may not be printed is not."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from manyi import stats
from manyi.exhibits.toplines.crosstabs import crosstab, topline
from manyi.exhibits.toplines.every_question import toplines
from manyi.exhibits.toplines.numbered import ledger
from manyi.exhibits.toplines.questions import Line, Question, Toplines
from manyi.language.formats import LANGUAGES

YEAR = 2024


@pytest.fixture(scope="module")
def design(made: Toplines) -> stats.Design:
    return stats.survey_design(made.survey, YEAR)


def question(made: Toplines, name: str) -> Question:
    return next(one for one in made.questions if one.name == name)


def line(made: Toplines, name: str, key: str) -> Line:
    return next(one for one in question(made, name).lines if one.key == key)


def test_shares_and_intervals_are_those_of_a_distribution(made: Toplines, design: stats.Design) -> None:
    for name in ("channel", "overall"):
        for row in stats.distribution(design, name).table.to_dict("records"):
            key = row["category"] if isinstance(row["category"], str) else f"{row['category']:g}"
            number = line(made, name, key).waves[YEAR].number
            found = (number.value, number.low, number.high, number.base)
            np.testing.assert_allclose(found, [row[what] for what in ("estimate", "low", "high", "base")], rtol=1e-9)


@pytest.mark.parametrize(("name", "key"), [("speed", "mean"), ("wait", "mean"), ("index", "index"), ("nps", "nps")])
def test_means_by_group_have_the_letters_of_stats(made: Toplines, design: stats.Design, name: str, key: str) -> None:
    found = stats.means(design, name, "channel")
    cells = line(made, name, key).groups["channel"]
    np.testing.assert_allclose([cell.number.value for cell in cells], found.table["estimate"], rtol=1e-9)
    np.testing.assert_allclose([cell.number.high for cell in cells], found.table["high"], rtol=1e-9)
    assert [cell.higher for cell in cells] == stats.letters(found)["higher_than"].tolist()
    assert any(cell.higher for cell in cells)


def test_a_share_by_group_is_that_of_stats_and_the_median_too(made: Toplines, design: stats.Design) -> None:
    found = stats.shares(design, "used__phone", "industry").table
    cells = line(made, "used", "phone").groups["industry"]
    np.testing.assert_allclose([cell.number.value for cell in cells], found["estimate"], rtol=1e-9)
    assert [cell.number.base for cell in cells] == found["base"].tolist()
    median = line(made, "hours", "median").waves[YEAR].number
    assert median.value == stats.quantiles(design, "hours").row()["estimate"]


def test_every_item_asked_is_there_once_and_nothing_else(made: Toplines) -> None:
    names = [one.name for one in made.questions]
    assert len(names) == len(set(names))
    assert {"channel", "worst", "attention", "index", "city"} <= set(names)
    assert not {"serial", "ip", "member", "panel_weight", "district", "seconds"} & set(names)
    for one in made.questions:
        assert bool(one.lines) == (one.kind != "words")
        if one.kind != "derived":
            assert sum(one.counts.values()) == made.in_scope


def test_routing_and_series_that_break(made: Toplines) -> None:
    bot = question(made, "bot_error")
    assert bot.gates is not None
    assert (bot.gates.en, bot.gates.zh) == ("Channel: Chatbot", "服务渠道：智能客服")
    assert question(made, "overall").gates is None
    assert 2021 in question(made, "clarity").broken
    assert list(line(made, "clarity", "mean").waves) == [2024, 2023, 2022]
    assert list(line(made, "lift", "yes").waves) == [2024, 2023]
    assert list(line(made, "overall", "mean").waves) == [2024, 2023, 2022, 2021]


def test_a_count_of_one_to_four_is_hidden_with_a_second_cell_and_has_no_letter(made: Toplines) -> None:
    frame = made.survey.frame
    now = frame[(frame["wave"] == YEAR) & frame["eligible"]]
    cells = {key: line(made, "speed", key).groups["channel"] for key in "12345"}
    hidden = 0
    for place, group in enumerate(made.segments["channel"]):
        counts = now.loc[now["channel"] == group.key, "speed"].value_counts()
        column = {key: cells[key][place] for key in cells}
        for key, cell in column.items():
            if 0 < counts.get(float(key), 0) < 5:
                hidden += 1
                assert (cell.reason, cell.number.hidden, cell.higher) == ("confidential", True, "")
                assert sum(other.number.hidden for other in column.values()) > 1
    assert hidden > 0


@pytest.mark.parametrize("name", ["speed", "hours", "nps"])
def test_tables_of_both_languages_hold_the_same_numbers(made: Toplines, name: str) -> None:
    asked = question(made, name)
    english, chinese = (
        str(topline(asked, made, tongue) + crosstab(asked, made, "region", tongue)) for tongue in LANGUAGES
    )
    for what in (r'value="([^"]+)"', r"<data[^>]*>([^<]+)<", r'"letters">([^<]+)<', r"\[[uc]\]"):
        assert re.findall(what, english) == re.findall(what, chinese)
    assert len(re.findall("<data", english)) > 4
    assert len(re.findall("<th ", english)) == english.count("scope=")
    assert english.count("<caption>") == english.count("<table") == 2


def test_the_ledger_holds_every_number_once_with_error_and_group(made: Toplines) -> None:
    rows_ = ledger(made).set_index("id")
    assert rows_.index.is_unique
    assert rows_.index.str.match(r"contact-(topline|crosstab)-[a-z0-9-]+$").all()
    counted = [
        cell
        for one in made.questions
        for row in one.lines
        for cells in (row.waves.values(), *(row.groups.get(name, []) for name in made.segments_of(one)))
        for cell in cells
        if cell.number.base
    ]
    assert len(rows_) == len(counted) > 1000
    mean = line(made, "speed", "mean")
    now, phone = rows_.loc["contact-topline-speed-mean"], rows_.loc["contact-crosstab-speed-channel-mean-phone"]
    assert (now["value"], now["wave"], now["statistic"]) == (mean.waves[YEAR].number.value, "2024", "mean")
    assert (phone["value"], phone["group"]) == (mean.groups["channel"][0].number.value, "channel=phone")
    assert rows_.loc["contact-topline-channel-phone-2021", ["wave", "statistic", "group"]].tolist() == [
        "2021", "share", "answer=phone",
    ]  # fmt: skip


def test_the_banner_is_the_one_the_researcher_chose_without_what_nobody_is_in(made: Toplines) -> None:
    chosen, nobody = ["sex", "channel"], "industry"
    survey, entries = made.survey, made.survey.codebook.items
    few = {"sex", "channel", nobody, "solved", *(gate for item in entries.values() for gate in item.asked_if)}
    items = {name: item for name, item in entries.items() if name in few or item.roles}
    book = survey.codebook.model_copy(update={"items": items, "derived": {}})
    study = survey.study.model_copy(update={"banner": [*chosen, nobody]})
    frame = survey.frame.assign(**{nobody: survey.frame[nobody].where(survey.frame["wave"] != YEAR)})
    again = toplines(dataclasses.replace(survey, study=study, codebook=book, frame=frame))
    assert list(again.segments) == chosen != list(made.segments)
    assert list(line(again, "solved", "yes").groups) == chosen
