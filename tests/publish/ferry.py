"""A small survey with a claim of every kind, three waves, weights and clusters: right as written, to be broken."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

WAVES = (2021, 2022, 2023)
RATINGS = ("price", "crew", "seats")
Rows = list[dict[str, Any]]


def words(en: str, zh: str = "") -> dict[str, str]:
    return {"en": en, "zh": zh or f"项目{en}"}


def item(name: str, **kind: Any) -> dict[str, Any]:
    return {"text": words(f"About {name}?"), "short": words(name), "columns": {2021: name}, **kind}


def closed(*names: str) -> dict[str, Any]:
    return {name: words(name) for name in names}


def answers(wave: int, count: int = 240) -> Rows:
    """Return answers that vary without chance: every rating moves with the overall one, by another pattern."""
    rows: Rows = []
    for k in range(count):
        base = 1 + (k * 7 + wave) % 5
        rows.append({
            "overall": min(10, 2 * base - (k % 3 == 0)), "price": 1 + (base + k % 2) % 5, "crew": min(5, base + k % 2),
            "seats": max(1, base - (k % 4 == 0)), "route": ("north", "south", "bay")[k % 3],
            "sex": ("woman", "man")[k // 3 % 2], "late": ("yes", "no")[(k // 5 + base) % 2],
            "why": ("fog", "crowd", "fog┋crowd")[k % 3] if k % 2 else "", "wait": 1 + (k * 11) % 40,
            "ship": 1 + k % 24, "vessel": f"v{k % 3}",
        })  # fmt: skip
    return rows


class Ferry:
    """The study as dictionaries; `write` puts it into the project, raw files and digests included."""

    def __init__(self) -> None:
        rating = {"scale": {"from": 1, "to": 5}}
        self.items: dict[str, Any] = {
            "overall": item("overall", scale={"from": 1, "to": 10}),
            **{name: item(name, **rating) for name in RATINGS},
            "route": item("route", categories=closed("north", "south", "bay")),
            "sex": item("sex", categories=closed("woman", "man")),
            "late": item("late", categories=closed("yes", "no")),
            "why": item("why", options=closed("fog", "crowd")),
            "wait": item("wait", number={"min": 0, "max": 90, "unit": words("minutes", "分钟")}),
            "ship": item("ship", number={"min": 1, "max": 99, "unit": words("number", "号")}),
        }
        self.derived: dict[str, Any] = {
            "index": {"short": words("index"), "definition": words("0 to 100"), "index": ["overall"]},
            "delayed": {"short": words("delayed"), "definition": words("late"), "all": {"late": ["yes"]}},
        }
        self.margins: dict[str, Any] = {
            "sex": {"source": words("Census"), "year": 2020, "targets": {"woman": 0.45, "man": 0.55}}
        }
        said, title = {"text": words("It is {value}.", "为{value}。")}, {"title": words("Title")}
        sides = {"a_name": words("the late", "晚点者"), "b_name": words("the others", "其他人")}
        self.claims: dict[str, Any] = {
            "outcome": "index",
            "family": ["index", "crew", "delayed"],
            "segments": ["route", "sex"],
            "held": ["sex"],
            "crossed": [["route", "ratings"], ["route", "sex"]],
            "batteries": [{"id": "ratings", "items": list(RATINGS), **title}],
            "persistent": [{"id": "low", "items": list(RATINGS), **title}],
            "incidences": ["why"],
            "models": [{"id": "model", "outcome": "index", "drivers": list(RATINGS), "controls": ["sex"], **title}],
            "statements": [
                {"id": "wait", "chapter": "problems", "of": "median", "item": "wait", "unit": "minutes", **said},
                {"id": "late", "chapter": "satisfaction", "of": "share", "item": "late", "answers": ["yes"],
                 "unit": "percent", **said},
            ],
            "comparisons": [
                {"id": "gap", "chapter": "problems", "item": "index", "a": {"late": ["yes"]}, "b": {"late": ["no"]},
                 "unit": "index", "controls": ["route"], **sides}
            ],
            "durations": [
                {"id": "waiting", "item": "wait", "limit": 15, "unit": "minutes", "by": "route", **title}
            ],
            "priorities": [{"id": "routes", "item": "index", "by": "route", **title}],
            "rates": [
                {"id": "lateness", "item": "late", "answers": ["yes"], "by": "route", "reasons": "why", **title}
            ],
        }  # fmt: skip
        self.study: dict[str, Any] = {
            "study": "ferry", "title": words("Ferries", "渡轮"), "organisation": words("The test suite", "测试"),
            "population": words("Passengers of invented ferries", "虚构渡轮的乘客"), "unit": words("people", "人"),
            "mode": words("Interviews on board", "船上访问"), "synthetic": True, "basis": "design",
            "waves": {wave: {"fieldwork": [f"{wave}-05-01", f"{wave}-05-31"]} for wave in WAVES},
            "design": {"psu": "ship"}, "weighting": {"margins": ["sex"]}, "claims": self.claims,
        }  # fmt: skip
        self.unused: dict[str, str] = {"vessel": "not used"}
        self.rows: dict[int, Rows] = {wave: answers(wave) for wave in WAVES}

    def write(self, data: Path) -> None:
        """Write the study into a project's data folder."""
        folder = data / "ferry"
        book = {"items": self.items, "derived": self.derived, "unused": {2021: self.unused}}
        for name, content in {"study": self.study, "codebook": book, "margins": self.margins}.items():
            folder.mkdir(exist_ok=True)
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            (folder / f"{name}.yml").write_text(text, "utf-8")
        for wave, rows in self.rows.items():
            self._deliver(folder / "raw" / str(wave), rows)

    def _deliver(self, raw: Path, rows: Rows) -> None:
        raw.mkdir(parents=True, exist_ok=True)
        lines = [",".join(rows[0]), *(",".join("" if v is None else str(v) for v in row.values()) for row in rows)]
        file = raw / "answers.csv"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        origin = {
            "producer": "The test suite", "licence": "MIT", "retrieved": "2023-12-31", "how": "a formula",
            "files": [{"name": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}],
        }  # fmt: skip
        (raw / "origin.yml").write_text(yaml.safe_dump(origin, allow_unicode=True), "utf-8")
