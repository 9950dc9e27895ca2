"""What a firm's scorecard says, in one language. In: a firm's row among those of its year; out: a Card."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from manyi.exhibits.html.markup import tag
from manyi.language import formats
from manyi.language.formats import Language
from manyi.publish.page.frame import own_words
from manyi.rows import Survey
from manyi.studies.firms.indicators import IndicatorSystem
from manyi.table import Head, Line, Table

DRAWS, SEED = 1000, 27922
MOST_LOST = 3


class Shown(str):
    """A number as printed; `exact` is its value."""

    exact: float


FOLDER = Path(__file__).parent  # of the template and its words


def card_words(language: str) -> dict[str, str]:
    """Return the words of the scorecard by name (scorecard.yml)."""
    return own_words(language, "scorecard", FOLDER)


@dataclass(frozen=True)
class Card:
    """What a scorecard says in one language."""

    firm: str
    name: str
    year: int
    standard: str
    synthetic: bool
    score: Shown
    level: str
    stars: int
    facts: list[tuple[str, str]]
    indicators: Table
    sections: list[tuple[str, str, list[str]]]
    source: str
    data_sha256: str


@dataclass(frozen=True)
class About:
    """One firm's row among the firms of its year, and what goes with it."""

    survey: Survey
    system: IndicatorSystem
    firms: pd.DataFrame
    row: pd.Series
    stable: pd.Series
    otherwise: pd.DataFrame
    before: pd.Series | None

    def in_language(self, language: Language) -> Card:
        """Return what is said of the firm."""
        study, row = self.survey.study, self.row
        return Card(
            firm=str(row["firm"]), name=str(row[f"name_{language}"]), year=self.survey.year,
            standard=f"{self.system.standard.code} {self.system.standard.title[language]}", synthetic=study.synthetic,
            score=shown(row["score"], language), stars=int(row["stars"]),
            level=self.system.words[row["level"]][language],
            facts=self._facts(language), indicators=self._indicators(language), sections=self._sections(language),
            source=f"{study.organisation[language]}, {study.title[language]}, {self.survey.year}",
            data_sha256=self.survey.data_sha256,
        )  # fmt: skip

    def _facts(self, language: Language) -> list[tuple[str, str]]:
        texts, book, row = card_words(language), self.survey.codebook, self.row
        facts = [(texts["firm"], str(row["firm"])), (texts["tier"], self.system.words[row["tier"]][language])]
        facts += [
            (book.short(item, language), book.answer(item, row[item], language))
            for item in ("size", "industry", "region")
            if row[item] == row[item]
        ]
        scores = self.firms["score"].dropna()
        place = formats.number(1 + int((scores > row["score"]).sum()), "count", language)
        facts.append(
            (
                texts["place"],
                texts["place_of"].format(place=place, firms=formats.number(len(scores), "count", language)),
            )
        )
        if self.survey.previous:
            before = texts["before_none"]
            if self.before is not None:
                level = self.system.words[self.before["level"]][language]
                before = texts["before_said"].format(score=shown(self.before["score"], language), level=level)
            facts.append((texts["before"].format(year=self.survey.previous), before))
        return facts

    def _indicators(self, language: Language) -> Table:
        """Return a line per dimension, and below it a line per indicator with a bar."""
        texts, lines = card_words(language), []
        for name, dimension in self.system.dimensions.items():
            members = self.system.of_dimension(name)
            reached = texts["reached"] if self.row[f"{name}_reached"] == 1 else texts["missed"]
            lines.append(self._line(dimension.name[language], members, language, reached))
            for member in members:
                entry = self.system.indicators[member]
                lines.append(self._line(f"{entry.clause} {entry.name[language]}", [member], language))
        numbers = [Head(texts[name], number=True) for name in ("obtained", "applicable", "percent")]
        heads = [Head(texts["indicator"]), *numbers, Head(texts["share"])]
        name = str(self.row[f"name_{language}"])
        return Table(texts["caption"].format(name=name, year=self.survey.year), heads, lines, kind="")

    def _line(self, name: str, members: list[str], language: Language, reached: str = "") -> Line:
        """Return the points of some indicators; `reached`: whether a dimension reached its level, in place of a bar."""
        kind = "dimension" if reached else ""
        applicable = float(sum(self.row[f"{member}_applicable"] for member in members))
        if not applicable:
            return Line(name, ["–", "–", "–", card_words(language)["not_applicable"]], kind=kind)
        obtained = float(
            sum(self.row[f"{member}_obtained"] for member in members if self.row[f"{member}_applicable"] > 0)
        )
        numbers = (obtained, applicable, obtained / applicable * 100)
        length = tag("span", Markup(), style=f"width:{numbers[-1]}%")
        bar = tag("span", length, class_="bar", aria_hidden="true")
        return Line(name, [*(shown(value, language) for value in numbers), reached or bar], kind=kind)

    def _sections(self, language: Language) -> list[tuple[str, str, list[str]]]:
        texts = card_words(language)
        advice = [line[language] for line in self.system.tiers[self.row["tier"]].advice]
        return [
            ("how", texts["how"], [self._derivation(language)]),
            ("close", texts["close"], self._close(language)),
            ("lost", texts["lost"], self._lost(language)),
            ("advice", texts["advice"], advice),
            ("assumed", texts["assumed"], self._sure(language)),
        ]

    def _derivation(self, language: Language) -> str:
        """Return how the score comes about: points, special points, score."""
        row, applying = (
            self.row,
            [indicator for indicator in self.system.indicators if self.row[f"{indicator}_applicable"] > 0],
        )
        numbers = {
            what: sum(row[f"{indicator}_{what}"] for indicator in applying) for what in ("obtained", "applicable")
        }
        numbers |= {"raw": row["raw"], "score": row["score"]}
        counts = {name: formats.number(row[name], "count", language) for name in ("deductions", "bonus")}
        texts = {name: shown(value, language) for name, value in numbers.items()}
        return card_words(language)["how_said"].format(**texts, **counts)

    def _close(self, language: Language) -> list[str]:
        texts, row, lines = card_words(language), self.row, []
        if row["above_limit"] == row["above_limit"]:
            lines.append(texts["above"].format(points=shown(row["above_limit"], language)))
        if row["to_next"] == row["to_next"]:
            levels = list(self.system.levels.values())
            following = next(level for level in levels if level.low > row["score"])
            lines.append(
                texts["to_next"].format(points=shown(row["to_next"], language, up=True), next=following.name[language])
            )
        limit = shown(next(iter(self.system.levels.values())).low, language)
        if row["special_deductions"] >= self.system.special.fail_at.deductions:
            counts = {"count": row["special_deductions"], "limit": self.system.special.fail_at.deductions}
            lines.append(
                texts["failed"].format(
                    **{name: formats.number(value, "count", language) for name, value in counts.items()}
                )
            )
        elif row["disagreement"]:
            lines.append(texts[row["disagreement"]].format(limit=limit))
        return lines + ([texts["by_special"]] if row["by_special"] else [])

    def _lost(self, language: Language) -> list[str]:
        """Return the indicators at which most points of those that apply are lost."""
        row = self.row
        lost = {
            indicator: row[f"{indicator}_applicable"] - row[f"{indicator}_obtained"]
            for indicator in self.system.indicators
            if row[f"{indicator}_applicable"] > 0
        }
        worst = sorted(lost, key=lambda indicator: -lost[indicator])[:MOST_LOST]
        sentence = card_words(language)["lost_said"]
        return [
            sentence.format(
                indicator=self.system.indicators[indicator].name[language], points=shown(lost[indicator], language)
            )
            for indicator in worst
            if lost[indicator] > 0
        ] or ["–"]

    def _sure(self, language: Language) -> list[str]:
        texts, stable, system = card_words(language), self.stable, self.system
        counts = {
            "assumed": sum(entry.status == "assumed" for entry in system.indicators.values()),
            "indicators": len(system.indicators), "same": round(stable["same"] * DRAWS), "draws": DRAWS,
        }  # fmt: skip
        numbers = {name: formats.number(value, "count", language) for name, value in counts.items()}
        limits = {name: str(shown(stable[name], language)) for name in ("low", "high")}
        lines = [
            texts["assumed_said"].format(**numbers, **limits),
            system.standard.standing[language],
            texts[f"assessed_{self.row['assessed']}"],
        ]
        differs = self.otherwise[
            (self.otherwise["firm"] == self.row["firm"]) & (self.otherwise["score"] == self.row["score"])
        ]
        if len(differs):
            totals = {"stated": differs.iloc[0]["stated_score"], "score": self.row["score"]}
            lines.append(texts["stated"].format(**{name: shown(value, language) for name, value in totals.items()}))
        return lines


def shown(value: float, language: Language, *, up: bool = False) -> Shown:
    """Return a score as printed: rounded down (a distance up), so that none seems to reach a limit it misses."""
    steps = round(float(value) * 100, 6)
    printed = Shown(formats.number((math.ceil(steps) if up else math.floor(steps)) / 100, "score", language))
    printed.exact = float(value)
    return printed
