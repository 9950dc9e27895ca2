from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Text2D

from manyi import exhibits
from manyi.errors import InputError
from manyi.exhibits import (
    Chapter,
    Number,
    Text,
    dots,
    dumbbell,
    likert,
    trend,
)
from manyi.exhibits.data import Scene, tidy
from manyi.exhibits.figures import look, svg
from manyi.exhibits.figures.priority_map import quadrant
from manyi.exhibits.figures.trend_lines import runs
from manyi.exhibits.names import Names
from manyi.language.periods import Period
from manyi.stats import Design, distribution
from tests.exhibits.conftest import Shown, a_change, estimates
from tests.exhibits.figures import gallery
from tests.exhibits.figures.gallery import CHART, FEW, HIDDEN, KEYS, by_wave
from tests.sources import nodes_of

TABLES = frozenset({  # charts without a drawing: tests/exhibits/tables
    "balance", "choices", "coefficients", "counts", "grid", "listing", "methods_beside", "scenario", "shrunken",
    "sizes", "times", "waterfall", "waves", "weights",
})  # fmt: skip


def test_every_exported_figure_has_an_example() -> None:
    """Without one it is drawn by no test, neither here nor in a browser."""
    exported = {name: getattr(exhibits, name) for name in exhibits.__all__}
    charts = {name: maker for name, maker in exported.items()
              if inspect.isfunction(maker) and inspect.signature(maker).return_annotation == "Chart"}  # fmt: skip
    calls = {node.func.id for node in nodes_of(Path(gallery.__file__))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    missing = charts.keys() - calls - TABLES
    assert not missing, f"no example in CHART of tests/exhibits/figures/gallery.py: {sorted(missing)}"
    tables = {name for name, maker in charts.items() if maker.__module__.startswith("manyi.exhibits.tables.")}
    assert tables == TABLES  # of figures there are no exceptions


@pytest.mark.parametrize("kind", sorted(HIDDEN))
def test_a_figure_of_which_nothing_may_be_printed_is_a_table_of_marks(
    chapter: Chapter, shown: Shown, kind: str
) -> None:
    chart = CHART[kind]()
    chapter.show("figure", chart)
    for language in ("en", "zh"):
        html = shown["contact-figure"][language]
        assert "<svg" not in html and html.count("[u]") + html.count("[c]") >= len(chart.data.rows)


@pytest.mark.parametrize("kind", [kind for kind in CHART if kind not in HIDDEN])
def test_every_figure_draws_in_both_languages_with_its_words_as_text(
    chapter: Chapter, gallery: Shown, kind: str
) -> None:
    chart = CHART[kind]()
    names = chapter.names.also(chart.labels)
    for language in ("en", "zh"):
        drawing = re.search(r"<svg.*?</svg>", gallery[kind][language], re.DOTALL)[0]  # type: ignore[index]
        assert len(drawing.encode()) <= 150_000
        text = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing)).replace(" ", "").replace("&amp;", "&")
        columns = [column for column in chart.data.keys if column != "wave"]
        labels = {chart.data.label(row, column, names, language): column for row in chart.data for column in columns}  # type: ignore[arg-type]
        unwritten = [(label, column) for label, column in labels.items() if label.replace(" ", "") not in text]
        assert not unwritten, "\n".join(
            f"{kind}, {language}: {label!r}, the name of a row in column {column}, stands nowhere in the drawing: "
            "write it as text beside its row" for label, column in unwritten
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["dots", "likert", "trend", "priorities"])
def test_the_same_data_give_the_same_bytes(chapter_of: Callable[..., Chapter], shown: Shown, kind: str) -> None:
    made = []
    for _ in range(2):
        chapter_of().show("figure", CHART[kind]())
        made.append((shown["contact-figure"]["en"], shown["contact-figure"]["zh"]))
    assert made[0] == made[1]


def test_figures_share_no_id_and_no_style_with_the_page(chapter: Chapter, shown: Shown) -> None:
    chapter.show("one", CHART["dots"]())
    chapter.show("two", CHART["trend"]())
    ids = [re.findall(r' id="([^"]+)"', shown[name]["en"]) for name in ("contact-one", "contact-two")]
    shared = set(ids[0]) & set(ids[1])
    assert not shared, f"the figures one and two share the ids {sorted(shared)}: begin each with the figure's own id"
    for drawing in (shown["contact-one"]["en"], shown["contact-two"]["en"]):
        assert "<style" not in drawing and "<metadata" not in drawing and "http" not in drawing
        assert "var(--ink, #1f2328)" in drawing
        pointed = set(re.findall(r'(?:url\(#|href="#)([^")]+)', drawing))
        assert pointed <= set(re.findall(r' id="([^"]+)"', drawing))
        assert not re.search(r"(?<!, )#(?!n-|contact)[0-9a-f]{6}", drawing)  # every colour is a variable


def test_a_change_is_coloured_and_arrowed_only_when_its_test_passed(chapter: Chapter, shown: Shown) -> None:
    for verdict in ("rose", "fell", "unclear", "same"):
        chapter.show(f"v-{verdict}", dumbbell(pd.DataFrame([a_change(verdict)]), 2024, 2023))
        drawing = shown[f"contact-v-{verdict}"]["en"].split("</svg>")[0]
        assert ("▲" in drawing) == (verdict == "rose")
        assert ("▼" in drawing) == (verdict == "fell")
        assert ("var(--c1" in drawing) == (verdict == "rose")
        assert ("var(--down" in drawing) == (verdict == "fell")


