"""What the chapter on firms shows: tables, counts and one trend. Input: a survey of firms; output: charts and Numbers.

All of it is counted among the firms of one wave whose form has a score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.data import Chart
from manyi.exhibits.numbers import Number, counts
from manyi.exhibits.tables.grids import listing
from manyi.language import formats, words
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.stats.compare import ranks
from manyi.stats.sample import Sample
from manyi.studies.firms import assessed, assumed, indicators
from manyi.studies.firms.indicators import IndicatorSystem
from manyi.studies.source_report.found_again import published_figures, published_shares

WORDS = words.beside(__file__).section("assessment")
HEADS = WORDS.section("heads")
KEPT = 0.95  # share of splits from which a level counts as kept in nearly all of them
Counts = dict[str, Number]


@dataclass(frozen=True)
class Assessment:
    """The firms of a wave with their scores: `sample` of all waves, `now` of this one."""

    survey: Survey
    system: IndicatorSystem
    sample: Sample

    @classmethod
    def of(cls, survey: Survey) -> Assessment:
        """Return a survey of firms, scored. Raises InputError as `indicators.load` does."""
        system = indicators.load(survey.study.study)
        return cls(survey, system, assessed.assessed_design(survey, system))

    @property
    def now(self) -> Sample:
        """Return the firms of this wave."""
        return self.sample.where(self.sample.frame["wave"] == self.survey.year)

    @property
    def firms(self) -> pd.DataFrame:
        """Return one row per firm of this wave that has a score."""
        return self.now.frame[self.now.inside]

    def took_part(self) -> Counts:
        """Return how many forms could be scored, could not, were a third party's, and state a different total."""
        frame = self.sample.frame
        unscored = (frame["wave"] == self.survey.year) & (frame["unscored"] != "")
        return counts({
            "scored": len(self.firms), "unscored": int(unscored.sum()),
            "third": int((self.firms["assessed"] == "third").sum()),
            "otherwise": len(assessed.stated_otherwise(self.now)),
        })  # fmt: skip

    def composition(self, by: str) -> Chart:
        """Return who took part, by group."""
        return _listing(assessed.composition(self.now, by), by, {"firms": "count", "share": "percent"})

    def top_by_size(self) -> Chart:
        """Return how many firms of each size are in the top tier."""
        return _listing(assessed.counted(self.now, "top", "size"), "size", {"firms": "count", "yes": "count"})

    def size_trend(self) -> Claim:
        """Return whether the score is associated with size, over all firms and within industries."""
        score, size = self.firms["score"].to_numpy(), assessed.ranks(self.now, "size")
        industry = self.firms["industry"].astype(str).to_numpy()
        about: dict[str, Any] = dict(WORDS.section("trend"))
        tests = (ranks.jonckheere(score, size), ranks.jonckheere(score, size, industry))
        return assessed.trend_claim(ranks.spearman(score, size), *tests, item="score", **about)

    def industries(self) -> pd.DataFrame:
        """Return industry firms passed share top: exact counts of those past the standard and in the top tier."""
        passed = assessed.counted(self.now, "passed", "industry").rename(columns={"yes": "passed"})
        return passed.assign(top=assessed.counted(self.now, "top", "industry")["yes"])

    def by_industry(self) -> Chart:
        """Return how many firms of each industry reach the standard and the top tier."""
        return _listing(self.industries(), "industry", {"firms": "count", "passed": "count", "top": "count"})

    def halves(self) -> Counts:
        """Return in how many industries half the firms reach the standard, and all the top tier."""
        rows = self.industries()
        return counts({
            "half": int((rows["share"] >= 0.5).sum()), "industries": len(rows),
            "all": int((rows["top"] == rows["firms"]).sum()),
        }, all="all_top")  # fmt: skip

    def stars(self) -> pd.DataFrame:
        """Return the firms with stars, best first (`assessed.star_list`), with their levels in words."""
        rows, called = assessed.star_list(self.sample, self.survey.year, self.survey.previous), self.system.words
        before = [called.get(level, WORDS["no_level"]) for level in rows["before"]]
        return rows.assign(
            reached=rows["level"].astype(str).map(called), was=pd.Series(before, index=rows.index, dtype=object)
        )

    def star_counts(self, stars: pd.DataFrame) -> Counts:
        """Return how many firms have stars, have five of them, and are less than one deduction above their limit."""
        close = stars["above_limit"] < self.system.special.deduction.points
        numbers = {"stars": len(stars), "five": int((stars["stars"] == 5).sum()), "close": int(close.sum())}
        return counts(numbers, five="five_stars")

    def star_table(self, stars: pd.DataFrame) -> Chart:
        """Return the parts of each firm's score, and its level in the wave before."""
        dimensions = {f"{name}_score": dimension.name for name, dimension in self.system.dimensions.items()}
        heads = {name: HEADS[name] for name in ("score", "raw", "bonus", "deductions")}
        heads |= dimensions | {"above_limit": HEADS["above_limit"]}
        units: dict[str, Unit] = {**dict.fromkeys(heads, "score"), "bonus": "count", "deductions": "count"}
        texts = {"reached": HEADS["reached"]}
        if self.survey.previous:
            texts["was"] = HEADS["was"].fill(previous=self.survey.previous)
        labels = {row["firm"]: Text(en=row["name_en"], zh=row["name_zh"]) for row in stars.to_dict("records")}
        columns = {name: (head, units[name]) for name, head in heads.items()}
        return listing(stars, "firm", columns, texts=texts, labels=labels, note=WORDS["exact"])

    def advice(self) -> Chart:
        """Return the tiers from the top, with the number of firms and the vendor's advice."""
        tiers = self.system.tiers
        rows = self.firms["tier"].value_counts().reindex(list(tiers)).rename_axis("tier").reset_index(name="firms")
        rows["advice"] = pd.Series([Text.joined(tier.advice) for tier in tiers.values()], dtype=object)
        return _listing(rows.iloc[::-1], "tier", {"firms": "count"}, {"advice": HEADS["advice"]})

    def tiers_by_level(self) -> Chart:
        """Return how many firms of each tier are on each level."""
        heads = {name: (self.system.words[name], "count") for name in ["below", *self.system.levels]}
        rows = assessed.crossed(self.now, "tier", "level").iloc[::-1]
        return listing(rows, "tier", heads, note=WORDS["exact"])  # type: ignore[arg-type]

    def disagreements(self) -> Counts:
        """Return how many firms are judged differently by vendor and standard, and how."""
        firms = self.firms
        return counts({
            "average": int((firms["disagreement"] == "average_but_fails").sum()),
            "failed": int((firms["disagreement"] == "deductions_fail").sum()),
            "plain": int(((firms["passed"] == 1) & (firms["stars"] == 0)).sum()),
            "special": int(firms["by_special"].sum()),
        }, average="average_but_fails", failed="deductions_fail", plain="passed_without_star", special="by_special",
        )  # fmt: skip

    def stability(self) -> Counts:
        """Return how many firms keep their level under other splits of the assumed points, and in how many splits."""
        same = assumed.level_stability(self.firms, self.system)["same"]
        firms = counts({"sure": int((same >= KEPT).sum()), "scored": len(same)}, sure="stable")
        return firms | {"same": Number(float(same.mean()), "percent", item="same")}

    def published(self) -> pd.DataFrame:
        """Return the published shares of this wave with those found here, as `published_shares`; empty without any."""
        return published_shares(self.now, published_figures(self.survey.study.study, self.survey.year))


