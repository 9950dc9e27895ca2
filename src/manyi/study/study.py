"""The study: who was asked, how, when and by whom, and how rows are checked and weighted. study.yml."""

from __future__ import annotations

import math
import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from manyi.language.periods import Period
from manyi.language.text import Strict, Text
from manyi.study.items import Code, in_force
from manyi.study.plan import Claims

NAME = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"  # of a weight


class Wave(Strict):
    """One wave of a study."""

    fieldwork: tuple[date, date]
    invited: int | None = Field(default=None, ge=1)  # people invited, if the supplier reports it
    begun: int | None = Field(default=None, ge=1)  # people who started the questionnaire, if the supplier reports it
    note: Text | None = None

    @field_validator("fieldwork", mode="before")
    @classmethod
    def _two_days(cls, days: Any) -> Any:
        if not isinstance(days, list) or len(days) != 2:
            raise ValueError("write [first day, last day], the same one twice for a single day")
        return days

    @model_validator(mode="after")
    def _in_order(self) -> Wave:
        first, last = self.fieldwork
        if first > last:
            raise ValueError(f"fieldwork ends before it starts ({first} to {last}): write [first day, last day]")
        if self.invited and self.begun and self.begun > self.invited:
            raise ValueError(f"{self.begun} began and only {self.invited} were invited")
        return self


class FurtherWeight(Strict):
    """A weight beside the study's own: delivered as `item`, raked to `margins`, or delivered and then raked."""

    item: str | None = None  # whoever has no weight there is out of scope
    margins: list[str] = []  # targets in margins-<name>.yml, or else in margins.yml
    largest: float | None = Field(default=None, gt=1)
    called: Text | None = None  # how pages name it; the label of the item unless given

    @model_validator(mode="after")
    def _something(self) -> FurtherWeight:
        if not self.item and not self.margins:
            raise ValueError("a weight needs item: a column delivered with it, or margins: [...] to be raked to")
        return self


RANGE = re.compile(r"(.*?)(\d+)\.\.\1(\d+)")


class ReplicateWeights(Strict):
    """Replicate weights delivered with the final weight, instead of strata and clusters (R svrepdesign)."""

    columns: list[str]  # headers; `w_1..w_80`, numbered as in the file
    kind: Literal["brr", "fay", "jk1", "jkn", "bootstrap"]
    fay: float = Field(default=0.5, ge=0, lt=1)  # only of kind fay
    factors: float | list[float] | None = None  # the factor of each squared deviation, as delivered: jkn needs them
    df: float | None = Field(default=None, gt=0)  # as delivered, else the rank of the weights minus one
    centre: Literal["mean", "estimate"] = "mean"  # the value that deviations are taken from (R: mse)

    @field_validator("columns", mode="before")
    @classmethod
    def _listed(cls, columns: Any) -> Any:
        """Read `w_01..w_80` as eighty headers."""
        if not isinstance(columns, str):
            return columns
        ends = RANGE.fullmatch(columns)
        if not ends or int(ends[3]) <= int(ends[2]):
            raise ValueError("name the first and the last column, w_1..w_80, or list them all")
        return [f"{ends[1]}{n:0{len(ends[2])}d}" for n in range(int(ends[2]), int(ends[3]) + 1)]

    @model_validator(mode="after")
    def _enough(self) -> ReplicateWeights:
        if self.kind == "jkn" and self.factors is None:
            raise ValueError("jkn needs factors: [...], one for each replicate, as delivered")
        if len(self.columns) < 2:
            raise ValueError("one replicate says nothing about the error: name all of them")
        if isinstance(self.factors, list) and len(self.factors) != len(self.columns):
            raise ValueError(f"{len(self.factors)} factors for {len(self.columns)} replicates")
        return self


class Design(Strict):
    """The sample design, by item name; None where the study has none."""

    stratum: str | None = None
    psu: str | None = None
    psu_renewed: bool = False  # ids are reassigned each wave: the same id in two waves is two clusters
    weight: str | None = None  # delivered weight: the base weight, final when there are no margins
    called: Text | None = None  # how pages name the weight, where there are several
    # Further weights by name, for claims and reports that ask for them; an item alone is the weight delivered in it.
    weights: dict[Annotated[str, Field(pattern=NAME)], FurtherWeight] = {}
    replicates: ReplicateWeights | None = None
    weighted_only: bool = False  # whoever has no weight is out of scope, rather than an error
    unweighted: list[Period] = []  # waves delivered without weights
    unclustered: list[Period] = []  # waves delivered without cluster ids
    # What a stratum with a single cluster contributes to the variance (R's survey.lonely.psu): its deviation from the
    # overall mean (adjust), the average of the others (average), nothing (certainty, remove); fail: refuse to report.
    lonely: Literal["fail", "adjust", "average", "certainty", "remove"] = "fail"

    @field_validator("weights", mode="before")
    @classmethod
    def _delivered(cls, weights: Any) -> Any:
        """Read `county: w_county` as `county: {item: w_county}`."""
        if not isinstance(weights, dict):
            return weights
        return {name: {"item": given} if isinstance(given, str) else given for name, given in weights.items()}


class Weighting(Strict):
    """Raking to the margins of margins.yml; without margins the delivered weight is used."""

    margins: list[str] = []
    largest: float | None = Field(default=None, gt=1)  # cap on weights, as a multiple of the mean weight
    tolerance: float = Field(default=1e-9, gt=0, le=0.01)  # raking has converged at this relative margin error
    # The population of the margins, written like `eligible` ({age: {min: 18}}); nobody outside it is in scope or raked.
    population: dict[str, list[Code] | dict[Literal["min", "max"], float]] = {}