def test_a_line_is_broken_at_breaks_holes_and_suppressed_waves() -> None:
    rows = list(tidy(by_wave(["attitude"], status=["shown", "shown", "shown", "suppressed"])))
    waves = [2021, 2022, 2023, 2024]
    found = [[row.keys["wave"] for row in run] for run in runs(rows, waves, {2023})]
    assert found == [["2021", "2022"], ["2023"]]
    assert [len(run) for run in runs(rows[:1] + rows[2:3], waves, set())] == [1, 1]


@pytest.mark.parametrize(
    ("waves", "stretches"),
    [(["2018", "2019", "2020", "2022"], [3, 1]), (["2016", "2017", "2021", "2022"], [2, 2]),
     (["2018", "2020", "2022", "2024"], [4]), (["2023Q3", "2023Q4", "2024Q1", "2024Q3"], [3, 1]),
     (["2023-W51", "2023-W52", "2024-W01", "2024-W02"], [4])],
)  # fmt: skip
def test_a_line_is_broken_where_a_wave_is_missing_in_the_usual_step(waves: list[str], stretches: list[int]) -> None:
    frame = by_wave(["attitude"]).assign(wave=[Period.of(wave) for wave in waves])
    found = runs(list(tidy(frame)), [Period.of(wave) for wave in waves], set())
    assert [len(run) for run in found] == stretches


@pytest.mark.parametrize("waves", [[2021, 2022, 2023, 2024], [Period.of(f"2024-W0{k}") for k in range(1, 5)]])
@pytest.mark.parametrize("width", [look.WIDE, look.NARROW])
def test_the_years_under_neighbouring_panels_stand_apart(names: Names, width: float, waves: list[int]) -> None:
    chart = trend(by_wave(["attitude", "k1", "k2", "k3"]).assign(wave=waves * 4), labels=FEW)
    figure = chart.draw(Scene(chart.data, names.also(chart.labels), "en", width))  # type: ignore[misc]
    years = [str(waves[0]), str(waves[-1])]
    boxes = [text.get_window_extent() for axes in figure.axes for text in axes.findobj(Text2D)
             if text.get_text() in years]  # fmt: skip
    assert len(boxes) == 8
    for a, b in combinations(boxes, 2):
        assert abs(a.y0 - b.y0) > 5 or max(a.x0, b.x0) - min(a.x1, b.x1) > 5 * figure.dpi / 72


def test_of_several_lines_those_that_the_title_counts_are_coloured(chapter: Chapter, shown: Shown) -> None:
    moved, level = by_wave(["attitude"], half=1.0), by_wave(["k1"], half=3.0)
    for name, parts in {
        "one": [moved, level, level.assign(item="k2")],
        "none": [level, level.assign(item="k2")],
    }.items():
        chapter.show(name, trend(pd.concat(parts), labels=FEW))
        drawing = shown[f"contact-{name}"]["en"].split("</svg>")[0]
        assert ("var(--c1" in drawing) == (name == "one")
        assert "var(--grey" in drawing
    assert "1 of 3 clearly higher" in shown["contact-one"]["en"]


@pytest.mark.parametrize(
    ("performance", "importance_", "expected"),
    [((60, 59, 61), (0.3, 0.25, 0.35), "improve"), ((80, 79, 81), (0.3, 0.25, 0.35), "keep"),
     ((60, 59, 61), (0.1, 0.05, 0.15), "low"), ((80, 79, 81), (0.1, 0.05, 0.15), "overdone"),
     ((69, 67, 71), (0.3, 0.25, 0.35), "undecided"), ((60, 59, 61), (0.3, 0.19, 0.41), "undecided")],
)  # fmt: skip
def test_a_driver_whose_interval_reaches_a_line_gets_no_advice(
    performance: tuple[float, ...], importance_: tuple[float, ...], expected: str
) -> None:
    x, y = Number(performance[0], "index", *performance[1:]), Number(importance_[0], "percent", *importance_[1:])
    assert quadrant(x, y, (70.0, 0.2)) == expected


def test_more_series_than_colours_can_tell_apart_are_refused(chapter: Chapter) -> None:
    five = estimates({"channel": KEYS, "item": ["index"] * 5}, [1.0, 2.0, 3.0, 4.0, 5.0])
    words = {key: Text(en=key, zh=key) for key in KEYS}
    with pytest.raises(InputError, match="5 series in one figure"):
        chapter.show("a", dots(five, series="channel", labels=words))


def test_more_bytes_than_the_budget_are_refused() -> None:
    def draw() -> Figure:
        figure = Figure()
        figure.add_subplot().plot(np.random.default_rng(1).normal(size=30_000))
        return figure

    with pytest.raises(InputError, match="contact-b: the figure has .* bytes; at most 150,000"):
        svg.render(draw, "contact-b", "description")


def test_likert_totals_join_the_ends_with_their_joint_interval() -> None:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"attitude": rng.integers(1, 6, 400).astype(float), "weight": 1.0})
    part = distribution(Design(frame), "attitude")
    top = next(iter(likert(part).data)).numbers["top"]
    share = (frame["attitude"] >= 4).mean()
    assert top.value == pytest.approx(share)
    assert top.se == pytest.approx((share * (1 - share) / 399) ** 0.5)
    assert top.low < share < top.high
