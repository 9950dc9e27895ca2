"""A survey of many shapes: quarters, half points, a reversed scale of eleven, several answers, "other" in words."""

from __future__ import annotations

import csv
import hashlib
import random
from pathlib import Path
from typing import Any

import yaml

QUARTERS = ("2023Q4", "2024Q1", "2024Q2")
FIELDWORK = {"2023Q4": "2023-11-", "2024Q1": "2024-02-", "2024Q2": "2024-05-"}
EVERY = ("app", "web", "desk")


def words(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def item(en: str, zh: str, column: Any, **more: Any) -> dict[str, Any]:
    return {"text": words(f"{en}?", f"{zh}？"), "short": words(en, zh), "columns": {"2023Q4": column}, **more}


def several(**labels: str) -> dict[str, dict[str, str]]:
    return {key: words(key.capitalize(), label) for key, label in labels.items()}


ITEMS: dict[str, Any] = {
    "overall": item("Overall rating", "总体评价", "overall", scale={"from": 1, "to": 5, "step": 0.5}),
    "effort": item("Effort", "费力程度", "effort", scale={"from": 0, "to": 10, "reverse": True}),
    "crew": item("Crew", "乘务员", "crew", scale={"from": 0, "to": 10}),
    "sex": item("Sex", "性别", "sex", categories=several(woman="女", man="男"), roles=["segment"]),
    "area": item("Area", "地区", "area", categories=several(metro="城区", county="县域"), roles=["segment"]),
    "ways": item("Ways used", "使用渠道", "ways", options=several(app="应用", web="网站", desk="柜台", other="其他"),
                 written_in="other", separator=";"),
    "ways_other": item("Other ways", "其他渠道", "ways", words=True, written_under="ways", roles=["verbatim"]),
    "metro_weight": item("Weight", "权数", "weight", number={"min": 0, "max": 9, "unit": words("weight", "权数")},
                         roles=["weight"]),
    "county_weight": item("County weight", "县域权数", "county", roles=["weight"],
                          number={"min": 0, "max": 9, "unit": words("weight", "权数")}),
}  # fmt: skip

FURTHER = {"county": "county_weight", "sexes": {"margins": ["sex"], "called": words("the sexes", "性别比例")}}
TARGETS = {"woman": 0.7, "man": 0.3}


def answers(quarter: int, count: int = 200) -> list[dict[str, Any]]:
    """Return answers that move from quarter to quarter; a few ways are written in."""
    draw = random.Random(quarter)  # noqa: S311 - a fixture
    rows = []
    for _ in range(count):
        level = min(4.0, max(0.0, 2.2 + 0.3 * quarter + draw.gauss(0, 1)))
        used = [way for way in EVERY if draw.random() < 0.5] + (["by post"] if draw.random() < 0.1 else [])
        rows.append({
            "overall": f"{1 + round(2 * level) / 2:g}",
            "effort": min(10, max(0, round(9 - 2 * level + draw.gauss(0, 1)))),
            "crew": min(10, max(0, round(2.2 * level + draw.gauss(0, 1)))), "sex": draw.choice(["woman", "man"]),
            "area": draw.choice(["metro", "county"]), "ways": ";".join(used), "weight": round(0.5 + draw.random(), 3),
        })  # fmt: skip
        rows[-1]["county"] = round(2.1 - rows[-1]["weight"], 3) if rows[-1]["area"] == "county" else ""
    return rows


def write(project: Path, study: dict[str, Any], disclosure: dict[str, Any], count: int = 200) -> None:
    """Put the study `odd` and its report into a project; `study`: keys of study.yml besides the usual."""
    folder = project / "data" / "odd"
    waves = {wave: {"fieldwork": [f"{start}01", f"{start}28"]} for wave, start in FIELDWORK.items()}
    about = {
        "study": "odd", "title": words("Ferry panel", "渡轮追踪调查"), "organisation": words("The test suite", "测试"),
        "population": words("Passengers of an invented ferry", "虚构渡轮的乘客"), "unit": words("people", "人"),
        "mode": words("Online", "网络"), "basis": "model", "synthetic": True, "waves": waves, "banner": ["area", "sex"],
        "design": {"weight": "metro_weight", "weights": FURTHER}, "disclosure": disclosure, **study,
    }  # fmt: skip
    for position, wave in enumerate(QUARTERS):
        raw = folder / "raw" / wave
        raw.mkdir(parents=True)
        rows = answers(position, count)
        with (raw / "answers.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        digest = hashlib.sha256((raw / "answers.csv").read_bytes()).hexdigest()
        (raw / "origin.yml").write_text(yaml.safe_dump({
            "producer": words("The test suite", "测试"), "licence": words("None", "无"), "retrieved": "2024-06-01",
            "how": words("Made up", "编造"), "files": [{"name": "answers.csv", "sha256": digest}],
        }, allow_unicode=True), "utf-8")  # fmt: skip
    margins = {"sex": {"source": words("Tickets", "船票"), "year": 2024, "targets": TARGETS}}
    spoken = {"30-satisfaction": {"headings": {"satisfaction": words("How content passengers are", "乘客有多满意")}},
              "40-change": {"recruited-alike": words("Tickets were drawn alike in {previous} and {year}.",
                                                     "{previous}与{year}的抽票方式相同。")}}  # fmt: skip
    (folder / "words.yml").write_text(yaml.safe_dump(spoken, allow_unicode=True), "utf-8")
    for name, record in (("study", about), ("codebook", {"items": ITEMS}), ("margins", margins)):
        (folder / f"{name}.yml").write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")
    chapters = [{"notebook": "10-summary", "place": "summary", "once": True}, {"notebook": "30-satisfaction"},
                {"notebook": "40-change"}, {"notebook": "20-quality", "place": "appendix"},
                {"notebook": "90-methods", "place": "appendix"}]  # fmt: skip
    report = {"title": words("Ferry panel", "渡轮追踪"), "studies": ["odd"], "chapters": chapters}
    of_county = {**report, "weights": {"odd": "county"}}
    for name, record in (("odd", report), ("odd-county", of_county)):
        (project / "reports" / f"{name}.yml").write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
