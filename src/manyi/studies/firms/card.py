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
    """One firm's row among the firms of its year, and related facts."""

    survey: Survey
    system: IndicatorSystem
    firms: pd.DataFrame
    row: pd.Series
    stable: pd.Series
    otherwise: pd.DataFrame
    before: pd.Series | None

    def in_language(self, language: Language) -> Card:
        """Return the sentences about the firm."""
        study, row, parts = self.survey.study, self.row, Parts(self, language, card_words(language))
        return Card(
            firm=str(row["firm"]), name=str(row[f"name_{language}"]), year=self.survey.year,
            standard=f"{self.system.standard.code} {self.system.standard.title[language]}", synthetic=study.synthetic,
            score=shown(row["score"], language), stars=int(row["stars"]),
            level=self.system.words[row["level"]][language],
            facts=parts.facts(), indicators=parts.indicators(), sections=parts.sections(),
            source=f"{study.organisation[language]}, {study.title[language]}, {self.survey.year}",
            data_sha256=self.survey.data_sha256,
        )  # fmt: skip

    @property
    def applying(self) -> list[str]:
        """Return the indicators that apply to the firm."""
        return [name for name in self.system.indicators if self.row[f"{name}_applicable"] > 0]


@dataclass(frozen=True)
class Parts:
    """The parts of a card, each written in one language."""

    of: About
    language: Language
    texts: dict[str, str]

    def facts(self) -> list[tuple[str, str]]:
        """Return facts about the firm, its tier and its place, each with a name."""
        texts, book, row, words = self.texts, self.of.survey.codebook, self.of.row, self.of.system.words
        facts = [(texts["firm"], str(row["firm"])), (texts["tier"], words[row["tier"]][self.language])]
        facts += [
            (book.short(item, self.language), book.answer(item, row[item], self.language))
            for item in ("size", "industry", "region")
            if row[item] == row[item]
        ]
        scores, previous = self.of.firms["score"].dropna(), self.of.survey.previous
        counts = self._counts(place=1 + int((scores > row["score"]).sum()), firms=len(scores))
        facts.append((texts["place"], texts["place_of"].format(**counts)))
        return facts + ([(texts["before"].format(year=previous), self._before())] if previous else [])

    def _before(self) -> str:
        """Return score and level of the wave before."""
        before = self.of.before
        if before is None:
            return self.texts["before_none"]
        level = self.of.system.words[before["level"]][self.language]
        return self.texts["before_said"].format(**self._scores(score=before["score"]), level=level)

    def indicators(self) -> Table:
        """Return a line per dimension, followed by a line per indicator with a bar."""
        texts, of, lines = self.texts, self.of, []
        for name, dimension in of.system.dimensions.items():
            members = of.system.of_dimension(name)
            reached = texts["reached"] if of.row[f"{name}_reached"] == 1 else texts["missed"]
            lines.append(self._line(dimension.name[self.language], members, reached))
            for member in members:
                entry = of.system.indicators[member]
                lines.append(self._line(f"{entry.clause} {entry.name[self.language]}", [member]))
        numbers = [Head(texts[name], number=True) for name in ("obtained", "applicable", "percent")]
        heads = [Head(texts["indicator"]), *numbers, Head(texts["share"])]
        name = str(of.row[f"name_{self.language}"])
        return Table(texts["caption"].format(name=name, year=of.survey.year), heads, lines, kind="")

    def _line(self, name: str, members: list[str], reached: str = "") -> Line:
        """Return the points of some indicators; `reached`: whether a dimension reached its level, instead of a bar."""
        kind, applying = "dimension" if reached else "", [name for name in members if name in self.of.applying]
        if not applying:
            return Line(name, ["–", "–", "–", self.texts["not_applicable"]], kind=kind)
        obtained, applicable = self._sum(applying, "obtained"), self._sum(applying, "applicable")
        numbers = (obtained, applicable, obtained / applicable * 100)
        length = tag("span", Markup(), style=f"width:{numbers[-1]}%")
        bar = tag("span", length, class_="bar", aria_hidden="true")
        return Line(name, [*(shown(value, self.language) for value in numbers), reached or bar], kind=kind)

    def sections(self) -> list[tuple[str, str, list[str]]]:
        """Return what follows the table: id, heading and lines of each section."""
        advice = [line[self.language] for line in self.of.system.tiers[self.of.row["tier"]].advice]
        lines = {"how": [self._derivation()], "close": self._close(), "lost": self._lost(), "advice": advice,
                 "assumed": self._sure()}  # fmt: skip
        return [(name, self.texts[name], part) for name, part in lines.items()]

    def _derivation(self) -> str:
        """Return how the score is computed: points, special points, score."""
        row = self.of.row
        sums = {what: self._sum(self.of.applying, what) for what in ("obtained", "applicable")}
        counts = self._counts(deductions=row["deductions"], bonus=row["bonus"])
        return self.texts["how_said"].format(**self._scores(**sums, raw=row["raw"], score=row["score"]), **counts)

    def _close(self) -> list[str]:
        """Return how far the firm is from the limits of its level, and where tier and standard disagree."""
        texts, row, system, lines = self.texts, self.of.row, self.of.system, []
        levels, most = list(system.levels.values()), system.special.fail_at.deductions
        if row["above_limit"] == row["above_limit"]:
            lines.append(texts["above"].format(**self._scores(points=row["above_limit"])))
        if row["to_next"] == row["to_next"]:
            following = next(level for level in levels if level.low > row["score"])
            points = shown(row["to_next"], self.language, up=True)
            lines.append(texts["to_next"].format(points=points, next=following.name[self.language]))
        if row["special_deductions"] >= most:
            lines.append(texts["failed"].format(**self._counts(count=row["special_deductions"], limit=most)))
        elif row["disagreement"]:
            lines.append(texts[row["disagreement"]].format(**self._scores(limit=levels[0].low)))
        return lines + ([texts["by_special"]] if row["by_special"] else [])

    def _lost(self) -> list[str]:
        """Return the indicators that lost most of the applicable points."""
        row, entries = self.of.row, self.of.system.indicators
        lost = {name: row[f"{name}_applicable"] - row[f"{name}_obtained"] for name in self.of.applying}
        worst = sorted(lost, key=lambda name: -lost[name])[:MOST_LOST]
        return [
            self.texts["lost_said"].format(
                indicator=entries[name].name[self.language], **self._scores(points=lost[name])
            )
            for name in worst
            if lost[name] > 0
        ] or ["–"]

    def _sure(self) -> list[str]:
        """Return how much the level depends on assumed points, the standard's status, and who filled in the form."""
        texts, stable, system, row = self.texts, self.of.stable, self.of.system, self.of.row
        counts = self._counts(
            assumed=sum(entry.status == "assumed" for entry in system.indicators.values()),
            indicators=len(system.indicators), same=round(stable["same"] * DRAWS), draws=DRAWS,
        )  # fmt: skip
        limits = self._scores(low=stable["low"], high=stable["high"])
        lines = [texts["assumed_said"].format(**counts, **limits), system.standard.standing[self.language]]
        lines.append(texts[f"assessed_{row['assessed']}"])
        otherwise = self.of.otherwise
        differs = otherwise[(otherwise["firm"] == row["firm"]) & (otherwise["score"] == row["score"])]
        if len(differs):
            totals = self._scores(stated=differs.iloc[0]["stated_score"], score=row["score"])
            lines.append(texts["stated"].format(**totals))
        return lines

    def _sum(self, indicators: list[str], what: str) -> float:
        return float(sum(self.of.row[f"{name}_{what}"] for name in indicators))

    def _counts(self, **values: float) -> dict[str, str]:
        return {name: formats.number(value, "count", self.language) for name, value in values.items()}

    def _scores(self, **values: float) -> dict[str, Shown]:
        return {name: shown(value, self.language) for name, value in values.items()}


def shown(value: float, language: Language, *, up: bool = False) -> Shown:
    """Return a score as printed: rounded down (a distance up), so that it never seems to reach a limit it misses."""
    steps = round(float(value) * 100, 6)
    printed = Shown(formats.number((math.ceil(steps) if up else math.floor(steps)) / 100, "score", language))
    printed.exact = float(value)
    return printed