class Quality(Strict):
    """Which respondents are invalid. Carelessness takes `flags` independent flags, never a single one."""

    duplicates: list[str] = []  # items that together identify a respondent
    speeding: float | None = Field(
        default=None, gt=0, lt=1
    )  # flag below this share of the median duration of the same routed path
    straightlining: int | None = Field(
        default=None, ge=3
    )  # flag a grid module of at least this many answers, all the same
    nonresponse: float | None = Field(default=None, gt=0, lt=1)  # flag above this share of the asked items left empty
    attention: dict[str, list[Code]] = {}  # flag when the answer is not one of these
    flags: int = Field(default=2, ge=2)
    invalid: float = Field(default=0.2, gt=0, le=1)  # stop when more than this share of an item's answers is invalid


Weights = Literal["raked", "delivered", "none"]  # aligned with margins, as delivered, or all alike


class Study(Strict):
    """Everything about a study that is not an item."""

    study: str
    language: Literal["en", "zh"] | None = None  # the only language of its words; None: both are given everywhere
    title: Text
    organisation: Text
    population: Text
    unit: Text  # what a row is, in the plural: people, passengers; in Chinese with the measure word: 名旅客
    mode: Text
    synthetic: bool = False
    basis: Literal["design", "model", "census"]
    waves: dict[Period, Wave] = Field(min_length=1)
    design: Design = Design()
    weighting: Weighting = Weighting()
    quality: Quality = Quality()
    # Respondents in scope, the domain of every estimate: item -> allowed answers, or {min:, max:} for a number.
    eligible: dict[str, list[Code] | dict[Literal["min", "max"], float]] = {}
    rows_in_memory: int = Field(default=1_000_000, ge=1_000)  # a study with more rows is estimated from sums over them
    banner: list[str] = []  # items whose groups split every question in the toplines; the claims' segments if none
    claims: Claims  # what the report will claim, fixed before the data
    disclosure: dict[str, Text] = {}  # AAPOR, ESOMAR, ISO 20252 items

    @field_validator("waves")
    @classmethod
    def _of_one_kind(cls, waves: dict[Period, Wave]) -> dict[Period, Wave]:
        """Refuse years beside quarters: the two kinds cannot be put in order."""
        kinds = {wave.parts[0]: wave for wave in waves}
        if len(kinds) > 1:
            raise ValueError(f"{' and '.join(map(str, kinds.values()))} are waves of different kinds: write all alike")
        return waves

    def _facts(self) -> dict[str, object]:
        fieldwork = [day for wave in self.waves.values() for day in wave.fieldwork]
        return {
            "study": self.study, "title": self.title, "organisation": self.organisation, "population": self.population,
            "mode": self.mode, "waves": self.waves, "fieldwork": f"{min(fieldwork)} to {max(fieldwork)}",
            "basis": self.basis, "weights": self.weights(), "outcome": self.claims.outcome,
            "synthetic": self.synthetic or "",
        }  # fmt: skip

    def weights(self, wave: int | None = None) -> Weights:
        """Return how a wave is weighted (without a wave: how the study is, as a rule): raked, delivered or none."""
        if self.weighting.margins:
            return "raked"
        return "none" if self.design.weight is None or wave in self.design.unweighted else "delivered"

    def weighing(self, name: str) -> Study:
        """Return the study with one of its further weights as its own. Raises KeyError: no such weight."""
        given = self.design.weights[name]
        chosen: dict[str, Any] = {"called": given.called}
        if given.item:
            chosen |= {"weight": given.item, "unweighted": [], "weighted_only": True}
        weighting = self.weighting.model_copy(update={"margins": given.margins, "largest": given.largest})
        return self.model_copy(update={"design": self.design.model_copy(update=chosen), "weighting": weighting})

    def reweighted(self) -> list[int]:
        """Return the waves weighted differently from the one before: a series breaks there."""
        waves = sorted(self.waves)
        return [wave for before, wave in pairwise(waves) if self.weights(before) != self.weights(wave)]


class Margin(Strict):
    """Shares of a population by the categories of one item: {key: share}, or {wave: {key: share}} from a wave on."""

    source: Text
    year: int
    population: Text | None = None  # the population the shares describe
    targets: dict[str, float] | dict[Period, dict[str, float]]

    @model_validator(mode="after")
    def _shares(self) -> Margin:
        for shares in self.by_wave().values():
            if not shares or min(shares.values()) <= 0 or not all(map(math.isfinite, shares.values())):
                raise ValueError("every target is a share above 0 (leave out a category that nobody can be in)")
            if abs(math.fsum(shares.values()) - 1) > 1e-6:
                raise ValueError(f"targets sum to {math.fsum(shares.values()):.6g}, not to 1")
        return self

    def by_wave(self) -> dict[Period, dict[str, float]]:
        """Return {wave: {key: share}}; 0 means every wave."""
        nested = {key: shares for key, shares in self.targets.items() if isinstance(shares, dict)}
        plain = {str(key): share for key, share in self.targets.items() if not isinstance(share, dict)}
        return {Period(wave): shares for wave, shares in nested.items()} if nested else {Period(0): plain}

    def shares(self, wave: int) -> dict[str, float]:
        """Return the targets in force in a wave; empty when there are none yet."""
        return in_force(self.by_wave(), wave) or {}


Margins = dict[str, Margin]
