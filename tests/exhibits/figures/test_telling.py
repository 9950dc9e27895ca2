"""What figures say in their titles of their own tests and intervals."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from manyi.exhibits import Chapter, Text, asymmetry, bars, change, dots, dumbbell, importance, likert, trend
from manyi.exhibits.claims.claim import spell
from manyi.exhibits.figures import telling
from manyi.exhibits.figures.drivers import leading
from manyi.exhibits.figures.gap_pairs import pairs
from manyi.exhibits.names import Names
from manyi.studies.service.kpi_board import scorecard
from tests.exhibits.conftest import Shown, a_change, by_channel, estimates
from tests.exhibits.figures.gallery import KEYS, KPI_WORDS, answers, by_wave, drivers, targets


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [(("rose", "fell", "unclear"), "Attitude rose; speed fell"),
     (("rose", "rose_small", "same"), "Attitude rose; speed edged up"),
     (("unclear", "same", "suppressed"), "Nothing clearly changed"),
     (("rose", "suppressed", "untested"), "Attitude rose"), (("suppressed", "untested"), "No change could be tested")],
)  # fmt: skip
def test_changes_name_what_rose_and_fell(names: Names, verdicts: tuple[str, ...], title: str | None) -> None:
    rows = pd.DataFrame([a_change(verdict, item=key) for verdict, key in zip(verdicts, KEYS, strict=False)])
    finding = telling.moved(dumbbell(rows).data, names)
    assert (finding.en if finding else None) == title


@pytest.mark.parametrize(
    ("verdict", "low", "delta", "title"),
    [("rose", 0.9, 2.0, "Overall satisfaction rose"), ("rose", 0.2, 2.0, "Overall satisfaction edged up"),
     ("rose", 0.9, 3.0, "Overall satisfaction edged up"), ("rose_small", 0.9, 3.0, "Overall satisfaction edged up"),
     ("unclear", -0.2, 2.0, "Overall satisfaction: no clear change")],
)  # fmt: skip
def test_the_title_of_a_single_change_is_as_sure_as_its_sentence(
    chapter: Chapter, shown: Shown, verdict: str, low: float, delta: float, title: str
) -> None:
    row = a_change(verdict, low=low, delta=delta)
    assert dumbbell(pd.DataFrame([row])).finding(chapter.names).en == title  # type: ignore[misc, union-attr]
    chapter.claim("c", replace(change(row), delta=delta))
    assert ("edged up" in shown["contact-c"]["en"]) == ("edged up" in title)


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [(("rose", "fell", "fell"), "Shown to have risen: 1 of 3; to have fallen: 2"),
     (("rose", "rose_small", "unclear"), "Shown to have risen: 2 of 3"),
     (("fell", "same", "fell"), "Shown to have fallen: 2 of 3"), (("rose", "rose", "rose"), "All 3 rose"),
     (("rose_small",) * 3, "All 3 edged up"), (("fell", "fell"), "Both fell"),
     (("fell", "suppressed"), "A fall is shown")],
)  # fmt: skip
def test_changes_are_counted_where_their_names_are_too_long_for_a_title(
    names: Names, verdicts: tuple[str, ...], title: str
) -> None:
    words = {f"k{n}": f"a very long name of what was asked {n} times in a row of years" for n in range(3)}
    rows = pd.DataFrame([a_change(verdict, item=key) for verdict, key in zip(verdicts, words, strict=False)])
    labelled = names.also({key: Text(en=name, zh=name) for key, name in words.items()})
    assert telling.moved(dumbbell(rows).data, labelled).en == title  # type: ignore[union-attr]


def test_an_answer_is_the_most_common_only_where_no_interval_reaches_its_own(names: Names) -> None:
    rows = answers("attitude")
    assert telling.most_common(bars(rows).data, names).en == "Most common: answer 4"  # type: ignore[union-attr]
    alike = telling.most_common(bars(rows.assign(low=0.0, high=1.0)).data, names)
    assert alike.en == "None is clearly the most common"  # type: ignore[union-attr]


def test_several_answers_whose_intervals_are_above_all_others_are_the_most_common_together(names: Names) -> None:
    rows = answers("attitude").assign(low=[0.0, 0.0, 0.3, 0.3, 0.0], high=[0.1, 0.1, 0.6, 0.6, 0.2])
    title = telling.most_common(bars(rows.assign(estimate=[0.05, 0.05, 0.4, 0.4, 0.1])).data, names)
    assert title.en == "Most common: answer 3 and answer 4"  # type: ignore[union-attr]
    most = rows.assign(low=[0.0, 0.1, 0.1, 0.1, 0.0], high=[0.05, 0.5, 0.5, 0.5, 0.05])
    title = telling.most_common(bars(most.assign(estimate=[0.02, 0.3, 0.3, 0.3, 0.02])).data, names)
    assert title.en == "None is clearly the most common"  # type: ignore[union-attr]  # of three in five it says nothing


def test_a_dot_plot_without_a_test_names_the_rows_no_other_interval_reaches(names: Names) -> None:
    chart = dots(by_channel())
    assert chart.finding(names).en == "Overall satisfaction: Chatbot lowest"  # type: ignore[misc, union-attr]
    assert dots(by_channel().assign(low=0.0, high=100.0)).finding(names).en == "Overall satisfaction: none stands out"  # type: ignore[misc, union-attr]


def test_pairs_say_how_many_of_them_differ_and_of_one_which_group_is_lower(names: Names) -> None:
    rows = [row for _, row in by_channel().iterrows()]
    two = {"x": (rows[0], rows[1]), "y": (rows[2], rows[3])}
    labels = {f"{id_}-{side}": Text(en=f"people of {id_}{side}", zh=f"{id_}{side}") for id_ in two for side in "ab"}
    titles = {
        verdicts: pairs(two, dict(zip(two, verdicts, strict=True)), labels).finding(names.also(labels)).en  # type: ignore[misc, union-attr]
        for verdicts in [("lower", "higher"), ("lower", "unclear"), ("unclear", "unclear")]
    }
    assert [*titles.values()] == [
        "Both pairs of groups differ",
        "1 of 2 pairs of groups differ",
        "No pair of groups clearly differs",
    ]
    (one, other) = (
        pairs({"x": two["x"]}, {"x": verdict}, labels).finding(names.also(labels)) for verdict in ("lower", "unclear")
    )  # type: ignore[misc]
    assert (one.en, other.en) == (
        "Overall satisfaction: lower for people of xa",
        "No clear difference between the two groups compared",
    )  # type: ignore[union-attr]
    assert dict(pairs(two, dict.fromkeys(two, ""), labels).labels)["x-a"].en == "People of xa"  # at the start of a row


def test_a_title_writes_groups_as_the_sentences_about_them(names: Names) -> None:
    """A category, and a group of a comparison, may be a proper name: only the study knows how it is written."""
    rows = by_channel().iloc[:2]
    assert dots(rows).finding(names).en.endswith(f"lower for {spell(('channel', 'online'), names).en}")  # type: ignore[misc, union-attr]
    called = {"x-a": Text(en="Lakeside visitors", zh="湖滨游客"), "x-b": Text(en="people elsewhere", zh="其他人")}
    other, one = rows.to_dict("records")
    title = pairs({"x": (one, other)}, {"x": "lower"}, called).finding(names)  # type: ignore[misc]
    assert title.en.endswith(f"lower for {spell(called['x-a'], names).en}")  # type: ignore[union-attr]


def test_a_series_is_higher_or_lower_only_where_its_ends_do_not_overlap(names: Names) -> None:
    chart = trend(by_wave(["attitude"], half=1.0))
    assert chart.finding(names).en == "Attitude higher in 2024 than in 2021"  # type: ignore[misc, union-attr]
    level = trend(by_wave(["attitude"], half=3.0)).finding(names)  # type: ignore[misc]
    assert level.en == "Attitude: no clear difference between 2021 and 2024"  # type: ignore[union-attr]
    broken = trend(by_wave(["wait"], half=1.0)).finding(names)  # type: ignore[misc]  # asked elsewhere in 2023
    assert broken.en == "Wait higher in 2024 than in 2023"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("half", "items", "title"),
    [
        (1.0, ["attitude", "speed"], "Both clearly higher in 2024 than in 2021"),
        (3.0, ["attitude", "speed"], "None clearly higher or lower in 2024 than in 2021"),
        (1.0, ["attitude", "wait"], "Both clearly higher in 2024 than in the first comparable wave"),  # one breaks
    ],
)
def test_several_series_are_counted(names: Names, half: float, items: list[str], title: str | None) -> None:
    finding = trend(by_wave(items, half=half)).finding(names)  # type: ignore[misc]
    assert (finding.en if finding else None) == title


@pytest.mark.parametrize(
    ("classes", "title"),
    [
        (("basic", "performance"), "A low rating costs more than a high one earns: attitude"),
        (("performance", "excitement"), "A high rating earns more than a low one costs: speed"),
        (("performance", "undetermined"), "No driver is shown to cost more than it earns, or less"),
        (("basic", "excitement"), "Some cost more when low, others earn more when high"),
    ],
)
def test_the_class_of_drivers_makes_the_title_of_their_asymmetry(
    names: Names, classes: tuple[str, str], title: str | None
) -> None:
    finding = asymmetry(drivers(2).assign(**{"class": classes})).finding(names)  # type: ignore[misc]
    assert (finding.en if finding else None) == title


def test_drivers_lead_by_the_intervals_of_their_ranks(names: Names) -> None:
    rows = drivers(4).drop(columns="unit")
    assert leading(importance(rows).data, names).en == "First by importance: attitude"  # type: ignore[union-attr]
    level = rows.assign(rank_low=[1, 1, 2, 3], rank_high=[2, 2, 3, 4])
    assert leading(importance(level).data, names).en == "Level in first place: attitude and speed"  # type: ignore[union-attr]
    assert leading(importance(rows.assign(rank_low=1, rank_high=4)).data, names).en == "No driver stands out"  # type: ignore[union-attr]


def test_ends_are_named_only_where_they_stand_apart(names: Names) -> None:
    chart = likert([answers("attitude"), answers("speed"), answers("clear")])
    assert telling.ends(chart.data, names, "top").en == "None is rated clearly best or worst"  # type: ignore[union-attr]
    rows = bars(estimates({"item": KEYS[:3]}, [0.9, 0.5, 0.49], half=0.02, unit="percent"))
    assert telling.ends(rows.data, names, "estimate").en == "Attitude rated best"  # type: ignore[union-attr]


def test_targets_are_counted() -> None:
    assert telling.reached(scorecard(targets(), labels=KPI_WORDS).data).en == "1 of 5 targets met, 2 missed, 2 open"
