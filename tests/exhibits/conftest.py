"""A small survey with two segments and a battery, and what a chapter displays instead of sending it to a notebook."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi.exhibits import Chapter
from manyi.exhibits.html import bundle
from manyi.exhibits.names import Names
from manyi.stats.compare.highest_lowest import Standing, StandingVerdict
from manyi.stats.compare.joint import NOTHING
from manyi.study.codebook import Codebook
from manyi.study.study import Study

Shown = dict[str, dict[str, Any]]
HOSTILE = '<script>alert("x")</script> & "quoted" =cmd|1 $a_b$'


def both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


AGREE = {k: both(f"answer {k}", f"回答{k}") for k in range(1, 6)}
DRIVERS = {"attitude": "服务态度", "speed": "响应速度", "clear": "解释清晰", "wait": "等待时长", "follow": "后续跟进"}
CHANNELS = {
    "phone": both("Phone", "电话"),
    "online": both("Online chat", "在线客服"),
    "bot": both("Chatbot", "智能客服"),
    "store": both("Store", "线下门店"),
    "odd": both(HOSTILE, HOSTILE),
}


def a_codebook() -> Codebook:
    items: dict[str, Any] = {
        "channel": {
            "text": both("Which channel?", "哪个渠道？"),
            "short": both("Channel", "渠道"),
            "categories": CHANNELS,
            "columns": {2021: "Q1"},
        }
    }
    for key, zh in DRIVERS.items():
        items[key] = {"text": both(f"How satisfied: {key}?", f"{zh}如何？"), "short": both(key.title(), zh),
                      "scale": {"from": 1, "to": 5, "labels": AGREE}, "columns": {2021: key}}  # fmt: skip
    items["wait"]["comparable"] = {2023: both("asked elsewhere", "题目位置改变")}
    definition = both("Mean of two items", "两个题目的均值")
    index = {
        "short": both("Overall satisfaction", "总体满意度"),
        "definition": definition,
        "index": ["attitude", "speed"],
    }
    return Codebook.model_validate({"items": items, "derived": {"index": index}})


def a_study(**changes: Any) -> Study:
    facts = {
        "study": "contact", "title": both("Service survey", "服务调查"), "organisation": both("Example", "示例机构"),
        "population": both("people with a contact", "有过接触的人"), "unit": both("people", "人"),
        "mode": both("online", "在线"), "synthetic": True, "basis": "model", "claims": {"outcome": "index"},
        "waves": {year: {"fieldwork": [f"{year}-03-01", f"{year}-05-31"]} for year in (2021, 2022, 2023, 2024)},
    }  # fmt: skip
    return Study.model_validate({**facts, **changes})


@dataclass(frozen=True)
class Survey:
    study: Study
    codebook: Codebook
    year: int = 2024
    previous: int | None = 2023
    data_sha256: str = "ab" * 32
    stored: None = None


@pytest.fixture
def names() -> Names:
    return Names(a_codebook())


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What was displayed, by exhibit id: the bundle's own JSON."""
    made: Shown = {}

    def keep(data: dict[str, Any], raw: bool) -> None:
        assert raw
        made[data[bundle.MIME]["id"]] = data[bundle.MIME]

    monkeypatch.setattr(bundle, "display", keep)
    return made


@pytest.fixture(scope="session")
def gallery(once: Callable[[str, Callable[[Path], None]], Path]) -> Shown:
    """Every figure of the gallery in both languages, by its kind, as a chapter displays it; drawn once."""
    from tests.exhibits.figures.gallery import CHART  # it needs what is made here

    def draw(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            drawn: list[dict[str, Any]] = []
            patch.setattr(bundle, "display", lambda data, raw: drawn.append(data[bundle.MIME]))
            chapter = Chapter("30-satisfaction", Survey(a_study(), a_codebook()), "annual")
            for number, make in enumerate(CHART.values()):
                chapter.show(f"figure-{number}", make())
        (folder / "gallery.json").write_text(json.dumps(dict(zip(CHART, drawn, strict=True))), encoding="utf-8")

    drawn: Shown = json.loads((once("gallery", draw) / "gallery.json").read_text("utf-8"))
    return drawn


@pytest.fixture
def chapter(shown: Shown) -> Chapter:
    return Chapter("30-satisfaction", Survey(a_study(), a_codebook()), "annual")


@pytest.fixture
def chapter_of(shown: Shown) -> Callable[..., Chapter]:
    """Chapters of studies that differ in some facts, with names and a codebook of their own."""
    return lambda names=None, book=None, **changes: Chapter(
        "30-satisfaction", Survey(a_study(**changes), book or a_codebook()), "annual", names=names
    )


def estimates(keys: dict[str, list[Any]], values: list[float], half: float = 1.6, **more: Any) -> pd.DataFrame:
    """Estimates as `stats.means(...).table` lays them out."""
    frame = pd.DataFrame(keys, index=range(len(values)))
    if "item" not in frame:
        frame["item"] = "index"
    value = np.array(values, float)
    facts = {"estimate": value, "se": half / 2, "low": value - half, "high": value + half, "df": 100.0, "base": 800,
             "n_eff": 571.4, "n_kish": 620.0, "deff": 1.4, "status": "shown", "reason": "",
             "unit": "index"}  # fmt: skip
    return frame.assign(**{**facts, **more})


def by_channel() -> pd.DataFrame:
    return estimates({"channel": ["phone", "online", "bot", "store"]}, [81.02, 76.1, 68.0, 82.13])


def channels_standing(
    highest: Sequence[str], lowest: Sequence[str], verdict: StandingVerdict, left_out: int = 0
) -> Standing:
    """Return what was decided of the channels."""
    rows = by_channel()
    joint = replace(
        NOTHING, p=0.2 if verdict == "none" else 0.001, form="rao_scott", groups=len(rows), left_out=left_out
    )
    return Standing(rows, "channel", tuple(rows["channel"]), tuple(highest), tuple(lowest), joint, verdict)


def a_change(verdict: str = "rose", **more: Any) -> dict[str, Any]:
    facts = {"item": "index", "value": 78.5, "before_value": 76.2, "difference": 2.3, "se": 0.7, "low": 0.93,
             "high": 3.67, "low90": 1.1, "high90": 3.5, "df": 100.0, "t": 3.2, "p": 0.001,
             "p_adjusted": 0.002, "verdict": verdict,
             "smallest": 1.9, "base": 3012, "base_before": 2989, "status": "shown", "reason": "",
             "unit": "index", "now": 2024, "before": 2023}  # fmt: skip
    return {**facts, **more}
