"""Contact and the logs are estimated again in full. Electronics takes long to read: its table is held to truth.yml."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from manyi import rows, stats
from tests.published.__main__ import PAGE
from tests.published.figures import Found, found
from tests.published.log_page import log_section
from tests.published.logs import Line, check_log
from tests.published.page import heading, section
from tests.published.study import Check, check, fewest, plausible, truth

BASE = {"wave": 2024, "of": "mean", "item": "index", "relation": "="}


def committed(study: str, year: int) -> str:
    """Return the section of the committed document about one report."""
    start = heading(study, year)
    parts = [part for part in re.split(r"(?m)^(?=## )", PAGE.read_text("utf-8")) if part.startswith(f"{start}\n")]
    assert len(parts) == 1, f"the document has no part '{start}'"
    return parts[0]


@pytest.fixture(scope="module")
def contact(survey: rows.Survey) -> Check:
    return check("contact", 2024)


@pytest.fixture(scope="module")
def survey(kept: Callable[[str, int], rows.Survey]) -> rows.Survey:
    return kept("contact", 2024)


@pytest.fixture(scope="module")
def design(survey: rows.Survey) -> stats.Design:
    return stats.survey_design(survey, 2023, 2024)


def test_the_published_figures_of_contact_are_found(contact: Check) -> None:
    assert [one.figure["id"] for one in contact.estimated] == [
        one["id"] for one in truth("contact")["figures"] if one["wave"] == 2024
    ]
    assert contact.inside >= fewest(len(contact.estimated))


def test_the_planted_importances_and_the_null_item_are_found(contact: Check) -> None:
    table = contact.importances.set_index("driver")
    assert table["inside"].sum() >= fewest(len(table))
    assert not table.loc[contact.truth["null_driver"], "above_noise"]
    assert contact.null is not None
    assert contact.null["p"] > 0.001  # no change was planted


def test_the_document_says_what_is_found(contact: Check) -> None:
    assert section(contact).strip() == committed("contact", 2024).strip()


def test_the_document_on_electronics_is_about_the_truth_of_today() -> None:
    text, planted = committed("electronics", 2021), truth("electronics")
    cells = [re.split(r" *\| *", line.strip("| ")) for line in text.splitlines() if line.startswith("| S0-")]
    about = [one for one in planted["figures"] if one["wave"] == 2021]
    assert [row[0] for row in cells] == [one["id"] for one in about]
    assert [float(row[3]) for row in cells] == [round(one["planted"], 3) for one in about]
    for row in cells:
        low, high = map(float, row[5].split(" to "))
        assert (low - 0.0005 <= float(row[3]) <= high + 0.0005) == (row[7] == "yes"), row
    inside = sum(row[7] == "yes" for row in cells)
    assert f"**{inside} of {len(cells)} inside.**" in text and inside >= fewest(len(cells))


@pytest.mark.parametrize("study, year", [("appliance", 2024), ("retail", 2017)])
def test_the_document_says_what_is_found_in_logs(study: str, year: int) -> None:
    log = check_log(study, year)
    assert log_section(log).strip() == committed(study, year).strip()
    assert all(line.inside for line in log.counted) and all(same for *_, same in log.orders)
    assert sum(line.inside for line in log.estimated) >= fewest(len(log.estimated))


def test_a_count_is_the_planted_number_or_is_not_found() -> None:
    line = Line("S4-02", "", "0.9711", planted=0.9711, found=0.9711)
    assert line.exact and line.inside and not replace(line, found=0.97111).inside
    estimated = replace(line, low=0.96, high=0.971)
    assert not estimated.exact and not estimated.inside


REPORTS = [("contact", 2024), ("electronics", 2021), ("firms", 2021), ("appliance", 2024), ("retail", 2017)]


@pytest.mark.parametrize("study, year", REPORTS)
def test_the_seed_is_the_one_the_sample_is_drawn_with(study: str, year: int) -> None:
    seed = import_module(f"sample.{study}_plan").SEED
    assert truth(study)["seed"]["value"] == seed
    assert f"Seed {seed}:" in committed(study, year)


def _plain(frame: pd.DataFrame, wave: int, item: str, keep: pd.Series | None = None) -> float:
    """Return a weighted mean, computed with nothing of manyi.stats."""
    mine = frame[(frame["wave"] == wave) & frame["eligible"] & frame[item].notna()]
    mine = mine if keep is None else mine[keep.reindex(mine.index)]
    return float(np.average(mine[item].astype(float), weights=mine["weight"]))


def test_each_form_of_figure_is_the_plain_weighted_one(survey: rows.Survey, design: stats.Design) -> None:
    frame = survey.frame
    phone, store = frame["channel"] == "phone", frame["channel"] == "store"
    whole, before = _plain(frame, 2024, "index"), _plain(frame, 2023, "index")
    on_phone, in_store = _plain(frame, 2024, "index", phone), _plain(frame, 2024, "index", store)
    forms = {
        whole: BASE,
        whole - before: BASE | {"against": {"wave": 2023}},
        on_phone: BASE | {"where": {"channel": ["phone"]}},
        on_phone - in_store: BASE | {"where": {"channel": ["phone"]}, "against": {"where": {"channel": ["store"]}}},
        on_phone / in_store - 1: BASE
        | {"where": {"channel": ["phone"]}, "against": {"where": {"channel": ["store"]}}, "relative": True},
        _plain(frame, 2024, "speed") - _plain(frame, 2024, "solving"): BASE
        | {"item": "speed", "against": {"item": "solving"}},
        _plain(frame, 2024, "fcr"): BASE | {"of": "share", "item": "fcr", "answers": [1]},
    }
    for expected, figure in forms.items():
        one = found(design, figure | {"planted": 0.0})
        assert one.estimate == pytest.approx(expected, rel=1e-9)
        assert one.low < one.estimate < one.high and one.right is None


def test_a_direction_is_shown_only_when_the_whole_interval_is_on_its_side(design: stats.Design) -> None:
    level = found(design, BASE)
    middle = (level.low + level.estimate) / 2
    for relation, bound, right, shown in (
        (">", level.low - 1, True, True),
        (">", middle, True, False),
        (">", level.high, False, False),
        ("<", level.high + 1, True, True),
        ("<", middle, False, False),
    ):
        one = found(design, BASE | {"relation": relation, "bound": bound})
        assert (one.right, one.shown) == (right, shown)


def test_a_ranking_is_shown_only_when_no_other_can_be_first(design: stats.Design) -> None:
    by = BASE | {"by": "channel", "relation": "lowest"}
    bot, store = (found(design, by | {"named": name}) for name in ("bot", "store"))
    assert (bot.right, bot.shown) == (True, True) and (store.right, store.shown) == (False, False)
    items = BASE | {"item": "follow_up", "among": ["follow_up", "attitude"], "relation": "highest"}
    assert found(design, items).right is not found(design, items | {"item": "attitude"}).right


def test_what_cannot_be_estimated_says_why(design: stats.Design) -> None:
    assert "tenure: no such column" in found(design, BASE | {"item": "tenure"}).why_not
    few = design.where(design.frame["row"].isin(design.frame["row"].to_numpy()[-25:]))
    assert "suppressed" in found(few, BASE).why_not


def test_a_planted_value_outside_is_outside() -> None:
    one = Found({"planted": 2.3}, 1.0, 0.5, 1.5)
    assert not one.inside and replace(one, high=2.5).inside
    counted = Found({"planted": 0.361963}, 59 / 163)
    assert counted.inside and not replace(counted, estimate=60 / 163).inside


def test_the_binomial_range() -> None:
    assert plausible(20) == (17, 20) and round(0.95**20, 2) == 0.36
    assert fewest(20) == 15  # P(14 or fewer) = .0003, P(15 or fewer) = .0026
