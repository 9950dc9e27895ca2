from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits import (
    Chapter,
    Chart,
    Number,
    Text,
    asymmetry,
    bars,
    dots,
    dumbbell,
    importance,
    likert,
    priorities,
    robustness,
    trend,
    waterfall,
)
from manyi.exhibits.data import tidy
from manyi.exhibits.figures import svg
from manyi.exhibits.figures.priority_map import quadrant
from manyi.exhibits.figures.trend_lines import runs
from manyi.stats import Design, distribution
from manyi.studies.service.kpi_board import scorecard
from tests.exhibits.conftest import DRIVERS, Shown, a_change, by_channel, estimates

KEYS = list(DRIVERS)
VERDICTS = ("met", "not_met", "not_shown", "suppressed")
CHANGES = dict(zip(KEYS, ("rose", "fell_small", "unclear", "suppressed"), strict=False))
LONG = "A name so long that no figure drawn for a phone could ever hold it on a single line of text"


def answers(item: str, status: str = "shown") -> pd.DataFrame:
    share = [0.05, 0.1, 0.2, 0.4, 0.25]
    limits = {"low": [s - 0.02 for s in share], "high": [s + 0.02 for s in share]}
    facts = {"item": item, "category": [1.0, 2.0, 3.0, 4.0, 5.0], "estimate": share, "se": 0.01, **limits, "df": 100.0,
             "base": 3000, "n_eff": 2000.0, "deff": 1.5, "status": status, "reason": "", "unit": "percent"}  # fmt: skip
    return pd.DataFrame(facts)


def by_wave(items: list[str], **more: object) -> pd.DataFrame:
    waves = [2021, 2022, 2023, 2024]
    parts = [estimates({"item": [item] * 4, "wave": waves}, [70.0, 71.0, 70.5, 73.0], **more) for item in items]
    return pd.concat(parts, ignore_index=True)


def drivers(k: int) -> pd.DataFrame:
    names = KEYS[:k]
    place = list(range(1, k + 1))
    share = [2 * (k + 1 - i) / (k * (k + 1)) for i in place]
    return pd.DataFrame({
        "driver": names, "share": share, "low": [s * 0.7 for s in share], "high": [s * 1.3 for s in share],
        "rank": place, "rank_low": place, "rank_high": place, "above_noise": [i < k for i in place],
        "importance": share, "importance_low": [s * 0.9 for s in share], "importance_high": [s * 1.1 for s in share],
        "performance": [60.0 + 4 * i for i in place], "performance_low": [59.0 + 4 * i for i in place],
        "performance_high": [61.0 + 4 * i for i in place], "penalty": [-3.0] * k, "penalty_low": [-4.0] * k,
        "penalty_high": [-2.0] * k, "reward": [2.0] * k, "reward_low": [1.0] * k, "reward_high": [3.0] * k,
        "unit": ["index"] * k,
    })  # fmt: skip


def steps() -> pd.DataFrame:
    return pd.DataFrame({"wave": 2024, "step": ["delivered", "twice"], "removed": [0, 40], "left": [3400, 3360],
                         "label_en": ["Delivered", LONG], "label_zh": ["收到", "重复提交"]})  # fmt: skip


def targets() -> pd.DataFrame:
    row = {
        "kpi": "fast",
        "estimate": 0.94,
        "low90": 0.93,
        "high90": 0.95,
        "base": 1000,
        "target": 0.95,
        "status": "shown",
    }
    rows = [
        {**row, "verdict": verdict, "unit": "percent", "kpi": verdict}
        for verdict in ("met", "not_met", "not_shown", "suppressed")
    ]
    return pd.DataFrame([*rows, {**row, "kpi": "hours", "estimate": 36.0, "low90": 35.0, "high90": 37.0, "target": 40.0,
                                 "verdict": "not_met", "unit": "hours"}])  # fmt: skip


