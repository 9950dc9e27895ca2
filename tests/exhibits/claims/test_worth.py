"""What reviewers ask beside a claim: other choices, what a point is worth, what could be seen, who was reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from manyi.exhibits import Chapter, Text
from manyi.exhibits.chapter.findings import PAIRED, count_results
from manyi.exhibits.claims.sets import helped, point, seen
from manyi.exhibits.tables.alternatives import choices, survives
from manyi.exhibits.tables.grids import BY_PAIRS
from manyi.exhibits.tables.sample_tables import waves
from tests.exhibits.claims.test_kinds import said
from tests.exhibits.conftest import Shown, Survey, a_change, a_codebook, a_study, both

ROWS = pd.DataFrame([
    a_change("rose", choice="published"), a_change("rose", choice="unweighted", value=77.0, difference=1.1),
    a_change("rose", choice="held:channel", value=79.0, difference=2.9),
])  # fmt: skip


@dataclass(frozen=True)
class Kept(Survey):
    frame: Any = None
    waterfall: Any = None
    waves: Any = (2023, 2024)
    stored: Any = None


def test_other_choices_stand_beside_what_is_published(chapter: Chapter, shown: Shown) -> None:
    chapter.show("o", choices(ROWS, a_codebook(), 2023), title=Text(en="Other", zh="其他"))
    assert "Same make-up as in 2023: channel" in shown["contact-o"]["en"]
    assert "As published" in shown["contact-o"]["en"]
    text = said(chapter, shown, survives(ROWS, 2023))
    assert "Other choices would put overall satisfaction between 77.0 of 100 points and 79.0." in text
    assert "between +1.1 points and +2.9 points. This report has 78.5 and +2.3 points." in text


def test_other_choices_give_a_range_and_no_verdict_of_their_own(chapter: Chapter, shown: Shown) -> None:
    chart = choices(ROWS, a_codebook(), 2023)
    assert {row.flag for row in chart.data} == {""} and not any(row.words for row in chart.data)
    changes = [row.numbers["change"] for row in chart.data] + [survives(ROWS, 2023).numbers["change"]]
    assert all(one.p_adjusted != one.p_adjusted and one.p == 0.001 for one in changes)
    title = chart.finding(chapter.names)  # type: ignore[misc]
    assert title == Text(en="Other choices give +1.1 to +2.9 points", zh="其他做法下的变化为+1.1～+2.9分")
    chapter.show("o", chart)
    assert not any(word in shown["contact-o"]["en"] for word in ("▲", "rose", "adjusted p"))
    hidden = ROWS.assign(verdict="suppressed", status="suppressed")
    assert choices(hidden, a_codebook(), 2023).finding(chapter.names) is None  # type: ignore[misc]


def test_without_an_earlier_wave_only_levels_are_compared(chapter: Chapter, shown: Shown) -> None:
    rows = ROWS.assign(estimate=ROWS["value"])
    assert "since" not in said(chapter, shown, survives(rows, None))
    assert choices(rows, a_codebook(), None).kind.en != "Two-wave dot plot"


def test_a_point_is_worth_so_many_answers_one_step_higher(chapter: Chapter, shown: Shown) -> None:
    book = a_codebook()
    claim = point(book, "speed", 0.08)
    assert claim is not None
    assert "This report takes 0.08 points or more to matter" in said(chapter, shown, claim)
    assert claim.numbers["people"].value == 8
    assert point(book, "index", 2.0) is None  # two questions: a step of which?


def test_the_smallest_change_and_what_weights_did_are_said(chapter: Chapter, shown: Shown) -> None:
    text = said(chapter, shown, seen(a_change()))
    assert "Had overall satisfaction truly changed by 1.9 points between 2023 and 2024" in text


def test_what_weights_did_is_said(chapter: Chapter, shown: Shown) -> None:
    rows = [("phone", 0.5, 0.4, 0.5), ("bot", 0.2, 0.35, 0.2)]
    margins = pd.DataFrame(rows, columns=["category", "target", "before", "after"]).assign(margin="channel")
    assert "up to 15.0 percentage points away from the population (Chatbot)" in said(chapter, shown, helped(margins))


@pytest.mark.parametrize(("renewed", "kept"), [(False, "50.0"), (True, "0.0")])
def test_who_was_reached_in_each_wave(chapter: Chapter, shown: Shown, renewed: bool, kept: str) -> None:
    facts = {"fieldwork": ["2023-03-01", "2023-05-31"]}
    study = a_study(
        waves={2023: facts, 2024: {**facts, "invited": 1000, "begun": 250}},
        design={"psu": "speed", "psu_renewed": renewed},
        disclosure={"b01_panel": both("One supplier.", "同一供应商。")},
    )
    frame = pd.DataFrame({"wave": [2023, 2023, *[2024] * 4], "psu": ["a", "b", "b", "c", "c", "r5"]})
    frame["row"] = [f"r{place}" for place in range(len(frame))]  # r5 has no cluster and is counted as none
    steps = [(wave, step, left) for wave in (2023, 2024) for step, left in (("delivered", 200), ("eligible", 150))]
    waterfall = pd.DataFrame(steps, columns=["wave", "step", "left"])
    chart = waves(Kept(study, a_codebook(), frame=frame, waterfall=waterfall))  # type: ignore[arg-type]
    chapter.show("w", chart, title=Text(en="Waves", zh="历次"))
    page = shown["contact-w"]["en"]
    assert all(part in page for part in ("One supplier.", "1,000", ">20.0</data>", f">{kept}</data>"))


def test_comparisons_are_counted_once_and_pairs_of_letters_too(chapter: Chapter, shown: Shown) -> None:
    row = {"study": "s", "wave": "2024", "item": "x", "group": "", "statistic": "change", "p": 0.01, "p_adjusted": 0.02,
           "status": "shown", "chapter": "c"}  # fmt: skip
    single = {**row, "p_adjusted": float("nan")}
    paired = {**single, "statistic": PAIRED, "p": float("nan")}
    letters = [{**paired, "group": f"region={one}", "method": f"{BY_PAIRS}: {found}"}
               for one, found in zip("abcd", ["B c", "", "a", ""], strict=True)]  # fmt: skip
    ledger = pd.DataFrame([
        row, row, {**row, "item": "y", "p_adjusted": 0.2}, {**row, "item": "z", "status": "suppressed"},
        *({**single, "statistic": "joint test", "item": f"j{k}"} for k in range(40)), *letters,
    ])  # fmt: skip
    claim = count_results(ledger)
    assert claim is not None
    counts = {name: one.value for name, one in claim.numbers.items()}
    assert counts == {"made": 48, "corrected": 8, "single": 40, "false": 2, "passed": 4, "wrong": 0}
    called = [chapter.names.describe(one, language) for one in claim.numbers.values() for language in ("en", "zh")]
    assert len(set(called)) == 2 * len(counts)  # a name of its own for each
    assert "This report made 48 comparisons" in said(chapter, shown, claim)
    assert count_results(ledger.iloc[:0]) is None