def published_counts(rows: pd.DataFrame) -> Counts:
    """Return how many of the published shares are found as printed."""
    return counts({"same": int(rows["same"].sum()), "compared": len(rows)}, same="as_printed", compared="published")


def published_table(rows: pd.DataFrame) -> Chart:
    """Return published shares with those found; a share of few firms is withheld."""
    rows = rows.rename(columns={"low": "found_low", "high": "found_high"})
    rows.loc[rows["status"] == "suppressed", ["found", "found_low", "found_high"]] = float("nan")
    units: dict[str, Unit] = {"published": "percent", "found": "percent", "base": "count"}
    heads = {name: (WORDS.section("published")[name], unit) for name, unit in units.items()}
    labels = dict(zip(rows["id"], rows["text"], strict=True))
    return listing(rows, "id", heads, low={"found": "found"}, labels=labels)


def names_of(firms: pd.DataFrame) -> Text:
    """Return the names of firms as a list for the end of a sentence."""
    named = [Text(en=row["name_en"], zh=row["name_zh"]) for row in firms.to_dict("records")]
    together = Text.joined(named, formats.MARKS["enumerated"])
    return Text(en=together.en.rstrip("."), zh=together.zh)


def _listing(rows: pd.DataFrame, key: str, units: Mapping[str, Unit], texts: Mapping[str, Text] | None = None) -> Chart:
    heads = {name: (HEADS[name], unit) for name, unit in units.items()}
    return listing(rows, key, heads, texts=texts, note=WORDS["exact"])