KPI_WORDS = {
    key: Text(en=f"The {key}", zh=f"指标{key}") for key in ("met", "not_met", "not_shown", "suppressed", "hours")
}
MANY = {f"k{k}": Text(en=f"{LONG} {k}", zh=f"很长的名称很长的名称很长的名称很长的名称很长的名称{k}") for k in range(25)}
SPECS = {name: Text(en=f"Choice {name}", zh=f"设定{name}") for name in "abc"}
CHART: dict[str, Callable[[], Chart]] = {
    "dots": lambda: dots(by_channel(), reference=Number(78.5, "index")),
    "dots of one": lambda: dots(by_channel().iloc[:1]),
    "dots of many": lambda: dots(estimates({"channel": list(MANY)}, [50.0 + k for k in range(25)]), labels=MANY),
    "dots all suppressed": lambda: dots(by_channel().assign(status="suppressed", reason="base_below_30")),
    "dots all equal": lambda: dots(estimates({"channel": ["phone", "bot"]}, [70.0, 70.0], half=0.0)),
    "dots by wave": lambda: dots(by_wave(["attitude", "speed"]).query("wave > 2022"), series="wave"),
    "dots in panels": lambda: dots(by_wave(["attitude", "speed"]), panels="item"),
    "bars": lambda: bars(estimates({"item": KEYS}, [0.9, 0.5, 0.3, 0.0, 1.0], half=0.02, unit="percent")),
    "bars of answers": lambda: bars(answers("attitude"), order="given"),
    "dumbbell": lambda: dumbbell(pd.DataFrame([a_change(one, item=key) for key, one in CHANGES.items()]), 2024, 2023),
    "trend": lambda: trend(by_wave(["attitude", "wait"])),
    "trend of one wave": lambda: trend(by_wave(["attitude"]).iloc[:1]),
    "trend with a hole": lambda: trend(by_wave(["attitude"], status=["shown", "suppressed", "shown", "flagged"])),
    "likert": lambda: likert([answers("attitude"), answers("speed"), answers("clear", "suppressed")]),
    "importance": lambda: importance(drivers(5).drop(columns="unit"), noise=0.05),
    "importance of one": lambda: importance(drivers(1).drop(columns="unit")),
    "priorities": lambda: priorities(drivers(5)),
    "robustness": lambda: robustness(pd.DataFrame([
        {"driver": key, "specification": spec, "rank": 1 + (k + j) % 5}
        for k, key in enumerate(KEYS) for j, spec in enumerate(SPECS)
    ]), labels=SPECS),
    "asymmetry": lambda: asymmetry(drivers(4)),
    "waterfall": lambda: waterfall(steps(), wave=2024),
    "scorecard": lambda: scorecard(targets(), labels=KPI_WORDS),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHART)
def test_every_figure_draws_in_both_languages_with_its_words_as_text(chapter: Chapter, shown: Shown, kind: str) -> None:
    chart = CHART[kind]()
    chapter.show("figure", chart)
    names = chapter.names.also(chart.labels)
    for language in ("en", "zh"):
        drawing = re.search(r"<svg.*?</svg>", shown["contact-figure"][language], re.DOTALL)[0]  # type: ignore[index]
        assert len(drawing.encode()) <= 150_000
        text = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing)).replace(" ", "").replace("&amp;", "&")
        for row in chart.data:
            for column in chart.data.keys:
                if column not in ("wave",):
                    assert chart.data.label(row, column, names, language).replace(" ", "") in text  # type: ignore[arg-type]


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
    assert not set(ids[0]) & set(ids[1])
    for drawing in (shown["contact-one"]["en"], shown["contact-two"]["en"]):
        assert "<style" not in drawing and "<metadata" not in drawing and "http" not in drawing
        assert "var(--c1, #12436d)" in drawing
        pointed = set(re.findall(r'(?:url\(#|href="#)([^")]+)', drawing))
        assert pointed <= set(re.findall(r' id="([^"]+)"', drawing))
        assert not re.search(r"(?<!, )#(?!n-|contact)[0-9a-f]{6}", drawing)  # every colour is a variable


def test_a_change_is_coloured_and_arrowed_only_when_its_test_passed(chapter: Chapter, shown: Shown) -> None:
    for verdict in ("rose", "fell", "unclear", "same"):
        chapter.show(f"v-{verdict}", dumbbell(pd.DataFrame([a_change(verdict)]), 2024, 2023))
        drawing = shown[f"contact-v-{verdict}"]["en"].split("</svg>")[0]
        assert ("▲" in drawing) == (verdict == "rose")
        assert ("▼" in drawing) == (verdict == "fell")
        assert ("var(--grey" in drawing) == (verdict in ("unclear", "same"))


def test_a_line_is_broken_at_breaks_holes_and_suppressed_waves() -> None:
    rows = list(tidy(by_wave(["attitude"], status=["shown", "shown", "shown", "suppressed"])))
    waves = [2021, 2022, 2023, 2024]
    found = [[row.keys["wave"] for row in run] for run in runs(rows, waves, {2023})]
    assert found == [["2021", "2022"], ["2023"]]
    assert [len(run) for run in runs(rows[:1] + rows[2:3], waves, set())] == [1, 1]


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
