"""What figures say in their titles of their own tests and intervals."""

from __future__ import annotations

import pandas as pd
import pytest

from manyi.exhibits import Text, asymmetry, bars, dumbbell, importance, likert, trend
from manyi.exhibits.figures import telling
from manyi.exhibits.names import Names
from manyi.studies.service.kpi_board import scorecard
from tests.exhibits.conftest import a_change, estimates
from tests.exhibits.figures.gallery import KEYS, KPI_WORDS, answers, by_wave, drivers, targets


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [(("rose", "fell", "unclear"), "Attitude rose; Speed fell"),
     (("rose", "rose_small", "same"), "Attitude and Speed rose"),
     (("unclear", "same", "suppressed"), "Nothing clearly changed"), (("rose", "suppressed", "untested"), None)],
)  # fmt: skip
def test_changes_name_what_rose_and_fell(names: Names, verdicts: tuple[str, ...], title: str | None) -> None:
    rows = pd.DataFrame([a_change(verdict, item=key) for verdict, key in zip(verdicts, KEYS, strict=False)])
    finding = telling.moved(dumbbell(rows).data, names)
    assert (finding.en if finding else None) == title


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [(("rose", "fell", "fell"), "1 of 3 rose, 2 fell"), (("rose", "rose", "unclear"), "2 of 3 rose, none fell"),
     (("fell", "same", "fell"), "2 of 3 fell, none rose")],
)  # fmt: skip
def test_changes_are_counted_where_their_names_are_too_long_for_a_title(
    names: Names, verdicts: tuple[str, ...], title: str
) -> None:
    words = {f"k{n}": f"a very long name of what was asked {n} times in a row of years" for n in range(3)}
    rows = pd.DataFrame([a_change(verdict, item=key) for verdict, key in zip(verdicts, words, strict=True)])
    labelled = names.also({key: Text(en=name, zh=name) for key, name in words.items()})
    assert telling.moved(dumbbell(rows).data, labelled).en == title  # type: ignore[union-attr]


def test_an_answer_is_the_most_common_only_where_no_interval_reaches_its_own(names: Names) -> None:
    rows = answers("attitude")
    assert telling.most_common(bars(rows).data, names).en == "Most common answer: answer 4"  # type: ignore[union-attr]
    assert telling.most_common(bars(rows.assign(low=0.0, high=1.0)).data, names) is None


def test_a_series_is_higher_or_lower_only_where_its_ends_do_not_overlap(names: Names) -> None:
    chart = trend(by_wave(["attitude"], half=1.0))
    assert chart.finding(names).en == "Attitude higher in 2024 than in 2021"  # type: ignore[misc, union-attr]
    assert trend(by_wave(["attitude"], half=3.0)).finding(names) is None  # type: ignore[misc]
    assert trend(by_wave(["wait"], half=1.0)).finding(names) is None  # type: ignore[misc]  # asked elsewhere in 2023


@pytest.mark.parametrize(
    ("half", "items", "title"),
    [
        (1.0, ["attitude", "speed"], "All 2 clearly higher in 2024 than in 2021"),
        (3.0, ["attitude", "speed"], "None clearly higher or lower in 2024 than in 2021"),
        (1.0, ["attitude", "wait"], None),  # one breaks
    ],
)
def test_several_series_are_counted(names: Names, half: float, items: list[str], title: str | None) -> None:
    finding = trend(by_wave(items, half=half)).finding(names)  # type: ignore[misc]
    assert (finding.en if finding else None) == title


@pytest.mark.parametrize(
    ("classes", "title"),
    [
        (("basic", "performance"), "A low rating costs more than a high one earns: Attitude"),
        (("performance", "excitement"), "A high rating earns more than a low one costs: Speed"),
        (("performance", "undetermined"), "No driver is shown to cost more than it earns, or less"),
        (("basic", "excitement"), None),
    ],
)
def test_the_class_of_drivers_makes_the_title_of_their_asymmetry(
    names: Names, classes: tuple[str, str], title: str | None
) -> None:
    finding = asymmetry(drivers(2).assign(**{"class": classes})).finding(names)  # type: ignore[misc]
    assert (finding.en if finding else None) == title


def test_drivers_lead_by_the_intervals_of_their_ranks(names: Names) -> None:
    rows = drivers(4).drop(columns="unit")
    assert telling.leading(importance(rows).data, names).en == "First by importance: Attitude"  # type: ignore[union-attr]
    level = rows.assign(rank_low=[1, 1, 2, 3], rank_high=[2, 2, 3, 4])
    assert telling.leading(importance(level).data, names).en == "Level in first place: Attitude and Speed"  # type: ignore[union-attr]
    assert telling.leading(importance(rows.assign(rank_low=1, rank_high=4)).data, names).en == "No driver stands out"  # type: ignore[union-attr]


def test_ends_are_named_only_where_they_stand_apart(names: Names) -> None:
    chart = likert([answers("attitude"), answers("speed"), answers("clear")])
    assert telling.ends(chart.data, names, "top") is None
    rows = bars(estimates({"item": KEYS[:3]}, [0.9, 0.5, 0.49], half=0.02, unit="percent"))
    assert telling.ends(rows.data, names, "estimate").en == "Attitude rated best"  # type: ignore[union-attr]


def test_targets_are_counted() -> None:
    assert telling.reached(scorecard(targets(), labels=KPI_WORDS).data).en == "1 of 5 targets met, 2 missed, 2 open"
